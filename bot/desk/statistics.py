"""Periods of statistics: which are offered, and which days they have by Bogotá's clocks."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from bot.errors import ConsorciaError
from bot.storage.statistics import Day

BOGOTA = ZoneInfo("America/Bogota")
PERIODS = (7, 30, 90)
USUAL = 30


class UnknownPeriod(ConsorciaError):
    """Figures are there for 7, 30 and 90 days."""


def read_period(text: str) -> int:
    """The days of "7d", "30 d" or "90"; the usual ones where nothing is said.

    Raises:
        UnknownPeriod: it is something else.
    """
    if not text.strip():
        return USUAL
    found = re.fullmatch(r"\s*(\d{1,3})\s*(d|d[ií]as?|days?)?\s*", text, re.IGNORECASE | re.ASCII)
    if found is None or int(found[1]) not in PERIODS:
        raise UnknownPeriod("give 7d, 30d or 90d")
    return int(found[1])


def last_days(count: int, now: dt.datetime) -> list[Day]:
    """So many days of Bogotá, the present one the last."""
    today = now.astimezone(BOGOTA).date()
    return [_day(today - dt.timedelta(days=back)) for back in reversed(range(count))]


def days_before(count: int, now: dt.datetime) -> list[Day]:
    """So many whole days of Bogotá, yesterday the last."""
    return last_days(count + 1, now)[:-1]


def _day(date: dt.date) -> Day:
    begins, ends = (dt.datetime.combine(day, dt.time(), BOGOTA) for day in (date, date + dt.timedelta(days=1)))
    return Day(date, begins.astimezone(dt.UTC), ends.astimezone(dt.UTC))

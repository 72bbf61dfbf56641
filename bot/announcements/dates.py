"""Dates as announcers write them: "mañana 9 am", "3 de diciembre 14:30", "2026-12-03", "viernes"; in Bogotá's time."""

import datetime as dt
import re
import unicodedata

from babel.dates import get_day_names, get_month_names

from bot.announcements.errors import UnreadableDate
from bot.announcements.hours import BOGOTA

_LOCALES = ("es_CO", "en_US")
_DAYS = {"hoy": 0, "today": 0, "manana": 1, "tomorrow": 1, "pasado manana": 2}
_TIME = re.compile(r"(?:(?:a las|a la|at|,)\s*)?\b(\d{1,2})(?::(\d\d))?\s*(am|pm|h|horas)?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_NAMED = re.compile(r"(?P<day>\d{1,2})(?: de)? (?P<month>[a-z]+)(?:(?: del?)? (?P<year>\d{4}))?")
_NAMED_FIRST = re.compile(r"(?P<month>[a-z]+) (?P<day>\d{1,2})(?:,? (?P<year>\d{4}))?")
# A day without a year that is longer ago than this is meant to be next year's.
_LONG_AGO = dt.timedelta(days=180)


def read_moment(text: str, now: dt.datetime, at: dt.time) -> dt.datetime:
    """The moment that someone has written.

    Args:
        text: in Spanish or English.
        now: the time.
        at: the time of day where only a day was written.

    Raises:
        UnreadableDate: it is none.
    """
    local = now.astimezone(BOGOTA)
    said = re.sub(r"\b([ap])\.?\s*m\b\.?", r"\1m", _plain(text)).removeprefix("el ")
    day = _day(said, local.date())
    if day is None:
        found = _TIME.search(said)
        day = _day(said[: found.start()].strip(" ,"), local.date()) if found else None
        time = _time(found) if found else None
    else:
        time = at
    if day is None or time is None:
        raise UnreadableDate(f'"{text[:40]}" is no date')
    return dt.datetime.combine(day, time, BOGOTA)


def _day(said: str, today: dt.date) -> dt.date | None:
    if said in _DAYS:
        return today + dt.timedelta(days=_DAYS[said])
    if said in _weekdays():
        return today + dt.timedelta(days=(_weekdays()[said] - today.weekday() - 1) % 7 + 1)
    if iso := _ISO.fullmatch(said):
        return _date(today, iso[1], iso[2], iso[3])
    if numbers := _NUMBERS.fullmatch(said):
        return _date(today, numbers[3], numbers[2], numbers[1])
    named = _NAMED.fullmatch(said) or _NAMED_FIRST.fullmatch(said)
    if named and (month := _months().get(named["month"])):
        return _date(today, named["year"], str(month), named["day"])
    return None


def _date(today: dt.date, year: str | None, month: str, day: str) -> dt.date | None:
    try:
        date = dt.date(int(year or today.year), int(month), int(day))
        if year is None and today - date > _LONG_AGO:
            date = date.replace(year=today.year + 1)
    except ValueError:
        return None
    return date


def _time(found: re.Match[str]) -> dt.time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _weekdays() -> dict[str, int]:
    return {_plain(name): day for locale in _LOCALES for day, name in get_day_names("wide", locale=locale).items()}


def _months() -> dict[str, int]:
    return {
        _plain(name).strip("."): month
        for locale in _LOCALES
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }


def _plain(text: str) -> str:
    """Small letters, no accents, single spaces."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    return " ".join(bare.split())

"""The rules of the desk where advisers answer: its hours, what stays among staff, and where it is."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.errors import SettingsError
from bot.storage.tickets import Tickets

BOGOTA = ZoneInfo("America/Bogota")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([a-z]{3})\s*[-–]\s*([a-z]{3})\s+(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")
# What staff begins with this stays among them.
INTERNAL = "//"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From `opens` to `closes` by Bogotá's clocks, on these days of the week (0 is Monday)."""

    days: frozenset[int]
    opens: dt.time
    closes: dt.time

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """From "mon-fri 08:00-17:00".

        Raises:
            SettingsError: it is not written so.
        """
        found = _HOURS.fullmatch(text.strip().lower())
        try:
            if found is None:
                raise ValueError
            first, last = _DAYS.index(found[1]), _DAYS.index(found[2])
            opens, closes = dt.time(int(found[3]), int(found[4])), dt.time(int(found[5]), int(found[6]))
            if opens >= closes:
                raise ValueError
        except ValueError:
            raise SettingsError('OFFICE_HOURS: write them as "mon-fri 08:00-17:00"') from None
        return cls(frozenset((first + n) % 7 for n in range((last - first) % 7 + 1)), opens, closes)

    def are_now(self, moment: dt.datetime) -> bool:
        """Whether somebody is there at a moment."""
        local = moment.astimezone(BOGOTA)
        return local.weekday() in self.days and self.opens <= local.time() < self.closes

    def next_open(self, moment: dt.datetime) -> dt.datetime:
        """That moment, or the next at which the office opens."""
        if self.are_now(moment):
            return moment
        local = moment.astimezone(BOGOTA)
        day = local.date() + dt.timedelta(days=local.time() >= self.opens)
        while day.weekday() not in self.days:
            day += dt.timedelta(days=1)
        return dt.datetime.combine(day, self.opens, BOGOTA)

    def after_working(self, moment: dt.datetime, hours: int) -> dt.datetime:
        """When so many hours of work have passed since a moment."""
        left, moment = dt.timedelta(hours=hours), self.next_open(moment)
        while True:
            local = moment.astimezone(BOGOTA)
            closing = dt.datetime.combine(local.date(), self.closes, BOGOTA)
            if local + left <= closing:
                return local + left
            left -= closing - local
            moment = self.next_open(closing)


@dataclass(frozen=True, slots=True)
class TicketDesk:
    """Where tickets are answered.

    `staff_chat_id` is the staff group, if there is one; `answer_within_hours` counts hours of work.
    """

    tickets: Tickets
    staff_chat_id: int | None
    hours: OfficeHours
    answer_within_hours: int
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def promise(self) -> tuple[bool, dt.datetime]:
        """Whether somebody is there now, and until when a question that comes now is answered; else from when."""
        now = self.clock()
        if self.hours.are_now(now):
            return True, self.hours.after_working(now, self.answer_within_hours)
        return False, self.hours.next_open(now)


def is_internal(text: str) -> bool:
    """Whether a message of staff is meant for staff only."""
    return text.lstrip().startswith(INTERNAL)

"""Bogotá's time: the hours when announcements stay silent, and when a sending that begins now will be finished."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.errors import SettingsError

BOGOTA = ZoneInfo("America/Bogota")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` in Bogotá, over midnight or not; equal for none."""

    start: dt.time = dt.time(0)
    end: dt.time = dt.time(0)

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """From "20:00-08:00"; from an empty text, none.

        Raises:
            SettingsError: it is neither.
        """
        if not text.strip():
            return cls()
        hours = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)\s*", text)
        try:
            if hours is None:
                raise ValueError
            first, first_minute, last, last_minute = map(int, hours.groups())
            return cls(dt.time(first, first_minute), dt.time(last, last_minute))
        except ValueError:
            raise SettingsError('QUIET_HOURS: write them as "20:00-08:00", or leave them empty for none') from None

    @property
    def exist(self) -> bool:
        """Whether there are any."""
        return self.start != self.end

    def are_now(self, moment: dt.datetime) -> bool:
        """Whether a moment is within them."""
        time = moment.astimezone(BOGOTA).time()
        if self.start <= self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def next_open(self, moment: dt.datetime) -> dt.datetime:
        """That moment, or the end of the quiet hours that it is in."""
        return _next(moment, self.end) if self.are_now(moment) else moment

    def after_working(self, moment: dt.datetime, seconds: float) -> dt.datetime:
        """When so many seconds outside quiet hours have passed since a moment."""
        left = dt.timedelta(seconds=seconds)
        moment = self.next_open(moment)
        while self.exist:
            closing = _next(moment, self.start)
            if moment + left <= closing:
                break
            left -= closing - moment
            moment = self.next_open(closing)
        return moment + left


def _next(moment: dt.datetime, time: dt.time) -> dt.datetime:
    """The next time that Bogotá's clocks show this."""
    local = moment.astimezone(BOGOTA)
    day = local.date() if local.time() < time else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, time, BOGOTA).astimezone(dt.UTC)

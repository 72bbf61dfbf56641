"""Routine work: what the bot does by itself at a certain time of the day or week, in Bogotá's time."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.announcements.hours import BOGOTA
from bot.storage.routines import Routines

LOOK_SECONDS = 30.0
MONDAY = 0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """Something to do every day at a time, or every week on a day (0 is Monday) at a time."""

    name: str
    at: dt.time
    do: Callable[[], Coroutine[Any, Any, None]]
    weekday: int | None = None

    def last_due(self, now: dt.datetime) -> dt.datetime:
        """The latest moment, not after now, at which it was due."""
        local = now.astimezone(BOGOTA)
        due = dt.datetime.combine(local.date(), self.at, BOGOTA)
        back = 0 if self.weekday is None else (local.weekday() - self.weekday) % 7
        due -= dt.timedelta(days=back)
        if due > local:
            due -= dt.timedelta(days=1 if self.weekday is None else 7)
        return due


async def do_as_due(works: Sequence[Work], routines: Routines, stop: asyncio.Event) -> None:
    """Do each work when it is due until told to stop; one that fails is logged and comes again at its next time."""
    while not stop.is_set():
        for work in works:
            now = dt.datetime.now(dt.UTC)
            try:
                if await routines.take(work.name, work.last_due(now), now):
                    await work.do()
            except Exception:
                _log.exception("%s could not be done", work.name)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await stop.wait()

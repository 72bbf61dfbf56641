"""What the bot does by itself: at its time in Bogotá, once, whatever else fails."""

import asyncio
import datetime as dt

import pytest

from bot.announcements.hours import BOGOTA
from bot.routine import Work, do_as_due
from bot.storage.engine import open_engine
from bot.storage.routines import Routines


async def nothing() -> None:
    pass


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T03:00", "2026-11-24T03:00"),
        ("2026-11-24T02:59", "2026-11-23T03:00"),
        ("2026-11-24T23:59", "2026-11-24T03:00"),
    ],
)
def test_daily_work_is_due_at_its_time(now: str, due: str) -> None:
    assert Work("a", dt.time(3), nothing).last_due(at(now).astimezone(dt.UTC)) == at(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),  # a Monday
        ("2026-11-23T07:59", "2026-11-16T08:00"),
        ("2026-11-29T12:00", "2026-11-23T08:00"),
    ],
)
def test_weekly_work_is_due_on_its_day(now: str, due: str) -> None:
    assert Work("a", dt.time(8), nothing, weekday=0).last_due(at(now)) == at(due)


class Stopping:
    """Work that stops the loop, so that a test waits for nothing."""

    def __init__(self, fails: bool = False) -> None:
        self.stop = asyncio.Event()
        self.fails = fails
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1
        self.stop.set()
        if self.fails:
            raise ValueError("on purpose")


async def test_work_is_done_when_due_and_not_again_before_its_next_time(database: str) -> None:
    engine = open_engine(database)
    routines, work = Routines(engine), Stopping()
    now = dt.datetime.now(dt.UTC)
    # It was last taken up long ago.
    await routines.take("daily", now, now - dt.timedelta(days=3))
    await do_as_due([Work("daily", dt.time(3), work)], routines, work.stop)
    assert work.times == 1
    assert not await routines.take("daily", Work("daily", dt.time(3), work).last_due(now), now)
    await engine.dispose()


async def test_work_that_fails_stops_no_other(database: str, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_engine(database)
    routines, failing, other = Routines(engine), Stopping(fails=True), Stopping()
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    for name in ("failing", "other"):
        await routines.take(name, long_ago, long_ago)
    await do_as_due([Work("failing", dt.time(3), failing), Work("other", dt.time(3), other)], routines, other.stop)
    assert (failing.times, other.times) == (1, 1)
    assert "failing could not be done" in caplog.text
    await engine.dispose()


async def test_new_work_waits_for_its_next_time(database: str) -> None:
    engine = open_engine(database)
    now = dt.datetime.now(dt.UTC)
    assert not await Routines(engine).take("new", now, now)
    assert await Routines(engine).take("new", now + dt.timedelta(days=1), now + dt.timedelta(days=1, seconds=1))
    await engine.dispose()

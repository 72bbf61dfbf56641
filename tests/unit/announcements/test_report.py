import csv
import datetime as dt
import io
from collections.abc import AsyncIterator

import pytest

from bot.announcements.report import Timeline, picture, write_csv
from bot.storage.engine import open_engine
from tests.support.announcing import Office
from tests.support.bot_api import CUT_BEFORE, BotApi
from tests.support.telegram import in_process_bot


@pytest.fixture
async def office(database: str, api: BotApi) -> AsyncIterator[Office]:
    engine = open_engine(database)
    yield Office(engine, in_process_bot(api))
    await engine.dispose()


async def test_each_recipient_has_a_line_that_says_what_became_of_it(office: Office, api: BotApi) -> None:
    await office.subscribe([1, 2, 3])
    api.blocked.add(2)
    api.script("sendMessage", CUT_BEFORE, chat_id=3)
    announcement = await office.approved()
    await office.sent(announcement)
    await office.storage.subscribers.erase(1)
    written = io.StringIO()
    timeline = await write_csv(written, announcement, office.storage.deliveries)
    rows = list(csv.DictReader(io.StringIO(written.getvalue())))
    assert [(row["chat_id"], row["state"]) for row in rows] == [("", "sent"), ("2", "blocked"), ("3", "unknown")]
    assert "blocked" in rows[1]["error"]
    assert all(row["settled_at"].endswith("-05:00") for row in rows)
    assert sum(timeline.minutes.values()) == 3


async def test_the_picture_is_drawn(office: Office) -> None:
    await office.subscribe([1, 2, 3])
    announcement = await office.approved()
    [progress] = await office.sent(announcement)
    timeline = await write_csv(io.StringIO(), announcement, office.storage.deliveries)
    assert picture(progress, timeline).startswith(b"\x89PNG")
    assert picture(progress, Timeline()).startswith(b"\x89PNG")


def test_a_long_timeline_is_thinned_and_keeps_its_end() -> None:
    timeline = Timeline()
    start = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    for minute in range(1_003):
        timeline.add(start + dt.timedelta(minutes=minute))
    points = timeline.cumulated()
    assert points[0] == (start, 0)
    assert points[-1][1] == 1_003
    assert len(points) < 260
    assert [number for _, number in points] == sorted(number for _, number in points)
    assert Timeline().cumulated() == []

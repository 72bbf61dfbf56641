"""The sender in a process of its own, over real sockets: killed, cut off, told to wait; nothing is lost or doubled."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.sender import AT_ONCE
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.leadership import Leadership
from tests.support.announcing import Office, SenderProcess
from tests.support.bot_api import CUT_AFTER, CUT_BEFORE, BotApi, too_many_requests
from tests.support.telegram import BotApiServer, in_process_bot

RECIPIENTS = 10_000
KILLS = 5
BLOCKED = RECIPIENTS // 50
CUTS = RECIPIENTS // 100
SECONDS = 240.0


@pytest.fixture
def telegram(api: BotApi) -> Iterator[BotApiServer]:
    with BotApiServer(api) as running:
        yield running


@pytest.fixture
def process(telegram: BotApiServer, database: str) -> Iterator[SenderProcess]:
    process = SenderProcess(telegram, database)
    yield process
    process.kill()


async def test_ten_thousand_recipients_and_five_kills(engine: AsyncEngine, api: BotApi, process: SenderProcess) -> None:
    chance = random.Random(20_261_124)
    chats = list(range(1, RECIPIENTS + 1))
    troubled = chance.sample(chats, BLOCKED + CUTS + 15)
    api.blocked.update(blocked := set(troubled[:BLOCKED]))
    for chat_id in troubled[BLOCKED : BLOCKED + CUTS]:
        api.script("sendMessage", chance.choice([CUT_BEFORE, CUT_AFTER]), chat_id=chat_id)
    for first in troubled[-3:]:  # bursts: everything that is in flight meets it
        for chat_id in range(first, min(first + 10, RECIPIENTS)):
            api.script("sendMessage", too_many_requests(1), chat_id=chat_id)
    office = Office(engine, in_process_bot(api))
    await office.subscribe(chats)
    announcement = await office.approved()

    for moment in sorted(chance.sample(range(100, RECIPIENTS - 500), KILLS)):
        process.start()
        await api.until(lambda enough=moment: len(api.calls) >= enough, SECONDS)
        process.kill()
    process.start()
    progress = await office.until(announcement, lambda progress: progress.is_over, SECONDS)
    process.kill()

    states = await office.states(announcement)
    got = Counter(sent.chat_id for sent in api.sent)
    assert progress.state == "done"
    assert set(states) == set(chats)
    assert set(states.values()) <= {"sent", "blocked", "unknown"}
    assert all(got[chat_id] == 1 for chat_id in chats if states[chat_id] == "sent")
    assert all(got[chat_id] == 0 for chat_id in chats if states[chat_id] == "blocked")
    assert all(got[chat_id] <= 1 for chat_id in chats)
    assert {chat_id for chat_id in chats if states[chat_id] == "blocked"} <= blocked
    unknown = sum(state == "unknown" for state in states.values())
    assert unknown <= CUTS + KILLS * AT_ONCE
    assert sum(progress.counts.values()) == RECIPIENTS


async def test_another_process_takes_over_within_ten_seconds(
    engine: AsyncEngine, database: str, telegram: BotApiServer, api: BotApi, process: SenderProcess
) -> None:
    office = Office(engine, in_process_bot(api))
    await office.subscribe(range(1, 201))
    announcement = await office.approved()
    process.start()
    await office.until(announcement, lambda progress: progress.is_over)
    async with office.sending():  # with the leases that are really used
        process.kill()
        following = await office.approved("Otra")
        async with asyncio.timeout(10):
            await office.until(following, lambda progress: progress.is_over)
    assert len(api.sent) == 400


async def test_of_two_one_leads_until_it_ends(engine: AsyncEngine) -> None:
    leadership, other = AnnouncementStorage.over(engine).leadership, AnnouncementStorage.over(engine).leadership
    async with leadership.try_to_lead() as first:
        assert first is not None
        assert first.is_held
        async with other.try_to_lead() as second:
            assert second is None
    async with other.try_to_lead() as second:
        assert second is not None
        assert second.worker != first.worker


async def test_whoever_was_frozen_leads_no_more(engine: AsyncEngine) -> None:
    clock = Seconds()
    async with Leadership(engine, clock).try_to_lead() as term:
        assert term is not None
        clock.now += 60
        assert not term.is_held


class Seconds:
    """A monotonic clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

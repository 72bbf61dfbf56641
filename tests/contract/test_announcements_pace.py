"""The pace as Telegram sees it, and replies in the middle of a bulk sending."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot
from telegram.ext import ExtBot

from bot.handlers.delivery import PatientDelivery
from tests.support.announcing import Office
from tests.support.bot_api import BotApi, Delay, too_many_requests
from tests.support.telegram import TOKEN, BotApiServer, in_process_bot

RATE = 22
TELEGRAM = 30


@pytest.fixture
def telegram(api: BotApi) -> Iterator[BotApiServer]:
    with BotApiServer(api) as running:
        yield running


def busiest_second(times: list[float]) -> int:
    """The most calls that arrived within any one second."""
    most, first = 0, 0
    for last in range(len(times)):
        while times[last] - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


async def test_no_second_sees_more_than_the_rate_and_replies_are_prompt(
    engine: AsyncEngine, api: BotApi, telegram: BotApiServer
) -> None:
    # Some answers take their time, so that calls bunch up on their way.
    for chat_id in range(5, 120, 7):
        api.script("sendMessage", Delay(0.3), chat_id=chat_id)
    waits = []
    async with Bot(TOKEN, base_url=telegram.base_url) as bulk_bot:
        office = Office(engine, bulk_bot, per_second=RATE)
        await office.subscribe(range(1, 121))
        announcement = await office.approved()
        delivery = PatientDelivery(governor=office.governor)
        async with ExtBot(TOKEN, base_url=telegram.base_url, rate_limiter=delivery) as replies, office.sending():
            for number in range(40):
                await api.until(lambda enough=3 * number: len(api.sent) > enough)
                started = time.monotonic()
                await replies.send_message(9_000 + number, "Respuesta")
                waits.append(time.monotonic() - started)
            await office.until(announcement, lambda progress: progress.is_over)
    calls = api.calls_of("sendMessage")
    bulk = [call.at for call in calls if call.chat_id is not None and call.chat_id < 9_000]
    assert len(bulk) == 120
    assert busiest_second(bulk) <= RATE
    assert busiest_second([call.at for call in calls]) <= TELEGRAM
    assert max(waits) < 2.0


async def test_a_429_holds_the_bulk_and_not_the_replies(engine: AsyncEngine, api: BotApi) -> None:
    office = Office(engine, in_process_bot(api))
    await office.subscribe([1, 2])
    api.script("sendMessage", too_many_requests(3), chat_id=1)
    api.script("sendMessage", too_many_requests(3), chat_id=2)
    announcement = await office.approved()
    async with office.sending():
        await api.until(lambda: len(api.calls_of("sendMessage")) >= 2)
        started = time.monotonic()
        async with office.governor.reply(3):
            pass
        assert time.monotonic() - started < 0.5
        assert api.sent == []
        await office.until(announcement, lambda progress: progress.is_over)
    assert min(sent.at for sent in api.sent) - api.calls_of("sendMessage")[0].at >= 3.0


async def test_a_flood_of_replies_goes_before_the_bulk(engine: AsyncEngine, api: BotApi) -> None:
    office = Office(engine, in_process_bot(api), per_second=RATE)
    await office.subscribe(range(1, 45))
    announcement = await office.approved()

    async def reply(number: int) -> float:
        started = time.monotonic()
        async with office.governor.reply(9_000 + number):
            pass
        return time.monotonic() - started

    async with office.sending():
        await api.until(lambda: len(api.sent) >= RATE)
        waits = await asyncio.gather(*(reply(number) for number in range(20)))
        await office.until(announcement, lambda progress: progress.is_over)
    assert max(waits) < 2.0

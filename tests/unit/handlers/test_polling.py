"""Asking Telegram for updates through whatever goes wrong."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import Conflict, InvalidToken

from bot.handlers.routing import ALLOWED_UPDATES
from tests.support.assistants import FixedGuide, ScriptedAssistant
from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    NO_CONNECTION,
    ApiError,
    BotApi,
    Delay,
    Outcome,
    bad_gateway,
    conflict,
    server_error,
    too_many_requests,
)
from tests.support.local_bot import LocalBot, running
from tests.support.telegram import InProcessRequest

ANA = 501
QUESTION = "¿cómo me uno?"


@pytest.fixture
def new_bot(api: BotApi, database: str, assistant: ScriptedAssistant, small_guide):
    guide = FixedGuide(small_guide.articles)
    return lambda **options: LocalBot(api, database, assistant, guide, **options)


@pytest.mark.parametrize(
    "outcome",
    [server_error(), bad_gateway(), NO_CONNECTION, CUT_BEFORE, CUT_AFTER],
    ids=["500", "502", "no link", "cut before", "cut after"],
)
async def test_goes_on_after_failures(new_bot, api: BotApi, outcome: Outcome) -> None:
    api.script("getUpdates", *[outcome] * 3)
    api.user_writes(ANA, QUESTION)
    async with running(new_bot()) as bot:
        await api.until(lambda: api.texts_to(ANA))
        assert bot.naps.taken[:3] == [0.5, 1.0, 2.0]
    assert len(api.texts_to(ANA)) == 1


class Hasty(InProcessRequest):
    """A connection that gives up on getUpdates at once while Telegram is slow."""

    async def do_request(self, url: str, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        if url.endswith("getUpdates") and self._api.scripted:
            options["read_timeout"] = 0.0
        return await super().do_request(url, *arguments, **options)


async def test_goes_on_after_time_outs(new_bot, api: BotApi) -> None:
    api.script("getUpdates", Delay(60), Delay(60))
    async with running(new_bot(transport=Hasty(api))) as bot:
        assert len(await bot.hears(ANA, QUESTION)) == 1
        assert bot.naps.taken == [0.5, 1.0]


async def test_waits_as_long_as_telegram_asks(new_bot, api: BotApi) -> None:
    api.script("getUpdates", too_many_requests(17))
    async with running(new_bot()) as bot:
        await bot.hears(ANA, QUESTION)
        assert bot.naps.taken == [17.0]


async def test_is_patient_again_after_a_success(new_bot, api: BotApi) -> None:
    api.script("getUpdates", server_error(), server_error())
    async with running(new_bot()) as bot:
        await bot.hears(ANA, QUESTION)
        api.script("getUpdates", server_error())
        await bot.hears(ANA, QUESTION)
        await api.until(lambda: not api.scripted)
        await bot.hears(ANA, QUESTION)
        assert bot.naps.taken == [0.5, 1.0, 0.5]


async def test_takes_updates_again_that_could_not_be_stored(
    new_bot, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = new_bot()
    store, failures = bot.inbox.store, [OperationalError("INSERT", {}, Exception("disk I/O error"))]

    async def failing(payloads: Any) -> list[int]:
        if payloads and failures:
            raise failures.pop()
        return await store(payloads)

    monkeypatch.setattr(bot.inbox, "store", failing)
    async with running(bot):
        assert len(await bot.hears(ANA, QUESTION)) == 1
    assert not failures


@pytest.mark.parametrize(
    ("error", "expected"),
    [(conflict("terminated by other getUpdates request"), Conflict), (ApiError(401, "Unauthorized"), InvalidToken)],
    ids=["another process", "token taken back"],
)
async def test_ends_when_it_is_not_wanted(new_bot, api: BotApi, error: ApiError, expected: type[Exception]) -> None:
    bot = new_bot()
    await bot.start()
    await bot.hears(ANA, QUESTION)
    api.script("getUpdates", error)
    api.user_writes(ANA, QUESTION)
    try:
        with pytest.raises(expected):
            async with asyncio.timeout(5):
                await bot.running
    finally:
        await bot.close()


async def test_asks_by_name_for_what_it_handles(new_bot, api: BotApi) -> None:
    async with running(new_bot()) as bot:
        await bot.hears(ANA, QUESTION)
    assert api.updates.allowed_updates == ALLOWED_UPDATES
    assert {"message", "callback_query", "my_chat_member"} <= set(ALLOWED_UPDATES)


async def test_confirms_an_update_only_when_it_is_stored(new_bot, api: BotApi) -> None:
    async with running(new_bot()) as bot:
        written = api.user_writes(ANA, QUESTION)
        await bot.inbox.until_handled(written)
        await api.until(lambda: not api.updates.pending)
    asked_for = [call.parameters.get("offset") for call in api.calls_of("getUpdates")]
    assert asked_for[0] is None
    assert asked_for[-1] == written["update_id"] + 1

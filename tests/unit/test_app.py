"""Why the bot cannot go on, in words that say what to do."""

import asyncio

import pytest
from pydantic import SecretStr
from telegram.error import Conflict, NetworkError

from bot.app import TelegramRefusal, _done_unless_stopped, _explanation, run_bot
from bot.settings import Settings


def test_another_process_and_a_webhook_are_told_apart() -> None:
    other = Conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
    webhook = Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
    assert "another process" in _explanation(other)
    assert "a webhook is set" in _explanation(webhook)


async def test_a_missing_token_is_named() -> None:
    with pytest.raises(TelegramRefusal, match="TELEGRAM_TOKEN is not set"):
        await run_bot(Settings(telegram_token=None))


async def test_an_empty_token_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "")
    assert Settings(_env_file=None).telegram_token is None
    assert Settings(telegram_token=SecretStr("1:x")).telegram_token is not None


class TestStarting:
    async def test_is_done_when_nothing_stops_it(self) -> None:
        done = []

        async def work() -> None:
            done.append(True)

        assert await _done_unless_stopped(work(), asyncio.Event())
        assert done

    async def test_is_broken_off_by_a_signal(self) -> None:
        stop = asyncio.Event()
        broken_off = asyncio.Event()

        async def work() -> None:
            stop.set()
            try:
                await asyncio.Event().wait()
            finally:
                broken_off.set()

        assert not await _done_unless_stopped(work(), stop)
        assert broken_off.is_set()

    async def test_fails_as_the_work_fails(self) -> None:
        async def work() -> None:
            raise NetworkError("no network")

        with pytest.raises(NetworkError):
            await _done_unless_stopped(work(), asyncio.Event())

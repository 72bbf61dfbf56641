"""Announcements stop at one touch, and at one word."""

import pytest

from bot.presentation.callback_data import data
from bot.presentation.texts import subscribing as texts
from tests.support.local_bot import LocalBot

ANA = 501


async def subscribed(bot: LocalBot) -> bool:
    """Whether announcements still reach Ana."""
    return [state.chat_id async for state in bot.services.subscribers.all_active()] == [ANA]


@pytest.fixture(autouse=True)
async def ana_subscribes(bot: LocalBot) -> None:
    await bot.services.subscribers.subscribe(ANA, "es", ["agro"], "1")
    assert await subscribed(bot)


async def test_the_button_under_an_announcement_stops_them(bot: LocalBot) -> None:
    [stopped] = await bot.pressed_data(ANA, data("stop", 7))
    assert stopped.text == texts.STOPPED
    assert not await subscribed(bot)


async def test_baja_stops_them(bot: LocalBot) -> None:
    [stopped] = await bot.hears(ANA, "/baja")
    assert stopped.text == texts.STOPPED
    assert not await subscribed(bot)

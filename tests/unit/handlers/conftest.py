"""A bot whose assistant answers as told."""

from collections.abc import AsyncIterator

import pytest

from bot.guide.articles import Guide
from tests.support.assistants import FixedGuide, ScriptedAssistant
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, running


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
async def bot(api: BotApi, database: str, assistant: ScriptedAssistant, small_guide: Guide) -> AsyncIterator[LocalBot]:
    async with running(LocalBot(api, database, assistant, FixedGuide(small_guide.articles))) as started:
        yield started

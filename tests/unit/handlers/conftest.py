"""A bot whose assistant answers as told."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.guide.articles import Guide
from bot.storage.engine import open_engine
from bot.storage.staff import Role
from tests.support.announcing import ANA, BETO, Office
from tests.support.assistants import FixedGuide, ScriptedAssistant
from tests.support.bot_api import BotApi
from tests.support.desk import GROUP, TUESDAY, Desk
from tests.support.local_bot import LocalBot, running
from tests.support.telegram import in_process_bot


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
async def bot(api: BotApi, database: str, assistant: ScriptedAssistant, small_guide: Guide) -> AsyncIterator[LocalBot]:
    async with running(LocalBot(api, database, assistant, FixedGuide(small_guide.articles))) as started:
        yield started


@pytest.fixture
def new_desk(api: BotApi, database: str, assistant: ScriptedAssistant, small_guide: Guide) -> Callable[..., LocalBot]:
    """Makes bots in which Ana and Beto may announce; each is as after a restart."""
    guide = FixedGuide(small_guide.articles)
    staff = {Role.ANNOUNCER: frozenset({ANA}), Role.ADMIN: frozenset({BETO})}
    return lambda **options: LocalBot(api, database, assistant, guide, staff=staff, **options)


@pytest.fixture
async def desk(new_desk: Callable[..., LocalBot]) -> AsyncIterator[LocalBot]:
    async with running(new_desk()) as started:
        yield started


@pytest.fixture
async def office(database: str, api: BotApi) -> AsyncIterator[Office]:
    """Subscribers and a sender over the same database."""
    engine = open_engine(database)
    yield Office(engine, in_process_bot(api))
    await engine.dispose()


@pytest.fixture(params=["topics", "replies"])
async def help_desk(
    request: pytest.FixtureRequest, api: BotApi, new_desk: Callable[..., LocalBot]
) -> AsyncIterator[Desk]:
    """The staff group in each of its shapes, on a Tuesday morning; Ana and Beto have roles."""
    api.add_chat(GROUP, "supergroup", is_forum=request.param == "topics")
    async with running(new_desk(staff_chat_id=GROUP, desk_clock=lambda: TUESDAY)) as bot:
        yield Desk(api, bot, request.param == "topics")

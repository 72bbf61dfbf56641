"""From a ticket into the question file of an article, which an editor sees first; nobody else writes there."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.assistant.answer import Outcome
from bot.guide.following import LiveGuide
from bot.presentation import texts as general
from bot.presentation.texts import tickets as texts
from bot.storage.staff import Role
from tests.support.announcing import BETO
from tests.support.assistants import ScriptedAssistant, unsure
from tests.support.bot_api import BotApi
from tests.support.desk import GROUP, LUIS, READER, TUESDAY, Desk
from tests.support.guide import SmallGuide
from tests.support.local_bot import LocalBot, running

PACKING = "export/packing"
QUESTION = "¿en qué cajas mando la panela?"


@pytest.fixture
def guide(tmp_path: Path) -> SmallGuide:
    (tmp_path / "guide-of-editors").mkdir()
    return SmallGuide(tmp_path / "guide-of-editors")


@pytest.fixture
async def help_desk(api: BotApi, new_desk: Callable[..., LocalBot], guide: SmallGuide) -> AsyncIterator[Desk]:
    api.add_chat(GROUP, "supergroup", is_forum=True)
    async with running(new_desk(staff_chat_id=GROUP, desk_clock=lambda: TUESDAY, edited=guide)) as bot:
        yield Desk(api, bot, has_topics=True)


def written(guide: SmallGuide) -> str:
    return (guide.knowledge / "es" / f"{PACKING}.questions.txt").read_text(encoding="utf-8")


async def test_it_is_shown_and_then_written(help_desk: Desk, guide: SmallGuide) -> None:
    ticket = await help_desk.hands_over(QUESTION)
    card = help_desk.in_group()[0]["message_id"]
    await help_desk.bot.pressed_data(GROUP, f"1|tk-to|{ticket}|{PACKING}", card, user_id=BETO)
    assert f"+{QUESTION}" in help_desk.in_group()[0]["text"].replace("+ ", "+")
    assert QUESTION not in written(guide)
    await help_desk.bot.pressed(GROUP, texts.BUTTON_PUT, user_id=BETO)
    assert written(guide).splitlines()[-1] == QUESTION
    assert (await help_desk.bot.services.audit.latest())[0].action == "question added"


async def test_only_editors_write_there(help_desk: Desk, guide: SmallGuide) -> None:
    ticket = await help_desk.hands_over(QUESTION)
    await help_desk.bot.pressed_data(GROUP, f"1|tk-put|{ticket}|{PACKING}", user_id=LUIS)
    assert help_desk.in_group()[-1]["text"] == general.FOR_STAFF
    assert QUESTION not in written(guide)


@pytest.mark.parametrize("article", ["export/none", "../../secret"])
async def test_an_article_that_is_none_is_told(help_desk: Desk, guide: SmallGuide, article: str) -> None:
    ticket = await help_desk.hands_over(QUESTION)
    await help_desk.bot.pressed_data(GROUP, f"1|tk-to|{ticket}|{article}", user_id=BETO)
    assert "no está en la carpeta de la guía" in help_desk.in_group()[-1]["text"]


async def test_a_gap_goes_to_the_advisers(api: BotApi, database: str, published: SmallGuide) -> None:
    api.add_chat(GROUP, "supergroup", is_forum=True)
    live = LiveGuide(published.library, published.embedder)
    assistant = ScriptedAssistant(lambda asked: unsure(outcome=Outcome.REFUSE))
    bot = LocalBot(
        api, database, assistant, live, staff={Role.ADMIN: frozenset({BETO})}, edited=published, staff_chat_id=GROUP
    )
    async with running(bot):
        await bot.hears(READER, "¿cómo vendo flores en Marte?")
        await bot.hears(BETO, "/vacios")
        await bot.pressed(BETO, "1")
        [told] = await bot.pressed(BETO, texts.HAND_OVER)
    live.close()
    assert told.text == texts.GAP_HANDED.format(number=1)
    assert any("¿cómo vendo flores en Marte?" in text and texts.HOW_GAP in text for text in api.texts_to(GROUP))

"""From a question to a ticket: what is asked before, and what both sides see."""

import datetime as dt
from collections.abc import Callable

import pytest

from bot.assistant.answer import Outcome
from bot.presentation.texts import answering
from bot.presentation.texts import tickets as texts
from tests.support.assistants import ScriptedAssistant, unsure
from tests.support.bot_api import BotApi, forbidden
from tests.support.desk import GROUP, LUIS, READER, TUESDAY, Desk
from tests.support.local_bot import LocalBot, labels, running


async def test_the_last_question_is_sent_once_the_reader_agrees(help_desk: Desk, api: BotApi) -> None:
    await help_desk.bot.hears(READER, "¿cómo me uno?")
    [asked] = await help_desk.bot.hears(READER, "/asesor")
    assert "«¿cómo me uno?»" in asked.text
    assert help_desk.in_group() == []
    [told] = await help_desk.bot.pressed(READER, texts.BUTTON_SEND)
    assert "n.º 1" in told.text
    [card] = help_desk.in_group()
    for shown in ("#1", "¿cómo me uno?", "Unirse a un consorcio de exportación", "español", "//"):
        assert shown in card["text"]
    assert (card.get("message_thread_id") is not None) is help_desk.has_topics
    if help_desk.has_topics:
        assert list(api.topics.values()) == ["#1 ¿cómo me uno?"]


async def test_declining_sends_nothing(help_desk: Desk) -> None:
    await help_desk.bot.hears(READER, "¿cómo me uno?")
    await help_desk.bot.hears(READER, "/asesor")
    await help_desk.bot.pressed(READER, texts.BUTTON_NO)
    assert help_desk.in_group() == []
    assert await help_desk.bot.services.desk.tickets.of_reader(READER) is None


async def test_who_never_asked_writes_the_question(help_desk: Desk, assistant: ScriptedAssistant) -> None:
    await help_desk.bot.hears(READER, "/asesor")
    [words_first] = await help_desk.bot.hears(READER, None, photo={})
    assert words_first.text == texts.WORDS_FIRST
    await help_desk.bot.hears(READER, "quiero saber de la panela")
    [card] = help_desk.in_group()
    assert "quiero saber de la panela" in card["text"]
    assert assistant.asked == []


async def test_the_button_under_a_refusal_leads_there(help_desk: Desk, assistant: ScriptedAssistant) -> None:
    assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
    await help_desk.bot.hears(READER, "¿a cómo el dólar?")
    await help_desk.bot.pressed(READER, answering.ADVISER)
    await help_desk.bot.pressed(READER, texts.BUTTON_SEND)
    [card] = help_desk.in_group()
    assert "¿a cómo el dólar?" in card["text"]


async def test_two_failures_in_a_row_offer_an_adviser_once(help_desk: Desk, assistant: ScriptedAssistant) -> None:
    assistant.respond = lambda asked: unsure(outcome=Outcome.REFUSE)
    offered = [[sent.text for sent in await help_desk.bot.hears(READER, f"pregunta {n}")] for n in range(4)]
    assert [texts.TWO_FAILED in told for told in offered] == [False, True, False, False]


async def test_who_has_a_ticket_gets_into_its_conversation(help_desk: Desk) -> None:
    await help_desk.hands_over()
    [told] = await help_desk.bot.hears(READER, "/asesor otra cosa")
    assert "n.º 1" in told.text
    await help_desk.bot.hears(READER, "es para Chile")
    assert [message["text"] for message in help_desk.in_group()][1:] == ["🙋 #1: es para Chile"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        # Eight hours of work, seven of them today.
        (TUESDAY, "a más tardar el miércoles 2 de diciembre a las 9:00"),
        (TUESDAY.replace(hour=14), "hoy, a más tardar a las 5:00"),
        (TUESDAY.replace(hour=19), "a más tardar el miércoles 2 de diciembre a las 1:00"),
        (TUESDAY.replace(hour=11), "hoy desde las 8:00"),
        (TUESDAY + dt.timedelta(days=4), "el lunes 7 de diciembre desde las 8:00"),
    ],
)
async def test_the_reader_is_told_until_when(
    api: BotApi, new_desk: Callable[..., LocalBot], now: dt.datetime, said: str
) -> None:
    async with running(new_desk(staff_chat_id=GROUP, desk_clock=lambda: now)) as bot:
        [told] = await bot.hears(READER, "/asesor ¿cómo exporto?")
    assert said in told.text.replace("\u202f", " ").replace("\xa0", " ")


async def test_without_a_staff_group_the_contacts_are_shown(bot: LocalBot) -> None:
    [shown] = await bot.hears(READER, "/asesor ¿cómo exporto?")
    assert labels(shown)
    assert await bot.services.desk.tickets.count() == 0


async def test_a_group_is_sent_to_the_private_chat(help_desk: Desk) -> None:
    [told] = await help_desk.bot.hears(-77, "/asesor", chat_type="supergroup", user_id=READER)
    assert "@consorcia_bot" in told.text


async def test_what_the_group_did_not_get_is_kept_and_put_there_later(help_desk: Desk, api: BotApi) -> None:
    api.script("getChat", forbidden())
    [told] = await help_desk.bot.hears(READER, "/asesor ¿cómo exporto?")
    assert "Guardé su pregunta" in told.text
    assert help_desk.in_group() == []
    await help_desk.bot.hears(GROUP, "/tickets", chat_type="supergroup", user_id=LUIS)
    assert any("¿cómo exporto?" in message["text"] and "🎫 #1" in message["text"] for message in help_desk.in_group())

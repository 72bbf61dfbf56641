"""Order within a chat, chats side by side, and each update once."""

import asyncio
import threading

import pytest

from bot.handlers.intake import CHATS_AT_ONCE
from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.assistants import Asked, FixedGuide, ScriptedAssistant, an_answer
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, running

ANA, LUIS = 501, 502


class Gate:
    """Holds back the answer to one message until it is opened."""

    def __init__(self, assistant: ScriptedAssistant, held: str) -> None:
        self._held = held
        self._opened = threading.Event()
        assistant.respond = self._respond

    def _respond(self, asked: Asked):
        if asked.message == self._held:
            assert self._opened.wait(10)
        return an_answer(summary=f"Sobre «{asked.message}».")

    def open(self) -> None:
        self._opened.set()


def subjects(api: BotApi, chat_id: int) -> list[str]:
    """What the answers in a chat are about, in order."""
    return [text.split("»")[0].removeprefix("Sobre «") for text in api.texts_to(chat_id) if text.startswith("Sobre «")]


async def test_a_slow_answer_in_one_chat_does_not_hold_another(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    gate = Gate(assistant, "lenta")
    slow = api.user_writes(ANA, "lenta")
    await bot.hears(LUIS, "rápida")
    assert subjects(api, LUIS) == ["rápida"]
    assert subjects(api, ANA) == []
    gate.open()
    await bot.inbox.until_handled(slow)
    assert subjects(api, ANA) == ["lenta"]


async def test_messages_of_a_chat_are_answered_in_their_order(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    gate = Gate(assistant, "primera")
    api.user_writes(ANA, "primera")
    api.user_writes(ANA, "segunda")
    await bot.hears(LUIS, "otra")  # by now the second has been received too
    assert subjects(api, ANA) == []
    gate.open()
    await bot.hears(ANA, "tercera")
    assert subjects(api, ANA) == ["primera", "segunda", "tercera"]


async def test_a_button_waits_for_the_message_before_it(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    await bot.hears(ANA, "anterior")
    gate = Gate(assistant, "lenta")
    api.user_writes(ANA, "lenta")
    message, button = bot.button(ANA, "📖")
    pressed = api.user_presses(ANA, message["message_id"], button["callback_data"])
    gate.open()
    await bot.inbox.until_handled(pressed)
    assert [text[:5] for text in api.texts_to(ANA)[1:]] == ["Sobre", "Unirs"]


async def test_a_chat_that_floods_leaves_room_for_the_others(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    gate = Gate(assistant, "0")
    flood = [api.user_writes(ANA, str(number)) for number in range(CHATS_AT_ONCE + 4)]
    await bot.hears(LUIS, "una pregunta")
    gate.open()
    await bot.inbox.until_handled(flood[-1])
    assert subjects(api, ANA) == [str(number) for number in range(CHATS_AT_ONCE + 4)]


async def test_an_update_that_arrives_twice_is_handled_once(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    written = api.user_writes(ANA, "¿cómo me uno?")
    await bot.inbox.until_handled(written)
    api.redeliver(written["update_id"])
    await bot.hears(ANA, "¿cuánto cuesta?")
    assert [asked.message for asked in assistant.asked] == ["¿cómo me uno?", "¿cuánto cuesta?"]
    assert len(api.texts_to(ANA)) == 2


async def test_an_update_that_arrives_again_while_it_is_handled_is_handled_once(
    bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
) -> None:
    gate = Gate(assistant, "lenta")
    written = api.user_writes(ANA, "lenta")
    await api.until(lambda: assistant.asked)
    api.redeliver(written["update_id"])
    await bot.hears(LUIS, "otra")
    gate.open()
    await bot.hears(ANA, "última")
    assert subjects(api, ANA) == ["lenta", "última"]


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_others(
    bot: LocalBot, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    with api.changed:
        unreadable = api.updates.add("message", {"message_id": "no", "chat": None})
    assert len(await bot.hears(ANA, "¿cómo me uno?")) == 1
    await bot.inbox.until_handled(unreadable)
    assert f"update {unreadable['update_id']} cannot be read" in caplog.text


async def test_an_edited_message_is_not_answered_again(bot: LocalBot, api: BotApi) -> None:
    written = api.user_writes(ANA, "¿cómo me unno?")
    await bot.inbox.until_handled(written)
    api.user_edits(ANA, written["message"]["message_id"], "¿cómo me uno?")
    await bot.hears(ANA, "gracias")
    assert len(api.texts_to(ANA)) == 2


class TestTooManyQuestions:
    @pytest.fixture
    async def bot(self, api: BotApi, database: str, assistant: ScriptedAssistant, small_guide):
        guide = FixedGuide(small_guide.articles)
        async with running(LocalBot(api, database, assistant, guide, per_minute=2)) as started:
            yield started

    async def test_get_a_kind_word_until_a_minute_has_passed(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        replies = [(await bot.hears(ANA, f"pregunta {n}"))[0].text for n in range(3)]
        assert [text == texts.TOO_FAST for text in replies] == [False, False, True]
        assert len(assistant.asked) == 2
        bot.clock.now += 61
        await bot.hears(ANA, "pregunta 4")
        assert len(assistant.asked) == 3

    async def test_of_one_chat_do_not_slow_another(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        for n in range(3):
            await bot.hears(ANA, f"pregunta {n}", language_code="en")
        await bot.hears(LUIS, "pregunta")
        assert len(assistant.asked) == 3
        assert translate(texts.TOO_FAST, "en") in bot.api.texts_to(ANA)

    async def test_related_questions_count_and_the_menu_does_not(
        self, bot: LocalBot, api: BotApi, assistant: ScriptedAssistant
    ) -> None:
        await bot.hears(ANA, "pregunta")
        for _ in range(3):
            await bot.hears(ANA, "/temas")
        await bot.pressed(ANA, "¿Puedo unirme")
        [refused] = await bot.pressed(ANA, "¿Puedo unirme")
        assert refused.text == texts.TOO_FAST


async def test_many_chats_are_answered_side_by_side(bot: LocalBot, api: BotApi, assistant: ScriptedAssistant) -> None:
    written = [api.user_writes(1_000 + n, f"pregunta {n}") for n in range(CHATS_AT_ONCE + 8)]
    await asyncio.gather(*(bot.inbox.until_handled(one) for one in written))
    assert {len(api.texts_to(1_000 + n)) for n in range(CHATS_AT_ONCE + 8)} == {1}

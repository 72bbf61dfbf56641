"""What a process that ended left in the inbox is taken up by the next one."""

import threading
from typing import Any

import pytest

from bot.handlers import intake
from bot.presentation import texts
from bot.presentation.localisation import translate
from bot.storage.engine import open_engine
from bot.storage.inbox import Inbox
from tests.support.assistants import Asked, FixedGuide, ScriptedAssistant, an_answer
from tests.support.bot_api import BotApi, Update, forbidden
from tests.support.local_bot import LocalBot, running

ANA, LUIS = 501, 502


@pytest.fixture
def guide(small_guide) -> FixedGuide:
    return FixedGuide(small_guide.articles)


@pytest.fixture
def new_bot(api: BotApi, database: str, assistant: ScriptedAssistant, guide: FixedGuide):
    return lambda: LocalBot(api, database, assistant, guide)


async def left_behind(database: str, *updates: Update, replying: tuple[Update, ...] = ()) -> None:
    """An inbox as a killed process leaves it."""
    engine = open_engine(database)
    inbox = Inbox(engine)
    await inbox.store([*updates, *replying])
    for update in replying:
        await inbox.mark_replying(update["update_id"])
    await engine.dispose()


def taken(api: BotApi, update: Update) -> Update:
    """An update that Telegram will not give out again."""
    with api.changed:
        api.updates.pending.remove(update)
    return update


async def test_a_message_that_was_received_is_answered(new_bot, api: BotApi, database: str) -> None:
    left = taken(api, api.user_writes(ANA, "¿cómo me uno?"))
    await left_behind(database, left)
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(left)
    assert len(api.texts_to(ANA)) == 1
    assert api.texts_to(ANA) != [texts.MAYBE_ARRIVED]


async def test_it_is_answered_before_what_came_later(
    new_bot, api: BotApi, database: str, assistant: ScriptedAssistant
) -> None:
    await left_behind(database, taken(api, api.user_writes(ANA, "antes")))
    later = api.user_writes(ANA, "después")
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(later)
    assert [asked.message for asked in assistant.asked] == ["antes", "después"]


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_reply_that_was_on_its_way_is_not_repeated_but_owned_up_to(
    new_bot, api: BotApi, database: str, assistant: ScriptedAssistant, language: str
) -> None:
    left = taken(api, api.user_writes(ANA, "¿cómo me uno?", language_code=language))
    await left_behind(database, replying=(left,))
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(left)
    assert api.texts_to(ANA) == [translate(texts.MAYBE_ARRIVED, language)]
    assert not assistant.asked


async def test_the_same_for_a_pressed_button(new_bot, api: BotApi, database: str, assistant: ScriptedAssistant) -> None:
    left = taken(api, api.user_presses(ANA, 1, "1|rel|consortia/joining|1"))
    await left_behind(database, replying=(left,))
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(left)
    assert api.texts_to(ANA) == [texts.MAYBE_ARRIVED]
    assert not assistant.asked


async def test_it_is_said_in_the_language_that_the_reader_chose(new_bot, api: BotApi, database: str) -> None:
    async with running(new_bot()) as bot:
        await bot.readers.choose_language(ANA, "en")
    left = taken(api, api.user_writes(ANA, "¿cómo me uno?", language_code="es"))
    await left_behind(database, replying=(left,))
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(left)
    assert api.texts_to(ANA) == [translate(texts.MAYBE_ARRIVED, "en")]


async def test_a_reader_who_left_meanwhile_does_not_stop_the_others(new_bot, api: BotApi, database: str) -> None:
    gone = taken(api, api.user_writes(ANA, "¿cómo me uno?"))
    waiting = taken(api, api.user_writes(LUIS, "¿cómo me uno?"))
    api.script("sendMessage", forbidden(), chat_id=ANA)
    await left_behind(database, waiting, replying=(gone,))
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(gone)
        await bot.inbox.until_handled(waiting)
    assert len(api.texts_to(LUIS)) == 1


async def test_what_cannot_be_read_is_passed_over(
    new_bot, api: BotApi, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable: dict[str, Any] = {"update_id": 7, "message": {"message_id": "no"}}
    await left_behind(database, replying=(unreadable,))
    async with running(new_bot()) as bot:
        await bot.inbox.until_handled(unreadable)
        assert len(await bot.hears(ANA, "¿cómo me uno?")) == 1
    assert "update 7 cannot be read" in caplog.text


async def test_what_was_answered_is_not_answered_again(new_bot, api: BotApi) -> None:
    async with running(new_bot()) as bot:
        await bot.hears(ANA, "¿cómo me uno?")
    api.redeliver(700_000_001)  # its confirmation never reached Telegram
    async with running(new_bot()) as bot:
        await bot.hears(ANA, "gracias")
    assert len(api.texts_to(ANA)) == 2


class TestStopping:
    async def test_finishes_what_was_begun(self, new_bot, api: BotApi, assistant: ScriptedAssistant) -> None:
        may_answer = threading.Event()

        def think(asked: Asked):
            assert may_answer.wait(10)
            return an_answer()

        assistant.respond = think
        bot = new_bot()
        await bot.start()
        api.user_writes(ANA, "¿cómo me uno?")
        await api.until(lambda: assistant.asked)
        bot._stop.set()
        may_answer.set()
        await bot.stop()
        assert len(api.texts_to(ANA)) == 1

    async def test_leaves_what_takes_too_long_to_the_next_process(
        self, new_bot, api: BotApi, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(intake, "DRAIN_SECONDS", 0.01)
        may_answer = threading.Event()

        def think(asked: Asked):
            assert may_answer.wait(10)
            return an_answer()

        assistant.respond = think
        bot = new_bot()
        await bot.start()
        written = api.user_writes(ANA, "¿cómo me uno?")
        await api.until(lambda: assistant.asked)
        await bot.stop()
        may_answer.set()
        assert api.texts_to(ANA) == []
        async with running(new_bot()) as bot:
            await bot.inbox.until_handled(written)
        assert len(api.texts_to(ANA)) == 1
        assert api.texts_to(ANA) != [texts.MAYBE_ARRIVED]

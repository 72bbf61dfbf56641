"""When a handler fails: a polite line for the reader, and a trace without secrets for the log."""

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from bot.handlers import ask
from bot.logs import set_up_logging
from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.assistants import ScriptedAssistant, an_answer
from tests.support.bot_api import BotApi, bad_request, forbidden
from tests.support.local_bot import LocalBot
from tests.support.telegram import TOKEN

ANA = 501
SECRET = "mi cédula es 79.123.456"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the bot writes to standard error, set up as it is when it runs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    set_up_logging()
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_reader_gets_a_polite_line_in_their_language(
    bot: LocalBot, assistant: ScriptedAssistant, language: str
) -> None:
    assistant.respond = lambda asked: ZeroDivisionError()
    [line] = await bot.hears(ANA, "¿cómo me uno?", language_code=language)
    assert line.text == translate(texts.SOMETHING_FAILED, language)


async def test_the_next_question_is_answered(bot: LocalBot, assistant: ScriptedAssistant) -> None:
    assistant.respond = lambda asked: ZeroDivisionError() if asked.message == "1" else an_answer()
    await bot.hears(ANA, "1")
    [answer] = await bot.hears(ANA, "2")
    assert answer.text.startswith("Su empresa")


async def test_the_log_has_the_trace_without_token_or_message(
    bot: LocalBot, assistant: ScriptedAssistant, log: io.StringIO
) -> None:
    def respond(asked):
        try:
            raise KeyError(asked.message)
        except KeyError as error:
            return ValueError(f"{asked.message}: https://api.telegram.org/bot{TOKEN}/getMe", error)

    assistant.respond = respond
    await bot.hears(ANA, SECRET)
    written = log.getvalue()
    assert "a handler failed" in written
    assert "ValueError" in written
    assert "in answer_text" in written  # where it came through
    assert TOKEN not in written
    assert TOKEN.split(":")[1] not in written
    assert "79.123.456" not in written


async def test_what_telegram_says_is_logged_without_the_token(bot: LocalBot, api: BotApi, log: io.StringIO) -> None:
    api.script("sendMessage", bad_request(f"wrong address https://api.telegram.org/bot{TOKEN}/sendMessage"))
    await bot.hears(ANA, SECRET)
    written = log.getvalue()
    assert "BadRequest: Wrong address https://api.telegram.org/bot***/" in written
    assert TOKEN not in written
    assert "79.123.456" not in written


async def test_an_ordinary_day_logs_neither(bot: LocalBot, log: io.StringIO) -> None:
    await bot.hears(ANA, SECRET)
    await bot.pressed(ANA, "¿Puedo unirme")
    assert "79.123.456" not in log.getvalue()
    assert TOKEN not in log.getvalue()


async def test_a_reader_who_blocked_the_bot_is_no_error(bot: LocalBot, api: BotApi, log: io.StringIO) -> None:
    api.script("sendMessage", forbidden("user is deactivated"))
    assert await bot.hears(ANA, "¿cómo me uno?") == []
    assert '"level": "info"' in log.getvalue()
    assert '"level": "error"' not in log.getvalue()


async def test_the_polite_line_comes_also_when_the_database_is_what_failed(
    bot: LocalBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(bot.readers, "get", broken)
    [line] = await bot.hears(ANA, "how do I join?", language_code="en")
    assert line.text == translate(texts.SOMETHING_FAILED, "en")


async def test_a_button_whose_handler_fails_is_told_from_one_that_is_old(
    bot: LocalBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ValueError("a mistake of ours")

    await bot.hears(ANA, "¿cómo me uno?")
    monkeypatch.setattr(ask, "answer_text", broken)
    [line] = await bot.pressed(ANA, "¿Puedo unirme")
    assert line.text == texts.SOMETHING_FAILED

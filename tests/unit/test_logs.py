"""The log is lines of JSON on standard error, without tokens and without what readers wrote."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import httpx
import pytest

from bot.errors import GenerationError
from bot.logs import redact, set_up_logging

TOKEN = "1234567890:AAE-abcdefghijklmnopqrstuvwxyz_123456"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict]]]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    set_up_logging()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


def fail(error: Exception) -> None:
    try:
        raise error
    except Exception:
        logging.getLogger("bot.test").exception("it failed")


def test_each_record_is_one_line_of_json(lines) -> None:
    logging.getLogger("bot.test").info("dos\nlíneas %s", "ñ")
    [line] = lines()
    assert (line["event"], line["level"], line["logger"]) == ("dos\nlíneas ñ", "info", "bot.test")


@pytest.mark.parametrize("address", ["https://api.telegram.org/bot{}/getMe", "{}", "file/bot{}/a.jpg"])
def test_a_token_is_hidden_wherever_it_stands(lines, address: str) -> None:
    logging.getLogger("library").warning("calling %s", address.format(TOKEN))
    fail(GenerationError(address.format(TOKEN)))
    assert TOKEN not in json.dumps(lines())
    assert all("***" in json.dumps(line) for line in lines())


def test_times_and_numbers_are_no_tokens() -> None:
    assert redact("2026-11-24T12:34:56 700000001: ok") == "2026-11-24T12:34:56 700000001: ok"


@pytest.mark.parametrize(
    "error",
    [ValueError("mi secreto"), KeyError("mi secreto"), UnicodeDecodeError("utf-8", b"mi secreto", 0, 1, "mi secreto")],
)
def test_errors_that_may_quote_a_reader_are_named_without_their_words(lines, error: Exception) -> None:
    fail(error)
    [line] = lines()
    assert type(error).__name__ in line["exception"]
    assert "in fail" in line["exception"]
    assert "mi secreto" not in json.dumps(line)


@pytest.mark.parametrize(
    "error", [GenerationError("the index is torn"), OSError(28, "No space left"), httpx.ConnectError("refused")]
)
def test_errors_of_the_machinery_are_told_whole(lines, error: Exception) -> None:
    fail(error)
    [line] = lines()
    assert str(error) in line["exception"]


def test_what_led_to_an_error_is_told_too(lines) -> None:
    secret = "mi secreto"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise GenerationError("the index is torn") from error
    except GenerationError:
        logging.getLogger("bot.test").exception("it failed")
    [line] = lines()
    assert line["exception"].index("KeyError") < line["exception"].index("GenerationError: the index is torn")
    assert secret not in line["exception"]


def test_only_the_first_line_of_an_error_is_told(lines) -> None:
    fail(OSError("violates a constraint\nDETAIL: Failing row contains (mi secreto)"))
    assert "violates a constraint" in lines()[0]["exception"]
    assert "mi secreto" not in json.dumps(lines())


@pytest.mark.parametrize("library", ["httpx", "httpcore", "alembic"])
def test_libraries_that_log_addresses_are_quiet(lines, library: str) -> None:
    logging.getLogger(library).info("HTTP Request: POST https://…")
    assert lines() == []

"""Telegram unwell, unreachable, or unwilling: the bot recovers, or says in one line why it cannot."""

from collections.abc import Callable

from tests.support.bot_api import (
    CUT_BEFORE,
    BotApi,
    server_error,
    too_many_requests,
)
from tests.support.process import BotProcess
from tests.support.telegram import TOKEN, BotApiServer

QUESTION = "¿Cómo me uno a un consorcio?"
SECONDS = 30.0


def complaint(process: BotProcess) -> str:
    """What a process that could not go on said: one line, without a trace or the token."""
    assert process.wait(60.0) == 1
    assert "Traceback" not in process.log
    assert TOKEN.split(":")[1] not in process.log
    [line] = [line for line in process.log.splitlines() if not line.startswith("{")]
    return line


def test_updates_are_taken_through_every_failure_of_getting_them(
    process: BotProcess, api: BotApi, server: BotApiServer
) -> None:
    process.start()
    api.user_writes(501, QUESTION)
    api.wait_for(lambda: api.texts_to(501), SECONDS)
    # The poll under way ends with this message, and the next ones fail.
    api.script("getUpdates", too_many_requests(1), server_error(), CUT_BEFORE)
    api.user_writes(502, QUESTION)
    api.user_writes(503, QUESTION)
    api.wait_for(lambda: not api.scripted and api.texts_to(502) and api.texts_to(503), SECONDS)
    server.stop()  # now nobody listens at all
    api.user_writes(504, QUESTION)
    with BotApiServer(api, port=server.port):
        api.wait_for(lambda: api.texts_to(504), SECONDS)
        assert process.terminate() == 0
    assert [len(api.texts_to(chat_id)) for chat_id in (501, 502, 503, 504)] == [1, 1, 1, 1]
    assert "Traceback" not in process.log


def test_told_to_end_while_it_waits_for_telegram_it_ends(process: BotProcess, api: BotApi) -> None:
    api.script("getMe", *[server_error()] * 100)
    process.launch()
    api.wait_for(lambda: api.calls_of("getMe"), 60.0)
    assert process.terminate() == 0
    assert not api.calls_of("getUpdates")


def test_a_wrong_token_is_one_line(new_process: Callable[..., BotProcess]) -> None:
    process = new_process(token="1234567890:" + "another-token-that-nobody-was-given")
    process.launch()
    assert complaint(process) == "Telegram does not know this TELEGRAM_TOKEN; copy it again from @BotFather"


def test_of_two_processes_with_one_token_one_says_so_and_the_other_answers(
    new_process: Callable[..., BotProcess], api: BotApi
) -> None:
    both = new_process(), new_process()
    for process in both:
        process.launch()
    # Telegram serves whoever asked last.
    [ended] = api.wait_for(lambda: [process for process in both if process.has_ended], 60.0)
    assert complaint(ended) == "another process is already answering with this TELEGRAM_TOKEN; stop it first"
    api.user_writes(501, QUESTION)
    api.wait_for(lambda: api.texts_to(501), SECONDS)
    [other] = [process for process in both if process is not ended]
    assert other.terminate() == 0

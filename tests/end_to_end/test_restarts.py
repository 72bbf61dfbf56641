"""Killed, stopped and started again: every message is answered, and none twice."""

from bot.presentation import texts
from bot.storage.engine import open_engine
from bot.storage.inbox import Inbox
from tests.support.bot_api import BotApi, Delay
from tests.support.process import BotProcess

QUESTION = "¿Cómo me uno a un consorcio?"
SECONDS = 30.0


def test_killed_again_and_again_while_messages_stream_in(process: BotProcess, api: BotApi) -> None:
    readers = range(1_001, 1_051)
    waiting = list(readers)
    # Each reply takes a moment, so that some are always on their way.
    api.script("sendMessage", *[Delay(0.05)] * 200)
    answered = 0
    for _ in range(2):
        process.start()
        for chat_id in (waiting.pop(0) for _ in range(25)):
            api.user_writes(chat_id, QUESTION)
        answered += 10
        api.wait_for(lambda enough=answered: len(api.sent) >= enough, SECONDS)
        process.kill()
    process.start()
    api.wait_for(lambda: all(api.texts_to(chat_id) for chat_id in readers), SECONDS)
    assert process.terminate() == 0
    for chat_id in readers:
        answers = [text for text in api.texts_to(chat_id) if text != texts.MAYBE_ARRIVED]
        assert len(answers) <= 1, api.texts_to(chat_id)
        assert len(api.texts_to(chat_id)) - len(answers) <= 2  # the line itself may have been on its way
    # The kills did not leave everyone with an apology.
    assert sum(texts.MAYBE_ARRIVED not in api.texts_to(chat_id) for chat_id in readers) > 20


async def test_a_reply_on_its_way_is_owned_up_to_when_killed_and_finished_when_told_to_end(
    process: BotProcess, api: BotApi
) -> None:
    api.script("sendMessage", Delay(60), chat_id=501)
    process.start()
    api.user_writes(501, QUESTION)
    api.user_writes(501, "¿Qué es la ISO 22716?")  # waits behind the first
    api.wait_for(lambda: api.texts_to(501), SECONDS)
    process.kill()

    process.start()
    api.wait_for(lambda: len(api.texts_to(501)) == 3, SECONDS)
    first, line, second = api.texts_to(501)
    assert "presenta una carta" in first
    assert line == texts.MAYBE_ARRIVED
    assert "ISO 22716" in second

    api.script("sendMessage", Delay(0.5), chat_id=502)
    api.user_writes(502, QUESTION)
    api.wait_for(lambda: api.texts_to(502), SECONDS)
    assert process.terminate() == 0
    assert "Traceback" not in process.log
    engine = open_engine(process.database)
    assert await Inbox(engine).unhandled() == []
    await engine.dispose()

"""One process, many readers: questions, buttons and the menu, over real sockets."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.presentation import texts
from bot.presentation.localisation import translate
from bot.presentation.texts import subscribing
from tests.support.bot_api import BotApi, Message, forbidden, server_error, too_many_requests
from tests.support.local_bot import labels
from tests.support.process import BotProcess
from tests.support.telegram import BotApiServer

SECONDS = 15.0


class Reader:
    """Someone who writes to the bot and waits for what comes back."""

    count = 0

    def __init__(self, api: BotApi) -> None:
        Reader.count += 1
        self.chat_id = 5_000 + Reader.count
        self.api = api

    def asks(self, text: str, **about: object) -> Message:
        before = len(self.api.messages_to(self.chat_id))
        self.api.user_writes(self.chat_id, text, **about)
        return self._next(before)

    def presses(self, label: str) -> Message:
        """Press a button that brings a new message."""
        before = len(self.api.messages_to(self.chat_id))
        self._press(label)
        return self._next(before)

    def turns(self, label: str) -> Message:
        """Press a button that changes its message."""
        before = self._press(label)
        key = self.chat_id, before["message_id"]
        self.api.wait_for(lambda: self.api.messages[key] != before, SECONDS)
        return self.api.messages[key]

    def _press(self, label: str) -> Message:
        message = self.api.messages_to(self.chat_id)[-1]
        [data] = [b["callback_data"] for b in self.api.buttons_of(message) if b["text"].startswith(label)]
        self.api.user_presses(self.chat_id, message["message_id"], data)
        return message

    def _next(self, before: int) -> Message:
        self.api.wait_for(lambda: len(self.api.messages_to(self.chat_id)) > before, SECONDS)
        return self.api.messages_to(self.chat_id)[-1]


@pytest.fixture(scope="module")
def running_api(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApi]:
    """Telegram with a bot that answers; its readers are strangers to each other."""
    data_dir = tmp_path_factory.mktemp("conversation")
    shutil.copytree(published, data_dir / "guide")
    api = BotApi()
    with BotApiServer(api) as server:
        process = BotProcess(server, data_dir)
        process.start()
        yield api
        process.close()
        assert "Traceback" not in process.log


@pytest.fixture
def reader(running_api: BotApi) -> Reader:
    return Reader(running_api)


def test_a_question_is_answered_from_the_guide(reader: Reader) -> None:
    answer = reader.asks("¿Cómo me uno a un consorcio?")
    assert "presenta una carta" in answer["text"]
    assert "Guía: Unirse a un consorcio de exportación (revisada en noviembre de 2026)" in answer["text"]
    assert "Fuente: Ministerio de Pruebas, 2025" in answer["text"]
    assert labels(answer)[0].startswith(texts.READ_ALL)
    assert labels(answer)[-2:] == ["👍", "👎"]


def test_a_question_in_english_is_answered_in_english(reader: Reader) -> None:
    answer = reader.asks("How do I join a consortium?", language_code="en")
    assert "your firm sends a letter" in answer["text"]


def test_a_related_question_is_answered(reader: Reader) -> None:
    reader.asks("¿Cómo me uno a un consorcio?")
    answer = reader.presses("¿Puedo unirme")
    assert "Unirse a un consorcio" in answer["text"]


def test_the_whole_article_can_be_read_below_the_answer(reader: Reader) -> None:
    reader.asks("¿Qué es la ISO 22716?")
    assert reader.presses(texts.READ_ALL)["text"].startswith("ISO 22716: buenas prácticas")
    assert reader.turns(texts.NEXT)["text"].startswith("Quién la exige")


def test_a_thumb_is_thanked_for(reader: Reader) -> None:
    reader.asks("¿Qué es la ISO 22716?")
    reader._press("👍")
    answers = reader.api.callback_answers
    reader.api.wait_for(lambda: any(one.get("text") == texts.THANKS_FOR_RATING for one in answers.values()), SECONDS)


def test_the_menu_leads_to_an_article_and_back(reader: Reader) -> None:
    assert reader.asks("/start")["text"].startswith("¡Bienvenido a Consorcia!")
    assert "RUT" in labels(reader.turns(texts.SECTIONS["export"]))[0]
    assert reader.turns("Registrarse")["text"].startswith("Registrarse como exportador")
    assert reader.turns("⬅️")["text"].startswith(texts.SECTIONS["export"])
    assert reader.turns("⬅️")["text"] == translate(texts.REASONS["menu"], "es")


def test_announcements_are_agreed_to_and_their_topics_go_on_and_off(reader: Reader) -> None:
    assert labels(reader.asks("/avisos"))[0] == subscribing.CONSENT_YES
    assert "▫️ 🎪 Ferias y misiones" in labels(reader.turns(subscribing.CONSENT_YES))
    assert "✅ 🎪 Ferias y misiones" in labels(reader.turns("▫️ 🎪"))
    assert "🎪 Ferias y misiones" in reader.turns(subscribing.DONE)["text"]
    assert reader.asks("/baja")["text"] == subscribing.STOPPED


def test_typing_was_shown(reader: Reader) -> None:
    reader.asks("¿Cómo me uno a un consorcio?")
    assert reader.api.calls_of("sendChatAction", reader.chat_id)


def test_an_answer_comes_through_429_and_500_once(reader: Reader) -> None:
    reader.api.script("sendMessage", too_many_requests(1), server_error(), chat_id=reader.chat_id)
    assert "presenta una carta" in reader.asks("¿Cómo me uno a un consorcio?")["text"]
    reader.asks("gracias")
    assert len(reader.api.texts_to(reader.chat_id)) == 2


def test_someone_who_left_does_not_trouble_the_others(reader: Reader, running_api: BotApi) -> None:
    gone = Reader(running_api)
    running_api.script("sendMessage", forbidden(), chat_id=gone.chat_id)
    running_api.user_writes(gone.chat_id, "¿Cómo me uno a un consorcio?")
    assert "presenta una carta" in reader.asks("¿Cómo me uno a un consorcio?")["text"]


def test_the_commands_are_in_telegrams_menu(running_api: BotApi) -> None:
    running_api.wait_for(lambda: len(running_api.commands) == 2, SECONDS)
    described = {language: commands for (_, language), commands in running_api.commands.items()}
    assert [command["command"] for command in described[""]] == list(texts.COMMANDS)
    assert described["en"][1]["description"] == translate(texts.COMMANDS["temas"], "en")

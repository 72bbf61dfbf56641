"""The assistant without Telegram: one answer, a conversation, and JSON lines for other programs."""

import json
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from bot import terminal
from bot.__main__ import cli, main
from bot.answering import Answering
from bot.assistant.answer import Answer, Outcome, Reason, Suggestion
from bot.errors import GenerationError
from bot.evaluating import Score
from bot.terminal import Terminal, print_evaluation
from tests.support.assistants import Asked, ScriptedAssistant, an_answer, small_talk, unsure

KEYS = ["question", "language", "outcome", "articles", "text", "sources", "elapsed_ms"]


def respond(asked: Asked) -> Answer:
    """English for what begins in English; everything else as it was before."""
    if asked.message == "gracias":
        return small_talk(Reason.THANKS, language=asked.language)
    language = "en" if asked.message.startswith("How") else asked.language
    return an_answer(language=language, question=asked.message)


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant(respond)


@pytest.fixture
def talk(assistant: ScriptedAssistant) -> Terminal:
    return Terminal(cast(Answering, SimpleNamespace(assistant=assistant)))


@pytest.fixture
def run(assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `python -m bot …` in this process over the scripted assistant."""
    monkeypatch.setattr(terminal, "open_answering", lambda settings: SimpleNamespace(assistant=assistant))
    return lambda *arguments, given=b"": CliRunner().invoke(cli, list(arguments), input=given)


def records(result: Any) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestLines:
    def test_one_object_a_line_in_the_order_of_the_input(self, run: Any) -> None:
        messages = [f"pregunta {n}" for n in range(20)]
        found = records(run("ask", "--json", given="\n".join(messages).encode()))
        assert [record["question"] for record in found] == messages

    def test_what_an_object_says(self, run: Any) -> None:
        (record,) = records(run("ask", "--json", given="¿Cómo me uno a un consorcio?\r\n".encode()))
        assert list(record) == KEYS
        assert (record["language"], record["outcome"]) == ("es", "answer")
        assert record["question"] == "¿Cómo me uno a un consorcio?"
        assert record["articles"] == ["consortia/joining", "certification/iso-22716"]
        assert record["sources"] == [
            {"article": "consortia/joining", "title": "Guía", "url": "https://example.org/guia"}
        ]
        assert "acepta el reglamento" in record["text"]
        assert record["elapsed_ms"] >= 0

    def test_letters_are_written_as_they_are(self, run: Any) -> None:
        assert (
            "¿Cómo me uno a un consorcio?" in run("ask", "--json", given="¿Cómo me uno a un consorcio?".encode()).stdout
        )

    def test_a_json_line_carries_its_message(self, run: Any) -> None:
        line = json.dumps({"message": "¿Qué es el RUT?\nGracias", "session": "a"})
        (record,) = records(run("ask", "--json", given=line.encode()))
        assert record["question"] == "¿Qué es el RUT?\nGracias"

    @pytest.mark.parametrize("line", ["{ esto no es JSON", "{{7*7}}", "[1, 2]", '"hola"', ""])
    def test_what_is_no_object_is_a_message(self, talk: Terminal, assistant: ScriptedAssistant, line: str) -> None:
        assert talk.as_record(line.encode() + b"\n")["question"] == line
        assert assistant.asked[-1].message == line


class TestChoices:
    def test_what_there_is_to_choose_from_stands_in_the_text(
        self, talk: Terminal, assistant: ScriptedAssistant
    ) -> None:
        choices = ("agro", "cosmetics", "either")
        assistant.respond = lambda asked: Answer(Outcome.CLARIFY, Reason.WHICH_SECTOR, "en", choices=choices)
        record = talk.as_record(b"What do I need?")
        assert record["outcome"] == "clarify"
        assert record["text"].splitlines()[-3:] == ["1. 🥭 Food", "2. 🧴 Cosmetics", "3. 🤷 I do not know yet"]
        assert record["text"] == talk.say("What do I need?")

    def test_so_do_the_articles_that_may_have_been_meant(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: unsure(Suggestion("export/rut", "El RUT"), Suggestion("export/vat", "El IVA"))
        assert talk.say("el papel").splitlines()[-2:] == ["1. El RUT", "2. El IVA"]

    def test_a_session_remembers_what_was_asked(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        assistant.respond = lambda asked: Answer(
            Outcome.CLARIFY, Reason.WHICH_SECTOR, "es", choices=("agro", "cosmetics")
        )
        for message in ("¿Qué piden?", "2"):
            talk.as_record(json.dumps({"message": message, "session": "a"}).encode())
        context = assistant.asked[-1].context
        assert context is not None
        assert context.choices == ("agro", "cosmetics")


class TestBadLines:
    @pytest.mark.parametrize(
        ("line", "error"),
        [
            (b"caf\xe9", "the line is not valid UTF-8"),
            (b"\xff\xfe\x00", "the line is not valid UTF-8"),
            (b'{"session": "a"}', 'a JSON line needs a "message"'),
            (b'{"message": 7}', 'a JSON line needs a "message"'),
            (b'{"message": null, "session": "a"}', 'a JSON line needs a "message"'),
            (b"{}", 'a JSON line needs a "message"'),
            (b'{"a":' * 100_000, "the line's JSON is nested too deeply"),
        ],
    )
    def test_a_bad_line_is_reported_and_the_next_is_answered(self, run: Any, line: bytes, error: str) -> None:
        bad, good = records(run("ask", "--json", given=line + b"\nhola\n"))
        assert list(bad) == [*KEYS, "error"]
        assert (bad["error"], bad["outcome"], bad["text"], bad["articles"]) == (error, "refuse", "", [])
        assert (good["question"], good["outcome"]) == ("hola", "answer")

    def test_half_a_character_escaped_in_json_stops_nothing(self, run: Any) -> None:
        first, second = records(run("ask", "--json", given=b'{"message": "hola \\ud800"}\nhola\n'))
        assert (first["question"], second["question"]) == ("hola ?", "hola")

    def test_a_byte_order_mark_is_no_part_of_a_line(self, talk: Terminal) -> None:
        assert talk.as_record(b'\xef\xbb\xbf{"message": "hola"}')["question"] == "hola"


class TestSessions:
    def say(self, talk: Terminal, message: str, session: str | None) -> None:
        talk.as_record(json.dumps({"message": message, "session": session}).encode())

    def test_lines_of_one_session_share_their_context(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        self.say(talk, "¿Qué es el RUT?", "a")
        self.say(talk, "¿Qué es la ISO?", "b")
        self.say(talk, "¿y cuánto cuesta?", "a")
        contexts = [asked.context and asked.context.question for asked in assistant.asked]
        assert contexts == [None, None, "¿Qué es el RUT?"]

    def test_they_share_the_language_last_used_too(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        for message, session in (("How do I join?", "a"), ("RUT", "a"), ("RUT", "b")):
            self.say(talk, message, session)
        assert [asked.default_language for asked in assistant.asked] == ["es", "en", "es"]

    def test_lines_without_a_session_stand_alone(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        talk.as_record(b"How do I join?")
        talk.as_record(b"RUT")
        self.say(talk, "RUT", None)
        talk.as_record(b'{"message": "RUT"}')
        assert [(asked.context, asked.default_language) for asked in assistant.asked] == [(None, "es")] * 4

    def test_a_session_may_be_a_number(self, talk: Terminal, assistant: ScriptedAssistant) -> None:
        talk.as_record(b'{"message": "RUT", "session": 0}')
        talk.as_record(b'{"message": "RUT", "session": 0}')
        assert assistant.asked[1].context is not None


class TestAskAndChat:
    def test_one_question_gives_its_answer_and_source(self, run: Any) -> None:
        result = run("ask", "¿Cómo me uno a un consorcio?")
        assert result.exit_code == 0
        assert "acepta el reglamento" in result.stdout
        assert "https://example.org/guia" in result.stdout

    @pytest.mark.parametrize("arguments", [["ask"], ["ask", "hola", "--json"]])
    def test_wrong_use_is_told_in_one_line(self, run: Any, arguments: list[str]) -> None:
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1

    def test_a_conversation_answers_each_line_that_says_something(self, run: Any, assistant: ScriptedAssistant) -> None:
        result = run("chat", given=b"\xc2\xbfQu\xc3\xa9 es?\n\n   \ncaf\xe9\ngracias\n")
        assert result.exit_code == 0
        assert [asked.message for asked in assistant.asked] == ["¿Qué es?", "caf\ufffd", "gracias"]
        assert assistant.asked[1].context is not None
        assert "Con mucho gusto" in result.stdout

    def test_an_error_meant_for_a_person_is_one_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse(settings: object) -> None:
            raise GenerationError("the guide has no index yet; run: python ingest.py build")

        monkeypatch.setattr(terminal, "open_answering", refuse)
        monkeypatch.setattr(sys, "argv", ["bot", "ask", "hola"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        assert capsys.readouterr().err == "the guide has no index yet; run: python ingest.py build\n"


def test_an_evaluation_is_a_table_with_the_misses_below(capsys: pytest.CaptureFixture[str]) -> None:
    miss = Score("¿[b]Qué[/b]?", ("es",), Outcome.REFUSE, "", ("export/rut", "export/vat"), {"refused": True})
    print_evaluation({"es": {"count": 3, "right first": 2 / 3}, "… any": {"count": 1, "right outcome": 1.0}}, [miss])
    out = capsys.readouterr().out
    assert "0.667" in out
    assert "1.000" in out
    assert "- ¿[b]Qué[/b]?" in out
    assert "refuse, no article; right: export/rut, export/vat" in out

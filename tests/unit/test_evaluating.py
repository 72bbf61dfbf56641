"""The figures of an evaluation, each from messages whose fate is known."""

import json
from pathlib import Path
from typing import cast

import pytest

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.pipeline import Assistant
from bot.evaluating import EvaluationError, Score, evaluate, misses, table
from tests.support.assistants import ScriptedAssistant, an_answer

RIGHT, OTHER = "consortia/joining", "export/rut"


def answer(outcome: Outcome, *articles: str, **changes: object) -> Answer:
    if outcome is Outcome.ANSWER:
        return an_answer(articles=articles, article=articles[0], **changes)
    return Answer(outcome, Reason.NOT_COVERED, "es", articles=articles)


REPLIES = {
    "right": answer(Outcome.ANSWER, RIGHT, OTHER),
    "wrong": answer(Outcome.ANSWER, OTHER, RIGHT),
    "lost": answer(Outcome.ANSWER, OTHER, "a/b", "c/d", RIGHT),
    "asks": answer(Outcome.CLARIFY, RIGHT, OTHER),
    "refuses": answer(Outcome.REFUSE, RIGHT),
    "greets": answer(Outcome.SMALLTALK),
}


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """Replies to each word as `REPLIES` says."""
    return ScriptedAssistant(lambda asked: REPLIES[asked.message])


def scores_of(assistant: ScriptedAssistant, path: Path, *lines: object) -> list[Score]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return evaluate(cast(Assistant, assistant), path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def question(text: str, **more: object) -> dict[str, object]:
    return {"question": text, "lang": "es", "articles": [RIGHT]} | more


class TestQuestions:
    @pytest.mark.parametrize(
        ("reply", "true"),
        [
            ("right", {"right first", "among three"}),
            ("wrong", {"among three", "answered wrongly"}),
            ("lost", {"answered wrongly"}),
            ("asks", {"right first", "among three", "clarified"}),
            ("refuses", {"refused"}),
            ("greets", {"refused"}),
        ],
    )
    def test_each_figure(self, assistant: ScriptedAssistant, path: Path, reply: str, true: set[str]) -> None:
        (score,) = scores_of(assistant, path, question(reply))
        assert {name for name, value in score.figures.items() if value} == true
        assert set(score.figures) == {"right first", "among three", "answered wrongly", "clarified", "refused"}

    def test_any_accepted_article_is_right(self, assistant: ScriptedAssistant, path: Path) -> None:
        (score,) = scores_of(assistant, path, question("wrong", articles=["a/b", OTHER]))
        assert score.figures["right first"]

    @pytest.mark.parametrize(
        ("strings", "are_present"), [(["reglamento"], True), (["reglamento", "KOICA"], False), ([], None)]
    )
    def test_strings_that_a_right_answer_shows(
        self, assistant: ScriptedAssistant, path: Path, strings: list[str], are_present: bool | None
    ) -> None:
        (score,) = scores_of(assistant, path, question("right", must_contain=strings))
        assert score.figures.get("strings present") is are_present

    def test_strings_are_looked_for_in_right_answers_only(self, assistant: ScriptedAssistant, path: Path) -> None:
        for score in scores_of(assistant, path, *(question(r, must_contain=["KOICA"]) for r in ("wrong", "asks"))):
            assert "strings present" not in score.figures


class TestRefusals:
    @pytest.mark.parametrize(("reply", "is_right"), [("refuses", True), ("greets", True), ("right", False)])
    def test_any_expected_outcome_is_right(
        self, assistant: ScriptedAssistant, path: Path, reply: str, is_right: bool
    ) -> None:
        line = {"question": reply, "lang": "other", "expect": ["refuse", "smalltalk"], "kind": "chitchat"}
        (score,) = scores_of(assistant, path, line)
        assert score.figures == {"right outcome": is_right}
        assert score.groups == ("to refuse or redirect", "… chitchat")


DIALOGUE = {
    "lang": "en",
    "turns": [
        {"question": "right", "articles": [RIGHT]},
        {"question": "asks", "articles": [RIGHT]},
        {"question": "greets", "expect": ["smalltalk"]},
    ],
}


class TestDialogues:
    def test_turns_keep_their_context(self, assistant: ScriptedAssistant, path: Path) -> None:
        scores_of(assistant, path, DIALOGUE)
        first, second, third = assistant.asked
        assert first.context is None
        assert second.context is not None
        assert second.context.question == "right"
        assert third.context is not None
        assert third.context.question == "asks"

    def test_each_dialogue_begins_anew(self, assistant: ScriptedAssistant, path: Path) -> None:
        scores_of(assistant, path, DIALOGUE, DIALOGUE)
        assert assistant.asked[3].context is None

    def test_first_and_later_turns_are_counted_apart(self, assistant: ScriptedAssistant, path: Path) -> None:
        scores = scores_of(assistant, path, DIALOGUE)
        assert [score.groups for score in scores] == [
            ("dialogues en first turn",),
            ("dialogues en later turns",),
            ("dialogues en later turns",),
        ]
        assert [asked.default_language for asked in assistant.asked] == ["en"] * 3


def test_the_table_has_the_share_of_each_figure_by_group(assistant: ScriptedAssistant, path: Path) -> None:
    lines = [question(reply, kind="typical", style="phone") for reply in ("right", "wrong", "refuses", "asks")]
    refusal = {"question": "refuses", "lang": "es", "expect": ["refuse"]}
    found = table(scores_of(assistant, path, *lines, refusal))
    assert set(found) == {"es", "es typical", "es phone", "to refuse or redirect", "… any"}
    assert found["es"] == found["es typical"] == found["es phone"]
    assert found["es"]["count"] == 4
    assert found["es"]["right first"] == 0.5
    assert found["es"]["among three"] == 0.75
    assert [found["es"][name] for name in ("answered wrongly", "clarified", "refused")] == [0.25, 0.25, 0.25]
    assert found["… any"] == {"count": 1, "right outcome": 1.0}
    assert table([]) == {}


def test_the_misses_are_what_a_reader_would_mind(assistant: ScriptedAssistant, path: Path) -> None:
    lines = [question(reply) for reply in ("right", "wrong", "asks", "refuses")]
    refusal = {"question": "lost", "lang": "es", "expect": ["refuse"]}
    missed = misses(scores_of(assistant, path, *lines, refusal))
    assert [(m.question, m.expected) for m in missed] == [
        ("wrong", (RIGHT,)),
        ("refuses", (RIGHT,)),
        ("lost", ("refuse",)),
    ]


class TestFiles:
    @pytest.mark.parametrize(
        "line",
        [
            "{",
            "[1, 2]",
            "7",
            '{"question": "right"}',
            '{"question": "right", "lang": "es"}',
            '{"lang": "es", "articles": []}',
            '{"lang": "es", "turns": [{"articles": []}]}',
            '{"lang": "es", "turns": 7}',
        ],
    )
    def test_a_broken_line_is_named_with_its_number(self, assistant: ScriptedAssistant, path: Path, line: str) -> None:
        with pytest.raises(EvaluationError) as raised:
            scores_of(assistant, path, question("right"), "", line)
        assert str(raised.value).startswith(f"{path}:3: ")

    def test_empty_lines_do_not_count(self, assistant: ScriptedAssistant, path: Path) -> None:
        assert len(scores_of(assistant, path, "", question("right"), "  ", question("wrong"))) == 2

    def test_a_file_that_cannot_be_read_is_named(self, assistant: ScriptedAssistant, path: Path) -> None:
        with pytest.raises(EvaluationError, match=r"questions\.jsonl: cannot be read \(FileNotFoundError\)"):
            evaluate(cast(Assistant, assistant), path)
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(EvaluationError, match=r"questions\.jsonl: cannot be read \(UnicodeDecodeError\)"):
            evaluate(cast(Assistant, assistant), path)

    def test_a_language_that_the_guide_does_not_speak_is_asked_in_spanish(
        self, assistant: ScriptedAssistant, path: Path
    ) -> None:
        scores_of(assistant, path, {"question": "greets", "lang": "other", "expect": ["redirect"]})
        assert [asked.default_language for asked in assistant.asked] == ["es"]

"""Questions are added at the end of their file, whatever stands there, and show first what that changes."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.question_files import (
    MAX_LINES,
    CannotWrite,
    NoSuchArticle,
    NothingNew,
    QuestionFiles,
    TooMuch,
    as_line,
)
from bot.guide.articles import MAX_ARTICLE_BYTES, load_guide
from bot.guide.publishing import Library, PublicationUnderWay
from tests.support.guide import write_small_guide

PACKING = "export/packing"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    write_small_guide(tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
def files(knowledge: Path, tmp_path: Path) -> QuestionFiles:
    return QuestionFiles(knowledge, Library(tmp_path / "guide"))


def asked(knowledge: Path, article: str = PACKING) -> list[str]:
    """The questions of an article as the guide reads them."""
    guide = load_guide(knowledge)
    assert not guide.faults
    return [question.text for question in guide.of("es")[article].questions]


def test_what_is_shown_is_what_is_written(files: QuestionFiles, knowledge: Path) -> None:
    before = asked(knowledge)
    shown = files.difference("es", PACKING, ["¿Sirve el icopor?"])
    assert (shown.place, shown.lines) == ("es/export/packing.questions.txt", ("+¿Sirve el icopor?",))
    assert asked(knowledge) == before
    assert files.add("es", PACKING, ["¿Sirve el icopor?"]) == shown.place
    assert asked(knowledge) == [*before, "¿Sirve el icopor?"]


def test_a_file_that_changed_meanwhile_keeps_what_was_written_to_it(files: QuestionFiles, knowledge: Path) -> None:
    files.difference("es", PACKING, ["¿Sirve el icopor?"])
    path = knowledge / "es" / "export" / "packing.questions.txt"
    path.write_text("# de otra persona\nqué cinta uso", encoding="utf-8")  # without an end of line
    files.add("es", PACKING, ["¿Sirve el icopor?"])
    assert path.read_text(encoding="utf-8") == "# de otra persona\nqué cinta uso\n¿Sirve el icopor?\n"


def test_an_article_without_questions_gets_a_file(files: QuestionFiles, knowledge: Path) -> None:
    (knowledge / "es" / "export" / "packing.questions.txt").unlink()
    assert files.difference("es", PACKING, ["una"]).is_new
    files.add("es", PACKING, ["una", "dos"])
    assert asked(knowledge) == ["una", "dos"]


def test_what_the_guide_does_not_answer_has_its_own_file(files: QuestionFiles, knowledge: Path) -> None:
    assert files.add("es", "outside", ["a cómo está el dólar"]) == "es/outside.questions.txt"
    assert [question.text for question in load_guide(knowledge).outside["es"]] == ["a cómo está el dólar"]


def test_a_file_keeps_its_kind_of_lines(files: QuestionFiles, knowledge: Path) -> None:
    path = knowledge / "es" / "export" / "packing.questions.txt"
    path.write_bytes("\ufeffuna\r\ndos\r\n".encode())
    files.add("es", PACKING, ["tres"])
    assert path.read_bytes() == "\ufeffuna\r\ndos\r\ntres\r\n".encode()


def test_what_stands_there_already_is_not_written_twice(files: QuestionFiles, knowledge: Path) -> None:
    known = asked(knowledge)
    with pytest.raises(NothingNew):
        files.difference("es", PACKING, [known[0].upper() + "?", "  ", "#"])
    files.add("es", PACKING, [known[0], "otra", "¿Otra?"])
    assert asked(knowledge) == [*known, "¿Otra?"]


@pytest.mark.parametrize("article", ["export/nothing", "../../etc/passwd", "outside/../export/nothing"])
def test_an_article_that_is_not_there_gets_nothing(files: QuestionFiles, article: str) -> None:
    with pytest.raises(NoSuchArticle):
        files.difference("es", article, ["una"])


def test_too_much_is_refused(files: QuestionFiles, knowledge: Path) -> None:
    with pytest.raises(TooMuch):
        files.difference("es", PACKING, [f"pregunta {n}" for n in range(MAX_LINES + 1)])
    with pytest.raises(TooMuch):
        files.difference("es", PACKING, ["ay " * 200])
    path = knowledge / "es" / "export" / "packing.questions.txt"
    path.write_text("x" * (MAX_ARTICLE_BYTES - 3), encoding="utf-8")
    with pytest.raises(TooMuch):
        files.add("es", PACKING, ["una"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_named(files: QuestionFiles, knowledge: Path) -> None:
    (knowledge / "es" / "export").chmod(0o500)
    with pytest.raises(CannotWrite, match=r"packing\.questions\.txt"):
        files.add("es", PACKING, ["una"])


def test_a_write_that_fails_leaves_the_file_as_it_was(
    files: QuestionFiles, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(knowledge)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(CannotWrite, match="No space left"):
        files.add("es", PACKING, ["una"])
    monkeypatch.undo()
    assert asked(knowledge) == before


def test_it_waits_for_a_publication_and_then_says_so(
    files: QuestionFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.question_files.WAIT_SECONDS", 0.0)
    with Library(tmp_path / "guide").publishing(), pytest.raises(PublicationUnderWay):
        files.add("es", PACKING, ["una"])


@given(st.text(max_size=80))
def test_whatever_readers_write_is_one_question_or_nothing(text: str) -> None:
    line = as_line(text)
    assert len(line.splitlines()) <= 1
    assert not line.startswith("#")
    assert " | " not in line
    assert as_line(line) == line

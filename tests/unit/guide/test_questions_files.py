"""Beside an article, `<slug>.questions.txt`: what people ask, one a line, and who else answers it."""

from pathlib import Path

from bot.guide.articles import GuideQuestion, load_guide
from tests.support.guide import write_article

HOME = "export/packing"


def questions_of(knowledge: Path, *lines: str) -> list[GuideQuestion]:
    write_article(knowledge, HOME, questions=lines)
    guide = load_guide(knowledge)
    assert guide.faults == []
    return list(guide.articles[0].questions)


def test_one_question_a_line_and_the_line_is_known(knowledge: Path) -> None:
    assert questions_of(knowledge, "¿en qué caja?", "", "# de la feria", "  cómo empaco  ") == [
        GuideQuestion("¿en qué caja?", (HOME,), 1),
        GuideQuestion("cómo empaco", (HOME,), 4),
    ]


def test_a_second_article_may_answer_as_well(knowledge: Path) -> None:
    assert questions_of(knowledge, "¿qué dice la caja? | export/labels | export/boxes") == [
        GuideQuestion("¿qué dice la caja?", (HOME, "export/labels", "export/boxes"), 1)
    ]


def test_an_article_is_its_questions_home_once(knowledge: Path) -> None:
    [question] = questions_of(knowledge, f"¿qué caja? | {HOME} | export/labels | export/labels")
    assert question.articles == (HOME, "export/labels")


def test_a_bar_without_blanks_belongs_to_the_question(knowledge: Path) -> None:
    [question] = questions_of(knowledge, "¿caja|bolsa?")
    assert question.text == "¿caja|bolsa?"


def test_a_second_id_that_is_none_is_named_with_its_line(knowledge: Path) -> None:
    write_article(knowledge, HOME, questions=["# nada", "¿qué caja? | Las Etiquetas", "cómo empaco"])
    guide = load_guide(knowledge)
    assert [str(fault) for fault in guide.faults] == [
        'knowledge/es/export/packing.questions.txt:2: error: after " | " an article id is expected, not "Las Etiquetas"'
    ]
    assert [question.text for question in guide.articles[0].questions] == ["cómo empaco"]


def test_an_article_without_questions_is_read(knowledge: Path) -> None:
    assert questions_of(knowledge) == []


def test_windows_line_ends_and_byte_order_mark(knowledge: Path) -> None:
    path = write_article(knowledge, HOME).with_suffix(".questions.txt")
    path.write_bytes(b"\xef\xbb\xbf" + "¿en qué caja?\r\ncómo empaco\r\n".encode())
    assert [question.text for question in load_guide(knowledge).articles[0].questions] == [
        "¿en qué caja?",
        "cómo empaco",
    ]


def test_questions_that_cannot_be_read_are_named_and_the_article_kept(knowledge: Path) -> None:
    path = write_article(knowledge, HOME).with_suffix(".questions.txt")
    path.write_bytes("cómo empaco\n".encode() + b"se\xf1al\n")
    guide = load_guide(knowledge)
    assert [str(fault) for fault in guide.faults] == [
        "knowledge/es/export/packing.questions.txt:2: error: not valid UTF-8; save the file as UTF-8"
    ]
    assert [article.id for article in guide.articles] == [HOME]


def test_what_the_guide_does_not_answer_is_listed_by_language(knowledge: Path) -> None:
    write_article(knowledge, HOME)
    (knowledge / "es/outside.questions.txt").write_text("# otros trámites\ncómo saco la visa\n", encoding="utf-8")
    (knowledge / "en/").mkdir()
    (knowledge / "en/outside.questions.txt").write_text("who won? | Nobody\n", encoding="utf-8")
    guide = load_guide(knowledge)
    assert {language: [question.text for question in listed] for language, listed in guide.outside.items()} == {
        "es": ["cómo saco la visa"],
        "en": [],
    }
    assert [str(fault).split(": ")[0] for fault in guide.faults] == ["knowledge/en/outside.questions.txt:1"]

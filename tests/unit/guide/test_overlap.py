"""Questions in the wrong place: nearly the same twice, or nearer to another article than to their own."""

from pathlib import Path

from bot.guide.articles import load_guide
from bot.guide.overlap import misplaced_questions
from tests.support.guide import write_article

PACKING = ["¿en qué caja mando la fruta?", "cómo empaco el café tostado", "qué cartón uso para las cajas"]
LABELS = ["qué lleva la etiqueta del frasco", "en qué idioma escribo la etiqueta", "tamaño de letra de la etiqueta"]


def warnings_of(knowledge: Path, packing: list[str], labels: list[str]) -> list[str]:
    write_article(knowledge, "export/labels", questions=labels)
    write_article(knowledge, "export/packing", questions=packing)
    return [str(fault) for fault in misplaced_questions(load_guide(knowledge))]


def test_questions_in_their_place(knowledge: Path) -> None:
    assert warnings_of(knowledge, PACKING, LABELS) == []


def test_nearly_the_same_twice_in_one_file(knowledge: Path) -> None:
    assert warnings_of(knowledge, [*PACKING, "# otra vez", "En que caja mando las frutas"], LABELS) == [
        "knowledge/es/export/packing.questions.txt:5: warning: "
        'nearly the same as "¿en qué caja mando la fruta?" of export/packing'
    ]


def test_nearly_the_same_in_two_files(knowledge: Path) -> None:
    assert warnings_of(knowledge, [*PACKING, "que lleva la etiqueta del frasco?"], LABELS) == [
        "knowledge/es/export/packing.questions.txt:4: warning: "
        'nearly the same as "qué lleva la etiqueta del frasco" of export/labels'
    ]


def test_nearer_to_another_article(knowledge: Path) -> None:
    labels = [*LABELS, "en qué idioma va la etiqueta", "idioma que debe llevar la etiqueta"]
    [warning] = warnings_of(knowledge, [*PACKING, "idioma de la etiqueta"], labels)
    assert warning.startswith('knowledge/es/export/packing.questions.txt:4: warning: nearer to export/labels ("')


def test_a_question_with_two_homes_is_at_home_in_both(knowledge: Path) -> None:
    labels = [*LABELS, "en qué idioma va la etiqueta", "idioma que debe llevar la etiqueta"]
    assert warnings_of(knowledge, [*PACKING, "idioma de la etiqueta | export/labels"], labels) == []


def test_the_languages_do_not_mix(knowledge: Path) -> None:
    write_article(knowledge, "export/packing", language="en", questions=["qué lleva la etiqueta del frasco"])
    assert warnings_of(knowledge, PACKING, LABELS) == []


def test_a_guide_without_questions(knowledge: Path) -> None:
    assert warnings_of(knowledge, [], []) == []


def test_a_question_without_any_word(knowledge: Path) -> None:
    assert warnings_of(knowledge, [*PACKING, "¿?"], LABELS) == []

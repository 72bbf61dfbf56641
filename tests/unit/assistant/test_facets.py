"""What a question asks of a subject, and whether it names one, is known from `config/facets.yaml`."""

from pathlib import Path

import pytest

from bot.assistant.facets import Facets
from bot.errors import SettingsError
from tests.support.assistants import an_article


class TestFacets:
    """What is asked."""

    @pytest.mark.parametrize(
        ("question", "language", "asked"),
        [
            ("¿Cuánto cuesta?", "es", "cost"),
            ("¿CUÁNTO SE DEMORA?", "es", "time"),
            ("a qué hora vence el permiso", "es", "validity"),
            ("¿Quién lo expide?", "es", "who"),
            ("how much is it", "en", "cost"),
            ("How long does it take?", "en", "time"),
        ],
    )
    def test_what_a_question_asks_for(self, facets: Facets, question: str, language: str, asked: str) -> None:
        assert asked in facets.of(question, language)

    def test_a_word_counts_by_its_beginning_only(self, facets: Facets) -> None:
        assert "cost" not in facets.of("un acosto", "es")
        assert facets.of("", "es") == set()

    def test_an_article_answers_what_its_sections_speak_of_and_its_title_does_not(self, facets: Facets) -> None:
        body = "## Cuánto cuesta\n\nDiez.\n\n## Errores comunes\n\nCorrer."
        assert facets.answered_by(an_article(title="Un papel", body=body)) == {"cost", "mistakes"}
        assert facets.answered_by(an_article(title="Cuánto cuesta un papel", body=body)) == {"mistakes"}


class TestOwnWords:
    """What a question is about, beside what it asks of it."""

    @pytest.mark.parametrize(
        ("question", "language"),
        [
            ("¿y cuánto se demora?", "es"),
            ("y eso vale mucho", "es"),
            ("¿Y quién lo expide?", "es"),
            ("q papeles piden", "es"),
            ("¿qué errores debo evitar?", "es"),
            ("¿y cómo empiezo?", "es"),
            ("how long does that take?", "en"),
            ("and the cost?", "en"),
            ("who issues it", "en"),
        ],
    )
    def test_a_question_that_only_asks_has_none(self, facets: Facets, question: str, language: str) -> None:
        assert facets.own_words(question, language, names_scope=False) == []

    @pytest.mark.parametrize(
        ("question", "language", "own"),
        [
            ("¿y lo del RUT?", "es", ["rut"]),
            ("¿y las cuotas del consorcio?", "es", ["cuotas", "consorcio"]),
            ("y los riesgos", "es", ["riesgos"]),
            ("¿cuánto cuesta el dólar?", "es", ["dolar"]),
            ("¿y el clima?", "es", ["clima"]),
            ("y la 22716", "es", ["22716"]),
            ("and the consortium's fees?", "en", ["consortium", "fees"]),
            ("how long is the warranty", "en", ["warranty"]),
        ],
    )
    def test_one_that_names_a_subject_has_it(
        self, facets: Facets, question: str, language: str, own: list[str]
    ) -> None:
        assert facets.own_words(question, language, names_scope=False) == own

    def test_to_sell_says_nothing_new_beside_a_place(self, facets: Facets) -> None:
        assert facets.own_words("¿y si lo vendo en ?", "es", names_scope=True) == []
        assert facets.own_words("¿y si lo vendo?", "es", names_scope=False) == ["vendo"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("cost: [", "cannot be read"),
        ("cost: {es: [cuest]}", r"cost\.en: Field required"),
        ("cost: {es: [cuest], en: [no]}", r"cost\.en\.0: Input should be a valid string"),
        ("- cost", "Input should be a valid dictionary"),
        ("", "Input should be a valid dictionary"),
    ],
)
def test_a_broken_file_is_named(empty_folder: Path, content: str, fault: str) -> None:
    path = empty_folder / "facets.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"^facets\.yaml: {fault}"):
        Facets(path)

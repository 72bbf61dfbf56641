"""The state of the guide in figures, by section and language."""

import datetime as dt
import socket

import pytest

from bot.guide.articles import Article, Fault, Guide
from bot.guide.survey import LEAST_READABILITY, SectionSurvey, hard_to_read, readability, survey
from tests.support.assistants import an_article

TODAY = dt.date(2026, 11, 22)

SIMPLE = {
    "es": "Pida la caja. Es de pino. La tapa va sola. Lave el mango. Pese todo dos veces. Guarde la nota.",
    "en": "Ask for the box. It is made of wood. Wash the fruit. Weigh it two times. Keep the note.",
}
HEAVY = {
    "es": "La implementación administrativa de procedimientos internacionales de certificación organizacional "
    "constituye una responsabilidad institucional indelegable de los representantes correspondientes.",
    "en": "The administrative implementation of international organisational certification procedures "
    "constitutes an institutional responsibility of the corresponding representatives.",
}


def reviewed(on: dt.date, slug: str) -> Article:
    return an_article(f"export/{slug}", reviewed=on, review_every_months=1)


def rows(guide: Guide, **more: object) -> dict[tuple[str, str], SectionSurvey]:
    about = {"expected": [], "misplaced": [], "today": TODAY} | more
    return {(row.section, row.language): row for row in survey(guide, **about)}


class TestRows:
    def test_medians_of_words_and_questions(self) -> None:
        articles = [
            an_article(f"export/a{n}", body="palabra " * n, questions=[f"¿{q}?" for q in range(n // 10)])
            for n in (10, 20, 90)
        ]
        row = rows(Guide(articles))["export", "es"]
        assert (row.articles, row.words, row.questions) == (3, 20, 2)

    def test_a_language_without_articles_has_a_row_of_nothing(self) -> None:
        row = rows(Guide([an_article("export/rut")]))["export", "en"]
        assert row == SectionSurvey("export", "en", 0, 0, 0.0, 0.0, 0.0, 0, 0, 0)

    def test_the_outlines_sections_come_first_and_say_how_many_are_expected(self) -> None:
        guide = Guide([an_article("extra/one"), an_article("export/rut")])
        found = rows(guide, expected=["markets/chile", "export/rut", "export/vat"])
        assert list(dict.fromkeys(section for section, _ in found)) == ["markets", "export", "extra"]
        assert [found[name, "es"].expected for name in ("markets", "export", "extra")] == [1, 2, 0]

    def test_questions_in_the_wrong_place_count_where_they_stand(self) -> None:
        faults = [
            Fault("knowledge/es/export/rut.questions.txt", 3, "reads like another's", "warning"),
            Fault("knowledge/en/export/rut.questions.txt", 3, "reads like another's", "warning"),
            Fault("knowledge/es/markets/chile.questions.txt", 1, "reads like another's", "warning"),
        ]
        guide = Guide([an_article("export/rut"), an_article("export/rut", "en"), an_article("markets/chile")])
        found = rows(guide, misplaced=faults)
        assert [found[key].misplaced_count for key in (("export", "es"), ("export", "en"), ("markets", "es"))] == [
            1,
            1,
            1,
        ]

    def test_reviews_that_are_overdue_or_near(self) -> None:
        guide = Guide(
            [
                reviewed(dt.date(2026, 1, 10), "overdue"),
                reviewed(dt.date(2026, 10, 21), "due-yesterday"),
                reviewed(dt.date(2026, 10, 22), "due-today"),
                reviewed(dt.date(2026, 11, 22), "due-in-a-month"),
                an_article("export/fine"),
            ]
        )
        row = rows(guide)["export", "es"]
        assert (row.overdue_count, row.nearing_count) == (2, 2)


class TestReadability:
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_simple_text_is_easier_than_heavy_text(self, language: str) -> None:
        simple = readability(an_article(language=language, body=SIMPLE[language]))
        heavy = readability(an_article(language=language, body=HEAVY[language]))
        assert simple > 80 > LEAST_READABILITY > 30 > heavy

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_marks_and_addresses_do_not_count(self, language: str) -> None:
        marked = f"## Caja\n\n**{SIMPLE[language]}** [nota](https://example.org/administrativa/internacionales)"
        plain = f"Caja\n\n{SIMPLE[language]} nota"
        assert readability(an_article(language=language, body=marked)) == pytest.approx(
            readability(an_article(language=language, body=plain))
        )

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_it_needs_no_network(self, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*arguments: object) -> None:
            raise AssertionError("the network was asked")

        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        monkeypatch.setattr(socket.socket, "connect", refuse)
        assert readability(an_article(language=language, body=SIMPLE[language])) > 0

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_a_body_of_figures_alone_does_no_harm(self, language: str) -> None:
        assert isinstance(readability(an_article(language=language, body="1, 2, 3.")), float)

    def test_articles_that_are_hard_to_read_are_named(self) -> None:
        easy = an_article("export/easy", body=SIMPLE["es"])
        hard = an_article("export/hard", body=HEAVY["es"])
        (fault,) = hard_to_read(Guide([easy, hard]))
        assert (fault.path, fault.line, fault.severity) == ("knowledge/es/export/hard.md", 1, "warning")
        assert fault.reason.startswith("readability ")

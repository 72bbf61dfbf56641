"""An answer is made of the article's own text: its summary, the part that fits, its sources, and what else to ask."""

from pathlib import Path

import pytest

from bot.assistant.answer import Outcome, Reason, Suggestion
from bot.assistant.composing import (
    Facets,
    compose,
    compose_from_document,
    fitting_part,
    related_questions,
    suggestions,
)
from bot.errors import SettingsError
from bot.guide.articles import Article
from bot.guide.passages import Passage
from bot.guide.search import Candidate, SearchResult
from tests.support.assistants import an_article

BODY = {
    "es": "## Pasos para unirse\n\nEscriba.\n\n## Cuánto cuesta\n\nUna cuota.\n\n## Cuánto se demora\n\nSeis semanas.",
    "en": "## Steps to join\n\n1. Write.\n\n## What it costs\n\nA fee.\n\n## How long it takes\n\nSix weeks.",
}
HEADINGS = {
    "es": ["Pasos para unirse", "Cuánto cuesta", "Cuánto se demora"],
    "en": ["Steps to join", "What it costs", "How long it takes"],
}
ID = "markets/far-away"


def found(language: str = "es", scores: tuple[float, ...] = (1.0, 0.9, 0.8), article: str = ID) -> Candidate:
    """A candidate whose sections were found with these scores, after its summary."""
    passages = [
        (Passage(f"{part}", language, article, "section", part, "", heading, ""), score)
        for part, (heading, score) in enumerate(zip(HEADINGS[language], scores, strict=False), start=1)
    ]
    return Candidate(article, 0.9, ((Passage("0", language, article, "summary", 0, "", "", ""), 2.0), *passages))


def result(*candidates: Candidate, right: float = 0.9) -> SearchResult:
    return SearchResult(candidates, 0.9, right, "generation-1", "¿Y para unirse? ¿Cuánto cuesta?")


def article(language: str = "es", **changes: object) -> Article:
    return an_article(ID, language, body=BODY[language], **changes)


class TestFacets:
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

    @pytest.mark.parametrize("content", ["cost: [", "cost: {es: [cuest]}", "- cost", ""])
    def test_a_broken_file_is_named(self, empty_folder: Path, content: str) -> None:
        path = empty_folder / "facets.yaml"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(SettingsError, match=r"^facets\.yaml: cannot be read"):
            Facets(path)


class TestFittingPart:
    @pytest.mark.parametrize(
        ("question", "heading"),
        [
            ("¿Cuánto cuesta unirse?", "Cuánto cuesta"),
            ("¿Cuánto se demora?", "Cuánto se demora"),
            ("¿Cuáles son los pasos?", "Pasos para unirse"),
        ],
    )
    def test_the_section_of_the_facet_asked_is_the_one(self, facets: Facets, question: str, heading: str) -> None:
        fitting = fitting_part(found(), article(), question, facets)
        assert fitting is not None
        assert (fitting.heading, fitting.is_asked_for) == (heading, True)

    def test_without_a_facet_the_best_passage_is_the_one(self, facets: Facets) -> None:
        fitting = fitting_part(found(scores=(0.2, 0.3, 0.9)), article(), "unirse", facets)
        assert fitting is not None
        assert (fitting.part, fitting.heading, fitting.is_asked_for) == (3, "Cuánto se demora", False)
        assert fitting.text == "Seis semanas."

    def test_of_two_as_good_the_earlier_is_the_one(self, facets: Facets) -> None:
        fitting = fitting_part(found(scores=(0.5, 0.5, 0.5)), article(), "unirse", facets)
        assert fitting is not None
        assert fitting.part == 1

    def test_where_no_section_was_found_the_summary_stands_alone(self, facets: Facets) -> None:
        assert fitting_part(found(scores=()), article(), "unirse", facets) is None
        assert fitting_part(found(scores=(0.0, 0.0, 0.0)), article(), "unirse", facets) is None

    def test_a_question_in_one_language_is_answered_with_the_same_part_in_the_other(self, facets: Facets) -> None:
        fitting = fitting_part(found("en"), article("es"), "How long does it take to join?", facets)
        assert fitting is not None
        assert (fitting.heading, fitting.is_asked_for) == ("Cuánto se demora", True)

    def test_a_translation_with_fewer_parts_does_no_harm(self, facets: Facets) -> None:
        short = an_article(ID, "es", body="## Pasos\n\n1. Escriba.")
        fitting = fitting_part(found("en"), short, "How long does it take to join?", facets)
        assert fitting is not None
        assert fitting.heading == "Pasos"

    def test_a_long_section_is_cut_between_its_blocks(self, facets: Facets) -> None:
        steps = "\n".join(f"{n}. " + " ".join([f"paso {n}"] * 20) for n in range(1, 15))
        long = an_article(ID, body=f"## Pasos\n\n{steps}")
        fitting = fitting_part(found(scores=(1.0,)), long, "unirse", facets)
        assert fitting is not None
        shown = fitting.text.splitlines()
        assert 1 < len(shown) < 14
        assert shown == steps.splitlines()[: len(shown)]
        assert len(fitting.text) <= 750

    def test_a_block_is_never_cut_in_two(self, facets: Facets) -> None:
        whole = "una palabra " * 100
        fitting = fitting_part(found(scores=(1.0,)), an_article(ID, body=f"## Pasos\n\n{whole}"), "unirse", facets)
        assert fitting is not None
        assert fitting.text == whole.strip()


class TestCompose:
    def test_everything_shown_comes_from_the_article(self, facets: Facets) -> None:
        shown = article(questions=["¿Uno?", "¿Dos?", "¿Tres?", "¿Cuatro?"])
        answer = compose(result(found()), {ID: shown}, asked="¿Cuánto cuesta?", language="es", facets=facets)
        assert (answer.outcome, answer.reason, answer.language) == (Outcome.ANSWER, Reason.FOUND, "es")
        assert (answer.article, answer.title, answer.summary) == (ID, shown.meta.title, shown.meta.summary)
        assert answer.reviewed == shown.meta.reviewed
        assert answer.question == "¿Y para unirse? ¿Cuánto cuesta?"
        assert [(s.article, s.title, s.url, s.publisher, s.year) for s in answer.sources] == [
            (ID, "Fuente", None, "Editor", 2025)
        ]
        assert answer.related == ((0, "¿Uno?"), (1, "¿Dos?"), (2, "¿Tres?"))
        assert (answer.confidence, answer.generation) == (0.9, "generation-1")

    @pytest.mark.parametrize(("confidence", "is_orientation"), [("high", False), ("medium", False), ("low", True)])
    def test_low_confidence_is_orientation(self, facets: Facets, confidence: str, is_orientation: bool) -> None:
        shown = {ID: article(confidence=confidence)}
        answer = compose(result(found()), shown, asked="unirse", language="es", facets=facets)
        assert answer.is_orientation is is_orientation

    @pytest.mark.parametrize(("right", "offers"), [(0.95, False), (0.6, True)])
    def test_when_unsure_it_offers_what_else_was_meant(self, facets: Facets, right: float, offers: bool) -> None:
        other = an_article("markets/near", title="Cerca")
        found_both = result(found(), found(article="markets/near"), right=right)
        shown = {ID: article(), "markets/near": other}
        answer = compose(found_both, shown, asked="unirse", language="es", facets=facets)
        assert answer.suggestions == (Suggestion("markets/near", "Cerca"),)
        assert answer.offers_suggestions is offers
        assert answer.articles == (ID, "markets/near")

    def test_an_article_that_this_language_lacks_is_not_suggested(self) -> None:
        assert suggestions((found(article="markets/gone"), found()), {ID: article()}) == (
            Suggestion(ID, "Un mercado lejano"),
        )


def test_the_question_just_asked_is_not_offered_again() -> None:
    shown = article(questions=["¿Cómo me uno?", "¿Cuánto cuesta?", "¿Cuánto dura?"])
    assert related_questions(shown, "¿CÓMO ME UNO?") == ((1, "¿Cuánto cuesta?"), (2, "¿Cuánto dura?"))


class TestDocument:
    PASSAGE = Passage(
        "d#1", "es", "knowledge/documents/a.pdf", "document", 3, "Horno solar", "página 3", "Seca plátano."
    )

    def test_its_passage_is_the_answer_and_its_place_the_source(self) -> None:
        answer = compose_from_document(self.PASSAGE, result(found()), language="es")
        assert (answer.outcome, answer.title) == (Outcome.ANSWER, "Horno solar, página 3")
        assert answer.fitting is not None
        assert (answer.fitting.text, answer.fitting.is_asked_for) == ("Seca plátano.", True)
        assert [(s.article, s.title, s.url) for s in answer.sources] == [
            ("knowledge/documents/a.pdf", "Horno solar, página 3", None)
        ]
        assert (answer.article, answer.summary, answer.reviewed) == ("", "", None)

"""An answer is made of the article's own text: its summary, the part that fits, its sources, and what else to ask."""

from collections.abc import Callable

import pytest

from bot.assistant.answer import Outcome, Reason, Suggestion
from bot.assistant.composing import compose, compose_from_document, related_questions, suggestions
from bot.assistant.fitting import Wanted
from bot.guide.passages import Passage
from bot.guide.search import Candidate, SearchResult
from tests.support.assistants import an_article
from tests.support.sections import ID, article, found

Wanting = Callable[..., Wanted]


def result(*candidates: Candidate, right: float = 0.9) -> SearchResult:
    return SearchResult(candidates, 0.9, right, "generation-1", "¿Y para unirse? ¿Cuánto cuesta?")


class TestCompose:
    def test_everything_shown_comes_from_the_article(self, wanting: Wanting) -> None:
        shown = article(questions=["¿Uno?", "¿Dos?", "¿Tres?", "¿Cuatro?"])
        answer = compose(
            result(found()), {ID: shown}, asked="¿Cuánto cuesta?", language="es", wanted=wanting("¿Cuánto cuesta?")
        )
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
    def test_low_confidence_is_orientation(self, wanting: Wanting, confidence: str, is_orientation: bool) -> None:
        shown = {ID: article(confidence=confidence)}
        answer = compose(result(found()), shown, asked="unirse", language="es", wanted=wanting("unirse"))
        assert answer.is_orientation is is_orientation

    @pytest.mark.parametrize(("right", "offers"), [(0.95, False), (0.6, True)])
    def test_when_unsure_it_offers_what_else_was_meant(self, wanting: Wanting, right: float, offers: bool) -> None:
        other = an_article("markets/near", title="Cerca")
        found_both = result(found(), found(article="markets/near"), right=right)
        shown = {ID: article(), "markets/near": other}
        answer = compose(found_both, shown, asked="unirse", language="es", wanted=wanting("unirse"))
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

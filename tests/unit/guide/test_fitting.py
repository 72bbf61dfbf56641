"""Weights and thresholds are learned from questions with known answers, here from readings made by arithmetic."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from bot.guide import fitting
from bot.guide.fitting import Example, Fit, fit, write
from bot.guide.search import EVIDENCE, Searcher, read_config
from bot.guide.signals import SIGNALS, Reading
from tests.support.retrieval import plain_guide, searching

ARTICLES = [f"export/article-{n}" for n in range(5)]
TELLING, MISLEADING = SIGNALS.index("words_questions"), SIGNALS.index("places")
INSIDE, OUTSIDE = 200, 100


class Oracle:
    """Reads "inside n" so that one signal points to article n and another away from it; the rest is noise."""

    def __init__(self) -> None:
        self.articles = ARTICLES

    def read(self, question: str) -> Reading | None:
        if question == "stop words":
            return None
        side, number = question.split()
        noise = np.random.default_rng(int(number) + (0 if side == "inside" else 10_000))
        signals = noise.uniform(0.0, 1.0, (len(ARTICLES), len(SIGNALS))).astype(np.float32)
        right = int(number) % len(ARTICLES)
        signals[:, TELLING] = 0.3 * noise.uniform(size=len(ARTICLES))
        signals[:, MISLEADING] = 1.0
        if side == "inside":
            signals[right, TELLING] = 1.0
            signals[right, MISLEADING] = 0.0
        # How near the nearest question is tells both sides apart, but not quite.
        near = float(noise.normal(0.9 if side == "inside" else 0.5, 0.1))
        outside = dict.fromkeys(("words", "ngrams", "vectors", "side", "odds", "claim"), float(noise.normal()))
        return Reading(signals, {}, ("one", "two", "three"), 1.0, near, float(noise.uniform()), 0.0, outside)

    def coverage(self, article: int, wanted: Sequence[str]) -> float:
        return 0.5


@pytest.fixture(scope="module")
def fitted() -> Fit:
    searcher = cast(Searcher, SimpleNamespace(readers={"es": Oracle()}))
    inside = [Example(f"inside {n}", "es", (ARTICLES[n % len(ARTICLES)],)) for n in range(INSIDE)]
    outside = [Example(f"outside {n}", "es", ()) for n in range(OUTSIDE)]
    nothing = [Example("stop words", "es", (ARTICLES[0],)), Example("stop words", "es", ())]
    return fit(searcher, inside + outside + nothing)


class TestWeights:
    def test_the_signal_that_tells_weighs_most(self, fitted: Fit) -> None:
        assert max(fitted.weights, key=lambda name: fitted.weights[name]) == SIGNALS[TELLING]

    def test_one_that_points_away_weighs_against(self, fitted: Fit) -> None:
        assert fitted.weights[SIGNALS[MISLEADING]] == min(fitted.weights.values()) < 0

    def test_noise_weighs_little(self, fitted: Fit) -> None:
        noise = [abs(w) for name, w in fitted.weights.items() if SIGNALS.index(name) not in (TELLING, MISLEADING)]
        assert max(noise) < fitted.weights[SIGNALS[TELLING]] / 2

    def test_there_is_one_for_each_signal(self, fitted: Fit) -> None:
        assert tuple(fitted.weights) == SIGNALS


class TestJudgements:
    def test_nearness_speaks_for_the_guide(self, fitted: Fit) -> None:
        assert fitted.covered["near_question"] > 0
        assert set(fitted.covered) == set(fitted.right) == {"intercept", *EVIDENCE}

    def test_few_questions_that_the_guide_answers_are_refused(self, fitted: Fit) -> None:
        assert fitted.figures["refused though the guide answers"] == pytest.approx(0.03, abs=0.01)

    def test_most_that_it_does_not_answer_are(self, fitted: Fit) -> None:
        assert fitted.figures["refused when the guide is silent"] > 0.8

    def test_the_figures_are_shares(self, fitted: Fit) -> None:
        figures = fitted.figures
        assert all(0.0 <= value <= 1.0 for value in figures.values())
        assert figures["right first"] > 0.95
        assert figures["among three"] >= figures["right first"]
        assert figures["answered wrongly"] <= figures["answered"]

    def test_every_question_is_judged_by_folds_that_did_not_see_it(self) -> None:
        folds = fitting._folds(23)
        assert sorted(n for test, _ in folds for n in test) == list(range(23))
        for test, train in folds:
            assert not set(test) & set(train)
            assert len(test) + len(train) == 23


class TestWriting:
    def test_what_is_written_is_read_by_the_search(self, fitted: Fit, tmp_path: Path) -> None:
        write(fitted, tmp_path / "retrieval.yaml")
        config = read_config(tmp_path / "retrieval.yaml")
        assert config.weights == pytest.approx(fitted.weights, abs=5e-4)
        assert config.covered == pytest.approx(fitted.covered, abs=5e-4)
        assert config.right == pytest.approx(fitted.right, abs=5e-4)
        assert (config.refuse_below, config.answer_above) == (fitted.refuse_below, fitted.answer_above)

    def test_it_says_what_it_is(self, fitted: Fit, tmp_path: Path) -> None:
        write(fitted, tmp_path / "retrieval.yaml")
        assert (tmp_path / "retrieval.yaml").read_text(encoding="utf-8").startswith("# How the signals")


def test_a_real_index_can_be_fitted_to(tmp_path: Path) -> None:
    guide = plain_guide(tmp_path)
    guide.publish()
    with searching(guide) as searcher:
        inside = [
            Example(question.text, language, question.articles)
            for language, articles in searcher.generation.articles.items()
            for article in articles.values()
            for question in article.questions
        ]
        elsewhere = ["receta de sancocho", "quién ganó el partido", "letra del himno", "un chiste", "clima en Cali"]
        fitted = fit(searcher, inside + [Example(text, "es", ()) for text in elsewhere])
    write(fitted, guide.config / "retrieval.yaml")
    guide.publish()
    assert guide.answer("¿Cómo me uno a un consorcio?") == "consortia/joining"

"""Fit the search to questions with known answers: weights of the signals, then the two judgements, then thresholds.

The weights maximise the likelihood of a right article under a softmax over the fused scores (a listwise ranker, Cao et
al. 2007); the judgements are logistic regressions. What a question is judged with was fitted without it (five folds),
so that the figures printed are those of questions not fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.guide.golden import Gate
from bot.guide.search import EVIDENCE, Searcher, evidence, read_config
from bot.guide.signals import SIGNALS, Reading

FOLDS = 5
_STEPS = 500
_RATE = 0.1
_KEEP_SMALL = 1e-3
# Of the questions that the guide answers, so many may be refused at most.
_WRONG_REFUSALS = 0.02
_LEAST_RIGHT = 0.5

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the articles that answer it; none when the guide must refuse it."""

    question: str
    language: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What goes into `retrieval.yaml`, and how it did on questions that it was not fitted on."""

    weights: dict[str, float]
    covered: dict[str, float]
    right: dict[str, float]
    refuse_below: float
    answer_above: float
    figures: dict[str, float]


def fit(searcher: Searcher, examples: Sequence[Example]) -> Fit:
    """Fit everything on examples; those without articles teach refusing only."""
    answered = [e for e in examples if e.articles]
    refused = [e for e in examples if not e.articles]
    readings = [(e, searcher.readers[e.language].read(e.question)) for e in answered]
    known = [(e, reading) for e, reading in readings if reading is not None]
    signals = np.stack([reading.signals for _, reading in known]).astype(np.float64)
    right_ones = np.stack([_is_right(searcher, e) for e, _ in known])

    weights = _rank(signals, right_ones)
    scores = cross_validated(signals, right_ones)
    is_right = right_ones[np.arange(len(known)), scores.argmax(axis=1)] > 0
    inside = np.stack([_evidence(searcher, e, reading, s) for (e, reading), s in zip(known, scores, strict=True)])
    outside = [(e, reading) for e in refused if (reading := searcher.readers[e.language].read(e.question)) is not None]
    beyond = np.stack([_evidence(searcher, e, r, r.signals.astype(np.float64) @ weights) for e, r in outside])

    features = np.concatenate([inside, beyond])
    is_covered = np.concatenate([np.ones(len(inside)), np.zeros(len(beyond))])
    covered = _judge(features, is_covered)
    right = _judge(inside, is_right.astype(float))
    tried_covered = _tried(features, is_covered)
    tried_right = _tried(inside, is_right.astype(float))
    refuse_below = float(np.quantile(tried_covered[: len(inside)], _WRONG_REFUSALS))
    answers = (tried_covered[: len(inside)] >= refuse_below) & (tried_right >= _LEAST_RIGHT)
    figures = {
        "right first": float(is_right.mean()),
        "among three": float(_among(right_ones, scores, 3)),
        "refused when the guide is silent": float((tried_covered[len(inside) :] < refuse_below).mean()),
        "refused though the guide answers": float((tried_covered[: len(inside)] < refuse_below).mean()),
        "answered wrongly": float((answers & ~is_right).mean()),
        "answered": float(answers.mean()),
    }
    return Fit(
        dict(zip(SIGNALS, np.round(weights, 3).tolist(), strict=True)),
        _named(covered),
        _named(right),
        round(refuse_below, 3),
        _LEAST_RIGHT,
        figures,
    )


def write(fitted: Fit, path: Path) -> None:
    """Write `retrieval.yaml`; what it says about the gate is kept."""
    gate = read_config(path).gate if path.exists() else Gate()

    def block(name: str, values: dict[str, float]) -> str:
        return f"{name}:\n" + "".join(f"  {key}: {value:.3f}\n" for key, value in values.items())

    path.write_text(
        "# How the signals of the search are weighed, and how sure is sure enough.\n"
        "# Written by `python ingest.py fit`; what the names mean: docs/retrieval.md.\n\n"
        f"{block('weights', fitted.weights)}\n"
        "# The probability that the guide answers a question at all, from the evidence of the search.\n"
        f"{block('covered', fitted.covered)}\n"
        "# The probability that the first article is the right one.\n"
        f"{block('right', fitted.right)}\n"
        "# Below: the guide does not cover it. Below the second: ask which of the nearest articles is meant.\n"
        f"refuse_below: {fitted.refuse_below:.3f}\n"
        f"answer_above: {fitted.answer_above:.3f}\n\n"
        "# When a publication is refused: docs/edit-the-guide.md. `fit` leaves this as it is.\n"
        f"{yaml.safe_dump({'gate': gate.model_dump(mode='json')}, sort_keys=False)}",
        encoding="utf-8",
    )


def cross_validated(signals: Array, right: Array) -> Array:
    """Each question's scores by weights that were fitted without it; shape (questions, articles)."""
    scores = np.zeros(right.shape)
    for test, train in _folds(len(right)):
        scores[test] = signals[test] @ _rank(signals[train], right[train])
    return scores


def _rank(signals: Array, right: Array) -> Array:
    """The weights under which right articles are likeliest; Adam on the listwise loss."""
    weights = np.ones(signals.shape[2])
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = signals @ weights
        shares = _softmax(scores)
        wanted = _softmax(np.where(right > 0, scores, -np.inf))
        slope = np.einsum("qa,qas->s", shares - wanted, signals) / len(signals) + 2 * _KEEP_SMALL * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights = weights - _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def _judge(features: Array, labels: Array) -> Array:
    """Logistic regression by Newton's method; the intercept is last."""
    spread = features.std(axis=0) + 1e-9
    middle = features.mean(axis=0)
    padded = np.concatenate([(features - middle) / spread, np.ones((len(features), 1))], axis=1)
    weights = np.zeros(padded.shape[1])
    penalty = np.eye(padded.shape[1])
    penalty[-1, -1] = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-padded @ weights))
        slope = padded.T @ (p - labels) + penalty @ weights
        weights = weights - np.linalg.solve((padded * (p * (1 - p))[:, None]).T @ padded + penalty, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ middle)


def _tried(features: Array, labels: Array) -> Array:
    """Each example's probability by a judgement that was fitted without it."""
    found = np.zeros(len(features))
    for test, train in _folds(len(features)):
        weights = _judge(features[train], labels[train])
        found[test] = 1 / (1 + np.exp(-(features[test] @ weights[:-1] + weights[-1])))
    return found


def _folds(count: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    order = np.random.default_rng(7).permutation(count)
    return [(order[n::FOLDS], np.setdiff1d(order, order[n::FOLDS])) for n in range(FOLDS)]


def _is_right(searcher: Searcher, example: Example) -> Array:
    articles = searcher.readers[example.language].articles
    return np.array([float(article in example.articles) for article in articles])


def _evidence(searcher: Searcher, example: Example, reading: Reading, scores: Array) -> Array:
    found = evidence(searcher.readers[example.language], reading, scores.astype(np.float32))
    return np.array([found[name] for name in EVIDENCE])


def _among(right: Array, scores: Array, count: int) -> Any:
    best = np.argsort(-scores, axis=1)[:, :count]
    return np.take_along_axis(right, best, axis=1).max(axis=1).mean()


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _named(weights: Array) -> dict[str, float]:
    return {**dict(zip(EVIDENCE, weights[:-1].tolist(), strict=True)), "intercept": float(weights[-1])}

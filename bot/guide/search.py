"""Rank the guide's articles for a question: signals fused by fitted weights, and how far the first can be trusted."""

import math
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from bot.guide.configuration import read_yaml
from bot.guide.document_search import DocumentMatch, search_documents
from bot.guide.embedding import Embedder
from bot.guide.generation import Generation
from bot.guide.golden import Gate
from bot.guide.passages import Passage
from bot.guide.signals import SIGNALS, UNITS, Reading, Row, SignalReader, share_of_best
from bot.guide.text import words

# What a judgement rests on: the ranking's lead and share; how much of the question the guide and the first article
# know; how near the nearest texts are; how firmly the classifier gives it to an article; whether messages from
# outside the guide are nearer.
EVIDENCE = (
    "lead",
    "share",
    "known",
    "coverage",
    "near_question",
    "near_text",
    "claim",
    "few_words",
    "outside_words",
    "outside_ngrams",
    "outside_vectors",
    "outside_side",
    "outside_odds",
    "outside_claim",
)
_FEW_WORDS = 3
# A question that is surer than this by itself begins a new subject; fitted on the dialogues of tests/evaluation.
_STANDS_ALONE = 0.9
# A longer one says itself what it is about, unless its form says that it goes on.
_MAX_WORDS = 4
# How much of a follow-up's ranking comes at most from the question together with what it follows.
_MOST_SHARED = 0.7
# How much of the belief that it needs a short question must earn by itself.
_EARNED = 0.25
_SHORT = 2


class Tie(Enum):
    """How a question's form ties it to the one before, by the least share of its ranking that both together have.

    The rest depends on how sure it is by itself. A connector alone ("¿y el flete?") says little; a word that points
    back ("eso") says more; a question without a subject of its own ("¿y cuánto cuesta?") is all about the one before.
    """

    NONE = None
    CONNECTED = 0.0
    POINTING = 0.5
    BARE = 0.8

    @property
    def least_share(self) -> float:
        """The least share of the ranking of both questions together."""
        return self.value or 0.0


class RetrievalConfig(BaseModel):
    """`config/retrieval.yaml`: weights of the signals, the calibration of both judgements, thresholds, and the gate."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    covered: dict[str, float]
    right: dict[str, float]
    refuse_below: float = Field(ge=0, le=1)
    answer_above: float = Field(ge=0, le=1)
    gate: Gate = Gate()

    @field_validator("weights")
    @classmethod
    def _has_every_signal(cls, weights: dict[str, float]) -> dict[str, float]:
        if set(weights) != set(SIGNALS):
            raise ValueError(f"expected a weight for each of {', '.join(SIGNALS)}")
        return weights

    @field_validator("covered", "right")
    @classmethod
    def _has_every_evidence(cls, weights: dict[str, float]) -> dict[str, float]:
        if set(weights) != {"intercept", *EVIDENCE}:
            raise ValueError(f"expected intercept, {', '.join(EVIDENCE)}")
        return weights


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, its share of the ranking, and its passages, those nearest to the question first."""

    article: str
    share: float
    passages: tuple[tuple[Passage, float], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Candidates, best first, and two calibrated probabilities.

    `covered`: the guide answers the question at all; `right`: the first candidate does, if so. `question` is what was
    searched, with what it follows when that counted.
    """

    candidates: tuple[Candidate, ...]
    covered: float
    right: float
    generation: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The two calibrated probabilities of a ranking; `words`: how many words of the question tell."""

    covered: float
    right: float
    words: int

    @property
    def both(self) -> float:
        """How sure the ranking is that its first article answers."""
        return self.covered * self.right


def read_config(path: Path) -> RetrievalConfig:
    """Read `retrieval.yaml`.

    Raises:
        SettingsError: naming the key at fault.
    """
    return read_yaml(path, TypeAdapter(RetrievalConfig))


class Searcher:
    """Searches one generation; made anew when another goes live."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self.generation = generation
        self.config = read_config(generation.config_dir / "retrieval.yaml")
        self.readers = {language: SignalReader(generation, language, embedder) for language in generation.indexes}
        self._weights = np.array([self.config.weights[name] for name in SIGNALS], dtype=np.float32)

    def search(
        self,
        question: str,
        language: str,
        *,
        count: int = 5,
        meant: str | None = None,
        follows: str = "",
        tie: Tie = Tie.NONE,
    ) -> SearchResult:
        """The `count` articles that fit a question best, in the language given.

        Args:
            question: a cleaned question.
            language: `es` or `en`.
            count: how many candidates.
            meant: the article that the asker said they meant; it comes first, for certain.
            follows: the question before, if its subject may go on.
            tie: what the question's form says of going on. Without any, it is joined with what it follows only when it
                is short, about the guide's subjects, and not sure by itself.
        """
        reader = self.readers[language]
        reading = reader.read(question)
        scores = self._scores(reading)
        alone = self._judge(reader, reading, scores)
        may_follow = alone.covered >= _to_be_earned(tie, alone.words) * self.config.refuse_below
        is_unsure = may_follow and alone.both < _STANDS_ALONE and alone.words <= _MAX_WORDS
        if follows and (tie is not Tie.NONE or is_unsure):
            # What the question says anew of product or place takes the place of what was said before.
            changed = {hint.split(":")[0] for hint in reader.asker.find(words(question))}
            question = f"{reader.asker.without(follows, changed)} {question}"
            reading = reader.read(question)
            joined = self._scores(reading)
            if joined is not None:
                share = max(tie.least_share, min(_MOST_SHARED, 1.0 - alone.both))
                scores = joined if scores is None else (1 - share) * scores + share * joined
        if reading is None or scores is None:
            return SearchResult((), 0.0, 0.0, self.generation.id, question)
        shares = shares_of(scores)
        order = [int(n) for n in np.argsort(-np.round(scores, 6), kind="stable")]
        if meant in reader.articles:
            order.sort(key=lambda n: reader.articles[n] != meant)
        candidates = tuple(
            Candidate(reader.articles[n], float(shares[n]), self._passages(reader, reading, n)) for n in order[:count]
        )
        if meant in reader.articles:
            return SearchResult(candidates, 1.0, 1.0, self.generation.id, question)
        judged = self._judge(reader, reading, scores)
        # A connector does not make ours what is not: "¿y cuál es la capital de Francia?".
        covered = judged.covered if may_follow else min(judged.covered, alone.covered)
        return SearchResult(candidates, covered, judged.right, self.generation.id, question)

    def _scores(self, reading: Reading | None) -> Row | None:
        return None if reading is None else reading.signals @ self._weights

    def _judge(self, reader: SignalReader, reading: Reading | None, scores: Row | None) -> _Judgement:
        if reading is None or scores is None:
            return _Judgement(0.0, 0.0, 0)
        found = evidence(reader, reading, scores)
        covered, right = probability(found, self.config.covered), probability(found, self.config.right)
        return _Judgement(covered, right, len(reading.wanted))

    def search_documents(self, question: str, language: str) -> DocumentMatch | None:
        """The passage of a document that fits a question, for when no article answers it."""
        return search_documents(self.generation, self.readers[language], question)

    def _passages(self, reader: SignalReader, reading: Reading, article: int) -> tuple[tuple[Passage, float], ...]:
        """The article's own passages by how well words, n-grams and vectors find them."""
        numbers = np.flatnonzero(reader.owner["text"] == article)
        total = sum((share_of_best(reading.passages[unit][numbers]) for unit in UNITS), np.zeros(len(numbers)))
        passages = reader.passages["text"]
        return tuple((passages[numbers[n]], float(total[n])) for n in np.argsort(-np.round(total, 6), kind="stable"))


def _to_be_earned(tie: Tie, words: int) -> float:
    """How much of the belief that it needs a question must earn by itself; what it follows lends the rest."""
    if tie is Tie.BARE or (tie is not Tie.NONE and not words):
        return 0.0
    return _EARNED if words <= _SHORT else 1.0


def shares_of(scores: Row) -> Row:
    """The ranking's own belief in each article: a softmax over the fused scores."""
    raised = np.exp(scores - scores.max())
    shares: Row = raised / raised.sum()
    return shares


def evidence(reader: SignalReader, reading: Reading, scores: Row) -> dict[str, float]:
    """What a judgement of the first article can rest on, by the names of `EVIDENCE`."""
    shares = np.sort(shares_of(scores))[::-1]
    first = int(np.argmax(scores))
    return {
        "lead": float(shares[0] - shares[1]) if len(shares) > 1 else 1.0,
        "share": math.log(float(shares[0])),
        "known": reading.known,
        "coverage": reader.coverage(first, reading.wanted),
        "near_question": reading.near_question,
        "near_text": reading.near_text,
        "claim": reading.claim,
        "few_words": float(len(reading.wanted) < _FEW_WORDS),
        **{f"outside_{unit}": value for unit, value in reading.outside.items()},
    }


def probability(found: dict[str, float], weights: dict[str, float]) -> float:
    """A calibrated probability: a logistic regression over the evidence."""
    z = weights["intercept"] + sum(weights[name] * found[name] for name in EVIDENCE)
    return 1.0 / (1.0 + math.exp(-z))

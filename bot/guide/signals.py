"""The signals of the search: for one question, what each part of the index says about every article."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.guide.articles import OUTSIDE
from bot.guide.asker import AskerWords
from bot.guide.embedding import Embedder, Vectors
from bot.guide.generation import Generation
from bot.guide.text import STOPWORDS, Vocabulary, ngrams

UNITS = ("words", "ngrams", "vectors")
FIELDS = ("text", "questions")
# The best passage of an article, and the second best: one lucky likeness is worth less than two.
SIGNALS = (
    *(f"{unit}_{field}{rank}" for field in FIELDS for unit in UNITS for rank in ("", "_second")),
    "words_whole",
    "ngrams_whole",
    "classifier",
    "products",
    "places",
)
NEIGHBOURS = 200
SYNONYM_WEIGHT = 0.5
# How the borders of the classifier become shares: an article that is one border further away has a seventh.
_SHARPNESS = 2.0

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the index says about a question.

    `signals` has shape (articles, signals), each signal as a share of its best; `passages` holds the scores of the
    articles' own passages by unit; `wanted` are the question's stems. `known` is the share of its content words that
    the guide uses; `near_question` and `near_text` are the cosines of the nearest question and text; `claim` is how
    firmly the classifier gives the question to an article; `outside` compares the nearest message that the guide
    does not answer with the nearest question that it does, by unit.
    """

    signals: Row
    passages: dict[str, Row]
    wanted: tuple[str, ...]
    known: float
    near_question: float
    near_text: float
    claim: float
    outside: dict[str, float]


class SignalReader:
    """Reads the signals of one language of a generation."""

    def __init__(self, generation: Generation, language: str, embedder: Embedder) -> None:
        self._generation = generation
        self._language = language
        self._index = generation.indexes[language]
        learned = self._index.learned
        self.articles = learned.articles
        self.passages = self._index.passages
        number = {article: n for n, article in enumerate(self.articles)}
        self.owner = {
            field: np.array([number[p.article] for p in self._index.passages[field]], dtype=np.intp) for field in FIELDS
        }
        self._spans = {field: Spans(owner) for field, owner in self.owner.items()}
        self.vocabulary = Vocabulary(language, learned.words, generation.config_dir / f"synonyms.{language}.yaml")
        self.asker = AskerWords(generation.config_dir, language)
        self._column = {hint: n for n, hint in enumerate(self.asker.hints)}
        count = max(len(self.articles), 1)
        used_by = Counter(one for found in learned.stems for one in found)
        self._rarity = {one: float(np.log(1 + count / n)) for one, n in used_by.items()}
        self._rarest = float(np.log(1 + count))
        classes = {name: n for n, name in enumerate(learned.classifier.classes)}
        self._classes = np.array([classes[article] for article in self.articles], dtype=np.intp)
        self._outside_class = classes.get(OUTSIDE)
        # The last questions, since one is often asked again at once, joined with what it follows or by a button.
        self.vector = lru_cache(maxsize=2_000)(lambda text: embedder.embed([text])[0])

    def read(self, question: str) -> Reading | None:
        """The signals for a question; nothing when it has no word to look for."""
        spelled, synonyms = self.vocabulary.understand(question)
        content = [word for word in spelled if word not in STOPWORDS[self._language]]
        if not content or not self.articles:
            return None
        wanted, also = self.vocabulary.stems(spelled), self.vocabulary.stems(synonyms)
        grams = ngrams(" ".join(spelled))
        vector = self.vector(question)
        rows = self._rows(wanted, also, grams, vector)
        signals: dict[str, Row] = {}
        for (unit, field), row in rows.items():
            first, second = self._spans[field].best(row, len(self.articles))
            signals[f"{unit}_{field}"], signals[f"{unit}_{field}_second"] = first, second
        signals["words_whole"] = self._by_words("whole", wanted, also)
        signals["ngrams_whole"] = self._index.lexical["ngrams", "whole"].scores(grams)
        learned = self._index.learned
        claims = learned.classifier.scores(wanted, grams, vector)
        inside = claims[self._classes]
        beyond = claims[self._outside_class] if self._outside_class is not None else np.float32(-1.0)
        signals["classifier"] = np.exp(_SHARPNESS * (inside - inside.max()))
        signals |= self._about_asker(spelled)
        return Reading(
            np.stack([share_of_best(signals[name]) for name in SIGNALS], axis=1),
            {unit: rows[unit, "text"] for unit in UNITS},
            tuple(wanted),
            sum(self.vocabulary.knows(word) for word in content) / len(content),
            float(rows["vectors", "questions"].max(initial=0.0)),
            float(rows["vectors", "text"].max(initial=0.0)),
            float(inside.max()),
            self._outside(wanted, grams, vector, rows) | {"claim": float(beyond - inside.max())},
        )

    def coverage(self, article: int, wanted: Collection[str]) -> float:
        """The share of a question's words, weighed by how rare they are, that an article uses."""
        total = sum(self._rarity.get(one, self._rarest) for one in wanted)
        found = sum(self._rarity[one] for one in wanted if one in self._index.learned.stems[article])
        return found / total if total else 0.0

    def _rows(
        self, wanted: list[str], also: list[str], grams: list[str], vector: Vectors
    ) -> dict[tuple[str, str], Row]:
        """Scores of every passage by (unit, field)."""
        rows: dict[tuple[str, str], Row] = {}
        for field in FIELDS:
            rows["words", field] = self._by_words(field, wanted, also)
            rows["ngrams", field] = self._index.lexical["ngrams", field].scores(grams)
        found, cosines = self._generation.nearest(vector, self._language, NEIGHBOURS)
        # Passages that are not among the neighbours are at best as near as the last of them.
        floor = max(float(cosines.min(initial=1.0)), 0.0)
        similar = np.full(sum(len(self.passages[field]) for field in FIELDS), floor, dtype=np.float32)
        similar[found] = np.maximum(cosines, 0.0)
        rows["vectors", "text"], rows["vectors", "questions"] = np.split(similar, [len(self.passages["text"])])
        return rows

    def _by_words(self, field: str, wanted: list[str], also: list[str]) -> Row:
        index = self._index.lexical["words", field]
        return index.scores(wanted) + SYNONYM_WEIGHT * index.scores(also) if also else index.scores(wanted)

    def _outside(
        self, wanted: list[str], grams: list[str], vector: Vectors, rows: dict[tuple[str, str], Row]
    ) -> dict[str, float]:
        """By unit, the best outside less the best inside as a share of both; and what was learned of both sides."""
        lexical = self._index.lexical
        _, cosines = self._generation.nearest(vector, self._language, 1, of="outside")
        best = {
            "words": lexical["words", "outside"].scores(wanted).max(initial=0.0),
            "ngrams": lexical["ngrams", "outside"].scores(grams).max(initial=0.0),
            "vectors": max(cosines.tolist(), default=0.0),
        }
        inside = {unit: rows[unit, "questions"].max(initial=0.0) for unit in UNITS}
        compared = {
            unit: float((best[unit] - inside[unit]) / (best[unit] + inside[unit])) if best[unit] + inside[unit] else 0.0
            for unit in UNITS
        }
        learned = self._index.learned
        odds = [learned.outside_odds.get(one, 0.0) for one in wanted]
        return compared | {"side": float(vector @ learned.outside), "odds": sum(odds) / max(len(odds), 1)}

    def _about_asker(self, spelled: list[str]) -> dict[str, Row]:
        hints = self.asker.find(spelled)
        lift = self._index.learned.lift
        rows = {}
        for subject in ("products", "places"):
            columns = [self._column[hint] for hint in hints if hint.startswith(f"{subject}:")]
            rows[subject] = lift[:, columns].mean(axis=1) if columns else np.zeros(len(self.articles), np.float32)
        return rows


class Spans:
    """Where each article's passages stand among those of a field; they stand together.

    Args:
        owner: the number of the article that each passage belongs to, ascending.
    """

    def __init__(self, owner: NDArray[np.intp]) -> None:
        self._present, self._starts, self._counts = np.unique(owner, return_index=True, return_counts=True)

    def best(self, row: Row, articles: int) -> tuple[Row, Row]:
        """The best and the second best passage of each article."""
        first = np.zeros(articles, dtype=np.float32)
        second = np.zeros_like(first)
        if len(row):
            best = np.maximum.reduceat(row, self._starts)
            first[self._present] = best
            others = np.where(row >= np.repeat(best, self._counts), np.float32(0.0), row)
            second[self._present] = np.maximum.reduceat(others, self._starts)
        return first, second


def share_of_best(row: Row) -> Row:
    """A row of scores as shares of its best."""
    top = row.max(initial=0.0)
    return row / top if top > 0 else row

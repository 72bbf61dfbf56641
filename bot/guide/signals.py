"""The signals of the search: for one question, what each part of the index says about every article."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.guide.asker import AskerWords
from bot.guide.embedding import Embedder, Vectors
from bot.guide.generation import Generation
from bot.guide.text import STOPWORDS, Vocabulary, ngrams, stems

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

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the index says about a question.

    `signals` has shape (articles, signals), each signal as a share of its best; `passages` holds the scores of the
    articles' own passages by unit; `wanted` are the question's stems. `known` is the share of its content words that
    the guide uses; `near_question` and `near_text` are the cosines of the nearest question and text; `outside` compares
    the nearest message that the guide does not answer with the nearest question that it does, by unit.
    """

    signals: Row
    passages: dict[str, Row]
    wanted: tuple[str, ...]
    known: float
    near_question: float
    near_text: float
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
        self._place = {p.id: (field, n) for field in FIELDS for n, p in enumerate(self._index.passages[field])}
        self.vocabulary = Vocabulary(language, learned.words, generation.config_dir / f"synonyms.{language}.yaml")
        self.asker = AskerWords(generation.config_dir, language)
        self._column = {hint: n for n, hint in enumerate(self.asker.hints)}
        count = max(len(self.articles), 1)
        used_by = Counter(one for found in learned.stems for one in found)
        self._rarity = {one: float(np.log(1 + count / n)) for one, n in used_by.items()}
        self._rarest = float(np.log(1 + count))
        self._embed = lru_cache(maxsize=2_000)(lambda text: embedder.embed([text])[0])

    def read(self, question: str, without: Collection[str] = ()) -> Reading | None:
        """The signals for a question; nothing when it has no word to look for.

        Args:
            question: a cleaned question.
            without: ids of passages to leave out, so that a question of the guide can be tried on the others.
        """
        spelled, synonyms = self.vocabulary.understand(question)
        content = [word for word in spelled if word not in STOPWORDS[self._language]]
        if not content or not self.articles:
            return None
        wanted, also = stems(spelled, self._language), stems(synonyms, self._language)
        vector = self._embed(question)
        rows = self._rows(" ".join(spelled), wanted, also, vector, without)
        signals: dict[str, Row] = {}
        for (unit, field), row in rows.items():
            first, second = self._by_article(row, field)
            signals[f"{unit}_{field}"], signals[f"{unit}_{field}_second"] = first, second
        lexical = self._index.lexical
        whole = lexical["words", "whole"]
        signals["words_whole"] = whole.scores(wanted) + SYNONYM_WEIGHT * whole.scores(also)
        signals["ngrams_whole"] = lexical["ngrams", "whole"].scores(ngrams(" ".join(spelled)))
        learned = self._index.learned
        signals["classifier"] = (vector - learned.mean) @ learned.classifier
        signals |= self._about_asker(spelled)
        return Reading(
            np.stack([share_of_best(signals[name]) for name in SIGNALS], axis=1),
            {unit: rows[unit, "text"] for unit in UNITS},
            tuple(wanted),
            sum(self.vocabulary.knows(word) for word in content) / len(content),
            float(rows["vectors", "questions"].max(initial=0.0)),
            float(rows["vectors", "text"].max(initial=0.0)),
            self._outside(" ".join(spelled), wanted, vector, rows),
        )

    def coverage(self, article: int, wanted: Collection[str]) -> float:
        """The share of a question's words, weighed by how rare they are, that an article uses."""
        total = sum(self._rarity.get(one, self._rarest) for one in wanted)
        found = sum(self._rarity[one] for one in wanted if one in self._index.learned.stems[article])
        return found / total if total else 0.0

    def _rows(
        self, text: str, wanted: list[str], also: list[str], vector: Vectors, without: Collection[str]
    ) -> dict[tuple[str, str], Row]:
        """Scores of every passage by (unit, field)."""
        grams = ngrams(text)
        rows: dict[tuple[str, str], Row] = {}
        for field in FIELDS:
            words = self._index.lexical["words", field]
            rows["words", field] = words.scores(wanted) + SYNONYM_WEIGHT * words.scores(also)
            rows["ngrams", field] = self._index.lexical["ngrams", field].scores(grams).copy()
        similar = self._generation.nearest(vector, self._language, NEIGHBOURS)
        # Passages that are not among the neighbours are at best as near as the last of them.
        floor = max(min(similar.values(), default=0.0), 0.0)
        for field in FIELDS:
            rows["vectors", field] = np.full(len(self._index.passages[field]), floor, dtype=np.float32)
        for id_, cosine in similar.items():
            field, n = self._place[id_]
            rows["vectors", field][n] = max(cosine, 0.0)
        for id_ in without:
            field, n = self._place[id_]
            for unit in UNITS:
                rows[unit, field][n] = 0.0
        return rows

    def _outside(
        self, text: str, wanted: list[str], vector: Vectors, rows: dict[tuple[str, str], Row]
    ) -> dict[str, float]:
        """By unit, the best outside less the best inside as a share of both; and what was learned of both sides."""
        lexical = self._index.lexical
        similar = self._generation.nearest(vector, self._language, 1, of="outside")
        best = {
            "words": lexical["words", "outside"].scores(wanted).max(initial=0.0),
            "ngrams": lexical["ngrams", "outside"].scores(ngrams(text)).max(initial=0.0),
            "vectors": max(similar.values(), default=0.0),
        }
        inside = {unit: rows[unit, "questions"].max(initial=0.0) for unit in UNITS}
        compared = {
            unit: float((best[unit] - inside[unit]) / (best[unit] + inside[unit])) if best[unit] + inside[unit] else 0.0
            for unit in UNITS
        }
        learned = self._index.learned
        odds = [learned.outside_odds.get(one, 0.0) for one in wanted]
        return compared | {"side": float(vector @ learned.outside), "odds": sum(odds) / max(len(odds), 1)}

    def _by_article(self, row: Row, field: str) -> tuple[Row, Row]:
        """The best and second best passage of each article."""
        owner = self.owner[field]
        first = np.zeros(len(self.articles), dtype=np.float32)
        second = np.zeros_like(first)
        if len(row):
            np.maximum.at(first, owner, row)
            np.maximum.at(second, owner, np.where(row >= first[owner], np.float32(0.0), row))
        return first, second

    def _about_asker(self, spelled: list[str]) -> dict[str, Row]:
        hints = self.asker.find(spelled)
        lift = self._index.learned.lift
        rows = {}
        for subject in ("products", "places"):
            columns = [self._column[hint] for hint in hints if hint.startswith(f"{subject}:")]
            rows[subject] = lift[:, columns].mean(axis=1) if columns else np.zeros(len(self.articles), np.float32)
        return rows


def share_of_best(row: Row) -> Row:
    """A row of scores as shares of its best."""
    top = row.max(initial=0.0)
    return row / top if top > 0 else row

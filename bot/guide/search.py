"""Rank the guide's articles for a question: words, character n-grams and vectors, fused by weights."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SettingsError
from bot.guide.embedding import Embedder
from bot.guide.generation import FIELDS, Generation
from bot.guide.passages import Passage
from bot.guide.text import STOPWORDS, Vocabulary, ngrams, stems, words

SIGNALS = (
    "words_text",
    "words_questions",
    "ngrams_text",
    "ngrams_questions",
    "vectors_text",
    "vectors_questions",
)
NEIGHBOURS = 120
_SYNONYM_WEIGHT = 0.5
_SECOND_BEST_SHARE = 0.3

Row = NDArray[np.float32]


class RetrievalConfig(BaseModel):
    """`config/retrieval.yaml`: the weights of the signals and the thresholds of deciding."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    confidence: dict[str, float]
    answer_above: float = Field(ge=0, le=1)
    suggest_above: float = Field(ge=0, le=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, its fused score, and its passages nearest to the question, best first."""

    article: str
    score: float
    signals: dict[str, float]
    passages: tuple[tuple[Passage, float], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Candidates, best first, and the evidence from which deciding judges whether the first one answers."""

    candidates: tuple[Candidate, ...]
    evidence: dict[str, float]
    generation: str


def read_config(path: Path) -> RetrievalConfig:
    """Read `retrieval.yaml`.

    Raises:
        SettingsError: naming the key at fault.
    """
    try:
        return RetrievalConfig.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        fault = error.errors()[0]
        raise SettingsError(f"{path.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path.name}: cannot be read ({type(error).__name__})") from None


class Searcher:
    """Searches one generation; made anew when another goes live."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self.generation = generation
        self.config = read_config(generation.config_dir / "retrieval.yaml")
        self._embedder = embedder
        self._articles = {lang: sorted(articles) for lang, articles in generation.articles.items()}
        self._number = {lang: {a: n for n, a in enumerate(ids)} for lang, ids in self._articles.items()}
        self._owner = {
            (lang, name): np.array([self._number[lang][p.article] for p in index.passages[name]], dtype=np.intp)
            for lang, index in generation.indexes.items()
            for name in FIELDS
        }
        self._place = {
            lang: {p.id: (name, n) for name in FIELDS for n, p in enumerate(index.passages[name])}
            for lang, index in generation.indexes.items()
        }
        self._vocabulary = {
            lang: Vocabulary(lang, self._words_of(lang), generation.config_dir / f"synonyms.{lang}.yaml")
            for lang in generation.indexes
        }
        self._embed = lru_cache(maxsize=2_000)(lambda text: embedder.embed([text])[0])

    def search(self, question: str, language: str, *, count: int = 5, meant: str | None = None) -> SearchResult:
        """The `count` articles that fit a question best, in the language given.

        Args:
            question: a cleaned question.
            language: `es` or `en`.
            count: how many candidates.
            meant: the article that the asker said they meant; it comes first.
        """
        index = self.generation.indexes[language]
        vocabulary = self._vocabulary[language]
        spelled, synonyms = vocabulary.understand(question)
        content = [word for word in spelled if word not in STOPWORDS[language]]
        # A question of stop words alone ("¿y eso cómo es?") has nothing to look for.
        if not content or not self._articles[language]:
            return SearchResult((), {}, self.generation.id)
        known = sum(vocabulary.knows(word) for word in content) / len(content)
        wanted, also = stems(spelled, language), stems(synonyms, language)
        respelled = " ".join(spelled)

        scores: dict[str, Row] = {}
        for name in FIELDS:
            lexical = index.lexical["words", name].scores(wanted)
            scores[f"words_{name}"] = lexical + _SYNONYM_WEIGHT * index.lexical["words", name].scores(also)
            scores[f"ngrams_{name}"] = index.lexical["ngrams", name].scores(ngrams(respelled))
        similar = self.generation.nearest(self._embed(question), language, NEIGHBOURS)
        scores |= self._similarities(similar, language)

        signals = {name: self._by_article(row, language, name.split("_")[1]) for name, row in scores.items()}
        fused = np.zeros(len(self._articles[language]), dtype=np.float32)
        for name, row in signals.items():
            fused += self.config.weights[name] * _scaled(row)
        if meant in self._number[language]:
            fused[self._number[language][meant]] += fused.max(initial=0.0) + 1.0
        best = np.argsort(-np.round(fused, 6), kind="stable")[:count]
        candidates = tuple(
            Candidate(
                self._articles[language][n],
                float(fused[n]),
                {name: float(row[n]) for name, row in signals.items()},
                self._passages(int(n), scores, language),
            )
            for n in best
        )
        evidence = {
            "known": known,
            "lead": 0.0,
            "strength": candidates[0].score,
            "nearest": max(similar.values(), default=0.0),
        }
        return SearchResult(candidates, evidence, self.generation.id)

    def _similarities(self, similar: dict[str, float], language: str) -> dict[str, Row]:
        passages = self.generation.indexes[language].passages
        floor = min(similar.values(), default=0.0)
        rows = {name: np.zeros(len(passages[name]), dtype=np.float32) for name in FIELDS}
        for id_, cosine in similar.items():
            name, n = self._place[language][id_]
            rows[name][n] = cosine - floor
        return {f"vectors_{name}": row for name, row in rows.items()}

    def _by_article(self, row: Row, language: str, name: str) -> Row:
        """The best passage of each article counts, and a part of the second best."""
        owner = self._owner[language, name]
        first = np.zeros(len(self._articles[language]), dtype=np.float32)
        second = np.zeros_like(first)
        if len(row):
            np.maximum.at(first, owner, row)
            rest = np.where(row >= first[owner], 0.0, row)
            np.maximum.at(second, owner, rest.astype(np.float32))
        combined: Row = first + _SECOND_BEST_SHARE * second
        return combined

    def _passages(self, article: int, scores: dict[str, Row], language: str) -> tuple[tuple[Passage, float], ...]:
        """The article's own passages by how well words, n-grams and vectors find them."""
        numbers = np.flatnonzero(self._owner[language, "text"] == article)
        total = np.zeros(len(numbers), dtype=np.float32)
        for unit in ("words", "ngrams", "vectors"):
            total += self.config.weights[f"{unit}_text"] * _scaled(scores[f"{unit}_text"][numbers])
        passages = self.generation.indexes[language].passages["text"]
        order = np.argsort(-np.round(total, 6), kind="stable")
        return tuple((passages[numbers[n]], float(total[n])) for n in order)

    def _words_of(self, language: str) -> set[str]:
        found: set[str] = set()
        for passages in self.generation.indexes[language].passages.values():
            for passage in passages:
                found.update(words(f"{passage.title} {passage.heading} {passage.text}"))
        return found


def _scaled(row: Row) -> Row:
    """A row of scores as shares of its best."""
    top = row.max(initial=0.0)
    return row / top if top > 0 else row

"""Review what would be published: build a candidate, say what changes, and let the gate judge it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.errors import ConsorciaError
from bot.guide.articles import Fault
from bot.guide.changes import Difference, article_changes, document_changes
from bot.guide.embedding import Embedder, Vectors
from bot.guide.gate import Ask, Verdict, judge
from bot.guide.generation import Manifest
from bot.guide.golden import GoldenQuestion
from bot.guide.publishing import Library
from bot.guide.search import Searcher


@dataclass(frozen=True, slots=True)
class Review:
    """A candidate and what is known of it; `titles` are those of the articles that change, by "language/id"."""

    candidate: Manifest
    warnings: list[Fault]
    articles: Difference
    documents: Difference
    verdict: Verdict
    titles: dict[str, str] = field(default_factory=dict)


class _EachOnce:
    """A model that makes the vector of a question once, for both generations that are asked it."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.digest = embedder.name, embedder.digest
        self.count_tokens = embedder.count_tokens
        self._vector = lru_cache(maxsize=None)(lambda text: embedder.embed([text])[0])

    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, one row a text."""
        return np.stack([self._vector(text) for text in texts])


class Reviewer:
    """Reviews candidates of one library.

    Args:
        library: the generations.
        embedder: the model.
        config_dir: the retrieval configuration to build with.
        asking: how questions are asked of an opened generation.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        config_dir: Path,
        asking: Callable[[Searcher], Ask],
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.config_dir = config_dir
        self._asking = asking

    def review(
        self,
        knowledge_dir: Path,
        golden: Mapping[str, Sequence[GoldenQuestion]],
        real: Iterable[tuple[str, str]],
        *,
        by: str,
        wait_seconds: float = 0.0,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Review:
        """Build a candidate and judge it; what is live is left alone.

        Args:
            knowledge_dir: the guide's files.
            golden: golden questions by file.
            real: the last real questions with their language.
            by: who asks for it.
            wait_seconds: how long to wait for another publication to end.
            on_progress: called with (passages embedded, to embed).

        Raises:
            FaultyGuide: the guide has faults that are errors.
            SettingsError: a file of the configuration cannot be read.
            GenerationError: another publication goes on, or the disk is full, or the candidate cannot be opened.
        """
        with self.library.publishing(wait_seconds):
            candidate, warnings = self.library.prepare(
                knowledge_dir, self.config_dir, self.embedder, by=by, on_progress=on_progress
            )
            try:
                review = self._judged(candidate, warnings, golden, real)
                if review.verdict.refused:
                    self.library.refuse(candidate.id)
                return review
            except BaseException:
                self.library.discard(candidate.id)
                raise

    def _judged(
        self,
        candidate: Manifest,
        warnings: list[Fault],
        golden: Mapping[str, Sequence[GoldenQuestion]],
        real: Iterable[tuple[str, str]],
    ) -> Review:
        before = self.library.manifest_of(candidate.previous) if candidate.previous else None
        embedder = _EachOnce(self.embedder)
        with ExitStack() as opened:
            new = self._open(candidate.id, embedder, opened)
            old = self._open_live(before, embedder, opened)
            verdict = judge(
                self._asking(new),
                self._asking(old) if old else None,
                golden,
                real,
                new.config.gate,
                is_first=before is None,
            )
            articles = article_changes(before, candidate)
            titles = _titles(old, articles.removed) | _titles(new, articles.added + articles.changed)
        return Review(candidate, warnings, articles, document_changes(before, candidate), verdict, titles)

    def _open(self, name: str, embedder: Embedder, opened: ExitStack) -> Searcher:
        searcher = self.library.open(name, embedder)
        opened.callback(searcher.generation.close)
        return searcher

    def _open_live(self, live: Manifest | None, embedder: Embedder, opened: ExitStack) -> Searcher | None:
        """What is live, or nothing where it cannot be opened: then there is nothing to compare with."""
        try:
            return self._open(live.id, embedder, opened) if live else None
        except ConsorciaError:
            return None


def _titles(searcher: Searcher | None, names: Iterable[str]) -> dict[str, str]:
    if searcher is None:
        return {}
    found = {}
    for name in names:
        language, _, article = name.partition("/")
        if article in searcher.generation.articles[language]:
            found[name] = searcher.generation.articles[language][article].meta.title
    return found

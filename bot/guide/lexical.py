"""One BM25 index over token lists, kept as a folder; bm25s does the arithmetic."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class LexicalIndex:
    """BM25 scores of a query against documents that are lists of tokens."""

    def __init__(self, engine: bm25s.BM25 | None, size: int) -> None:
        self._engine = engine
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index documents; documents without any token are allowed and never match."""
        if not any(documents):
            return cls(None, len(documents))
        engine = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        engine.index([list(tokens) for tokens in documents], show_progress=False)
        return cls(engine, len(documents))

    def save(self, folder: Path) -> None:
        """Write the index to a new folder."""
        folder.mkdir(parents=True)
        (folder / "size").write_text(str(self._size), encoding="ascii")
        if self._engine is not None:
            self._engine.save(str(folder / "bm25s"), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index that `save` wrote."""
        size = int((folder / "size").read_text(encoding="ascii"))
        if not (folder / "bm25s").exists():
            return cls(None, size)
        return cls(bm25s.BM25.load(str(folder / "bm25s"), show_progress=False), size)

    def scores(self, tokens: Sequence[str]) -> Scores:
        """The BM25 score of every document, zero where nothing matches; shape (documents,)."""
        if self._engine is None:
            return np.zeros(self._size, dtype=np.float32)
        # bm25s keeps "" among its tokens, but has no scores for it.
        known = [token for token in tokens if token and token in self._engine.vocab_dict]
        if not known:  # bm25s raises on an empty query
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = self._engine.get_scores(known)
        return scores

"""One BM25 index over token lists, kept as a folder: bm25s weighs the tokens, and numpy adds up what was weighed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# About so many entries are added up for a query, those of its rarest tokens first: what stands nearly everywhere tells
# little, and takes nearly all of the time in a large guide.
MOST_ENTRIES = 500_000
_FILES = ("tokens", "starts", "ends", "documents", "weights")


class LexicalIndex:
    """BM25 scores of a query against documents that are lists of tokens.

    The entries of the token at place n are `starts[n]` to before `ends[n]` of `documents`, which are numbers, and
    `weights`, which are what the token adds to the score of each; tokens are sorted.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]], size: int) -> None:
        self._tokens = arrays["tokens"]
        self._starts, self._ends = arrays["starts"], arrays["ends"]
        self._documents, self._weights = arrays["documents"], arrays["weights"]
        self._longest = self._tokens.dtype.itemsize // np.dtype("U1").itemsize
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index documents; documents without any token are allowed and never match."""
        import bm25s  # takes longer than an answer; answering does without

        if not any(documents):
            nothing = {name: np.zeros(0, np.str_ if name == "tokens" else np.int32) for name in _FILES}
            return cls(nothing, len(documents))
        engine = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        engine.index([list(tokens) for tokens in documents], show_progress=False)
        # bm25s keeps "" among its tokens, but has no scores for it.
        tokens = sorted(token for token in engine.vocab_dict if token)
        columns = np.array([engine.vocab_dict[token] for token in tokens], dtype=np.intp)
        arrays = {
            "tokens": np.array(tokens, dtype=np.str_),
            "starts": engine.scores["indptr"][columns],
            "ends": engine.scores["indptr"][columns + 1],
            "documents": engine.scores["indices"],
            "weights": engine.scores["data"],
        }
        return cls(arrays, len(documents))

    def save(self, folder: Path) -> None:
        """Write the index to a new folder."""
        folder.mkdir(parents=True)
        (folder / "size").write_text(str(self._size), encoding="ascii")
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, f"_{name}"))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index that `save` wrote."""
        size = int((folder / "size").read_text(encoding="ascii"))
        return cls({name: np.load(folder / f"{name}.npy") for name in _FILES}, size)

    def scores(self, tokens: Sequence[str]) -> Scores:
        """The BM25 score of every document, zero where nothing matches; shape (documents,)."""
        scores: Scores = np.zeros(self._size, dtype=np.float32)
        places = self._places(tokens)
        if not len(places):
            return scores
        starts, ends = self._starts[places], self._ends[places]
        rarest_first = np.argsort(ends - starts, kind="stable")
        before = np.cumsum((ends - starts)[rarest_first]) - (ends - starts)[rarest_first]
        kept = rarest_first[before < MOST_ENTRIES]
        spans = list(zip(starts[kept].tolist(), ends[kept].tolist(), strict=True))
        documents = np.concatenate([self._documents[start:end] for start, end in spans])
        weights = np.concatenate([self._weights[start:end] for start, end in spans])
        np.add.at(scores, documents, weights)
        return scores

    def _places(self, tokens: Sequence[str]) -> NDArray[np.intp]:
        """Where the tokens that the index knows stand in it; one that is asked for twice counts twice."""
        # A longer one would be cut off, and found.
        asked = np.array([token for token in tokens if 0 < len(token) <= self._longest], dtype=self._tokens.dtype)
        places = np.searchsorted(self._tokens, asked)
        places[places == len(self._tokens)] = 0
        return places[self._tokens[places] == asked] if len(self._tokens) else places[:0]

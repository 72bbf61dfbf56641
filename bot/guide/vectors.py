"""The vectors of a generation's passages, and which of them are nearest to a question's.

They are written twice. As matrices, one for each group of passages and language: these are compared row by row, which
is exact, takes a millisecond for ten thousand passages, and needs nothing loaded. And into Chroma, whose graph is
searched instead where a group has more than `EXACT_UP_TO` passages, since its time hardly grows (docs/decisions/0010).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.guide.embedding import Vectors

if TYPE_CHECKING:
    from bot.guide.chroma import ChromaStore

# There both ways take about as long.
EXACT_UP_TO = 20_000

# A group of passages, and a language.
Place = tuple[str, str]
# (row numbers, cosines), the nearest first.
Nearest = tuple[NDArray[np.intp], NDArray[np.float32]]


class PassageVectors:
    """The vectors of a generation, opened for searching.

    Args:
        folder: the generation's.
        ids: of the passages of each place, in the order of their rows.
    """

    def __init__(self, folder: Path, ids: Mapping[Place, Sequence[str]]) -> None:
        large = {place: listed for place, listed in ids.items() if len(listed) > EXACT_UP_TO}
        self._store = _open_store(folder, large) if large else None
        self._matrices = {place: read_matrix(folder, place) for place in ids if place not in large}

    def nearest(self, vector: Vectors, place: Place, count: int) -> Nearest:
        """The rows nearest to a unit vector by cosine, at most `count`."""
        if place in self._matrices:
            return nearest_rows(self._matrices[place], vector, count)
        assert self._store is not None  # noqa: S101 - it has every place that has no matrix
        return self._store.nearest(vector, place, count)

    def close(self) -> None:
        """Let go of the files."""
        self._matrices = {}
        if self._store is not None:
            self._store.close()


def write_vectors(folder: Path, place: Place, ids: Sequence[str], vectors: Vectors, store: "ChromaStore") -> None:
    """Keep the vectors of a place, one row a passage."""
    path = _matrix_file(folder, place)
    path.parent.mkdir(exist_ok=True)
    np.save(path, vectors)
    store.write(place, ids, vectors)


def read_matrix(folder: Path, place: Place) -> Vectors:
    """The vectors of a place, one row a passage; they stay in their file and are read from there."""
    rows: Vectors = np.load(_matrix_file(folder, place), mmap_mode="r").view(np.ndarray)
    return rows


def nearest_rows(rows: Vectors, vector: Vectors, count: int) -> Nearest:
    """The rows nearest to a unit vector by cosine, at most `count`; every one is compared."""
    if not len(rows):
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    # Not the matrix product: that wakes a thread for every core, and many questions come at once.
    cosines: Vectors = np.round(np.asarray(np.vecdot(rows, vector)), 6)
    count = min(count, len(cosines))
    found = np.sort(np.argpartition(-cosines, count - 1)[:count])
    found = found[np.argsort(-cosines[found], kind="stable")]
    return found, cosines[found]


def _open_store(folder: Path, ids: Mapping[Place, Sequence[str]]) -> "ChromaStore":
    from bot.guide.chroma import ChromaStore  # takes longer to load than everything else that answers

    return ChromaStore(folder, ids)


def _matrix_file(folder: Path, place: Place) -> Path:
    return folder / "vectors" / f"{'-'.join(place)}.npy"

"""A generation's own Chroma: every vector of it, one collection a group of passages and language.

It is written by the build and never after. Importing it imports chromadb, which answering does only for large guides.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from bot.guide.embedding import Vectors
from bot.guide.vectors import Nearest, Place

# Measured: with these the same vectors give the same neighbours in every build.
_HNSW: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}
}


class ChromaStore:
    """The vectors of a generation in Chroma; close it after use.

    Args:
        folder: the generation's.
        ids: of the passages of each place that is going to be searched, in the order of their rows.
    """

    def __init__(self, folder: Path, ids: Mapping[Place, Sequence[str]] | None = None) -> None:
        path, settings = str(folder / "chroma"), Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=path, settings=settings)
        try:
            self._rows = {place: {one: n for n, one in enumerate(listed)} for place, listed in (ids or {}).items()}
            self._collections = {
                place: self._client.get_collection("-".join(place), embedding_function=None) for place in self._rows
            }
        except BaseException:
            self.close()
            raise

    def write(self, place: Place, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of a place, one row a passage.

        Raises:
            OSError: the disk is full, or Chroma cannot write for another reason.
        """
        name, batch = "-".join(place), self._client.get_max_batch_size()
        try:
            collection = self._client.create_collection(name, embedding_function=None, configuration=_HNSW)
            for start in range(0, len(ids), batch):
                collection.add(ids=list(ids[start : start + batch]), embeddings=vectors[start : start + batch])
        except ChromaError as error:
            raise OSError(str(error)) from error

    def nearest(self, vector: Vectors, place: Place, count: int) -> Nearest:
        """The rows nearest to a unit vector by cosine, at most `count`, as the graph finds them."""
        rows = self._rows[place]
        found = self._collections[place].query(
            query_embeddings=vector.reshape(1, -1), n_results=min(count, len(rows)), include=["distances"]
        )
        numbers = np.array([rows[one] for one in found["ids"][0]], dtype=np.intp)
        distances = np.array((found["distances"] or [[]])[0], dtype=np.float32)
        return numbers, np.round(np.float32(1.0) - distances, 6)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]

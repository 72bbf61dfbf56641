"""The generations on disk: which there are, which one is live, and opening them."""

import datetime as dt
from pathlib import Path

from bot.errors import GenerationError
from bot.guide.embedding import Embedder
from bot.guide.generation import CANDIDATE, Manifest, open_generation, read_manifest
from bot.guide.search import Searcher

# What a candidate's mark says when the gate refused it.
REFUSED = "refused"


class Shelf:
    """Generations, candidates, and the pointer to the live generation, for reading.

    Args:
        folder: the guide's folder below the data directory.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder / "generations"
        self._pointer = folder / "current"

    def live(self) -> Path:
        """The folder of the live generation.

        Raises:
            GenerationError: nothing has been published yet.
        """
        try:
            return self.folder_of(self._pointer.read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError):
            raise GenerationError("the guide has no index yet; run: python ingest.py build") from None

    def live_since(self) -> dt.datetime:
        """When the pointer was moved last: at each publication and each roll-back.

        Raises:
            GenerationError: nothing has been published yet.
        """
        try:
            return dt.datetime.fromtimestamp(self._pointer.stat().st_mtime, dt.UTC)
        except OSError:
            raise GenerationError("the guide has no index yet; run: python ingest.py build") from None

    def folder_of(self, name: str) -> Path:
        """Where a generation lies."""
        return self._root / name

    def manifest_of(self, name: str) -> Manifest:
        """What a generation or a candidate is made of.

        Raises:
            GenerationError: it is missing or torn.
        """
        return read_manifest(self.folder_of(name))

    def live_or_none(self) -> Path | None:
        """The folder of the live generation if it is whole, else nothing."""
        try:
            read_manifest(self.live())
            return self.live()
        except GenerationError:
            return None

    def manifests(self) -> list[Manifest]:
        """Every generation that was published, newest first."""
        found = []
        for folder in sorted(self._root.glob("*"), reverse=True):
            if not (folder / CANDIDATE).exists():
                try:
                    found.append(read_manifest(folder))
                except GenerationError:
                    continue
        return found

    def has_candidate(self, name: str) -> bool:
        """Whether there is a candidate of this name, complete."""
        folder = self.folder_of(name)
        return folder.parent == self._root and all((folder / part).exists() for part in (CANDIDATE, "manifest.json"))

    def is_refused(self, candidate: str) -> bool:
        """Whether the gate refused a candidate."""
        try:
            return (self.folder_of(candidate) / CANDIDATE).read_text(encoding="ascii") == REFUSED
        except OSError:
            return False

    def open(self, name: str, embedder: Embedder) -> Searcher:
        """Open a generation or a candidate for searching; the caller closes `searcher.generation`.

        Raises:
            GenerationError: it is missing, torn, or of another model.
            SettingsError: its configuration cannot be read.
        """
        generation = open_generation(self.folder_of(name), embedder.digest)
        try:
            return Searcher(generation, embedder)
        except BaseException:
            generation.close()
            raise

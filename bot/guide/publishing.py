"""Publish generations: one pointer file says which is live, and moving it is atomic.

A build leaves a candidate, which nobody sees before it is promoted. One publication goes on at a time, whichever
process does it; what a killed one leaves behind is cleared away at the next.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import GenerationError
from bot.guide.articles import LANGUAGES, Fault
from bot.guide.building import build
from bot.guide.embedding import Embedder
from bot.guide.generation import CANDIDATE, Manifest
from bot.guide.shelf import REFUSED, Shelf
from bot.guide.sources import read_sources, source_digest

# Who comes back to a candidate later than this has it built again.
CANDIDATES_KEPT_SECONDS = 24 * 3600.0
# A word of any guide: what finds nothing for it cannot be searched.
_PROBE = "exportar"


class PublicationUnderWay(GenerationError):
    """Another publication goes on, in this process or another."""

    def __init__(self) -> None:
        super().__init__("another publication is under way; try again when it is done")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), ()


class Outdated(GenerationError):
    """Something else went live since a candidate was built."""

    def __init__(self) -> None:
        super().__init__("something else was published meanwhile; build again")


class Library(Shelf):
    """The generations on disk, published and rolled back.

    Args:
        folder: the guide's folder below the data directory.
        kept: how many generations are kept for rolling back.

    `documents` is where converted documents are kept.
    """

    def __init__(self, folder: Path, kept: int = 10) -> None:
        super().__init__(folder)
        self.documents = folder / "documents"
        self._kept = kept
        # Freed by the system when its process ends, however that comes.
        self._lock = FileLock(folder / "publishing.lock")

    @contextmanager
    def publishing(self, wait_seconds: float = 0.0) -> Iterator[None]:
        """Keep others from publishing while the block runs; what needs this for itself may do so within.

        Raises:
            PublicationUnderWay: another publication does not end in time.
            GenerationError: the disk is full, or the folder cannot be written to.
        """
        with _one_line():
            self._root.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=wait_seconds)
            except Timeout:
                raise PublicationUnderWay from None
            try:
                yield
            finally:
                self._lock.release()

    def publish(
        self,
        knowledge_dir: Path,
        config_dir: Path,
        embedder: Embedder,
        *,
        by: str,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Manifest, list[Fault]]:
        """Prepare a candidate and make it live without asking anyone; the same errors."""
        with self.publishing():
            candidate, warnings = self.prepare(knowledge_dir, config_dir, embedder, by=by, on_progress=on_progress)
            return self.promote(candidate.id, by=by), warnings

    def prepare(
        self,
        knowledge_dir: Path,
        config_dir: Path,
        embedder: Embedder,
        *,
        by: str,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Manifest, list[Fault]]:
        """Check the guide and build a candidate from it.

        Returns:
            (manifest, warnings).

        Raises:
            FaultyGuide: the guide has faults that are errors.
            SettingsError: a file of the retrieval configuration cannot be read.
            GenerationError: another publication goes on, or the disk is full. What is live stays live.
        """
        with self.publishing():
            self._clear_leftovers(by)
            guide, documents, warnings = read_sources(knowledge_dir, config_dir, self.documents)
            manifest = build(
                guide,
                documents,
                root=self._root,
                embedder=embedder,
                config_dir=config_dir,
                source_digest=source_digest(knowledge_dir, config_dir),
                by=by,
                previous=self.live_or_none(),
                on_progress=on_progress,
            )
            return manifest, warnings

    def promote(self, candidate: str, *, by: str, forced: str = "") -> Manifest:
        """Make a candidate live.

        Args:
            candidate: its name.
            by: who publishes it.
            forced: why it is published though the gate refused it; forgotten where it did not.

        Raises:
            Outdated: something else went live since it was built.
            GenerationError: there is no such candidate any more, or the gate refused it and no reason is given, or
                another publication goes on.
        """
        with self.publishing():
            folder, live = self.folder_of(candidate), self.live_or_none()
            if not self.has_candidate(candidate):
                raise GenerationError(f'there is no candidate "{candidate}" any more; build again')
            manifest = self.manifest_of(candidate)
            if manifest.previous != (live.name if live else ""):
                raise Outdated
            is_refused = self.is_refused(candidate)
            if is_refused and not forced:
                raise GenerationError("the gate refused this candidate; publishing it takes a reason")
            manifest = manifest.model_copy(update={"by": by, "forced": forced if is_refused else ""})
            _write(folder / "manifest.json", manifest.model_dump_json(indent=1))
            (folder / CANDIDATE).unlink()
            self._point_to(candidate)
            # Readers may take a moment to leave the one before.
            self._prune({candidate} | ({live.name} if live else set()))
            return manifest

    def refuse(self, candidate: str) -> None:
        """Note that the gate refused a candidate: it takes a reason to promote it."""
        (self.folder_of(candidate) / CANDIDATE).write_text(REFUSED, encoding="ascii")

    def discard(self, candidate: str) -> None:
        """Remove a candidate; one that is gone, or published, is left as it is."""
        if self.has_candidate(candidate):
            _remove(self.folder_of(candidate))

    def rollback(self, embedder: Embedder, to: str | None = None) -> Manifest:
        """Make an earlier generation live that can be opened and searched.

        Args:
            embedder: the model to open it with.
            to: its name; the one before the live one if none is given.

        Raises:
            GenerationError: there is no such generation, or it is broken. What is live stays live.
        """
        with self.publishing():
            target = self._target(to)
            searcher = self.open(target.id, embedder)
            try:
                searcher.search(_PROBE, LANGUAGES[0])
            except Exception as error:
                raise GenerationError(f"the index {target.id} cannot be searched ({type(error).__name__})") from error
            finally:
                searcher.generation.close()
            self._point_to(target.id)
            return target

    def is_stale(self, knowledge_dir: Path, config_dir: Path, embedder: Embedder) -> bool:
        """Whether the live generation is missing or was built from other files or another model.

        One that staff rolled back to is not stale before the files change again.
        """
        live = self.live_or_none()
        if live is None or self.manifest_of(live.name).model_digest != embedder.digest:
            return True
        digest = source_digest(knowledge_dir, config_dir)
        return not any(m.source_digest == digest for m in self.manifests() if m.id >= live.name)

    def _target(self, to: str | None) -> Manifest:
        known = self.manifests()
        if to is None:
            live = self.live().name
            older = [manifest for manifest in known if manifest.id < live]
            if not older:
                raise GenerationError("there is no earlier generation to roll back to")
            return older[0]
        named = [manifest for manifest in known if manifest.id == to]
        if not named:
            raise GenerationError(f'there is no generation "{to}"; see: python ingest.py list')
        return named[0]

    def _point_to(self, generation: str) -> None:
        _write(self._pointer, generation)

    def _prune(self, also_kept: set[str]) -> None:
        published = {manifest.id for manifest in self.manifests()[: self._kept]} | also_kept
        for folder in self._root.glob("*/"):
            if folder.name not in published and not (folder / CANDIDATE).exists():
                _remove(folder)

    def _clear_leftovers(self, by: str) -> None:
        """Remove builds that were killed, as nobody else builds now, and candidates that nobody will come back to."""
        for folder in self._root.glob("*/"):
            is_candidate = (folder / CANDIDATE).exists()
            is_old = time.time() - folder.stat().st_mtime > CANDIDATES_KEPT_SECONDS
            try:
                is_given_up = is_candidate and (is_old or self.manifest_of(folder.name).by == by)
            except GenerationError:
                is_given_up = True
            if is_given_up or not (folder / "manifest.json").exists():
                _remove(folder)


@contextmanager
def _one_line() -> Iterator[None]:
    """What the disk refuses, as one clear line."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise GenerationError(f"the index cannot be written ({reason}); what is live stays live") from error


def _remove(folder: Path) -> None:
    """Without its manifest it is no generation any more, however far the rest comes."""
    (folder / "manifest.json").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: str) -> None:
    """Replace a file in one step."""
    temporary = path.with_suffix(".new")
    temporary.write_text(content, encoding="utf-8")
    os.replace(temporary, path)  # noqa: PTH105 - the atomic rename is the point

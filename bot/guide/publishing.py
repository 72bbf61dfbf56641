"""Publish generations: one pointer file says which is live, and moving it is atomic."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import GenerationError, GuideError
from bot.guide.articles import LANGUAGES, Fault, load_guide
from bot.guide.asker import AskerWords
from bot.guide.building import build
from bot.guide.checking import check
from bot.guide.documents import documents_digest, load_documents
from bot.guide.embedding import Embedder
from bot.guide.generation import CONFIG_FILES, Manifest, read_manifest
from bot.guide.search import read_config
from bot.guide.text import Vocabulary


class Library:
    """The generations on disk and the pointer to the live one.

    Args:
        folder: the guide's folder below the data directory.
        kept: how many generations are kept for rolling back.
    """

    def __init__(self, folder: Path, kept: int = 10) -> None:
        self._root = folder / "generations"
        self._pointer = folder / "current"
        self._kept = kept

    def live(self) -> Path:
        """The folder of the live generation.

        Raises:
            GenerationError: nothing has been published yet.
        """
        try:
            return self.folder_of(self._pointer.read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError):
            raise GenerationError("the guide has no index yet; run: python ingest.py build") from None

    def folder_of(self, name: str) -> Path:
        """Where a generation lies."""
        return self._root / name

    def live_or_none(self) -> Path | None:
        """The folder of the live generation if it is whole, else nothing."""
        try:
            read_manifest(self.live())
            return self.live()
        except GenerationError:
            return None

    def manifests(self) -> list[Manifest]:
        """Every complete generation, newest first."""
        found = []
        for folder in sorted(self._root.glob("*"), reverse=True):
            try:
                found.append(read_manifest(folder))
            except GenerationError:
                continue
        return found

    def publish(
        self,
        knowledge_dir: Path,
        config_dir: Path,
        embedder: Embedder,
        *,
        by: str,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Manifest, list[Fault]]:
        """Check the guide, build a generation from it and make it live.

        Returns:
            (manifest, warnings).

        Raises:
            GuideError: the guide has faults that are errors; what is live stays live. Its lines are the faults.
            SettingsError: a file of the retrieval configuration cannot be read.
        """
        guide = load_guide(knowledge_dir)
        documents, skipped = load_documents(knowledge_dir, self._root.parent / "documents")
        faults = guide.faults + check(guide, knowledge_dir) + skipped
        errors = [fault for fault in faults if fault.severity == "error"]
        if errors:
            raise GuideError("\n".join(str(fault) for fault in errors))
        # A configuration that no reader could open is found before anything is built with it.
        read_config(config_dir / "retrieval.yaml")
        for language in LANGUAGES:
            Vocabulary(language, (), config_dir / f"synonyms.{language}.yaml")
            AskerWords(config_dir, language)
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
        self._point_to(manifest.id)
        self._prune()
        return manifest, [fault for fault in faults if fault.severity == "warning"]

    def rollback(self, to: str | None = None) -> Manifest:
        """Make an earlier generation live: the one named, else the one before the live one.

        Raises:
            GenerationError: there is no such generation.
        """
        known = self.manifests()
        if to is None:
            live = self.live().name
            older = [manifest for manifest in known if manifest.id < live]
            if not older:
                raise GenerationError("there is no earlier generation to roll back to")
            target = older[0]
        else:
            named = [manifest for manifest in known if manifest.id == to]
            if not named:
                raise GenerationError(f'there is no generation "{to}"; see: python ingest.py list')
            target = named[0]
        self._point_to(target.id)
        return target

    def is_stale(self, knowledge_dir: Path, config_dir: Path, embedder: Embedder) -> bool:
        """Whether the live generation is missing or was built from other files or another model."""
        live = self.live_or_none()
        if live is None:
            return True
        manifest = read_manifest(live)
        built_from = (manifest.source_digest, manifest.model_digest)
        return built_from != (source_digest(knowledge_dir, config_dir), embedder.digest)

    def _point_to(self, generation: str) -> None:
        temporary = self._pointer.with_suffix(".new")
        temporary.write_text(generation, encoding="ascii")
        os.replace(temporary, self._pointer)  # noqa: PTH105 - the atomic rename is the point

    def _prune(self) -> None:
        live = self.live().name
        kept = {manifest.id for manifest in self.manifests()[: self._kept]} | {live}
        for folder in self._root.glob("*"):
            # A folder without a manifest is a build that was killed, or one that is under way in another process.
            complete = (folder / "manifest.json").exists()
            abandoned = time.time() - folder.stat().st_mtime > 3600
            if folder.name not in kept and (complete or abandoned):
                shutil.rmtree(folder, ignore_errors=True)


def source_digest(knowledge_dir: Path, config_dir: Path) -> str:
    """One digest over every file that a generation is built from."""
    files = [config_dir / name for name in CONFIG_FILES]
    for language in LANGUAGES:
        files += sorted((knowledge_dir / language).rglob("*.*"))
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            base = config_dir if path.is_relative_to(config_dir) else knowledge_dir
            digest.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes())
    digest.update(documents_digest(knowledge_dir).encode())
    return digest.hexdigest()

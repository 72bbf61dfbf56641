"""Files by their content: what editors sent, until it is published."""

import re
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from bot.guide.staging import digest_of

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ABANDONED_SECONDS = 3600.0


class FileStore:
    """A folder whose files are named by the digest of what they hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> None:
        """Keep a content."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / digest_of(content)
        temporary = path.with_suffix(".new")
        temporary.write_bytes(content)
        temporary.replace(path)

    def has(self, digest: str) -> bool:
        """Whether a content is here."""
        return (self.folder / digest).is_file()

    def get(self, digest: str) -> bytes:
        """A content that is here."""
        return (self.folder / digest).read_bytes()

    def keep_only(self, digests: Collection[str]) -> None:
        """Remove all others, and what a process that was killed left behind."""
        for path in self.folder.glob("*"):
            if _DIGEST.fullmatch(path.name):
                if path.name not in digests:
                    path.unlink(missing_ok=True)
            elif time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

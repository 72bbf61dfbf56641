"""Files of the guide that are about to change: tried in a copy first, then written all together or not at all."""

import difflib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConsorciaError
from bot.guide.documents import FOLDER


class Misplaced(ConsorciaError):
    """A place that leads out of the guide's folder."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} leads out of the guide's folder")


def digest_of(content: bytes | None) -> str:
    """What identifies a content; "" for a file that is not there."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def content_at(knowledge_dir: Path, place: str) -> bytes | None:
    """What stands in a place now; nothing where there is no file.

    Raises:
        Misplaced: the place is not within the guide's folder.
    """
    try:
        return _path(knowledge_dir, place).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


@dataclass(frozen=True, slots=True)
class FileDifference:
    """What a new content changes: lines that begin with "+" or "-", where the file is a text of the guide."""

    place: str
    is_new: bool
    is_text: bool
    lines: tuple[str, ...] = ()


def compare(place: str, before: bytes | None, after: bytes) -> FileDifference:
    """The lines that differ between what stands in a place and what is to stand there."""
    if place.startswith(f"{FOLDER}/"):
        return FileDifference(place, before is None, is_text=False)
    old, new = ((content or b"").decode("utf-8-sig", errors="replace").splitlines() for content in (before, after))
    # The first lines name files, and each place begins with its numbers.
    lines = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
    return FileDifference(place, before is None, True, tuple(line for line in lines if not line.startswith("@@")))


@contextmanager
def staged(knowledge_dir: Path, contents: Mapping[str, bytes], scratch: Path) -> Iterator[Path]:
    """A copy of the guide with files put in their places; gone after the block.

    Args:
        knowledge_dir: the guide's folder, which is left alone.
        contents: what to put in which place.
        scratch: where the copy may lie; on the same disk it takes no room, for unchanged files are linked.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="staged-") as folder:
        # Of the same name, which faults and documents are known by.
        copy = Path(folder) / knowledge_dir.name
        left_out = shutil.ignore_patterns(".git")
        shutil.copytree(knowledge_dir, copy, copy_function=_link, symlinks=True, ignore=left_out)
        for place, content in contents.items():
            _put(_path(copy, place), content)
        yield copy


@contextmanager
def written(knowledge_dir: Path, contents: Mapping[str, bytes]) -> Iterator[None]:
    """Put files into the guide; where the block fails, what stood there before comes back.

    Raises:
        OSError: a file cannot be written; none is changed then.
    """
    before = {place: content_at(knowledge_dir, place) for place in contents}
    done: list[str] = []
    try:
        for place, content in contents.items():
            done.append(place)
            _put(_path(knowledge_dir, place), content)
        yield
    except BaseException:
        for place in done:
            with suppress(OSError):
                _put(_path(knowledge_dir, place), before[place])
        raise


def _path(folder: Path, place: str) -> Path:
    path = folder / place
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Misplaced(place)
    return path


def _put(path: Path, content: bytes | None) -> None:
    """Replace a file in one step, or remove it."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    os.replace(temporary, path)  # noqa: PTH105 - whoever reads sees the old file or the new one


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target, follow_symlinks=False)

"""What a file that an editor sends becomes in the guide: an article, its questions, or a document; or why nothing."""

import re
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from frontmatter.default_handlers import YAMLHandler

from bot.guide.articles import LANGUAGES, OUTSIDE, Fault, load_guide
from bot.guide.conversion import CONVERTERS, Limits, Unusable
from bot.guide.documents import FOLDER, Outcomes

QUESTIONS = ".questions.txt"
MAX_NAME_BYTES = 120
_MACROS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"}
# No folders, nothing that a file system or a chat would read as more than a name.
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f:*?\"<>|.~][^/\\\x00-\x1f\x7f:*?\"<>|]*")
_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9-]+/[a-z0-9-]+)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


class Kind(StrEnum):
    """What a file becomes."""

    ARTICLE = "article"
    QUESTIONS = "questions"
    DOCUMENT = "document"


class Unwelcome(StrEnum):
    """Why a file cannot become anything."""

    NAME = "name"
    MACROS = "macros"
    UNKNOWN_KIND = "unknown kind"
    NO_ID = "no id"
    NO_ARTICLE = "no article"
    SEVERAL_ARTICLES = "several articles"
    UNUSABLE = "unusable"


class Refusal(Exception):
    """A file is not taken; `detail` is what more there is to say."""

    def __init__(self, why: Unwelcome, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why, self.detail = why, detail


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that can be taken: its kind, its place below the guide's folder, and what is wrong with it."""

    kind: Kind
    place: str
    faults: tuple[Fault, ...] = ()


def receive(
    name: str,
    data: bytes,
    language: Callable[[str], str],
    ids: Collection[str],
    cache: Path,
    article: str | None = None,
) -> Incoming:
    """Say what a file becomes.

    Args:
        name: what it is called; nothing that a path could hide in is taken.
        data: its content.
        language: tells the language of a text.
        ids: the articles that there are, for questions.
        cache: where converted documents are kept.
        article: the article that questions belong to, where the editor said so.

    Raises:
        Refusal: it can become nothing.
    """
    if not _NAME.fullmatch(name) or len(name.encode()) > MAX_NAME_BYTES:
        raise Refusal(Unwelcome.NAME)
    extension = Path(name).suffix.lower()
    if extension in _MACROS:
        raise Refusal(Unwelcome.MACROS)
    if extension not in CONVERTERS:
        raise Refusal(Unwelcome.UNKNOWN_KIND)
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if name.lower().endswith(QUESTIONS):
        owner = article or _owner(name[: -len(QUESTIONS)].lower(), ids)
        return Incoming(Kind.QUESTIONS, f"{language(text)}/{owner}{QUESTIONS}")
    if extension == ".md" and YAMLHandler().detect(text):
        found = _ID.search(text)
        if found is None:
            raise Refusal(Unwelcome.NO_ID)
        place = f"{language(text)}/{found[1]}.md"
        return Incoming(Kind.ARTICLE, place, _faults_of(place, data))
    spoken = language(_converted(data, extension, cache))
    return Incoming(Kind.DOCUMENT, f"{FOLDER}/{name}" if spoken == LANGUAGES[0] else f"{FOLDER}/{spoken}/{name}")


def _owner(slug: str, ids: Collection[str]) -> str:
    """The article that a file of questions belongs to by its name."""
    if slug == OUTSIDE:
        return OUTSIDE
    owners = sorted(id_ for id_ in ids if id_.split("/")[1] == slug)
    if len(owners) != 1:
        raise Refusal(Unwelcome.SEVERAL_ARTICLES if owners else Unwelcome.NO_ARTICLE, ", ".join(owners) or slug)
    return owners[0]


def _faults_of(place: str, data: bytes) -> tuple[Fault, ...]:
    """What is wrong with an article by itself; how it fits into the guide is seen when that is checked whole."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "knowledge"
        path = root / place
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        return tuple(load_guide(root).faults)


def _converted(data: bytes, extension: str, cache: Path) -> str:
    """The text of a document, converted apart from this process."""
    limits = Limits()
    try:
        if len(data) > limits.file_bytes:
            raise Unusable(f"has {len(data):,} bytes; at most {limits.file_bytes:,} are read")
        parts = Outcomes(cache).of(data, extension, limits)
    except Unusable as problem:
        raise Refusal(Unwelcome.UNUSABLE, str(problem)) from None
    return "\n".join(part.text for part in parts)

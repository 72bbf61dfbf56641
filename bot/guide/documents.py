"""Read the documents that staff keep beside the guide: PDF, Word, Excel, HTML and text.

Each is converted in a process of its own, with limits, and once only: outcomes are kept by the digest of what they
were made from. A document that cannot be used is named with the reason and skipped; it never stops publishing.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.guide import conversion
from bot.guide.articles import LANGUAGES, Fault
from bot.guide.conversion import CONVERTERS, TOO_OLD, Limits, Part, Unusable
from bot.guide.isolation import Outcome, convert_apart

FOLDER = "documents"

_KINDS = "PDF, Word (.docx), Excel (.xlsx), HTML and text"
_PLACES = {
    "es": {".pdf": "página {}", ".xlsx": "hoja {}"},
    "en": {".pdf": "page {}", ".xlsx": "sheet {}"},
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language; the place of each part is worded for readers ("página 3", "hoja Precios")."""

    path: str
    title: str
    language: str
    parts: tuple[Part, ...]


def load_documents(
    knowledge_dir: Path, cache: Path, limits: Limits | None = None
) -> tuple[list[Document], list[Fault]]:
    """Read every document below `documents/`; those in `documents/en/` are English, all others Spanish.

    Args:
        knowledge_dir: the guide's folder.
        cache: where outcomes are kept from one time to the next; those of documents that are gone are removed.
        limits: what one document may cost.

    Returns:
        (documents, warnings).
    """
    limits = limits or Limits()
    outcomes = Outcomes(cache)
    documents, faults = [], []
    for path, shown in _files(knowledge_dir):
        try:
            data = _read(path, knowledge_dir / FOLDER, limits)
            parts = outcomes.of(data, path.suffix.lower(), limits)
        except Unusable as problem:
            faults.append(Fault(shown, 1, str(problem), "warning"))
        else:
            documents.append(_document(path, shown, knowledge_dir / FOLDER, parts))
    outcomes.forget_others()
    return documents, faults


def documents_digest(knowledge_dir: Path) -> str:
    """One digest over everything that `load_documents` reads; files that it refuses to open count by the reason."""
    digest = hashlib.sha256()
    for path, shown in _files(knowledge_dir):
        try:
            content = hashlib.sha256(_read(path, knowledge_dir / FOLDER, Limits())).hexdigest()
        except Unusable as problem:
            content = str(problem)
        digest.update(f"{shown}\0{content}\0".encode())
    return digest.hexdigest()


def _files(knowledge_dir: Path) -> Iterator[tuple[Path, str]]:
    """Everything in the folder that is no folder, with its path as people read it."""
    for path in sorted((knowledge_dir / FOLDER).rglob("*")):
        if path.is_symlink() or not path.is_dir():
            place = f"{knowledge_dir.name}/{path.relative_to(knowledge_dir).as_posix()}"
            # A name may hold bytes that are no UTF-8, or accents apart from their letters.
            yield path, unicodedata.normalize("NFC", os.fsencode(place).decode(errors="replace"))


def _read(path: Path, root: Path, limits: Limits) -> bytes:
    extension = path.suffix.lower()
    if any(name.startswith((".", "~$")) for name in path.relative_to(root).parts):
        raise Unusable("is hidden or temporary, and left out")
    if extension in (".doc", ".xls"):
        raise Unusable(TOO_OLD)
    if extension not in CONVERTERS:
        raise Unusable(f"is of an unknown kind; {_KINDS} are read")
    # A link may lead anywhere, and a pipe or a device has no end.
    if path.is_symlink() or not path.is_file():
        raise Unusable("is not a file itself; put the document here")
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise Unusable(f"has {size:,} bytes; at most {limits.file_bytes:,} are read")
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"cannot be opened ({error.strerror})") from None


def _document(path: Path, shown: str, root: Path, parts: list[Part]) -> Document:
    folder = path.relative_to(root).parts[0]
    language = folder if folder in LANGUAGES else LANGUAGES[0]
    wording = _PLACES[language].get(path.suffix.lower(), "{}")
    title = " ".join(Path(shown).stem.replace("_", " ").replace("-", " ").split())
    return Document(shown, title, language, tuple(Part(wording.format(part.place), part.text) for part in parts))


class Outcomes:
    """What became of each content, kept on disk; a content seen before is not converted again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._converter = Path(conversion.__file__).read_bytes()
        self._used: set[str] = set()

    def of(self, data: bytes, extension: str, limits: Limits) -> list[Part]:
        """The parts of a document.

        Raises:
            Unusable: saying why it has none.
        """
        made_from = self._converter, f"{extension} {limits}".encode(), data
        name = hashlib.sha256(b"\0".join(made_from)).hexdigest() + ".json"
        self._used.add(name)
        outcome = self._kept(name)
        if outcome is None:
            outcome = convert_apart(data, extension, limits)
            self._keep(name, outcome)
        if "reason" in outcome:
            raise Unusable(outcome["reason"])
        return [Part(**part) for part in outcome["parts"]]

    def forget_others(self) -> None:
        """Remove what was not asked for: a document that staff took away leaves nothing behind."""
        for path in self._folder.glob("*.json"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)

    def _kept(self, name: str) -> Outcome | None:
        try:
            outcome: Outcome = json.loads((self._folder / name).read_bytes())
        except (OSError, ValueError):
            return None
        return outcome

    def _keep(self, name: str, outcome: Outcome) -> None:
        temporary = self._folder / f"{name}.{os.getpid()}.new"
        temporary.write_text(json.dumps(outcome), encoding="ascii")
        temporary.replace(self._folder / name)

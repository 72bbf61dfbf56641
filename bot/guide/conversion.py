"""Convert one document to parts of light Markdown, refusing what would cost too much.

The libraries that read documents trust what they read, so this runs in a process apart (see `isolation`). They are
imported where they are used, because only that process needs them.
"""

import datetime as dt
import io
import itertools
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_PACKED_CHARACTERS = 1_200
_UNESCAPED = {"escape_asterisks": False, "escape_underscores": False}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_NEEDS_PASSWORD = "is protected with a password; save it without one"  # noqa: S105 - a sentence, not a secret
_SCANNED = "; its pages are pictures (a scan), so run text recognition (OCR) on it first"
TOO_OLD = "is in the format of Office before 2007; save it as .docx or .xlsx"

# Lines that only the width of a page broke.
_LOWER = "a-záéíóúüñ"
_HYPHENATED = re.compile(rf"(?<=[{_LOWER}])- *\n\s*(?=[{_LOWER}])")
_WRAPPED = re.compile(rf"(?<![.:;!?\s]) *\n\s*(?=[{_LOWER}(])")
_GLYPH_WITHOUT_LETTER = re.compile(r"\(cid:\d+\)")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
_EMPTY_TABLE_HEADER = re.compile(r"^\|(?: *\|)+\n(\|(?: *:?-+:? *\|)+)\n(\|.*\|)$", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LOCAL_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://)[^)]*\)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_TYPESET = str.maketrans(_LIGATURES | {"\uf0b7": "•", "\uf0a7": "•", "\r": "\n", "\f": "\n", "\xa0": " "})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost; `seconds` are those of the clock on the wall."""

    file_bytes: int = 20_000_000
    seconds: float = 30
    cpu_seconds: int = 30
    memory_bytes: int = 1_500_000_000
    pages: int = 300
    characters: int = 2_000_000
    archive_entries: int = 5_000
    unpacked_bytes: int = 200_000_000
    unpacked_ratio: int = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document and its place there: a page number, a sheet's name, or the headings above it."""

    place: str
    text: str


class Unusable(Exception):
    """Why a document cannot be used, in words that follow its name."""


def convert(data: bytes, extension: str, limits: Limits) -> list[Part]:
    """The parts of a document that have text, in its order.

    Raises:
        Unusable: it has none, or more than the limits allow, or needs a password.
    """
    parts, left = [], limits.characters
    for part in CONVERTERS[extension](data, limits):
        text = _tidy(part.text)
        left -= len(text)
        if left < 0:
            raise Unusable(f"has more than {limits.characters:,} characters of text; split it")
        if any(letter.isalnum() for letter in text):
            parts.append(Part(" ".join(_tidy(part.place).split()), text))
    if not parts:
        raise Unusable("has no text" + (_SCANNED if extension == ".pdf" else ""))
    return parts


def _pdf(data: bytes, limits: Limits) -> Iterator[Part]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFEncryptionError
    from pdfminer.pdfpage import PDFPage

    try:
        pages = PDFPage.get_pages(io.BytesIO(data), maxpages=limits.pages + 1)
        if sum(1 for _ in pages) > limits.pages:
            raise Unusable(f"has more than {limits.pages} pages; split it")
        layouts = extract_pages(io.BytesIO(data), laparams=LAParams(all_texts=True))
        for number, layout in enumerate(layouts, start=1):
            text = _GLYPH_WITHOUT_LETTER.sub("", "\n\n".join(_boxes(layout)))
            yield Part(str(number), _WRAPPED.sub(" ", _HYPHENATED.sub("", text)))
    except PDFEncryptionError:
        raise Unusable(_NEEDS_PASSWORD) from None


def _boxes(layout: Iterable[Any]) -> Iterator[str]:
    """The texts of a page in reading order; design programs wrap all of theirs in figures."""
    from pdfminer.layout import LTFigure, LTTextBox

    for element in layout:
        if isinstance(element, LTTextBox):
            yield element.get_text().strip()
        elif isinstance(element, LTFigure):
            yield from _boxes(element)


def _word(data: bytes, limits: Limits) -> Iterator[Part]:
    _check_archive(data, limits)
    # Called by its name: MarkItDown itself would look inside, and might take the file for another kind.
    from markitdown import StreamInfo
    from markitdown.converters import DocxConverter

    converter: Any = DocxConverter
    return _by_headings(converter().convert(io.BytesIO(data), StreamInfo(extension=".docx"), **_UNESCAPED).markdown)


def _html(data: bytes, limits: Limits) -> Iterator[Part]:
    from markitdown.converters import HtmlConverter

    converter: Any = HtmlConverter
    return _by_headings(converter().convert_string(_decoded(data), **_UNESCAPED).markdown)


def _by_headings(markdown: str) -> Iterator[Part]:
    """One part for each heading with text below it, placed by the headings that enclose it."""
    trail: dict[int, str] = {}
    lines: list[str] = []
    for line in [*_repaired(markdown).split("\n"), "#"]:
        found = _HEADING.fullmatch(line.strip())
        if found is None:
            lines.append(line)
            continue
        yield Part(" > ".join(filter(None, trail.values())), "\n".join(lines))
        lines, level = [], len(found[1])
        trail = {above: heading for above, heading in trail.items() if above < level}
        trail[level] = (found[2] or "").strip(" #*")


def _repaired(markdown: str) -> str:
    """Tables with their first row as header, no pictures, and no links that lead nowhere from a chat."""
    markdown = _EMPTY_TABLE_HEADER.sub(r"\2\n\1", markdown)
    return _LOCAL_LINK.sub(r"\1", _IMAGE.sub(r"\1", markdown))


def _excel(data: bytes, limits: Limits) -> Iterator[Part]:
    _check_archive(data, limits)
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            # What the file says of its size may be wrong, and costly to believe.
            sheet.reset_dimensions()
            yield Part(sheet.title, "\n".join(_table_lines(sheet.iter_rows())))


def _table_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as lines that can be read alone: each cell with its column's name, which a table's first row gives."""
    names: list[str] = []
    for row in rows:
        cells = [_cell_text(cell) for cell in row]
        filled = [cell for cell in cells if cell]
        if not filled:
            # A blank row ends a table; another may begin below, with other columns.
            names = []
        elif len(filled) == 1:
            yield filled[0]
        elif not names and all(isinstance(cell.value, str | None) for cell in row):
            names = cells
            yield " · ".join(filled)
        else:
            named = itertools.zip_longest(names[: len(cells)], cells, fillvalue="")
            yield "- " + "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)


def _cell_text(cell: Any) -> str:
    match cell.value:
        case None:
            return ""
        case int(number) | float(number) if "%" in cell.number_format:
            return f"{number * 100:.10g} %"
        case float(number):
            return f"{number:.15g}"
        case dt.datetime(hour=0, minute=0, second=0) as day:
            return day.date().isoformat()
        case value:
            return " ".join(str(value).split())


def _check_archive(data: bytes, limits: Limits) -> None:
    """Refuse, before anything unpacks it, an Office file that is encrypted, old, damaged or a bomb."""
    if data.startswith(_OLD_OFFICE):
        raise Unusable(_NEEDS_PASSWORD if _ENCRYPTED_PACKAGE in data else TOO_OLD)
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise Unusable("is damaged, or is not an Office file") from None
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Unusable("holds macros (small programs); save it without them, as .docx or .xlsx")
    # Reading an entry stops at the size it declares, so the declared sizes can be relied on.
    unpacked = sum(entry.file_size for entry in entries)
    most = min(limits.unpacked_bytes, limits.unpacked_ratio * len(data))
    if unpacked > most or len(entries) > limits.archive_entries:
        raise Unusable(f"would unpack to {unpacked:,} bytes in {len(entries):,} files; this looks like a zip bomb")


def _text(data: bytes, limits: Limits) -> Iterator[Part]:
    """Paragraphs, several in a part up to what a phone shows at once."""
    packed = ""
    for paragraph in re.split(r"\n\s*\n", _decoded(data)):
        if packed and len(packed) + len(paragraph) > _PACKED_CHARACTERS:
            yield Part("", packed)
            packed = ""
        packed = f"{packed}\n\n{paragraph}" if packed else paragraph
    yield Part("", packed)


def _decoded(data: bytes) -> str:
    """Text as UTF-8, as Windows' Unicode, or else as Windows writes Spanish."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unusable("is not text")
    return text.replace("\r\n", "\n")


def _tidy(text: str) -> str:
    """Text without typesetting: ligatures, soft hyphens, control characters, heaps of blank lines."""
    text = unicodedata.normalize("NFC", text.translate(_TYPESET))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return _BLANK_LINES.sub("\n\n", text).strip()


CONVERTERS: dict[str, Callable[[bytes, Limits], Iterator[Part]]] = {
    ".pdf": _pdf,
    ".docx": _word,
    ".xlsx": _excel,
    ".html": _html,
    ".htm": _html,
    ".txt": _text,
    ".md": lambda data, limits: _by_headings(_decoded(data)),
}

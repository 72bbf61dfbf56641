"""Small documents made by hand: PDF, Word and Excel files as tests need them."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def pdf(*pages: str, encrypted: bool = False) -> bytes:
    """A PDF with one page for each text, whose lines become the page's lines; an empty text is a page without any."""
    return pdf_of_streams([zlib.compress(_page_content(text)) for text in pages], encrypted)


def pdf_of_streams(streams: Sequence[bytes], encrypted: bool = False) -> bytes:
    """A PDF with one page for each deflated content stream."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(streams)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, stream in enumerate(streams):
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R"
        objects.append(f"<< {page} /Resources << /Font << /F 3 0 R >> >> >>".encode())
        start = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(start + stream + b"\nendstream")
    return _pdf_file(objects, encrypted)


def _page_content(text: str) -> bytes:
    lines = " ".join(f"({line}) Tj T*" for line in text.splitlines())
    return f"BT /F 12 Tf 14 TL 72 720 Td {lines} ET".encode("cp1252")


def _pdf_file(objects: list[bytes], encrypted: bool) -> bytes:
    file, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    # No password gives this owner and user key, as for a file whose password one does not know.
    lock = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"AA" * 32, b"BB" * 32)
    trailer = b"trailer << /Size %d /Root 1 0 R %b >>" % (len(objects) + 1, lock if encrypted else b"")
    return file + b"xref\n0 %d\n0000000000 65535 f \n%b%b\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        trailer,
        len(file),
    )


def docx(*blocks: str) -> bytes:
    """A Word file with the blocks that `heading`, `paragraph` and `table` make."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Ttulo{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2)
    )
    main, extra = f"{_KIND}.document.main+xml", f"{_KIND}.styles+xml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{extra}"/></Types>',
            "_rels/.rels": _relationship("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": _relationship("styles", "styles.xml"),
            "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
            "word/document.xml": f"<w:document {_WORD}><w:body>{''.join(blocks)}</w:body></w:document>",
        }
    )


def _relationship(kind: str, target: str) -> str:
    entry = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entry}</Relationships>'


def heading(level: int, text: str) -> str:
    """A heading of a Word file in Spanish."""
    return f'<w:p><w:pPr><w:pStyle w:val="Ttulo{level}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def paragraph(text: str) -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Iterable[str]) -> str:
    """A table of a Word file."""
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def xlsx(sheets: dict[str, list[list[Any]]], *, hidden: Sequence[str] = (), percent: Sequence[str] = ()) -> bytes:
    """An Excel file with the rows of each sheet; `percent` are cells of the first sheet shown as percentages."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for cell in percent:
        workbook.worksheets[0][cell].number_format = "0%"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def archive(entries: dict[str, str]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def zeros(size: int, entry: str) -> bytes:
    """A zip file whose one entry unpacks to `size` zeros."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file,
        file.open(entry, "w", force_zip64=True) as unpacked,
    ):
        for _ in range(size // 1_000_000):
            unpacked.write(bytes(1_000_000))
    return buffer.getvalue()

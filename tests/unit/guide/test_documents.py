"""Documents kept beside the guide: what is read of each kind, and what is named and skipped."""

import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.guide import documents
from bot.guide.conversion import Limits, Part
from bot.guide.documents import Document, documents_digest, load_documents
from tests.support.documents import (
    archive,
    docx,
    heading,
    paragraph,
    pdf,
    pdf_of_streams,
    table,
    xlsx,
    zeros,
)

Keep = Callable[[str, bytes | str], Path]
Load = Callable[..., tuple[list[Document], list[str]]]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    (tmp_path / "knowledge" / "documents").mkdir(parents=True)
    return tmp_path / "knowledge"


@pytest.fixture
def keep(knowledge: Path) -> Keep:
    """Put a document into the folder."""

    def keep(name: str, content: bytes | str) -> Path:
        path = knowledge / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return keep


@pytest.fixture
def load(knowledge: Path, tmp_path: Path) -> Load:
    """Load the folder; the faults come as lines."""

    def load(limits: Limits | None = None) -> tuple[list[Document], list[str]]:
        found, faults = load_documents(knowledge, tmp_path / "cache", limits)
        assert {fault.severity for fault in faults} <= {"warning"}
        return found, [str(fault) for fault in faults]

    return load


def test_a_guide_without_documents_has_none(tmp_path: Path) -> None:
    assert load_documents(tmp_path, tmp_path / "cache") == ([], [])


class TestKinds:
    def test_a_pdf_has_its_pages_as_places_and_its_paragraphs_unwrapped(self, keep: Keep, load: Load) -> None:
        keep("guia_de-exportación.pdf", pdf("La certificación se\nrenueva cada año.", "", "La exporta-\nción. Fin."))
        [document], faults = load()
        assert faults == []
        assert document == Document(
            "knowledge/documents/guia_de-exportación.pdf",
            "guia de exportación",
            "es",
            (Part("página 1", "La certificación se renueva cada año."), Part("página 3", "La exportación. Fin.")),
        )

    def test_the_folder_gives_the_language(self, keep: Keep, load: Load) -> None:
        keep("en/guide.pdf", pdf("Certification takes a year."))
        keep("es/guia.pdf", pdf("La certificación tarda un año."))
        found, _ = load()
        assert [(d.language, d.parts[0].place) for d in found] == [("en", "page 1"), ("es", "página 1")]

    def test_a_word_file_has_its_headings_as_places_and_its_tables_whole(self, keep: Keep, load: Load) -> None:
        content = docx(
            paragraph("Antes de todo."),
            heading(1, "Registro"),
            heading(2, "Costos"),
            paragraph("La razon_social va primero."),
            table(("Trámite", "Valor"), ("NSO", "4.000.000")),
            heading(2, "Plazos"),
            paragraph("Dos meses."),
        )
        keep("registro.docx", content)
        [document], _ = load()
        rows = "| Trámite | Valor |\n| --- | --- |\n| NSO | 4.000.000 |"
        assert document.parts == (
            Part("", "Antes de todo."),
            Part("Registro > Costos", f"La razon_social va primero.\n\n{rows}"),
            Part("Registro > Plazos", "Dos meses."),
        )

    def test_an_excel_file_has_its_visible_sheets_as_places_and_rows_that_can_be_read_alone(
        self, keep: Keep, load: Load
    ) -> None:
        prices = [["Precios 2026"], ["Producto", "Arancel", "Precio"], ["Cacao", 0.05, 12000.0], ["Açaí", None, 0.1]]
        sheets = {"Precios": prices, "Interno": [["secreto"]], "Vacía": []}
        keep("precios.xlsx", xlsx(sheets, hidden=["Interno"], percent=["B3"]))
        [document], _ = load()
        lines = "Precios 2026\nProducto · Arancel · Precio\n- Producto: Cacao; Arancel: 5 %; Precio: 12000\n"
        assert document.parts == (Part("hoja Precios", f"{lines}- Producto: Açaí; Precio: 0.1"),)

    def test_a_page_has_its_headings_as_places_and_no_scripts_or_pictures(self, keep: Keep, load: Load) -> None:
        body = '<h2>Requisitos</h2><p>Pida el <a href="rut.html">RUT</a><img src="data:image/png;base64,AAAA"></p>'
        keep("pagina.html", f"<html><body>{body}<script>alert(1)</script></body></html>")
        [document], _ = load()
        assert document.parts == (Part("Requisitos", "Pida el RUT"),)

    def test_text_is_read_whatever_windows_made_of_it(self, keep: Keep, load: Load) -> None:
        keep("a.txt", "Exportación de ñame".encode("cp1252"))
        keep("b.txt", "Exportación de ñame".encode("utf-16"))
        keep("c.txt", "\ufeffExportación de ñame\r\n\r\n\r\n\r\nFin")
        keep("d.md", "# Ñame\n\nSe exporta.")
        found, _ = load()
        assert [document.parts[0] for document in found] == [
            Part("", "Exportación de ñame"),
            Part("", "Exportación de ñame"),
            Part("", "Exportación de ñame\n\nFin"),
            Part("Ñame", "Se exporta."),
        ]

    def test_long_text_comes_in_parts_of_whole_paragraphs(self, keep: Keep, load: Load) -> None:
        keep("largo.txt", "\n\n".join(f"{n}. " + "palabra " * 60 for n in range(6)))
        [document], _ = load()
        assert [part.text[:2] for part in document.parts] == ["0.", "2.", "4."]


class TestRefused:
    """Each is named with the reason and skipped."""

    def test_documents_beside_it_are_read(self, keep: Keep, load: Load) -> None:
        keep("a.pdf", pdf(""))
        keep("b.txt", "Se exporta.")
        keep("c.docx", b"nada")
        found, faults = load()
        assert [document.title for document in found] == ["b"]
        assert [fault.split(":")[0] for fault in faults] == ["knowledge/documents/a.pdf", "knowledge/documents/c.docx"]

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("escaneado.pdf", pdf("", ""), "has no text; its pages are pictures (a scan)"),
            ("cifrado.pdf", pdf("Secreto", encrypted=True), "is protected with a password"),
            ("roto.pdf", b"%PDF-1.4 nada", "cannot be read (PDFSyntaxError); it may be damaged"),
            ("cifrado.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            ("viejo.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office before 2007; save it as .docx"),
            ("viejo.xls", b"x", "Office before 2007; save it as .docx"),
            ("roto.docx", b"PK nada", "is damaged, or is not an Office file"),
            ("otro.docx", archive({"a.txt": "a"}), "cannot be read (OSError); it may be damaged"),
            ("bomba.xlsx", zeros(9_000_000, "xl/workbook.xml"), "this looks like a zip bomb"),
            ("muchos.xlsx", archive({str(n): "" for n in range(5_001)}), "0 bytes in 5,001 files; this looks like"),
            ("vacio.docx", docx(), "has no text"),
            ("vacio.txt", b"", "has no text"),
            ("binario.txt", b"\0\1\2", "is not text"),
            ("programa.exe", b"MZ", "is of an unknown kind; PDF, Word (.docx), Excel (.xlsx), HTML and text are read"),
            (".oculto.txt", b"Hola", "is hidden or temporary"),
            ("~$carta.docx", b"Hola", "is hidden or temporary"),
            (".git/config.txt", b"Hola", "is hidden or temporary"),
        ],
    )
    def test_what_cannot_be_used(self, keep: Keep, load: Load, name: str, content: bytes, reason: str) -> None:
        keep(name, content)
        found, [fault] = load()
        assert found == []
        assert fault.startswith(f"knowledge/documents/{name}:1: warning: ")
        assert reason in fault

    def test_a_zip_bomb_is_not_unpacked(self, keep: Keep, load: Load) -> None:
        keep("bomba.docx", zeros(300_000_000, "word/document.xml"))
        assert "would unpack to 300,000,000 bytes in 1 files; this looks like a zip bomb" in load()[1][0]

    def test_a_file_of_200_mb_is_not_opened(self, keep: Keep, load: Load) -> None:
        os.truncate(keep("enorme.pdf", b""), 200_000_000)
        assert "has 200,000,000 bytes; at most 20,000,000 are read" in load()[1][0]

    def test_links_and_pipes_are_not_opened(self, knowledge: Path, load: Load) -> None:
        (knowledge / "documents" / "enlace.txt").symlink_to("/etc/hostname")
        (knowledge / "documents" / "perdido.txt").symlink_to("nada")
        (knowledge / "documents" / "carpeta.txt").mkdir()
        os.mkfifo(knowledge / "documents" / "tubo.txt")
        found, faults = load()
        assert found == []
        assert [fault.split(": ")[2] for fault in faults] == ["is not a file itself; put the document here"] * 3


class TestLimits:
    def test_pages(self, keep: Keep, load: Load) -> None:
        keep("largo.pdf", pdf("Uno", "Dos", "Tres"))
        assert "has more than 2 pages" in load(Limits(pages=2))[1][0]
        assert load(Limits(pages=3))[1] == []

    def test_characters(self, keep: Keep, load: Load) -> None:
        keep("largo.txt", "palabra " * 400)
        assert "has more than 3,000 characters of text" in load(Limits(characters=3_000))[1][0]

    def test_time_on_the_clock(self, keep: Keep, load: Load) -> None:
        keep("lento.html", "<p>Hola</p>")
        assert "takes more than 0.01 seconds to convert" in load(Limits(seconds=0.01))[1][0]

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep these limits")
    def test_time_of_the_processor(self, keep: Keep, load: Load) -> None:
        keep("lento.md", "![" * 1_000_000)
        assert "takes more time or memory to convert than allowed" in load(Limits(cpu_seconds=1))[1][0]

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep these limits")
    def test_memory(self, keep: Keep, load: Load) -> None:
        squeeze = zlib.compressobj(1)
        stream = b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(600)) + squeeze.flush()
        keep("bomba.pdf", pdf_of_streams([stream]))
        assert "needs more than 500,000,000 bytes of memory" in load(Limits(memory_bytes=500_000_000))[1][0]

    def test_no_network_and_no_other_process(self) -> None:
        script = (
            "import bot.guide.isolation as isolation, socket, os\n"
            "isolation._restrict(isolation.Limits())\n"
            "for act in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: os.system('true')):\n"
            "    try: act()\n"
            "    except PermissionError: print('refused')\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["refused", "refused"]


class TestAgain:
    """What was converted once is not converted again."""

    @pytest.fixture
    def converted(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        extensions: list[str] = []
        really = documents.convert_apart

        def convert_apart(data: bytes, extension: str, limits: Limits) -> documents.Outcome:
            extensions.append(extension)
            return really(data, extension, limits)

        monkeypatch.setattr(documents, "convert_apart", convert_apart)
        return extensions

    def test_unchanged_documents_and_refusals_are_kept(self, keep: Keep, load: Load, converted: list[str]) -> None:
        keep("a.txt", "Hola")
        keep("b.pdf", pdf(""))
        first = load()
        assert converted == [".txt", ".pdf"]
        assert load() == first
        assert len(converted) == 2

    def test_only_what_changed_is_converted(self, keep: Keep, load: Load, converted: list[str]) -> None:
        keep("a.txt", "Hola")
        keep("b.md", "Hola")
        load()
        keep("b.md", "Adiós")
        [_, changed], _ = load()
        assert changed.parts == (Part("", "Adiós"),)
        assert converted == [".txt", ".md", ".md"]

    def test_a_document_taken_away_leaves_nothing_behind(self, keep: Keep, load: Load, tmp_path: Path) -> None:
        path = keep("a.txt", "Hola")
        load()
        path.unlink()
        assert load() == ([], [])
        assert list((tmp_path / "cache").iterdir()) == []

    def test_a_torn_outcome_is_made_again(self, keep: Keep, load: Load, tmp_path: Path) -> None:
        keep("a.txt", "Hola")
        first = load()
        for path in (tmp_path / "cache").iterdir():
            path.write_text('{"par')
        assert load() == first

    def test_being_killed_is_not_kept(self, keep: Keep, load: Load, tmp_path: Path) -> None:
        keep("a.txt", "Hola")
        load(Limits(seconds=0.01))
        assert list((tmp_path / "cache").iterdir()) == []


def test_the_digest_tells_a_changed_guide(keep: Keep, knowledge: Path) -> None:
    digests = [documents_digest(knowledge)]
    for name, content in (("a.txt", "Hola"), ("a.txt", "Adiós"), ("b.txt", "Adiós"), ("c.exe", "")):
        keep(name, content)
        digests.append(documents_digest(knowledge))
    assert len(set(digests)) == 5
    assert documents_digest(knowledge) == digests[-1]

"""What an editor may send by mistake or by malice: a clear word, nothing written, and what can be kept is kept."""

import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide import staging
from bot.guide.incoming import Refusal, receive
from bot.presentation.editing import refusal_message
from tests.support.bot_api import BotApi, bad_request
from tests.support.documents import archive, docx, paragraph, pdf, xlsx, zeros
from tests.support.editing import (
    ANA,
    changes_packing,
    editors_bot,
    files_of,
    insurance,
    packing,
    reviewed,
    said,
    sends,
)
from tests.support.guide import SmallGuide, write_pair
from tests.support.local_bot import LocalBot, running

FOLDERS = "no puede llevar carpetas"
MACROS = "macros"


@pytest.fixture
async def bot(api: BotApi, database: str, published: SmallGuide) -> AsyncIterator[LocalBot]:
    async with running(editors_bot(api, database, published)) as started:
        yield started


def with_macros() -> bytes:
    """A Word file that claims to have none."""
    return archive({"word/document.xml": "<w/>", "word/vbaProject.bin": "Sub AutoOpen()"})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("../../x.md", packing(), FOLDERS),
        ("es/x.md", packing(), FOLDERS),
        ("..\\x.md", packing(), FOLDERS),
        (".x.md", packing(), FOLDERS),
        ("~$precios.xlsx", b"x", FOLDERS),
        ("a" * 200 + ".md", packing(), FOLDERS),
        ("", packing(), FOLDERS),
        ("informe.docm", docx(paragraph("Hola")), MACROS),
        ("precios.xlsm", b"PK", MACROS),
        ("informe.docx", with_macros(), MACROS),
        ("informe.docx", zeros(300_000_000, "word/document.xml"), "bomba zip"),
        ("informe.docx", b"PK\x03\x04 torn", "está dañado"),
        ("informe.pdf", pdf("Hola", encrypted=True), "tiene contraseña"),
        ("informe.pdf", pdf(""), "OCR"),
        ("viejo.doc", b"\xd0\xcf\x11\xe0", "No sé leer ese tipo"),
        ("programa.exe", b"MZ", "No sé leer ese tipo"),
        ("lista.csv", b"a,b", "No sé leer ese tipo"),
        ("x.md", packing(id="../../etc/passwd"), "falta un id válido"),
        ("x.md", packing(id="/export/packing"), "falta un id válido"),
        ("x.md", packing(id=None), "falta un id válido"),
        ("nadie.questions.txt", "hola\n", "No hay ningún artículo que se llame «nadie»"),
    ],
)
def test_what_is_not_taken(tmp_path: Path, name: str, content: str | bytes, told: str) -> None:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(Refusal) as refused:
        receive(name, data, lambda _: "es", {"export/packing"}, tmp_path)
    assert told in refusal_message(refused.value, "es").markdown


async def test_nothing_stays_of_what_is_not_taken(bot: LocalBot, tmp_path: Path) -> None:
    before = files_of(tmp_path)
    assert FOLDERS in await sends(bot, ANA, "../../x.md", packing())
    assert MACROS in await sends(bot, ANA, "informe.docx", with_macros())
    assert "falta un id válido" in await sends(bot, ANA, "x.md", packing(id="../../etc/passwd"))
    assert await bot.services.editing.waiting(ANA) == []
    # What became of a conversion is remembered until the next build, so that the same file need not be tried again.
    kept = ("consorcia.db", "guide/documents/")
    now = {path: content for path, content in files_of(tmp_path).items() if not path.startswith(kept)}
    assert now == {path: content for path, content in before.items() if not path.startswith(kept)}


async def test_a_faulty_article_is_kept_and_the_next_try_takes_its_place(bot: LocalBot, published: SmallGuide) -> None:
    told = await sends(bot, ANA, "packing.md", packing(summary=None, confidence="sure"))
    assert "knowledge/es/export/packing.md, línea 8: «confidence» tiene un valor que no vale" in told
    await sends(bot, ANA, "packing.md", packing(), "/guia en")
    refused = await reviewed(bot, ANA)
    assert "Así no se puede publicar" in refused
    assert "línea 8" in refused
    assert len(list(published.generations.iterdir())) == 1
    assert "corregir" not in await sends(bot, ANA, "packing.md", packing())
    assert "Revisión lista" in await reviewed(bot, ANA)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (packing().replace("summary:", "sumario:"), "«sumario» no es un nombre del encabezado"),
        (packing(summary="a" * 401), "línea 4: «summary» tiene 401 letras; máximo 400"),
        (packing().replace("sector: [agro]", "sector: [agro"), "el encabezado tiene un error de escritura"),
        (packing().encode("utf-16"), "falta un id válido"),
        (packing().replace("ó", "\xf3").encode("latin-1"), "no está en UTF-8"),
        ("---\nid: export/packing\n---\n", "falta «"),
    ],
)
async def test_faults_are_told_in_spanish_with_their_line(bot: LocalBot, content: str | bytes, told: str) -> None:
    if isinstance(content, bytes) and content.startswith(b"\xff\xfe"):
        told = "documento"  # nothing in it can be read as an article
    assert told in await sends(bot, ANA, "packing.md", content)


async def test_documents_become_documents(bot: LocalBot, published: SmallGuide) -> None:
    spanish = "El arancel de los aceites para el comprador y el importador es este."
    assert "documents/Precios 2026.xlsx. Es nuevo." in await sends(
        bot, ANA, "Precios 2026.xlsx", xlsx({"Hoja": [["Producto", "Precio"], ["Pulpa", "12"]]})
    )
    assert "documents/informe.docx" in await sends(bot, ANA, "informe.docx", docx(paragraph(spanish)), "/guia")
    assert "documents/en/report.pdf" in await sends(bot, ANA, "report.pdf", pdf("The price of oil"), "/guia en")
    shown = await reviewed(bot, ANA)
    assert "➕ knowledge/documents/informe.docx" in shown
    await bot.pressed(ANA, "✅")
    assert (published.knowledge / "documents/informe.docx").exists()
    assert "Es un documento: se cambia entero" in await _difference_of_a_document(bot)


async def _difference_of_a_document(bot: LocalBot) -> str:
    told = await sends(bot, ANA, "informe.docx", docx(paragraph("Otra cosa para el comprador.")))
    assert "Reemplaza al que hay" in told
    return said(await bot.pressed(ANA, "👀"))


async def test_a_file_too_big_for_telegram_is_not_even_fetched(bot: LocalBot, api: BotApi) -> None:
    told = await sends(bot, ANA, "informe.pdf", b"x", file_size=25_000_000)
    assert "pesa 25 MB" in told
    assert api.calls_of("getFile") == []


async def test_a_file_that_telegram_does_not_give(bot: LocalBot, api: BotApi) -> None:
    api.script("getFile", bad_request("wrong file_id or the file is temporarily unavailable"))
    assert "No pude descargar" in await sends(bot, ANA, "packing.md", packing())


async def test_questions_of_articles_with_the_same_name(bot: LocalBot, published: SmallGuide) -> None:
    write_pair(published.knowledge, "markets/packing")
    told = await sends(bot, ANA, "packing.questions.txt", "hola\n")
    assert "Hay varios artículos con ese nombre: export/packing, markets/packing" in told
    told = await sends(bot, ANA, "packing.questions.txt", "hola\n", "/guia es markets/packing")
    assert "es/markets/packing.questions.txt" in told


async def test_a_name_that_is_not_the_articles_id_is_pointed_out(bot: LocalBot) -> None:
    told = await sends(bot, ANA, "labels.md", packing())
    assert "es/export/packing.md. Reemplaza al que hay" in told
    assert "El archivo se llama labels.md, pero su id dice otra cosa" in told


async def test_markdown_without_a_header_is_a_document(bot: LocalBot) -> None:
    told = await sends(bot, ANA, "notas.md", "# Aranceles\n\nEl arancel de los aceites es este.\n")
    assert "documents/notas.md" in told


async def test_a_link_to_an_article_that_is_gone(bot: LocalBot) -> None:
    for caption in ("/guia es", "/guia en"):
        await sends(bot, ANA, "packing.md", packing(related=["export/nowhere"]), caption)
    assert "línea 6: en «related» se nombra export/nowhere, que no existe" in await reviewed(bot, ANA)


async def test_a_folder_that_cannot_be_written_to(
    bot: LocalBot, published: SmallGuide, monkeypatch: pytest.MonkeyPatch
) -> None:
    await changes_packing(bot, ANA)
    await reviewed(bot, ANA)
    before = files_of(published.knowledge)

    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target.is_relative_to(published.knowledge) and "/es/" in str(target):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        replace(source, target)

    with monkeypatch.context() as read_only:
        read_only.setattr(staging.os, "replace", refuse)
        assert "No puedo escribir en la carpeta" in said(await bot.pressed(ANA, "✅"))
    assert {path: text for path, text in files_of(published.knowledge).items() if ".new" not in path} == before
    assert len(published.library.manifests()) == 1
    assert "Publicado" in said(await bot.pressed(ANA, "✅"))


async def test_a_place_that_is_a_link_out_of_the_guide(bot: LocalBot, published: SmallGuide, tmp_path: Path) -> None:
    """Someone with access to the server may have put one there: it is not followed."""
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (published.knowledge / "es/linked").symlink_to(outside)
    assert "fuera de la carpeta" in await sends(bot, ANA, "insurance.md", insurance(id="linked/insurance"))
    assert list(outside.iterdir()) == []


@settings(deadline=None)
@given(name=st.text(max_size=40), article=st.one_of(st.none(), st.from_regex(r"[a-z0-9-]+/[a-z0-9-]+", fullmatch=True)))
def test_no_name_leads_out_of_the_guide(name: str, article: str | None) -> None:
    content = packing().encode()
    for given_name in (f"{name}.md", f"{name}.questions.txt", f"{name}{article}.questions.txt"):
        try:
            incoming = receive(given_name, content, lambda _: "es", {"export/packing"}, Path("/nowhere"), article)
        except Refusal:
            continue
        path = Path(os.path.normpath(Path("/guide") / incoming.place))
        assert path.is_relative_to("/guide/es")
        assert len(path.relative_to("/guide").parts) <= 3

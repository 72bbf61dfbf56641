"""An article's file is read, or named with the line at fault and the reason; it never stops the others."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide.articles import Article, load_guide
from tests.support.guide import article_text, write_article


def faults_in(knowledge: Path) -> list[str]:
    return [str(fault) for fault in load_guide(knowledge).faults]


def read(knowledge: Path) -> Article:
    guide = load_guide(knowledge)
    assert guide.faults == []
    [article] = guide.articles
    return article


def write_bytes(knowledge: Path, content: bytes) -> None:
    path = knowledge / "es/export/packing.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


class TestReading:
    def test_front_matter_and_body(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", body="\n## Cajas\nElija cajas.\n", sector=["agro", "cosmetics"])
        article = read(knowledge)
        assert (article.language, article.id, article.section) == ("es", "export/packing", "export")
        assert article.meta.sector == ("agro", "cosmetics")
        assert article.meta.reviewed == dt.date(2026, 11, 22)
        assert article.meta.sources[0].publisher == "ProColombia"
        assert article.body.strip() == "## Cajas\nElija cajas."
        assert article.path == "knowledge/es/export/packing.md"

    def test_every_key_of_the_front_matter_knows_its_line(self, knowledge: Path) -> None:
        path = write_article(knowledge, "export/packing")
        lines = path.read_text(encoding="utf-8").splitlines()
        article = read(knowledge)
        for key in ("id", "title", "summary", "related", "reviewed", "sources"):
            assert lines[article.line_of(key) - 1].startswith(f"{key}:")

    def test_the_body_knows_its_first_line(self, knowledge: Path) -> None:
        path = write_article(knowledge, "export/packing", body="\nPrimera línea.\n")
        lines = path.read_text(encoding="utf-8").splitlines()
        article = read(knowledge)
        assert lines[article.body_line - 1 :] == article.body.splitlines()

    @pytest.mark.parametrize(
        "written",
        [
            pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="Windows line ends"),
            pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte order mark"),
            pytest.param(lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), id="both"),
        ],
    )
    def test_files_saved_by_windows_editors_read_the_same(
        self, knowledge: Path, written: Callable[[str], bytes]
    ) -> None:
        text = article_text("\n## Cajas\nElija cajas de cartón.\n")
        write_bytes(knowledge, text.encode())
        as_saved_here = read(knowledge)
        write_bytes(knowledge, written(text))
        assert read(knowledge) == as_saved_here

    def test_both_languages_are_read(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing")
        write_article(knowledge, "export/packing", language="en", title="Packing")
        guide = load_guide(knowledge)
        assert guide.of("es")["export/packing"].meta.title == "Cómo empacar"
        assert guide.of("en")["export/packing"].meta.title == "Packing"

    def test_a_rule_in_the_body_does_not_end_it(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", body="\nAntes.\n\n---\n\nDespués.\n")
        assert "Después." in read(knowledge).body

    def test_a_folder_without_articles_is_a_fault(self, knowledge: Path) -> None:
        assert faults_in(knowledge) == [
            "knowledge:1: error: no articles found (expected es/<section>/<slug>.md)",
        ]


# Each edit of a sound article, and the line and reason that an editor is told.
FAULTY = [
    pytest.param(lambda t: t.replace("title: Cómo", "title: ]Cómo: a"), 3, "not valid YAML", id="broken YAML"),
    pytest.param(lambda t: t.replace("title: Cómo", "title: \aCómo"), 3, "not valid YAML", id="a control character"),
    pytest.param(lambda _: "---\n- id\n- title\n---\ntexto\n", 2, "not a list", id="a list as front matter"),
    pytest.param(lambda _: "---\n---\ntexto\n", 2, "`key: value` lines", id="empty front matter"),
    pytest.param(lambda _: "---\nid: " + "[" * 1000 + "\n---\nx\n", 1, "nested too deeply", id="bottomless YAML"),
    pytest.param(lambda t: t.replace("sector:", "sectors:"), 5, "sectors: unknown key", id="an unknown key"),
    pytest.param(lambda t: t.replace("sector:", "\nsectors:"), 6, "sectors: unknown key", id="after a blank line"),
    pytest.param(lambda t: t.replace("---\nid: e", "---\n\nid: x"), 3, "id is ", id="below a blank line"),
    pytest.param(lambda t: t.replace("sector:", "title: Otro\nsector:"), 5, "title: stands a second", id="twice"),
    pytest.param(lambda t: t.replace("export/packing", "export/boxes"), 2, 'says "export/packing"', id="another id"),
    pytest.param(lambda t: t.replace("export/packing", "Export/Packing"), 2, "id: ", id="a wrong id"),
    pytest.param(lambda t: t.replace("confidence: high\n", ""), 1, "confidence: is missing", id="a missing key"),
    pytest.param(lambda t: t.replace("high", "total"), 9, "confidence: ", id="an unknown confidence"),
    pytest.param(lambda t: t.replace("[agro]", "[]"), 5, "sector: ", id="no sector"),
    pytest.param(lambda t: t.replace("2026-11-22", "2026-02-30"), 7, "reviewed: day is out of", id="no such day"),
    pytest.param(lambda t: t.replace("2026-11-22", "9999-12-31"), 7, "reviewed: ", id="reviewed in the far future"),
    pytest.param(lambda t: t.replace("months: 12", "months: 0"), 8, "review_every_months: ", id="never reviewed"),
    pytest.param(lambda t: t.replace("Use cajas", "a" * 400), 4, "characters, at most 400", id="a long summary"),
    pytest.param(lambda t: t.replace("Cómo", "a" * 90), 3, "characters, at most 90", id="a long title"),
    pytest.param(lambda t: t.replace("Use cajas nuevas y secas.", "'  '"), 4, "summary: ", id="an empty summary"),
    pytest.param(lambda t: re.sub(r"sources:\n.*\n", "sources: []\n", t), 10, "sources: ", id="no sources"),
    pytest.param(lambda t: t.replace("https://", "ask "), 10, "sources.0.url: ", id="a source without an address"),
    pytest.param(lambda t: t.replace("year: 2023", "year: 23"), 10, "sources.0.year: ", id="a source's year"),
    pytest.param(lambda t: t.replace("publisher: ", "editor: "), 10, "sources.0.", id="a source without a publisher"),
    pytest.param(lambda t: t.removeprefix("---\n"), 1, "no front matter", id="no opening line"),
    pytest.param(lambda t: t.replace("---\n\n##", "\n##"), 1, "not closed", id="no closing line"),
    pytest.param(lambda t: t.split("\n\n##")[0] + "\n \n\n", 14, "no text below", id="an empty body"),
    pytest.param(lambda _: "", 1, "no front matter", id="an empty file"),
]


class TestFaults:
    @pytest.mark.parametrize(("edit", "line", "reason"), FAULTY)
    def test_a_fault_is_named_with_file_line_and_reason(
        self, knowledge: Path, edit: Callable[[str], str], line: int, reason: str
    ) -> None:
        path = write_article(knowledge, "export/packing")
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        [fault] = faults_in(knowledge)
        assert fault.startswith(f"knowledge/es/export/packing.md:{line}: error: ")
        assert reason in fault
        assert load_guide(knowledge).articles == []

    def test_a_summary_of_400_characters_is_fine(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", summary="ñ" * 400)
        assert len(read(knowledge).meta.summary) == 400

    def test_bytes_that_are_not_utf8(self, knowledge: Path) -> None:
        write_bytes(knowledge, article_text("\nBien.\nMal: señal\n").encode().replace("ñ".encode(), b"\xf1"))
        [fault] = faults_in(knowledge)
        assert fault == "knowledge/es/export/packing.md:15: error: not valid UTF-8; save the file as UTF-8"

    def test_five_megabytes_are_not_read(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", body="palabra " * 650_000)
        [fault] = faults_in(knowledge)
        assert fault.startswith("knowledge/es/export/packing.md:1: error: the file has 5,2")
        assert "at most 200,000" in fault

    def test_a_file_that_is_none(self, knowledge: Path) -> None:
        write_article(knowledge, "export/labels")
        (knowledge / "es/export/.#packing.md").symlink_to("ana@laptop.4711")
        (knowledge / "es/export/boxes.md").mkdir()
        boxes, packing = sorted(faults_in(knowledge), reverse=True)
        assert boxes.startswith("knowledge/es/export/boxes.md:1: error: cannot be read: ")
        assert packing.startswith("knowledge/es/export/.#packing.md:1: error: cannot be read: ")

    def test_all_faulty_files_are_named_and_the_others_kept(self, knowledge: Path) -> None:
        write_article(knowledge, "export/labels", title=None)
        write_article(knowledge, "export/packing")
        write_article(knowledge, "export/packing", language="en", confidence="sure")
        first, second = faults_in(knowledge)
        assert "es/export/labels.md" in first
        assert "en/export/packing.md" in second
        assert [article.id for article in load_guide(knowledge).articles] == ["export/packing"]

    @settings(deadline=None, max_examples=150)
    @given(header=st.text(alphabet="abid:- {}[]'\"\n#!&*?|>%@`0129.,~<=\t\0é", max_size=60))
    def test_no_front_matter_stops_the_reading(self, tmp_path_factory: pytest.TempPathFactory, header: str) -> None:
        knowledge = tmp_path_factory.mktemp("any") / "knowledge"
        write_bytes(knowledge, f"---\n{header}\n---\ntexto\n".encode())
        [fault] = load_guide(knowledge).faults
        assert 1 <= fault.line <= header.count("\n") + 3
        assert fault.reason

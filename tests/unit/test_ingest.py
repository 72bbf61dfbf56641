"""The command line of the guide: exit codes, one clear line for each fault, and the live index left alone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import ingest
from bot.guide.publishing import Library
from bot.settings import PROJECT_DIR
from tests.support.guide import SmallGuide, write_article, write_packing


class Ended(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallGuide:
    """A small guide, not yet published, which the settings name."""
    guide = SmallGuide(tmp_path)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(guide.knowledge))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return guide


@pytest.fixture
def knowledge(guide: SmallGuide) -> Path:
    """Its files."""
    return guide.knowledge


@pytest.fixture
def library(guide: SmallGuide) -> Library:
    """What the commands publish to."""
    return guide.library


@pytest.fixture
def run(guide: SmallGuide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `python ingest.py …` in this process, with a model and a configuration that load at once."""
    monkeypatch.setattr(ingest, "load_embedder", lambda _: guide.embedder)
    monkeypatch.setattr(ingest, "CONFIG_DIR", guide.config)

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["ingest.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            ingest.main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run


class TestBuild:
    def test_it_publishes_and_says_what_changed(self, run: Run, library: Library, knowledge: Path) -> None:
        first = run("build")
        assert first.code == 0
        assert f"{library.live().name} is live: 6 created, 0 updated, 0 deleted, 0 unchanged" in first.out
        write_packing(knowledge, summary="Use cajas usadas.")
        second = run("build")
        assert f"{library.live().name} is live: 0 created, 2 updated, 0 deleted, 4 unchanged" in second.out
        assert "1 embedded" in second.out

    def test_faulty_files_are_named_and_the_live_index_answers_on(self, run: Run, guide: SmallGuide) -> None:
        run("build")
        live = guide.library.live()
        write_article(guide.knowledge, "export/labels", summary=None)
        write_article(guide.knowledge, "export/packing", language="en", confidence="sure")
        ended = run("build")
        assert ended.code == 1
        labels, packing = ended.err.splitlines()
        assert labels == "knowledge/es/export/labels.md:1: error: summary: is missing"
        assert packing.startswith("knowledge/en/export/packing.md:9: error: confidence: ")
        assert guide.library.live() == live
        assert guide.answer("qué lleva la etiqueta del frasco") == "export/labels"

    def test_warnings_are_printed_beside_the_result(self, run: Run) -> None:
        ended = run("build")
        assert ended.code == 0
        assert "knowledge/es/export/packing.md:1: warning: " in ended.err
        assert "warning" not in ended.out

    def test_if_stale_builds_only_then(self, run: Run, library: Library, knowledge: Path) -> None:
        assert run("build", "--if-stale").code == 0
        live = library.live()
        assert run("build", "--if-stale") == Ended(0, "", "")
        assert library.live() == live
        write_packing(knowledge, summary="Use cajas usadas.")
        assert run("build", "--if-stale").code == 0
        assert library.live() != live

    def test_a_folder_without_a_guide(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path / "nowhere"))
        ended = run("build")
        assert ended.code == 1
        assert ended.err.startswith("nowhere:1: error: no articles found")

    def test_a_user_without_a_name_builds_too(
        self, run: Run, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unknown() -> str:
            raise KeyError("getpwuid(): uid not found: 4711")

        monkeypatch.setattr("getpass.getuser", unknown)
        assert run("build").code == 0
        assert library.manifests()[0].by


class TestCheck:
    def test_a_sound_guide(self, run: Run) -> None:
        ended = run("check")
        assert ended.code == 0
        assert "6 articles" in ended.out
        assert "0 errors" in ended.out

    def test_every_fault_has_its_line_and_nothing_is_published(
        self, run: Run, library: Library, knowledge: Path
    ) -> None:
        write_article(knowledge, "export/labels", related=["export/nowhere"])
        (knowledge / "es/export/packing.questions.txt").write_text("hola | Nada\n", encoding="utf-8")
        ended = run("check")
        assert ended.code == 1
        assert "knowledge/es/export/labels.md:6: error: related: export/nowhere does not exist\n" in ended.out
        assert "knowledge/es/export/packing.questions.txt:1: error: " in ended.out
        assert "2 errors" in ended.out
        assert library.live_or_none() is None


class TestListAndRollback:
    def test_the_live_one_is_marked(self, run: Run, library: Library) -> None:
        for _ in range(2):
            run("build")
        newest, older = library.manifests()
        lines = run("list").out.splitlines()
        assert [line.split()[0] for line in lines if newest.id in line] == ["live"]
        assert [line.split()[0] for line in lines if older.id in line] == [older.id]

    def test_an_empty_list_is_no_fault(self, run: Run) -> None:
        assert run("list").code == 0

    def test_rolling_back(self, run: Run, library: Library) -> None:
        for _ in range(2):
            run("build")
        newest, older = (manifest.id for manifest in library.manifests())
        assert run("rollback") == Ended(0, f"{older} is live\n", "")
        assert library.live().name == older
        assert run("rollback", newest) == Ended(0, f"{newest} is live\n", "")
        assert library.live().name == newest

    @pytest.mark.parametrize("arguments", [["rollback"], ["rollback", "20200101T000000000-abcdef"]])
    def test_rolling_back_to_nothing(self, run: Run, arguments: list[str]) -> None:
        run("build")
        ended = run(*arguments)
        assert ended.code == 1
        assert len(ended.err.splitlines()) == 1
        assert "generation" in ended.err


class TestWrongUse:
    @pytest.mark.parametrize(
        "arguments", [[], ["publish"], ["build", "--force"], ["check", "es"], ["rollback", "one", "two"]]
    )
    def test_it_ends_with_two(self, run: Run, arguments: list[str]) -> None:
        ended = run(*arguments)
        assert ended.code == 2
        assert "Usage: " in ended.out + ended.err

    def test_help_is_none(self, run: Run) -> None:
        ended = run("--help")
        assert ended.code == 0
        for command in ("build", "check", "list", "rollback"):
            assert command in ended.out

    def test_a_faulty_setting_is_one_line(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GENERATIONS_KEPT", "muchas")
        ended = run("list")
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith("settings: GENERATIONS_KEPT: ")
        assert len(ended.err.splitlines()) == 1


def test_the_script_ends_with_the_faults_and_no_traceback(knowledge: Path, library: Library) -> None:
    """In a process of its own, with the bundled model."""
    write_article(knowledge, "export/labels", summary=None)
    ended = subprocess.run(
        [sys.executable, "ingest.py", "build"],
        cwd=PROJECT_DIR,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "knowledge/es/export/labels.md:1: error: summary: is missing\n"
    assert library.live_or_none() is None

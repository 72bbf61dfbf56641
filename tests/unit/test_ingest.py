"""The command line of the guide: exit codes, one clear line for each fault, and the live index left alone."""

import asyncio
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import ingest
from bot.guide.publishing import Library
from bot.settings import PROJECT_DIR
from bot.storage.audit import AT_THE_MACHINE, Audit, Entry
from bot.storage.engine import open_engine
from bot.storage.questions import AnsweredQuestion, Questions
from tests.support.guide import SmallGuide, write_article, write_golden, write_packing, write_pair


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


async def entries(database: str) -> list[Entry]:
    """What the audit has, the latest first."""
    engine = open_engine(database)
    try:
        return await Audit(engine).latest()
    finally:
        await engine.dispose()


@pytest.fixture
def asked(database: str) -> str:
    """A question that a reader asked."""

    async def ask(text: str) -> None:
        engine = open_engine(database)
        await Questions(engine).add(AnsweredQuestion(None, "es", text, "answer", "found", (), 0.9, "", 5))
        await engine.dispose()

    asyncio.run(ask("cómo aseguro la carga"))
    return "cómo aseguro la carga"


def write_pair_of_labels(guide: SmallGuide) -> None:
    """Labels are sound again."""
    write_pair(guide.knowledge, "export/labels", title="Etiquetas", summary="Peso y lote.")


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


class TestWhatItShows:
    def test_articles_and_documents_that_change(self, run: Run, knowledge: Path) -> None:
        run("build")
        write_packing(knowledge, summary="Use cajas usadas.")
        write_pair(knowledge, "export/insurance", title="Seguros")
        for language in ("es", "en"):
            (knowledge / language / "export/labels.md").unlink()
        (knowledge / "documents").mkdir()
        (knowledge / "documents/notas.txt").write_text("El arancel es este.", encoding="utf-8")
        shown = run("build").out
        assert "articles: 2 added, 2 changed, 2 removed\n" in shown
        assert "  + es/export/insurance  Seguros\n" in shown
        assert "  ~ en/export/packing  Cómo empacar\n" in shown
        assert "  - es/export/labels  Etiquetas\n" in shown
        assert "documents: 1 added, 0 changed, 0 removed\n  + knowledge/documents/notas.txt\n" in shown

    def test_the_first_publication_lists_nothing(self, run: Run) -> None:
        assert "articles:" not in run("build").out

    def test_real_questions_are_counted_and_shown_only_to_eyes(
        self, run: Run, knowledge: Path, asked: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("build")
        write_pair(knowledge, "export/insurance", title="Seguros", questions=["cómo aseguro la carga"])
        ended = run("build")
        assert "of the last 1 real questions, 1 get another article first" in ended.out
        # What a log would keep says nothing of what readers wrote.
        assert asked not in ended.out + ended.err
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        write_pair(knowledge, "export/insurance", title="Otro", questions=["algo que nadie pregunta"])
        assert f"changed: '{asked}' (es) export/insurance → " in run("build").out


class TestTheGate:
    @pytest.fixture
    def broken(self, run: Run, knowledge: Path) -> None:
        """Something is live, and the files have become such that a golden question is answered worse."""
        write_golden(knowledge, ("cómo empaco el café", "es", "export/packing"))
        run("build")
        write_pair(
            knowledge,
            "export/packing",
            title="Fletes",
            summary="Pague el flete.",
            body="\n## Flete\nPague.\n",
            questions=["pago el flete"],
        )
        write_pair(knowledge, "export/labels", title="Etiquetas", questions=["cómo empaco el café"])

    def test_it_refuses_and_says_which_question_broke(self, run: Run, library: Library, broken: None) -> None:
        live = library.live().name
        ended = run("build")
        assert ended.code == 1
        assert "knowledge/golden.jsonl: 0 of 1 right first (1 before)\n" in ended.out
        worse = "  worse: 'cómo empaco el café' (es) export/packing → export/labels; right: export/packing\n"
        assert worse in ended.out
        refused = ended.err.splitlines()[-1]
        assert refused.startswith("refused: knowledge/golden.jsonl: 0 of 1 right first, 1 before; gate.most_fall is")
        assert 'build --force "why"' in refused
        assert library.live().name == live
        assert [folder.name for folder in library.folder_of(live).parent.iterdir()] == [live]

    def test_forced_it_is_published_and_the_audit_has_the_reason(
        self, run: Run, library: Library, broken: None, database: str
    ) -> None:
        ended = run("build", "--force", "La pregunta estaba mal")
        assert ended.code == 0
        assert library.manifests()[0].id == library.live().name
        assert library.manifests()[0].forced == "La pregunta estaba mal"
        [entry] = asyncio.run(entries(database))
        assert (entry.staff_id, entry.action) == (AT_THE_MACHINE, "guide forced")
        assert "La pregunta estaba mal" in entry.detail
        assert "forced" in run("list").out

    def test_a_reason_that_was_not_needed_is_forgotten(self, run: Run, library: Library) -> None:
        assert run("build", "--force", "por si acaso").code == 0
        assert library.manifests()[0].forced == ""

    def test_it_starts_with_whatever_there_is(self, run: Run, library: Library, knowledge: Path) -> None:
        write_golden(knowledge, ("esto no lo responde nadie", "es", "export/packing"))
        ended = run("build")
        assert ended.code == 0
        assert "knowledge/golden.jsonl: 0 of 1 right first\n" in ended.out
        assert library.live()

    def test_a_golden_question_with_a_fault_stops_it(self, run: Run, knowledge: Path) -> None:
        write_golden(knowledge, ("hola", "es", "export/nowhere"))
        ended = run("build")
        assert ended.code == 1
        assert ended.err == "knowledge/golden.jsonl:1: error: es/export/nowhere does not exist\n"

    def test_an_article_that_others_link_to_is_not_removed(self, run: Run, library: Library, knowledge: Path) -> None:
        write_pair(knowledge, "export/packing", related=["export/labels"])
        run("build")
        live = library.live().name
        for language in ("es", "en"):
            (knowledge / language / "export/labels.md").unlink()
        ended = run("build")
        assert ended.code == 1
        assert "knowledge/es/export/packing.md:6: error: related: export/labels does not exist\n" in ended.err
        assert library.live().name == live


class TestTheDatabase:
    def test_every_publication_and_roll_back_is_in_the_audit(self, run: Run, library: Library, database: str) -> None:
        for _ in range(2):
            run("build")
        run("rollback")
        told = asyncio.run(entries(database))
        assert [entry.action for entry in told] == ["guide rolled back", "guide published", "guide published"]
        assert told[0].detail.startswith(library.live().name)

    @pytest.mark.parametrize("command", ["build", "rollback"])
    def test_one_that_fails_is_said_in_a_line_and_stops_nothing(
        self, run: Run, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        for _ in range(2):
            run("build")
        live = library.live().name
        (tmp_path / "consorcia.db").write_bytes(b"this is no database, though it is where one should be" * 100)
        ended = run(command)
        assert ended.code == 0
        assert library.live().name != live
        said = [line for line in ended.err.splitlines() if "database" in line]
        assert said
        assert all("going on without it" in line for line in said)

    def test_none_is_made_by_asking(self, run: Run, tmp_path: Path) -> None:
        run("build")
        assert not (tmp_path / "consorcia.db").exists()


class TestOneAtATime:
    def test_a_second_one_is_refused_in_one_line(self, run: Run, guide: SmallGuide) -> None:
        with SmallGuide(guide.knowledge.parent).library.publishing():
            ended = run("build")
        assert ended == Ended(1, "", "another publication is under way; try again when it is done\n")


class TestWatching:
    def test_it_publishes_what_changes_through_the_same_gate(
        self, run: Run, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lives: list[str] = []

        def changes(*_: object, **__: object) -> Iterator[set[object]]:
            for change in (guide.change_an_article, guide.break_an_article, lambda: write_pair_of_labels(guide)):
                lives.append(guide.library.live().name)
                change()
                yield {change}
            lives.append(guide.library.live().name)
            raise KeyboardInterrupt

        monkeypatch.setattr(ingest.watchfiles, "watch", changes)
        ended = run("watch")
        assert ended.code == 0
        assert ended.out.startswith("watching ")
        assert ended.out.endswith("stopped\n")
        assert "labels.md:1: error: summary: is missing" in ended.err
        first, changed, broken, mended = lives
        assert first != changed == broken != mended


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

    def test_reviews_that_are_overdue_and_nearly_due(self, run: Run, knowledge: Path) -> None:
        today = dt.datetime.now(dt.UTC).date()
        write_article(knowledge, "export/labels", reviewed=today - dt.timedelta(days=500))
        write_article(knowledge, "export/packing", reviewed=today - dt.timedelta(days=340))
        told = run("check").out
        assert re.search(r"export/labels\.md:7: warning: review was due on \d{4}-\d\d-\d\d\n", told)
        assert re.search(r"export/packing\.md:7: warning: review will be due on \d{4}-\d\d-\d\d\n", told)


class TestListAndRollback:
    def test_it_says_who_when_and_what_changed(self, run: Run, library: Library, knowledge: Path) -> None:
        run("build")
        write_packing(knowledge, summary="Use cajas usadas.")
        run("build")
        newest, first = library.manifests()
        assert run("list").out.splitlines() == [
            f"live  {newest.id}  {newest.created:%Y-%m-%d %H:%M} UTC  {newest.by}",
            "      6 articles, +0 ~2 -0: en/export/packing, es/export/packing",
            f"      {first.id}  {first.created:%Y-%m-%d %H:%M} UTC  {first.by}",
            "      6 articles, +6 ~0 -0",
        ]

    def test_the_live_one_is_marked(self, run: Run, library: Library) -> None:
        for _ in range(2):
            run("build")
        newest, older = library.manifests()
        lines = run("list").out.splitlines()
        assert [line.split()[0] for line in lines if newest.id in line] == ["live"]
        assert [line.split()[0] for line in lines if older.id in line] == [older.id]

    def test_an_empty_list_is_no_fault(self, run: Run) -> None:
        assert run("list").code == 0

    def test_a_broken_one_is_refused_in_one_line(self, run: Run, library: Library) -> None:
        for _ in range(2):
            run("build")
        live, older = library.live().name, library.manifests()[1].id
        (library.folder_of(older) / "passages.json").write_text("[", encoding="utf-8")
        ended = run("rollback")
        assert ended.code == 1
        assert ended.err.startswith(f"the index {older} is torn (passages.json)")
        assert len(ended.err.splitlines()) == 1
        assert library.live().name == live

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
        "arguments",
        [[], ["publish"], ["build", "--force"], ["build", "--force", " "], ["check", "es"], ["rollback", "one", "two"]],
    )
    def test_it_ends_with_two(self, run: Run, arguments: list[str]) -> None:
        ended = run(*arguments)
        assert ended.code == 2
        assert re.search("Usage: |requires an argument", ended.out + ended.err)

    def test_help_is_none(self, run: Run) -> None:
        ended = run("--help")
        assert ended.code == 0
        for command in ("build", "watch", "check", "list", "rollback"):
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

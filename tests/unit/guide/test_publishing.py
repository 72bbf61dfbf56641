"""One pointer says which generation is live; whatever goes wrong, what is live stays live and answers."""

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import GenerationError, GuideError, SettingsError
from bot.guide import building, publishing
from tests.support.guide import FakeEmbedder, SmallGuide, write_article, write_insurance

PATIENCE = 30.0


def names_of(guide: SmallGuide) -> list[str]:
    return [manifest.id for manifest in guide.library.manifests()]


class TestPointer:
    def test_without_a_publication_the_command_is_named(self, guide: SmallGuide) -> None:
        with pytest.raises(GenerationError, match=r"no index yet; run: python ingest\.py build"):
            guide.library.live()
        assert guide.library.live_or_none() is None

    def test_publishing_moves_it(self, guide: SmallGuide) -> None:
        for _ in range(2):
            manifest = guide.publish()
            assert guide.library.live() == guide.generations / manifest.id
            assert guide.pointer.read_text(encoding="ascii") == manifest.id

    def test_a_new_library_on_the_same_folder_sees_it(self, guide: SmallGuide) -> None:
        manifest = guide.publish()
        assert publishing.Library(guide.pointer.parent).live().name == manifest.id

    def test_it_is_moved_in_one_step(self, published: SmallGuide, monkeypatch: pytest.MonkeyPatch) -> None:
        first, before = published.library.live().name, published.publish().id
        seen: list[str] = []

        def look_and_fail(source: Path, target: Path) -> None:
            seen.extend([target.read_text(encoding="ascii"), source.read_text(encoding="ascii")])
            raise OSError("the power went")

        with monkeypatch.context() as failing:
            failing.setattr(os, "replace", look_and_fail)
            with pytest.raises(GenerationError, match="the power went"):
                published.library.rollback(published.embedder, first)
        # Until the rename the old name stood there whole, and the new one beside it.
        assert seen == [before, first]
        assert published.library.live().name == before

    @pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"\xff\xfe", b"20200101T000000000-abcdef"])
    def test_a_pointer_to_nowhere(self, published: SmallGuide, content: bytes) -> None:
        published.pointer.write_bytes(content)
        assert published.library.live_or_none() is None
        assert published.is_stale()
        manifest = published.publish()
        assert published.library.live().name == manifest.id


class TestCandidates:
    def test_nobody_sees_one_before_it_is_promoted(self, published: SmallGuide) -> None:
        live = published.library.live().name
        published.change_an_article()
        candidate = published.prepare()
        published.library.refuse(candidate.id)
        assert names_of(published) == [published.library.live().name] == [live]
        assert published.library.has_candidate(candidate.id)
        promoted = published.library.promote(candidate.id, by="beto", forced="urge")
        assert published.library.live().name == promoted.id == candidate.id
        assert (promoted.by, promoted.forced, promoted.previous) == ("beto", "urge", live)
        assert names_of(published) == [candidate.id, live]
        assert published.library.manifests()[0] == promoted

    def test_it_can_be_opened_and_asked(self, published: SmallGuide) -> None:
        write_insurance(published.knowledge)
        searcher = published.library.open(published.prepare().id, published.embedder)
        assert searcher.search("cómo aseguro la carga", "es").candidates[0].article == "export/insurance"
        searcher.generation.close()

    def test_a_discarded_one_is_gone_and_one_that_was_published_stays(self, published: SmallGuide) -> None:
        candidate = published.prepare().id
        published.library.discard(candidate)
        assert not (published.generations / candidate).exists()
        with pytest.raises(GenerationError, match=r"no candidate .* any more"):
            published.library.promote(candidate, by="ana")
        live = published.library.live().name
        for name in (live, "..", "", "../generations"):
            published.library.discard(name)
        assert published.answer("cómo empaco el café") == "export/packing"

    def test_something_else_went_live_meanwhile(self, published: SmallGuide) -> None:
        late = published.prepare(by="beto").id
        published.change_an_article()
        other = published.publish().id
        with pytest.raises(publishing.Outdated, match="meanwhile"):
            published.library.promote(late, by="ana")
        assert published.library.live().name == other

    def test_one_is_kept_for_a_day(self, published: SmallGuide) -> None:
        fresh, old = published.prepare(by="beto").id, published.prepare(by="carla").id
        os.utime(published.generations / old, (time.time() - publishing.CANDIDATES_KEPT_SECONDS - 60,) * 2)
        published.publish()
        assert published.library.has_candidate(fresh)
        assert not (published.generations / old).exists()

    def test_each_person_has_one(self, published: SmallGuide) -> None:
        first, others = published.prepare().id, published.prepare(by="beto").id
        second = published.prepare().id
        assert not published.library.has_candidate(first)
        assert published.library.has_candidate(others)
        assert published.library.has_candidate(second)

    def test_one_that_the_gate_refused_takes_a_reason(self, published: SmallGuide) -> None:
        live = published.library.live().name
        candidate = published.prepare().id
        published.library.refuse(candidate)
        with pytest.raises(GenerationError, match="takes a reason"):
            published.library.promote(candidate, by="ana")
        assert published.library.live().name == live
        assert published.library.promote(candidate, by="ana", forced="urge").forced == "urge"

    def test_a_reason_that_nobody_needed_is_forgotten(self, published: SmallGuide) -> None:
        assert published.library.promote(published.prepare().id, by="ana", forced="por si acaso").forced == ""


class TestOneAtATime:
    @pytest.mark.parametrize("act", ["prepare", "publish", "rollback"])
    def test_a_second_one_is_refused_at_once(self, published: SmallGuide, act: str) -> None:
        published.publish()
        live = published.library.live().name
        with (
            publishing.Library(published.pointer.parent).publishing(),
            pytest.raises(publishing.PublicationUnderWay, match="another publication is under way"),
        ):
            getattr(published, act)()
        assert published.library.live().name == live
        getattr(published, act)()

    def test_one_that_may_wait_takes_its_turn(self, published: SmallGuide) -> None:
        first = threading.Event()

        def publish_slowly() -> None:
            with published.library.publishing():
                first.set()
                published.publish()

        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(publish_slowly)
            first.wait(PATIENCE)
            with published.library.publishing(PATIENCE):
                assert slow.done() or len(names_of(published)) == 2
                published.publish()
            slow.result()
        assert len(names_of(published)) == 3

    def test_a_killed_one_holds_up_nobody(self, published: SmallGuide) -> None:
        code = (
            "import sys, os; from filelock import FileLock; lock = FileLock(sys.argv[1]); "
            "lock.acquire(); os.write(1, b'held'); sys.stdin.read()"
        )
        lock = str(published.pointer.with_name("publishing.lock"))
        holder = subprocess.Popen(
            [sys.executable, "-c", code, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=published.knowledge
        )
        with holder:
            assert holder.stdout is not None
            assert holder.stdout.read(4) == b"held"
            with pytest.raises(publishing.PublicationUnderWay):
                published.publish()
            holder.kill()
            holder.wait(PATIENCE)
        assert published.publish().id == published.library.live().name


class TestDisk:
    @pytest.mark.parametrize(
        ("step", "failure", "why"),
        [
            ("_write_lexical", OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
            ("_write_vectors", OSError("(code: 13) database or disk is full"), ".*database or disk is full"),
        ],
    )
    def test_a_full_one_is_one_clear_line(
        self, published: SmallGuide, monkeypatch: pytest.MonkeyPatch, step: str, failure: Exception, why: str
    ) -> None:
        live = published.library.live().name

        def write(*_: object) -> None:
            raise failure

        with monkeypatch.context() as full:
            full.setattr(building, step, write)
            with pytest.raises(GenerationError, match=rf"^the index cannot be written \({why}\); what is live stays"):
                published.publish()
        assert [folder.name for folder in published.generations.iterdir()] == [live]
        assert published.answer("cómo empaco el café") == "export/packing"


class TestFaults:
    def test_every_faulty_file_is_named_and_the_live_index_answers_on(self, published: SmallGuide) -> None:
        live = published.library.live().name
        published.break_an_article()
        (published.knowledge / "en/export/packing.md").write_text("sin encabezado\n", encoding="utf-8")
        with pytest.raises(GuideError) as raised:
            published.publish()
        labels, packing = str(raised.value).splitlines()
        assert labels == "knowledge/es/export/labels.md:1: error: summary: is missing"
        assert packing.startswith("knowledge/en/export/packing.md:1: error: no front matter")
        assert names_of(published) == [published.library.live().name] == [live]
        assert published.answer("qué lleva la etiqueta del frasco") == "export/labels"

    def test_nothing_is_embedded_for_a_faulty_guide(self, guide: SmallGuide) -> None:
        guide.break_an_article()
        with pytest.raises(GuideError):
            guide.publish()
        assert guide.embedder.embedded == []
        assert list(guide.generations.iterdir()) == []

    def test_warnings_do_not_stop_it(self, guide: SmallGuide) -> None:
        manifest, warnings = guide.library.publish(guide.knowledge, guide.config, guide.embedder, by="ana")
        assert guide.library.live().name == manifest.id
        assert {warning.severity for warning in warnings} == {"warning"}

    @pytest.mark.parametrize("name", ["retrieval.yaml", "synonyms.es.yaml", "synonyms.en.yaml"])
    @pytest.mark.parametrize("content", ["weights: {", "nonsense: 1\n", None])
    def test_a_configuration_that_no_reader_could_open(
        self, published: SmallGuide, name: str, content: str | None
    ) -> None:
        live = published.library.live().name
        (published.config / name).unlink()
        if content is not None:
            (published.config / name).write_text(content, encoding="utf-8")
        with pytest.raises(SettingsError, match=f"^{name}: "):
            published.publish()
        assert names_of(published) == [published.library.live().name] == [live]


class TestList:
    def test_newest_first_however_fast_they_came(self, guide: SmallGuide) -> None:
        published = [guide.publish().id for _ in range(4)]
        assert names_of(guide) == published[::-1]

    def test_unfinished_and_torn_ones_are_left_out(self, published: SmallGuide) -> None:
        whole = published.library.live().name
        torn = published.publish().id
        (published.generations / torn / "manifest.json").write_text("{", encoding="utf-8")
        (published.generations / "20200101T000000000-abcdef").mkdir()
        assert names_of(published) == [whole]

    def test_empty_before_the_first(self, guide: SmallGuide) -> None:
        assert names_of(guide) == []


class TestRollingBack:
    def test_to_the_one_before_and_the_one_before_that(self, guide: SmallGuide) -> None:
        first, second, _ = (guide.publish().id for _ in range(3))
        assert guide.rollback().id == guide.library.live().name == second
        assert guide.rollback().id == guide.library.live().name == first

    def test_by_name_back_and_forth(self, guide: SmallGuide) -> None:
        first, _, third = (guide.publish().id for _ in range(3))
        for name in (first, third):
            guide.rollback(name)
            assert guide.library.live().name == name

    def test_what_was_published_then_answers(self, published: SmallGuide) -> None:
        write_insurance(published.knowledge)
        published.publish()
        assert published.answer("cómo aseguro la carga") == "export/insurance"
        published.rollback()
        assert published.answer("cómo aseguro la carga") != "export/insurance"

    def test_with_nothing_earlier(self, published: SmallGuide) -> None:
        live = published.library.live().name
        with pytest.raises(GenerationError, match="no earlier generation"):
            published.rollback()
        assert published.library.live().name == live

    def test_before_the_first_publication(self, guide: SmallGuide) -> None:
        with pytest.raises(GenerationError, match="no index yet"):
            guide.rollback()

    def test_to_a_name_that_is_none(self, published: SmallGuide) -> None:
        live = published.library.live().name
        for name in ("20200101T000000000-abcdef", "..", f"../generations/{live}", ""):
            with pytest.raises(GenerationError, match=r"there is no generation .*; see: python ingest\.py list"):
                published.rollback(name)
        assert published.library.live().name == live

    @pytest.mark.parametrize("part", ["passages.json", "vectors", "learned-es.npz", "manifest.json"])
    def test_to_a_broken_one_is_refused_in_one_line(self, published: SmallGuide, part: str) -> None:
        broken, live = published.library.live(), published.publish().id
        if part == "vectors":
            shutil.rmtree(broken / part)
        else:
            (broken / part).write_bytes(b"torn")
        for to in (None, broken.name):
            with pytest.raises(GenerationError) as raised:
                published.rollback(to)
            assert len(str(raised.value).splitlines()) == 1
            assert published.library.live().name == live
        assert published.answer("cómo empaco el café") == "export/packing"

    def test_to_one_of_another_model_is_refused(self, published: SmallGuide) -> None:
        live = published.publish(FakeEmbedder("fake-2")).id
        with pytest.raises(GenerationError, match="another embedding model"):
            published.library.rollback(FakeEmbedder("fake-2"))
        assert published.library.live().name == live

    def test_away_from_a_torn_one(self, published: SmallGuide) -> None:
        whole = published.library.live().name
        (published.generations / published.publish().id / "manifest.json").unlink()
        assert published.rollback().id == whole
        assert published.answer("cómo empaco el café") == "export/packing"


class TestPruning:
    def test_as_many_are_kept_as_wanted(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path, kept=2)
        published = [guide.publish().id for _ in range(4)]
        assert names_of(guide) == published[:1:-1]
        assert sorted(folder.name for folder in guide.generations.iterdir()) == published[2:]

    def test_the_live_one_is_kept_whatever_the_clock_said(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path, kept=2)
        first = guide.generations / guide.publish().id
        from_the_future = [f"2999010{day}T000000000-abcdef" for day in (1, 2, 3)]
        for name in from_the_future:
            shutil.copytree(first, guide.generations / name)
            manifest = json.loads((first / "manifest.json").read_bytes())
            (guide.generations / name / "manifest.json").write_text(json.dumps(manifest | {"id": name}), "utf-8")
        live = guide.publish().id
        assert names_of(guide) == [*from_the_future[:0:-1], live, first.name]
        assert guide.answer("cómo empaco el café") == "export/packing"

    def test_what_killed_builds_left_goes_at_the_next_one(self, guide: SmallGuide) -> None:
        abandoned = guide.generations / "20200101T000000000-aaaaaa"
        (abandoned / "config").mkdir(parents=True)
        guide.publish()
        assert not abandoned.exists()

    def test_what_readers_are_still_leaving_is_kept(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path, kept=2)
        first, second, _ = (guide.publish().id for _ in range(3))
        guide.rollback(second)
        live = guide.publish().id
        assert {folder.name for folder in guide.generations.iterdir()} >= {second, live}
        assert first not in names_of(guide)


def _edit(name: str) -> Callable[[SmallGuide], object]:
    def edit(guide: SmallGuide) -> None:
        path = guide.knowledge.parent / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    return edit


class TestStaleness:
    def test_before_the_first_publication(self, guide: SmallGuide) -> None:
        assert guide.is_stale()

    def test_not_right_after_it(self, published: SmallGuide) -> None:
        assert not published.is_stale()
        os.utime(published.knowledge / "es/export/labels.md", (0, 0))
        assert not published.is_stale()

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(_edit("knowledge/es/export/labels.md"), id="an article"),
            pytest.param(_edit("knowledge/en/export/packing.questions.txt"), id="a questions file"),
            pytest.param(lambda guide: write_article(guide.knowledge, "export/new"), id="a new article"),
            pytest.param(lambda guide: (guide.knowledge / "en/export/labels.md").unlink(), id="one article less"),
            pytest.param(
                lambda guide: (guide.knowledge / "es/export").rename(guide.knowledge / "es/exports"), id="a new place"
            ),
            pytest.param(_edit("config/retrieval.yaml"), id="the weights"),
            pytest.param(_edit("config/synonyms.es.yaml"), id="the synonyms"),
        ],
    )
    def test_when_what_it_was_built_from_changes(
        self, published: SmallGuide, change: Callable[[SmallGuide], object]
    ) -> None:
        change(published)
        assert published.is_stale()

    def test_when_the_model_changes(self, published: SmallGuide) -> None:
        assert published.library.is_stale(published.knowledge, published.config, FakeEmbedder("fake-2"))

    def test_not_after_rolling_back_before_the_files_change_again(self, published: SmallGuide) -> None:
        """Or the next start would publish again what staff took back."""
        published.change_an_article()
        published.publish()
        published.rollback()
        assert not published.is_stale()
        published.change_an_article("Use cajas de madera.")
        assert published.is_stale()
        published.publish()
        assert not published.is_stale()

    def test_when_the_files_are_those_of_an_earlier_one(self, published: SmallGuide) -> None:
        published.change_an_article()
        published.publish()
        published.change_an_article("Use cajas nuevas de cartón y séquelas bien.")
        assert published.is_stale()

    @pytest.mark.parametrize("name", [".labels.md.swp", "labels.md~", "4913"])
    def test_not_by_what_text_editors_leave(self, published: SmallGuide, name: str) -> None:
        (published.knowledge / "es/export" / name).write_text("x", encoding="utf-8")
        assert not published.is_stale()

"""One pointer says which generation is live; whatever goes wrong, what is live stays live and answers."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import GenerationError, GuideError, SettingsError
from bot.guide import publishing
from tests.support.guide import FakeEmbedder, SmallGuide, write_article, write_insurance


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
        before = published.library.live().name
        seen: list[str] = []

        def look_and_fail(source: Path, target: Path) -> None:
            seen.extend([target.read_text(encoding="ascii"), source.read_text(encoding="ascii")])
            raise OSError("the power went")

        with monkeypatch.context() as failing:
            failing.setattr(os, "replace", look_and_fail)
            with pytest.raises(OSError, match="the power went"):
                published.publish()
        # Until the rename the old name stood there whole, and the new one beside it.
        assert seen == [before, next(name for name in names_of(published) if name != before)]
        assert published.library.live().name == before

    @pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"\xff\xfe", b"20200101T000000000-abcdef"])
    def test_a_pointer_to_nowhere(self, published: SmallGuide, content: bytes) -> None:
        published.pointer.write_bytes(content)
        assert published.library.live_or_none() is None
        assert published.is_stale()
        manifest = published.publish()
        assert published.library.live().name == manifest.id


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
        assert not guide.generations.exists()

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
        assert guide.library.rollback().id == guide.library.live().name == second
        assert guide.library.rollback().id == guide.library.live().name == first

    def test_by_name_back_and_forth(self, guide: SmallGuide) -> None:
        first, _, third = (guide.publish().id for _ in range(3))
        for name in (first, third):
            guide.library.rollback(name)
            assert guide.library.live().name == name

    def test_what_was_published_then_answers(self, published: SmallGuide) -> None:
        write_insurance(published.knowledge)
        published.publish()
        assert published.answer("cómo aseguro la carga") == "export/insurance"
        published.library.rollback()
        assert published.answer("cómo aseguro la carga") != "export/insurance"

    def test_with_nothing_earlier(self, published: SmallGuide) -> None:
        live = published.library.live().name
        with pytest.raises(GenerationError, match="no earlier generation"):
            published.library.rollback()
        assert published.library.live().name == live

    def test_before_the_first_publication(self, guide: SmallGuide) -> None:
        with pytest.raises(GenerationError, match="no index yet"):
            guide.library.rollback()

    def test_to_a_name_that_is_none(self, published: SmallGuide) -> None:
        live = published.library.live().name
        for name in ("20200101T000000000-abcdef", "..", f"../generations/{live}", ""):
            with pytest.raises(GenerationError, match=r"there is no generation .*; see: python ingest\.py list"):
                published.library.rollback(name)
        assert published.library.live().name == live

    def test_away_from_a_torn_one(self, published: SmallGuide) -> None:
        whole = published.library.live().name
        (published.generations / published.publish().id / "manifest.json").unlink()
        assert published.library.rollback().id == whole
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
        assert names_of(guide) == [*from_the_future[:0:-1], live]
        assert guide.answer("cómo empaco el café") == "export/packing"

    def test_a_build_under_way_elsewhere_is_kept_and_an_abandoned_one_removed(self, guide: SmallGuide) -> None:
        under_way = guide.generations / "20200101T000000000-aaaaaa"
        abandoned = guide.generations / "20200101T000000000-bbbbbb"
        for folder in (under_way, abandoned):
            folder.mkdir(parents=True)
        os.utime(abandoned, (time.time() - 4000,) * 2)
        guide.publish()
        assert under_way.exists()
        assert not abandoned.exists()


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

    def test_after_rolling_back_and_no_more_when_published_again(self, published: SmallGuide) -> None:
        published.change_an_article()
        published.publish()
        published.library.rollback()
        assert published.is_stale()
        published.publish()
        assert not published.is_stale()

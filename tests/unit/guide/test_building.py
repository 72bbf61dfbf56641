"""A build embeds only what is new, counts what changed, and leaves nothing behind when it fails."""

from pathlib import Path

import numpy as np
import pytest

from bot.guide import building, chroma
from bot.guide.articles import LANGUAGES
from bot.guide.generation import GROUPS, Changes
from bot.guide.vectors import read_matrix
from tests.support.guide import FakeEmbedder, SmallGuide, write_article, write_packing, write_pair

PLACES = [(group, language) for group in GROUPS for language in LANGUAGES]


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def guide(published: SmallGuide) -> SmallGuide:
    """A small guide that has been published once."""
    return published


class TestEmbedding:
    def test_the_first_build_embeds_every_text_once(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path)
        manifest = guide.publish()
        assert len(guide.embedder.embedded) == len(set(guide.embedder.embedded)) == manifest.embedded
        # Both languages say the same here.
        assert manifest.passages == 2 * manifest.embedded

    def test_an_unchanged_guide_embeds_nothing_again(self, guide: SmallGuide) -> None:
        assert guide.publish().embedded == 0
        assert guide.embedder.embedded == []

    def test_a_changed_article_embeds_its_own_changed_passages(self, guide: SmallGuide) -> None:
        write_packing(guide.knowledge, summary="Use cajas usadas.")
        assert guide.publish().embedded == 1
        assert guide.embedder.embedded == ["Cómo empacar\nUse cajas usadas."]

    def test_a_new_title_embeds_all_passages_of_its_article(self, guide: SmallGuide) -> None:
        write_article(guide.knowledge, "export/labels", title="Rótulos", body="\n## Lote\nUno.\n\n## Peso\nDos.\n")
        guide.publish()
        assert [text.splitlines()[0] for text in guide.embedder.embedded] == [
            "Rótulos",
            "Rótulos > Lote",
            "Rótulos > Peso",
        ]

    def test_kept_vectors_are_those_of_their_texts(self, guide: SmallGuide) -> None:
        write_packing(guide.knowledge, summary="Use cajas usadas.")
        guide.publish()
        kept_and_new = {place: read_matrix(guide.library.live(), place) for place in PLACES}
        guide.publish(FakeEmbedder("fake-2"))
        for place, vectors in kept_and_new.items():
            np.testing.assert_array_equal(vectors, read_matrix(guide.library.live(), place))

    def test_another_model_embeds_everything_anew(self, guide: SmallGuide) -> None:
        first = guide.library.manifests()[0]
        another = FakeEmbedder("fake-2")
        assert guide.publish(another).embedded == len(another.embedded) == first.embedded

    @pytest.mark.parametrize("name", ["vectors/articles-es.npy", "passages.json"])
    @pytest.mark.parametrize("torn", [b"", b"no array", None])
    def test_torn_vectors_are_made_anew(self, guide: SmallGuide, name: str, torn: bytes | None) -> None:
        first = guide.library.manifests()[0]
        file = guide.library.live() / name
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if torn is None else torn)
        assert guide.publish().embedded == first.embedded
        assert guide.answer("cómo empaco el café") == "export/packing"

    def test_progress_goes_from_nothing_to_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        guide = SmallGuide(tmp_path)
        monkeypatch.setattr(building, "EMBED_BATCH", 5)
        seen: list[tuple[int, int]] = []
        manifest, _ = guide.library.publish(
            guide.knowledge,
            guide.config,
            guide.embedder,
            by="ana",
            on_progress=lambda done, total: seen.append((done, total)),
        )
        assert seen == [(0, 12), (5, 12), (10, 12), (12, 12)]
        assert manifest.embedded == 12


class TestChanges:
    def test_everything_is_new_at_first(self, guide: SmallGuide) -> None:
        assert guide.library.manifests()[0].changes == Changes(created=6)

    def test_created_updated_deleted_unchanged(self, guide: SmallGuide) -> None:
        write_pair(guide.knowledge, "export/insurance")
        write_packing(guide.knowledge, summary="Use cajas usadas.")
        for language in ("es", "en"):
            (guide.knowledge / language / "export/labels.md").unlink()
        assert guide.publish().changes == Changes(created=2, updated=2, deleted=2, unchanged=2)

    @pytest.mark.parametrize("line", ["¿y el vidrio?", "cómo empaco el café | export/labels"])
    def test_a_questions_file_belongs_to_its_article(self, guide: SmallGuide, line: str) -> None:
        path = guide.knowledge / "es/export/packing.questions.txt"
        path.write_text(f"¿en qué caja mando la fruta?\n{line}\n", encoding="utf-8")
        assert guide.publish().changes == Changes(updated=1, unchanged=5)

    def test_a_comment_changes_nothing(self, guide: SmallGuide) -> None:
        path = guide.knowledge / "es/export/packing.questions.txt"
        path.write_text("# de la feria\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        assert guide.publish().changes == Changes(unchanged=6)


class TestFailing:
    def test_before_anything_was_published(self, tmp_path: Path) -> None:
        guide = SmallGuide(tmp_path)
        with pytest.raises(RuntimeError, match="the model broke"):
            guide.publish(FakeEmbedder(fails_after=0))
        assert list(guide.generations.iterdir()) == []
        assert not guide.pointer.exists()

    @pytest.mark.parametrize("failure", [RuntimeError("disk full"), KeyboardInterrupt()])
    def test_while_the_vectors_are_written(
        self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch, failure: BaseException
    ) -> None:
        live = guide.library.live().name

        def fail(folder: Path) -> None:
            assert (folder / "articles.json").exists()
            raise failure

        with monkeypatch.context() as broken:
            broken.setattr(chroma, "ChromaStore", fail)
            with pytest.raises(type(failure)):
                guide.publish()
        assert [folder.name for folder in guide.generations.iterdir()] == [live]
        assert guide.pointer.read_text(encoding="ascii") == live
        assert guide.answer("cómo empaco el café") == "export/packing"


class TestManifest:
    def test_it_is_written_last(self, guide: SmallGuide) -> None:
        folder = guide.generations / guide.publish().id
        written = {path: path.stat().st_mtime_ns for path in files_of(folder)}
        assert max(written.values()) == written[folder / "manifest.json"]

    def test_it_vouches_for_every_file_but_chromas(self, guide: SmallGuide) -> None:
        [manifest], folder = guide.library.manifests(), guide.library.live()
        others = {path.relative_to(folder) for path in files_of(folder)} - {Path("manifest.json")}
        assert {path for path in others if path.parts[0] != "chroma"} == {Path(name) for name in manifest.files}

    def test_it_says_who_built_it_from_what_with_which_model(self, guide: SmallGuide) -> None:
        [manifest] = guide.library.manifests()
        assert (manifest.by, manifest.model, manifest.model_digest) == ("ana", "fake", "fake-1")
        assert set(manifest.articles) == {
            f"{language}/{article}"
            for language in ("es", "en")
            for article in ("export/packing", "export/labels", "consortia/how-to-join")
        }
        assert manifest.id.startswith(f"{manifest.created:%Y%m%dT%H%M%S}")

"""A generation is opened whole or not at all, and finds the nearest passages in the right order."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.errors import GenerationError
from bot.guide import vectors
from bot.guide.articles import load_guide
from bot.guide.building import build
from bot.guide.chroma import ChromaStore
from bot.guide.generation import Generation, open_generation
from bot.guide.passages import Passage
from bot.guide.text import terms
from bot.guide.vectors import nearest_rows
from tests.support.guide import FakeEmbedder, SmallGuide


@pytest.fixture
def guide(published: SmallGuide) -> SmallGuide:
    """A small guide that has been published once."""
    return published


@pytest.fixture
def folder(guide: SmallGuide) -> Path:
    """The folder of its generation."""
    return guide.library.live()


@pytest.fixture
def opened(folder: Path) -> Iterator[Generation]:
    generation = open_generation(folder, "fake-1")
    yield generation
    generation.close()


def refusal(folder: Path, model_digest: str = "fake-1") -> str:
    """Why a generation cannot be opened: one line that names it and the command to run."""
    with pytest.raises(GenerationError) as raised:
        open_generation(folder, model_digest)
    message = str(raised.value)
    assert "\n" not in message
    assert folder.name in message
    assert "run: python ingest.py build" in message
    return message


class TestOpened:
    def test_it_holds_the_articles_as_they_were_built(self, guide: SmallGuide, opened: Generation) -> None:
        built = load_guide(guide.knowledge)
        assert opened.articles == {language: built.of(language) for language in ("es", "en")}

    def test_it_keeps_the_configuration_it_was_built_with(self, guide: SmallGuide, opened: Generation) -> None:
        built_with = (guide.config / "retrieval.yaml").read_bytes()
        (guide.config / "retrieval.yaml").write_text("changed since", encoding="utf-8")
        assert (opened.config_dir / "retrieval.yaml").read_bytes() == built_with

    def test_its_lexical_indexes_are_aligned_with_its_passages(self, opened: Generation) -> None:
        index = opened.indexes["es"]
        for field, passages in index.passages.items():
            for unit in ("words", "ngrams"):
                assert index.lexical[unit, field].scores([]).shape == (len(passages),)
        scores = index.lexical["words", "questions"].scores(terms("café", "es"))
        assert index.passages["questions"][int(scores.argmax())].text == "cómo empaco el café"


@pytest.fixture(params=["compared row by row", "from Chroma"])
def opened_either_way(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Generation]:
    """A generation that is small enough to compare every row, or one that counts as large."""
    if request.param == "from Chroma":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    generation = open_generation(folder, "fake-1")
    yield generation
    generation.close()


def numbered(generation: Generation, language: str, *fields: str) -> list[Passage]:
    """The passages of fields as `nearest` numbers them."""
    return [passage for field in fields for passage in generation.indexes[language].passages[field]]


class TestNearest:
    QUESTIONS = ("cómo empaco el café", "¿qué dice la etiqueta?", "socio de un consorcio")

    def test_in_the_order_of_the_exact_cosines(self, opened_either_way: Generation) -> None:
        embedder = FakeEmbedder()
        passages = numbered(opened_either_way, "es", "text", "questions")
        rows = embedder.embed([passage.embedded for passage in passages])
        for question in self.QUESTIONS:
            [vector] = embedder.embed([question])
            exact = rows @ vector
            found, cosines = opened_either_way.nearest(vector, "es", 5)
            assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
            np.testing.assert_allclose(cosines, exact[found], atol=1e-5)
            np.testing.assert_allclose(cosines, np.sort(exact)[::-1][:5], atol=1e-5)

    def test_a_passages_own_text_finds_it_first(self, opened_either_way: Generation) -> None:
        for number, passage in enumerate(numbered(opened_either_way, "en", "text", "questions")):
            found, cosines = opened_either_way.nearest(FakeEmbedder().embed([passage.embedded])[0], "en", 3)
            assert found[0] == number
            assert cosines[0] == pytest.approx(1.0, abs=1e-5)

    def test_no_more_than_there_are(self, opened_either_way: Generation) -> None:
        found, _ = opened_either_way.nearest(FakeEmbedder().embed(["caja"])[0], "es", 1000)
        assert sorted(found.tolist()) == list(range(len(numbered(opened_either_way, "es", "text", "questions"))))

    def test_nothing_in_a_group_without_passages(self, opened_either_way: Generation) -> None:
        found, cosines = opened_either_way.nearest(FakeEmbedder().embed(["caja"])[0], "es", 5, of="documents")
        assert len(found) == len(cosines) == 0

    def test_nothing_in_a_language_without_articles(self, guide: SmallGuide) -> None:
        shutil.rmtree(guide.knowledge / "en")
        manifest = build(
            load_guide(guide.knowledge),
            [],
            root=guide.generations,
            embedder=guide.embedder,
            config_dir=guide.config,
            source_digest="",
            by="ana",
            previous=None,
        )
        generation = open_generation(guide.generations / manifest.id, "fake-1")
        try:
            assert not len(generation.nearest(np.ones(64, dtype=np.float32), "en", 5)[0])
            assert len(generation.nearest(np.ones(64, dtype=np.float32), "es", 5)[0])
        finally:
            generation.close()

    def test_comparing_every_row_finds_at_least_what_chroma_does(self, tmp_path: Path) -> None:
        """Among many passages, where a graph may miss some."""
        rows = np.random.default_rng(5).normal(size=(2_000, 64)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        place, ids = ("articles", "es"), [f"p{n}" for n in range(len(rows))]
        store = ChromaStore(tmp_path)
        store.write(place, ids, rows)
        store.close()
        store = ChromaStore(tmp_path, {place: ids})
        try:
            for vector in rows[:20]:
                _, exact = nearest_rows(rows, vector, 200)
                _, by_graph = store.nearest(vector, place, 200)
                assert (exact >= by_graph - 2e-6).all()
                assert np.isclose(exact, by_graph, atol=1e-4).mean() > 0.95
        finally:
            store.close()

    def test_what_chroma_cannot_write_is_an_error_of_the_disk(self, tmp_path: Path) -> None:
        store = ChromaStore(tmp_path)
        try:
            with pytest.raises(OSError, match="unique"):
                store.write(("articles", "es"), ["a", "a"], np.zeros((2, 3), np.float32))
        finally:
            store.close()

    def test_chroma_is_opened_only_for_the_groups_that_are_large(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.rmtree(folder / "chroma")
        open_generation(folder, "fake-1").close()
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 5)
        assert "cannot be opened (" in refusal(folder)


class TestRefused:
    @pytest.mark.parametrize(
        "name",
        [
            "articles.json",
            "passages.json",
            "vectors/articles-es.npy",
            "config/retrieval.yaml",
            "lexical/es/words-text/size",
            "lexical/en/ngrams-questions/weights.npy",
        ],
    )
    def test_a_file_that_is_torn_or_missing(self, folder: Path, name: str) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[:-1])
        assert f"is torn ({name})" in refusal(folder)
        path.unlink()
        assert f"is torn ({name})" in refusal(folder)

    def test_one_changed_byte_is_enough(self, folder: Path) -> None:
        path = folder / "vectors" / "articles-en.npy"
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        assert "is torn (vectors/articles-en.npy)" in refusal(folder)

    @pytest.mark.parametrize("content", [None, b"", b'{"format": 1, "id": "', b"[]", b"\xff"])
    def test_a_manifest_that_is_missing_or_torn(self, folder: Path, content: bytes | None) -> None:
        (folder / "manifest.json").unlink()
        if content is not None:
            (folder / "manifest.json").write_bytes(content)
        assert "is missing or torn" in refusal(folder)

    def test_a_folder_that_does_not_exist(self, folder: Path) -> None:
        assert "is missing or torn" in refusal(folder.with_name("20200101T000000000-abcdef"))

    def test_another_format(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 0}), encoding="utf-8")
        assert "has an older format" in refusal(folder)

    def test_another_models_vectors(self, folder: Path) -> None:
        assert "was made with another embedding model" in refusal(folder, "fake-2")

    @pytest.mark.parametrize("content", [None, b"no database", b""])
    def test_vectors_that_chroma_cannot_open(
        self, folder: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
        shutil.rmtree(folder / "chroma")
        if content is not None:
            (folder / "chroma").mkdir()
            (folder / "chroma/chroma.sqlite3").write_bytes(content)
        assert "cannot be opened (" in refusal(folder)

    @pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux shows them")
    def test_a_refused_generation_leaves_no_file_open(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
        shutil.rmtree(folder / "chroma")
        refusal(folder)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            shutil.rmtree(folder / "chroma")
            refusal(folder)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2

"""A generation is opened whole or not at all, and finds the nearest passages in the right order."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.errors import GenerationError
from bot.guide.articles import load_guide
from bot.guide.building import build
from bot.guide.generation import Generation, open_generation
from bot.guide.text import terms
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


class TestNearest:
    def test_in_the_order_of_the_exact_cosines(self, opened: Generation) -> None:
        embedder = FakeEmbedder()
        passages = [p for field in opened.indexes["es"].passages.values() for p in field]
        vectors = embedder.embed([passage.embedded for passage in passages])
        for question in ("cómo empaco el café", "¿qué dice la etiqueta?", "socio de un consorcio"):
            [vector] = embedder.embed([question])
            exact = {p.id: float(cosine) for p, cosine in zip(passages, vectors @ vector, strict=True)}
            found = opened.nearest(vector, "es", 5)
            assert list(found.values()) == sorted(found.values(), reverse=True)
            assert found == pytest.approx({id_: exact[id_] for id_ in found}, abs=1e-5)
            assert min(found.values()) >= sorted(exact.values(), reverse=True)[4] - 1e-5

    def test_a_passages_own_text_finds_it_first(self, opened: Generation) -> None:
        for passage in opened.indexes["en"].passages["text"]:
            found = opened.nearest(FakeEmbedder().embed([passage.embedded])[0], "en", 3)
            assert next(iter(found.items())) == (passage.id, pytest.approx(1.0, abs=1e-5))

    def test_only_in_the_language_asked_for(self, opened: Generation) -> None:
        found = opened.nearest(FakeEmbedder().embed(["caja"])[0], "en", 100)
        assert all(id_.startswith("en/") for id_ in found)

    def test_no_more_than_there_are(self, opened: Generation) -> None:
        found = opened.nearest(FakeEmbedder().embed(["caja"])[0], "es", 1000)
        assert len(found) == sum(len(passages) for passages in opened.indexes["es"].passages.values())

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
            assert generation.nearest(np.ones(64, dtype=np.float32), "en", 5) == {}
            assert generation.nearest(np.ones(64, dtype=np.float32), "es", 5)
        finally:
            generation.close()


class TestRefused:
    @pytest.mark.parametrize(
        "name",
        [
            "articles.json",
            "passages.json",
            "vectors.npz",
            "config/retrieval.yaml",
            "lexical/es/words-text/size",
            "lexical/en/ngrams-questions/bm25s/data.csc.index.npy",
        ],
    )
    def test_a_file_that_is_torn_or_missing(self, folder: Path, name: str) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[:-1])
        assert f"is torn ({name})" in refusal(folder)
        path.unlink()
        assert f"is torn ({name})" in refusal(folder)

    def test_one_changed_byte_is_enough(self, folder: Path) -> None:
        path = folder / "vectors.npz"
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        assert "is torn (vectors.npz)" in refusal(folder)

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
    def test_vectors_that_chroma_cannot_open(self, folder: Path, content: bytes | None) -> None:
        shutil.rmtree(folder / "chroma")
        if content is not None:
            (folder / "chroma").mkdir()
            (folder / "chroma/chroma.sqlite3").write_bytes(content)
        assert "cannot be opened (" in refusal(folder)

    @pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux shows them")
    def test_a_refused_generation_leaves_no_file_open(self, folder: Path) -> None:
        shutil.rmtree(folder / "chroma")
        refusal(folder)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            shutil.rmtree(folder / "chroma")
            refusal(folder)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2

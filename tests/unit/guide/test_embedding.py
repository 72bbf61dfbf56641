"""The bundled model: unit vectors that depend on nothing but their text, and a place in langchain's chains."""

from pathlib import Path

import numpy as np
import pytest
from langchain_core.vectorstores import InMemoryVectorStore

from bot.errors import ModelError
from bot.guide.embedding import OnnxEmbedder


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


def test_a_text_has_the_same_unit_vector_alone_and_among_others(embedder: OnnxEmbedder) -> None:
    texts = ["¿Qué es un consorcio?", "café", "How do I label a jar of honey for the European Union?"]
    together = embedder.embed(texts)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_array_equal(embedder.embed([text])[0], row)


def test_it_serves_in_a_chain_of_langchain(embedder: OnnxEmbedder) -> None:
    store = InMemoryVectorStore(embedder)  # type: ignore[arg-type]
    store.add_texts(["Registro INVIMA de cosméticos", "Aguacate hass en contenedor refrigerado"])
    [found] = store.similarity_search("¿cómo registro una crema en el INVIMA?", k=1)
    assert found.page_content == "Registro INVIMA de cosméticos"


def test_a_torn_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"torn")
    with pytest.raises(ModelError, match="cannot be loaded") as raised:
        OnnxEmbedder(tmp_path)
    assert "\n" not in str(raised.value)

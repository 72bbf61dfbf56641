"""Sentence vectors: the bundled ONNX model by default, any sentence-transformers model on request.

The bundled model is served by onnxruntime and tokenizers alone; torch is imported only when `EMBEDDING_MODEL`
names another model.
"""

import hashlib
import os
import threading
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.settings import PROJECT_DIR

BUNDLED_MODEL = PROJECT_DIR / "models" / "minilm-consorcia"
MAX_TOKENS = 256

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What the index and the search need of a model."""

    name: str
    digest: str

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of a text."""

    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, one row a text; shape (texts, dimension)."""


class _ForLangchain(ABC):
    """The methods of langchain's `Embeddings`: a model serves in any chain, and answering needs no langchain."""

    @abstractmethod
    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, one row a text; shape (texts, dimension)."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors as langchain wants them."""
        rows: list[list[float]] = self.embed(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text as langchain wants it."""
        return self.embed_documents([text])[0]


class OnnxEmbedder(_ForLangchain):
    """A MiniLM exported to ONNX, with its tokenizer beside it.

    Args:
        folder: holds `model.onnx` and `tokenizer.json`.

    Raises:
        ModelError: the folder does not hold a model that can be loaded.
    """

    def __init__(self, folder: Path = BUNDLED_MODEL) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = folder.name
        try:
            with (folder / "model.onnx").open("rb") as model:
                self.digest = hashlib.file_digest(model, "sha256").hexdigest()[:16]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            # One thread a sentence: sentences run side by side instead, and no core spins between them.
            options.intra_op_num_threads = 1
            path = str(folder / "model.onnx")
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(
                f"the embedding model in {folder} cannot be loaded ({type(error).__name__}); restore the folder "
                "from the repository or set EMBEDDING_MODEL"
            ) from None
        # More at once than there are cores would be no faster, and each takes memory of its own.
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of a text, at most what it reads."""
        return len(self._tokenizer.encode(text).ids)

    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, one row a text; shape (texts, dimension).

        Each text is run alone: the int8 model scales its activations over the whole batch, so that a text's vector
        would depend on its neighbours.
        """
        if len(texts) == 1:
            return self._embed_one(texts[0])
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.concatenate(list(pool.map(self._embed_one, texts)))

    def _embed_one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        with self._turns:
            outputs = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        vector: Vectors = np.asarray(outputs[0], dtype=np.float32)
        return vector


class SentenceTransformerEmbedder(_ForLangchain):
    """Any sentence-transformers model, by name or path.

    Raises:
        ModelError: the `models` extra is not installed, or the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(name, device="cpu")
        except ImportError:
            raise ModelError(
                "EMBEDDING_MODEL needs the extra packages: pip install '.[models]' (see docs/operate.md)"
            ) from None
        except Exception as error:
            raise ModelError(f'EMBEDDING_MODEL "{name}" cannot be loaded: {type(error).__name__}') from None
        probe = self.embed(["consorcio de exportación"])
        self.digest = hashlib.sha256(name.encode() + probe.round(4).tobytes()).hexdigest()[:16]

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of a text."""
        return len(self._model.tokenizer(text)["input_ids"])

    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, one row a text; shape (texts, dimension)."""
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def load_embedder(model: str) -> OnnxEmbedder | SentenceTransformerEmbedder:
    """The embedder that `EMBEDDING_MODEL` names; the bundled one when it is empty."""
    return SentenceTransformerEmbedder(model) if model else OnnxEmbedder()

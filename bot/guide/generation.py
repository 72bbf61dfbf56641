"""A generation: one complete, immutable build of the guide's index in a folder of its own.

A folder becomes a generation when its manifest is written, last of all. It holds everything needed to answer: the
articles, their passages, the lexical indexes, the vectors, and the retrieval configuration it was built with.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import chromadb
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from pydantic import BaseModel, TypeAdapter

from bot.errors import GenerationError
from bot.guide.articles import LANGUAGES, Article
from bot.guide.asker import FILES
from bot.guide.embedding import Vectors
from bot.guide.learning import Learned
from bot.guide.lexical import LexicalIndex
from bot.guide.passages import Passage

FORMAT = 2
# What a passage's text is: what articles say, what people ask, what documents say, what the guide does not answer.
FIELDS = ("text", "questions", "documents", "outside")
UNITS = ("words", "ngrams")
# Searched apart from one another; answers prefer articles.
GROUPS = ("articles", "documents", "outside")
CONFIG_FILES = ("retrieval.yaml", "synonyms.es.yaml", "synonyms.en.yaml", *FILES.values())

ARTICLES = TypeAdapter(list[Article])
PASSAGES = TypeAdapter(list[Passage])


class Changes(BaseModel):
    """How many articles of a build differ from the generation before it."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0


class Manifest(BaseModel):
    """What a generation is made of; written last, so that its presence means the build was completed."""

    format: int = FORMAT
    id: str
    created: dt.datetime
    by: str
    model: str
    model_digest: str
    source_digest: str
    articles: dict[str, str]
    passages: int
    embedded: int
    changes: Changes
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class LanguageIndex:
    """What is searched in one language.

    `passages` by field; `lexical` by (`words`|`ngrams`, field), and for the field `whole`, whose documents are the
    articles in the order of `learned.articles`.
    """

    passages: dict[str, list[Passage]]
    lexical: dict[tuple[str, str], LexicalIndex]
    learned: Learned


class Generation:
    """An opened generation, ready to be searched; close it when no reader uses it any more."""

    def __init__(
        self,
        manifest: Manifest,
        folder: Path,
        articles: list[Article],
        indexes: dict[str, LanguageIndex],
        client: ClientAPI,
    ) -> None:
        self.manifest = manifest
        self.config_dir = folder / "config"
        self.articles = {lang: {a.id: a for a in articles if a.language == lang} for lang in LANGUAGES}
        self.indexes = indexes
        self._client = client
        self._collections = {
            (group, language): client.get_collection(collection_name(group, language), embedding_function=None)
            for group in GROUPS
            for language in LANGUAGES
        }
        # Asking Chroma for it costs as much as half a search.
        self._counts = {key: collection.count() for key, collection in self._collections.items()}

    @property
    def id(self) -> str:
        """The generation's name, which begins with when it was built."""
        return self.manifest.id

    def nearest(self, vector: Vectors, language: str, count: int, *, of: str = "articles") -> dict[str, float]:
        """Cosine similarity of the passages of a group nearest to a vector, by passage id."""
        collection = self._collections[of, language]
        count = min(count, self._counts[of, language])
        if count == 0:
            return {}
        found = collection.query(query_embeddings=vector.reshape(1, -1), n_results=count, include=["distances"])
        distances = found["distances"] or [[]]
        return {id_: round(1.0 - d, 6) for id_, d in zip(found["ids"][0], distances[0], strict=True)}

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        GenerationError: there is none, or it cannot be read.
    """
    try:
        manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        raise GenerationError(f"the index {folder.name} is missing or torn; run: python ingest.py build") from None
    if manifest.format != FORMAT:
        raise GenerationError(f"the index {folder.name} has an older format; run: python ingest.py build")
    return manifest


def open_generation(folder: Path, model_digest: str) -> Generation:
    """Open a generation for searching.

    Raises:
        GenerationError: a file is missing or altered, or its vectors are of another model than `model_digest`.
    """
    manifest = read_manifest(folder)
    if manifest.model_digest != model_digest:
        raise GenerationError(
            f"the index {folder.name} was made with another embedding model; run: python ingest.py build"
        )
    for name, digest in manifest.files.items():
        if not _is_whole(folder / name, digest):
            raise GenerationError(f"the index {folder.name} is torn ({name}); run: python ingest.py build, or rollback")
    try:
        articles = ARTICLES.validate_json((folder / "articles.json").read_bytes())
        passages = PASSAGES.validate_json((folder / "passages.json").read_bytes())
        indexes = _load_indexes(folder, passages)
        client = chroma(folder)
        try:
            return Generation(manifest, folder, articles, indexes, client)
        except BaseException:
            client.close()  # type: ignore[attr-defined]
            raise
    except Exception as error:
        raise GenerationError(
            f"the index {folder.name} cannot be opened ({type(error).__name__}); run: python ingest.py build"
        ) from error


def _is_whole(path: Path, digest: str) -> bool:
    try:
        return file_digest(path) == digest
    except OSError:
        return False


def field_of(passage: Passage) -> str:
    """Which field a passage belongs to."""
    return {"question": "questions", "document": "documents", "outside": "outside"}.get(passage.kind, "text")


def group_of(passage: Passage) -> str:
    """Which group a passage is searched with."""
    return {"document": "documents", "outside": "outside"}.get(passage.kind, "articles")


def _load_indexes(folder: Path, passages: list[Passage]) -> dict[str, LanguageIndex]:
    indexes = {}
    for language in LANGUAGES:
        by_field: dict[str, list[Passage]] = {field: [] for field in FIELDS}
        for passage in passages:
            if passage.language == language:
                by_field[field_of(passage)].append(passage)
        lexical = {
            (unit, field): LexicalIndex.load(folder / "lexical" / language / f"{unit}-{field}")
            for unit in UNITS
            for field in (*FIELDS, "whole")
        }
        indexes[language] = LanguageIndex(by_field, lexical, Learned.load(folder / f"learned-{language}.npz"))
    return indexes


def chroma(folder: Path) -> ClientAPI:
    """The generation's own Chroma; it is never written to after the build."""
    return chromadb.PersistentClient(path=str(folder / "chroma"), settings=ChromaSettings(anonymized_telemetry=False))


def collection_name(group: str, language: str) -> str:
    """One collection a language and group."""
    return f"{group}-{language}"


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

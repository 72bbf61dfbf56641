"""A generation: one complete, immutable build of the guide's index in a folder of its own.

A folder becomes a generation when its manifest is written, last of all. It holds everything needed to answer: the
articles, their passages, the lexical indexes, the vectors, and the retrieval configuration it was built with.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from bot.errors import GenerationError
from bot.guide.articles import LANGUAGES, Article
from bot.guide.asker import FILES
from bot.guide.embedding import Vectors
from bot.guide.learning import Learned
from bot.guide.lexical import LexicalIndex
from bot.guide.passages import Passage
from bot.guide.vectors import Nearest, PassageVectors, Place

FORMAT = 3
# What a passage's text is: what articles say, what people ask, what documents say, what the guide does not answer.
FIELDS = ("text", "questions", "documents", "outside")
_FIELD_OF = {"question": "questions", "document": "documents", "outside": "outside"}
UNITS = ("words", "ngrams")
# What is searched apart from one another, answers prefer articles; and the fields of each, in the order of its vectors.
GROUPS = {"articles": ("text", "questions"), "documents": ("documents",), "outside": ("outside",)}
CONFIG_FILES = ("retrieval.yaml", "synonyms.es.yaml", "synonyms.en.yaml", *FILES.values())
# A generation with this mark is a candidate: complete, and nobody has published it yet.
CANDIDATE = "candidate"

ARTICLES = TypeAdapter(list[Article])
PASSAGES = TypeAdapter(list[Passage])


class Changes(BaseModel):
    """How many articles of a build differ from the generation before it."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0


class Manifest(BaseModel):
    """What a generation is made of; written last, so that its presence means the build was completed.

    `articles` has a digest for each "language/id", `documents` for each path; `previous` is the generation that was
    live at the build; `forced` is the reason why it was published against the gate's advice.
    """

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
    documents: dict[str, str] = {}
    previous: str = ""
    forced: str = ""


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
        vectors: PassageVectors,
    ) -> None:
        self.manifest = manifest
        self.config_dir = folder / "config"
        self.articles = {lang: {a.id: a for a in articles if a.language == lang} for lang in LANGUAGES}
        self.indexes = indexes
        self._vectors = vectors

    @property
    def id(self) -> str:
        """The generation's name, which begins with when it was built."""
        return self.manifest.id

    def nearest(self, vector: Vectors, language: str, count: int, *, of: str = "articles") -> Nearest:
        """The passages of a group nearest to a vector by cosine, the nearest first.

        They are numbered through the group's fields: those of the first field come first.
        """
        return self._vectors.nearest(vector, (of, language), count)

    def close(self) -> None:
        """Let go of the files."""
        self._vectors.close()


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
        if not is_whole(folder / name, digest):
            raise GenerationError(f"the index {folder.name} is torn ({name}); run: python ingest.py build, or rollback")
    try:
        articles = ARTICLES.validate_json((folder / "articles.json").read_bytes())
        passages = by_field(PASSAGES.validate_json((folder / "passages.json").read_bytes()))
        indexes = {language: _load_index(folder, language, listed) for language, listed in passages.items()}
        ids = {place: [passage.id for passage in listed] for place, listed in by_place(passages).items()}
        return Generation(manifest, folder, articles, indexes, PassageVectors(folder, ids))
    except Exception as error:
        raise GenerationError(
            f"the index {folder.name} cannot be opened ({type(error).__name__}); run: python ingest.py build"
        ) from error


def is_whole(path: Path, digest: str) -> bool:
    """Whether a file is there as it was written."""
    try:
        return file_digest(path) == digest
    except OSError:
        return False


def field_of(passage: Passage) -> str:
    """Which field a passage belongs to."""
    return _FIELD_OF.get(passage.kind, "text")


def by_field(passages: list[Passage]) -> dict[str, dict[str, list[Passage]]]:
    """The passages of each language and field."""
    found: dict[str, dict[str, list[Passage]]] = {lang: {field: [] for field in FIELDS} for lang in LANGUAGES}
    for passage in passages:
        found[passage.language][field_of(passage)].append(passage)
    return found


def by_place(passages: dict[str, dict[str, list[Passage]]]) -> dict[Place, list[Passage]]:
    """The same by group and language, in the order of their vectors."""
    return {
        (group, language): [passage for field in fields for passage in listed[field]]
        for group, fields in GROUPS.items()
        for language, listed in passages.items()
    }


def _load_index(folder: Path, language: str, passages: dict[str, list[Passage]]) -> LanguageIndex:
    lexical = {
        (unit, field): LexicalIndex.load(folder / "lexical" / language / f"{unit}-{field}")
        for unit in UNITS
        for field in (*FIELDS, "whole")
    }
    return LanguageIndex(passages, lexical, Learned.load(folder / f"learned-{language}.npz"))


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

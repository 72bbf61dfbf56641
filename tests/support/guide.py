"""Small guides on disk, a model made of arithmetic, and what it takes to publish one from the other."""

import asyncio
import datetime as dt
import json
import shutil
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answering import asking
from bot.desk.editing import Editing
from bot.guide.embedding import Vectors
from bot.guide.generation import CONFIG_FILES, Generation, Manifest, open_generation
from bot.guide.publishing import Library
from bot.guide.reviewing import Review, Reviewer
from bot.guide.search import Searcher
from bot.guide.text import fold
from bot.settings import CONFIG_DIR
from bot.storage.audit import Audit
from bot.storage.questions import Questions
from bot.storage.uploads import Uploads

DIMENSIONS = 64

SOURCE = {"title": "Guía", "publisher": "ProColombia", "year": 2023, "url": "https://procolombia.co/guia"}
META: dict[str, Any] = {
    "id": "export/packing",
    "title": "Cómo empacar",
    "summary": "Use cajas nuevas y secas.",
    "sector": ["agro"],
    "related": [],
    "reviewed": dt.date(2026, 11, 22),
    "review_every_months": 12,
    "confidence": "high",
    "sources": [SOURCE],
}
# Read many times in a test run, so that each holds next to nothing; the other files are the real ones.
SMALL_CONFIG = {
    "synonyms.es.yaml": "abbreviations: {}\nsynonyms: {}\n",
    "synonyms.en.yaml": "abbreviations: {}\nsynonyms: {}\n",
    "products.yaml": "food: {es: [café], en: [coffee]}\n",
    "places.yaml": "eu: {es: [Francia], en: [France]}\n",
}


class FakeEmbedder:
    """Texts that share letters lie near each other; counts what it embeds. A token is a word."""

    def __init__(self, digest: str = "fake-1", *, fails_after: int | None = None) -> None:
        self.name = "fake"
        self.digest = digest
        self.embedded: list[str] = []
        self._fails_after = fails_after

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: list[str]) -> Vectors:
        if self._fails_after is not None and len(self.embedded) >= self._fails_after:
            raise RuntimeError("the model broke")
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    @staticmethod
    def _vector(text: str) -> Vectors:
        vector = np.zeros(DIMENSIONS, dtype=np.float32)
        padded = f" {fold(text)} "
        for start in range(len(padded) - 2):
            vector[zlib.crc32(padded[start : start + 3].encode()) % DIMENSIONS] += 1.0
        length = np.linalg.norm(vector)
        if length == 0.0:
            vector[0] = length = 1.0
        unit: Vectors = vector / length
        return unit


def article_text(body: str = "\n## Pasos\nEmpaque con cuidado.\n", **meta: Any) -> str:
    """An article as its file holds it; `key=None` leaves a key of the front matter out."""
    values = {key: value for key, value in (META | meta).items() if value is not None}
    header = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, default_flow_style=None, width=10_000)
    return f"---\n{header}---\n{body}"


def write_article(
    knowledge: Path,
    article: str,
    *,
    language: str = "es",
    body: str = "\n## Pasos\nEmpaque con cuidado.\n",
    questions: Iterable[str] = (),
    **meta: Any,
) -> Path:
    """Write an article, and its questions file if it has questions; return the article's path."""
    path = knowledge / language / f"{article}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(article_text(body, **({"id": article} | meta)), encoding="utf-8")
    lines = list(questions)
    if lines:
        path.with_suffix(".questions.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_pair(knowledge: Path, article: str, **contents: Any) -> Path:
    """Write an article in both languages, with the same contents; return the Spanish one's path."""
    write_article(knowledge, article, language="en", **contents)
    return write_article(knowledge, article, **contents)


def write_small_guide(knowledge: Path) -> None:
    """Three articles in both languages, without faults: packing, labels, and joining a consortium."""
    write_packing(knowledge)
    write_pair(
        knowledge,
        "export/labels",
        title="Etiquetas",
        summary="Una etiqueta dice el peso y el lote.",
        body="\n## Idiomas\nEscriba la etiqueta en el idioma del comprador.\n",
        questions=["qué lleva la etiqueta del frasco"],
    )
    write_pair(
        knowledge,
        "consortia/how-to-join",
        title="Unirse a un consorcio",
        summary="Hable con el gerente y firme el acuerdo.",
        body="\n## Pasos\nPida el reglamento interno.\n",
        questions=["cómo me uno a un consorcio", "quiero ser socio del grupo"],
    )


def write_packing(knowledge: Path, summary: str = "Use cajas nuevas de cartón y séquelas bien.") -> None:
    """The article on packing, in both languages."""
    write_pair(
        knowledge,
        "export/packing",
        title="Cómo empacar",
        summary=summary,
        body="\n## Cajas\nElija cajas de cartón.\n\n## Estibas\nFumigue la madera.\n",
        questions=["¿en qué caja mando la fruta?", "cómo empaco el café"],
    )


def write_insurance(knowledge: Path) -> None:
    """A fourth article, in both languages."""
    write_pair(
        knowledge,
        "export/insurance",
        title="Seguros",
        summary="Pida una póliza.",
        body="\n## Póliza\nCompare las primas.\n",
        questions=["cómo aseguro la carga"],
    )


def write_golden(knowledge: Path, *questions: tuple[str, str, str]) -> Path:
    """Write golden questions, each with its language and the article that answers it; return their file."""
    path = knowledge / "golden.jsonl"
    lines = [json.dumps({"question": text, "lang": lang, "articles": [article]}) for text, lang, article in questions]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class SmallGuide:
    """A small guide with its configuration and its library, all in one folder.

    Args:
        folder: an empty folder, or a copy of another small guide's.
        kept: how many generations the library keeps.
    """

    def __init__(self, folder: Path, kept: int = 10) -> None:
        self.knowledge = folder / "knowledge"
        self.config = folder / "config"
        self.generations = folder / "guide" / "generations"
        self.pointer = folder / "guide" / "current"
        self.library = Library(folder / "guide", kept)
        self.embedder = FakeEmbedder()
        if not self.config.exists():
            self.config.mkdir(parents=True)
            for name in CONFIG_FILES:
                shutil.copyfile(CONFIG_DIR / name, self.config / name)
            for name, content in SMALL_CONFIG.items():
                (self.config / name).write_text(content, encoding="utf-8")
            write_small_guide(self.knowledge)

    def publish(self, embedder: FakeEmbedder | None = None) -> Manifest:
        """Publish the guide as it stands."""
        manifest, _ = self.library.publish(self.knowledge, self.config, embedder or self.embedder, by="ana")
        return manifest

    def prepare(self, by: str = "ana") -> Manifest:
        """Build a candidate from the guide as it stands."""
        return self.library.prepare(self.knowledge, self.config, self.embedder, by=by)[0]

    def rollback(self, to: str | None = None) -> Manifest:
        """Make an earlier generation live."""
        return self.library.rollback(self.embedder, to)

    def editing(self, engine: AsyncEngine) -> Editing:
        """What editors of this guide do from a chat."""
        reviewer = Reviewer(self.library, self.embedder, self.config, asking)

        async def reviewing(knowledge: Path, golden: Any, real: Any, by: str, wait_seconds: float) -> Review:
            return await asyncio.to_thread(reviewer.review, knowledge, golden, real, by=by, wait_seconds=wait_seconds)

        uploads = Uploads(engine)
        folder = self.pointer.parent.parent / "uploads"
        guide = self.library, self.embedder, self.config, reviewing
        return Editing(*guide, uploads, Questions(engine), Audit(engine), self.knowledge, folder)

    def change_an_article(self, summary: str = "Use cajas usadas.") -> None:
        """Give packing another summary, in both languages."""
        write_packing(self.knowledge, summary)

    def break_an_article(self) -> None:
        """Leave labels without a summary, in Spanish."""
        write_article(self.knowledge, "export/labels", summary=None)

    def is_stale(self) -> bool:
        """Whether what is live was built from something else."""
        return self.library.is_stale(self.knowledge, self.config, self.embedder)

    def open_live(self) -> Generation:
        """The live generation; the caller closes it."""
        return open_generation(self.library.live(), self.embedder.digest)

    def answer(self, question: str, language: str = "es") -> str:
        """The article that the live generation finds first."""
        generation = self.open_live()
        try:
            return Searcher(generation, self.embedder).search(question, language).candidates[0].article
        finally:
            generation.close()

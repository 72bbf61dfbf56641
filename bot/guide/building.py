"""Build a generation from the guide's articles; vectors that an earlier one has are used again."""

import datetime as dt
import hashlib
import json
import secrets
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration

from bot.guide.articles import LANGUAGES, Article, Guide
from bot.guide.asker import AskerWords
from bot.guide.documents import Document
from bot.guide.embedding import Embedder, Vectors
from bot.guide.generation import (
    ARTICLES,
    CONFIG_FILES,
    FIELDS,
    GROUPS,
    PASSAGES,
    Changes,
    Manifest,
    chroma,
    collection_name,
    field_of,
    file_digest,
    group_of,
    read_manifest,
)
from bot.guide.learning import learn
from bot.guide.lexical import LexicalIndex
from bot.guide.passages import Passage, cut, plain
from bot.guide.text import ngrams, terms

EMBED_BATCH = 64

# Measured: with these the same vectors give the same neighbours in every build.
_HNSW: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}
}


def build(
    guide: Guide,
    documents: Sequence[Document],
    *,
    root: Path,
    embedder: Embedder,
    config_dir: Path,
    source_digest: str,
    by: str,
    previous: Path | None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Manifest:
    """Write a new generation below `root` and return its manifest; publishing it is another step.

    Args:
        guide: the articles to index, and what lies outside them.
        documents: the documents to index beside them.
        root: the folder that holds the generations.
        embedder: makes the vectors of the passages whose digest the previous generation does not know.
        config_dir: where the retrieval configuration to build with is.
        source_digest: identifies the files built from, to tell later whether the generation is stale.
        by: who builds.
        previous: the folder of the generation before, whose vectors are used again.
        on_progress: called with (embedded, to embed).
    """
    created = dt.datetime.now(dt.UTC)
    # To the millisecond, so that names sort as the builds were made.
    moment = f"{created:%Y%m%dT%H%M%S}{created.microsecond // 1000:03d}"
    folder = root / f"{moment}-{secrets.token_hex(3)}"
    folder.mkdir(parents=True)
    try:
        passages = list(cut(guide, documents, embedder.count_tokens))
        vectors, embedded = _vectors(passages, embedder, previous, on_progress)
        (folder / "articles.json").write_bytes(ARTICLES.dump_json(guide.articles))
        (folder / "passages.json").write_bytes(PASSAGES.dump_json(passages))
        (folder / "config").mkdir()
        for name in CONFIG_FILES:
            shutil.copyfile(config_dir / name, folder / "config" / name)
        _write_lexical(folder / "lexical", passages)
        _write_vectors(folder, passages, vectors, embedder)
        _write_learned(folder, passages, vectors)
        digests = {f"{a.language}/{a.id}": _article_digest(a) for a in guide.articles}
        manifest = Manifest(
            id=folder.name,
            created=created,
            by=by,
            model=embedder.name,
            model_digest=embedder.digest,
            source_digest=source_digest,
            articles=digests,
            passages=len(passages),
            embedded=embedded,
            changes=_changes(digests, previous),
            files={str(p.relative_to(folder)): file_digest(p) for p in _own_files(folder)},
        )
        (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


def _vectors(
    passages: list[Passage],
    embedder: Embedder,
    previous: Path | None,
    on_progress: Callable[[int, int], None],
) -> tuple[Vectors, int]:
    """The vectors of all passages, and how many had to be made anew."""
    known = _known_vectors(previous, embedder)
    digests = [_passage_digest(p) for p in passages]
    missing = {d: p.embedded for d, p in zip(digests, passages, strict=True) if d not in known}
    keys, texts = list(missing), list(missing.values())
    on_progress(0, len(keys))
    for start in range(0, len(keys), EMBED_BATCH):
        rows = embedder.embed(texts[start : start + EMBED_BATCH])
        known.update(zip(keys[start : start + EMBED_BATCH], rows, strict=True))
        on_progress(min(start + EMBED_BATCH, len(keys)), len(keys))
    vectors = np.stack([known[d] for d in digests])
    return vectors, len(keys)


def _known_vectors(previous: Path | None, embedder: Embedder) -> dict[str, Vectors]:
    if previous is None:
        return {}
    try:
        with (previous / "vectors.npz").open("rb") as file, np.load(file) as kept:
            if str(kept["model"]) != embedder.digest:
                return {}
            return dict(zip(kept["digests"].tolist(), kept["vectors"], strict=True))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):  # torn: make them all anew
        return {}


def _write_vectors(folder: Path, passages: list[Passage], vectors: Vectors, embedder: Embedder) -> None:
    digests = np.array([_passage_digest(p) for p in passages], dtype=np.str_)
    np.savez(folder / "vectors.npz", digests=digests, vectors=vectors, model=np.array(embedder.digest))
    client = chroma(folder)
    batch = client.get_max_batch_size()
    for group in GROUPS:
        for language in LANGUAGES:
            collection = client.create_collection(
                collection_name(group, language), embedding_function=None, configuration=_HNSW
            )
            rows = _rows(passages, language, group)
            for start in range(0, len(rows), batch):
                part = rows[start : start + batch]
                collection.add(ids=[passages[n].id for n in part], embeddings=vectors[part])
    client.close()  # type: ignore[attr-defined]


def _write_lexical(folder: Path, passages: list[Passage]) -> None:
    for language in LANGUAGES:
        texts: dict[str, list[str]] = {field: [] for field in FIELDS}
        whole: dict[str, list[str]] = defaultdict(list)
        for passage in passages:
            if passage.language == language:
                field = field_of(passage)
                texts[field].append(passage.text if field in ("questions", "outside") else _indexed(passage))
                if field == "text":
                    whole[passage.article].append(_indexed(passage))
        texts["whole"] = [" ".join(whole[article]) for article in sorted(whole)]
        for field, listed in texts.items():
            LexicalIndex.build([terms(t, language) for t in listed]).save(folder / language / f"words-{field}")
            LexicalIndex.build([ngrams(t) for t in listed]).save(folder / language / f"ngrams-{field}")


def _write_learned(folder: Path, passages: list[Passage], vectors: Vectors) -> None:
    for language in LANGUAGES:
        rows = _rows(passages, language, "articles") + _rows(passages, language, "outside")
        asker = AskerWords(folder / "config", language)
        learned = learn([passages[n] for n in rows], vectors[rows], asker, language)
        learned.save(folder / f"learned-{language}.npz")


def _rows(passages: list[Passage], language: str, group: str) -> list[int]:
    """The numbers of a language's passages of a group."""
    return [n for n, p in enumerate(passages) if p.language == language and group_of(p) == group]


def _indexed(passage: Passage) -> str:
    return f"{passage.title} {passage.heading} {plain(passage.text)}"


def _own_files(folder: Path) -> Iterable[Path]:
    """The files that never change after the build; Chroma's own may be touched by opening them."""
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and "chroma" not in p.relative_to(folder).parts)


def _changes(digests: dict[str, str], previous: Path | None) -> Changes:
    before: dict[str, Any] = read_manifest(previous).articles if previous else {}
    return Changes(
        created=len(digests.keys() - before.keys()),
        deleted=len(before.keys() - digests.keys()),
        updated=sum(1 for key in digests.keys() & before.keys() if digests[key] != before[key]),
        unchanged=sum(1 for key in digests.keys() & before.keys() if digests[key] == before[key]),
    )


def _article_digest(article: Article) -> str:
    record = (article.meta.model_dump_json(), article.body, [(q.text, q.articles) for q in article.questions])
    return hashlib.sha256(json.dumps(record).encode()).hexdigest()[:16]


def _passage_digest(passage: Passage) -> str:
    return hashlib.sha256(passage.embedded.encode()).hexdigest()[:32]

"""Build a generation from the guide's articles; vectors that an earlier one has are used again."""

import datetime as dt
import hashlib
import json
import secrets
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from bot.guide.articles import LANGUAGES, Article, Guide
from bot.guide.asker import AskerWords
from bot.guide.changes import difference
from bot.guide.documents import Document
from bot.guide.embedding import Embedder, Vectors
from bot.guide.generation import (
    ARTICLES,
    CANDIDATE,
    CONFIG_FILES,
    FIELDS,
    PASSAGES,
    Changes,
    Manifest,
    by_field,
    by_place,
    field_of,
    file_digest,
    is_whole,
    read_manifest,
)
from bot.guide.learning import learn
from bot.guide.lexical import LexicalIndex
from bot.guide.passages import Passage, cut, plain
from bot.guide.text import ngrams, terms
from bot.guide.vectors import read_matrix, write_vectors

EMBED_BATCH = 64


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
    """Write a new generation below `root`, marked as a candidate, and return its manifest; publishing is another step.

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
        passages = sorted(cut(guide, documents, embedder.count_tokens), key=_order)
        vectors, embedded = _vectors(passages, embedder, previous, on_progress)
        (folder / "articles.json").write_bytes(ARTICLES.dump_json(guide.articles))
        (folder / "passages.json").write_bytes(PASSAGES.dump_json(passages))
        (folder / "config").mkdir()
        for name in CONFIG_FILES:
            shutil.copyfile(config_dir / name, folder / "config" / name)
        _write_lexical(folder / "lexical", passages)
        _write_vectors(folder, passages, vectors)
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
            documents={document.path: _document_digest(document) for document in documents},
            passages=len(passages),
            embedded=embedded,
            changes=_changes(digests, previous),
            files={str(p.relative_to(folder)): file_digest(p) for p in _own_files(folder)},
            previous=previous.name if previous else "",
        )
        (folder / CANDIDATE).touch()
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
    """The vectors of the generation before by the digest of their passages; none if it is torn or of another model."""
    manifest = read_manifest(previous) if previous else None
    if previous is None or manifest is None or manifest.model_digest != embedder.digest:
        return {}
    kept = {name: digest for name, digest in manifest.files.items() if name.startswith(("passages.json", "vectors/"))}
    if not all(is_whole(previous / name, digest) for name, digest in kept.items()):
        return {}
    passages = by_place(by_field(PASSAGES.validate_json((previous / "passages.json").read_bytes())))
    return {
        _passage_digest(passage): row
        for place, listed in passages.items()
        for passage, row in zip(listed, read_matrix(previous, place), strict=True)
    }


def _write_vectors(folder: Path, passages: list[Passage], vectors: Vectors) -> None:
    from bot.guide.chroma import ChromaStore  # whoever only reads generations does without it

    store = ChromaStore(folder)
    try:
        number = {passage.id: n for n, passage in enumerate(passages)}
        for place, listed in by_place(by_field(passages)).items():
            ids = [passage.id for passage in listed]
            write_vectors(folder, place, ids, vectors[[number[one] for one in ids]], store)
    finally:
        store.close()


def _write_lexical(folder: Path, passages: list[Passage]) -> None:
    for language, listed in by_field(passages).items():
        texts = {field: [_indexed(passage) for passage in listed[field]] for field in FIELDS}
        whole = defaultdict(list)
        for passage, text in zip(listed["text"], texts["text"], strict=True):
            whole[passage.article].append(text)
        texts["whole"] = [" ".join(whole[article]) for article in sorted(whole)]
        for field, found in texts.items():
            LexicalIndex.build([terms(text, language) for text in found]).save(folder / language / f"words-{field}")
            LexicalIndex.build([ngrams(text) for text in found]).save(folder / language / f"ngrams-{field}")


def _write_learned(folder: Path, passages: list[Passage], vectors: Vectors) -> None:
    for language in LANGUAGES:
        rows = [n for n, p in enumerate(passages) if p.language == language and p.kind != "document"]
        asker = AskerWords(folder / "config", language)
        learned = learn([passages[n] for n in rows], vectors[rows], asker, language)
        learned.save(folder / f"learned-{language}.npz")


def _order(passage: Passage) -> tuple[str, int, str]:
    """Those of an article stand together in every list that is made of a generation's passages."""
    return passage.language, FIELDS.index(field_of(passage)), passage.article


def _indexed(passage: Passage) -> str:
    """What the lexical indexes read: a question as it stands, else the text with its title and heading."""
    if passage.kind in ("question", "outside"):
        return passage.text
    return f"{passage.title} {passage.heading} {plain(passage.text)}"


def _own_files(folder: Path) -> Iterable[Path]:
    """The files that never change after the build; Chroma's own may be touched by opening them."""
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and "chroma" not in p.relative_to(folder).parts)


def _changes(digests: dict[str, str], previous: Path | None) -> Changes:
    differing = difference(read_manifest(previous).articles if previous else {}, digests)
    created, updated, deleted = len(differing.added), len(differing.changed), len(differing.removed)
    unchanged = len(digests) - created - updated
    return Changes(created=created, updated=updated, deleted=deleted, unchanged=unchanged)


def _article_digest(article: Article) -> str:
    record = (article.meta.model_dump_json(), article.body, [(q.text, q.articles) for q in article.questions])
    return hashlib.sha256(json.dumps(record).encode()).hexdigest()[:16]


def _document_digest(document: Document) -> str:
    return hashlib.sha256(json.dumps([asdict(part) for part in document.parts]).encode()).hexdigest()[:16]


def _passage_digest(passage: Passage) -> str:
    return hashlib.sha256(passage.embedded.encode()).hexdigest()[:32]

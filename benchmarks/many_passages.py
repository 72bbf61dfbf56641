"""How the time of an answer grows with the guide: 1,000 passages against 100,000, asked the same questions in turn.

    python -m benchmarks.many_passages        (or: make benchmark, at the end)

Both indexes are built and served as any guide's is. The passages are made up: fifty real articles, whose questions are
put together from halves of the real ones. Their vectors are real ones with noise, since embedding so many texts would
take an hour; the classifier is trained on a part of them, for its work when answering does not depend on their number.
"""

import dataclasses
import datetime as dt
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np

from bot.assistant.pipeline import Assistant
from bot.guide import learning
from bot.guide.articles import Article, Guide, GuideQuestion, load_guide
from bot.guide.building import build
from bot.guide.embedding import OnnxEmbedder, Vectors
from bot.guide.following import OneGeneration
from bot.guide.generation import open_generation
from bot.guide.search import Searcher
from bot.settings import CONFIG_DIR, PROJECT_DIR, load_settings

SIZES = (1_000, 100_000)
ARTICLES = 50
TRAINED_ON = 3_000
QUESTIONS = 150
TARGET = 2.0


class NoisyEmbedder(OnnxEmbedder):
    """Embeds single texts as ever; many at once get a real question's vector each, with noise that the text decides."""

    def __init__(self, examples: list[str]) -> None:
        super().__init__()
        self._examples = np.concatenate([super(NoisyEmbedder, self).embed([text]) for text in examples])

    def embed(self, texts: list[str]) -> Vectors:
        if len(texts) == 1:
            return super().embed(texts)
        rows = np.stack([self._noisy(text) for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def _noisy(self, text: str) -> Vectors:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        noise = chance.normal(scale=0.03, size=self._examples.shape[1]).astype(np.float32)
        return self._examples[chance.integers(len(self._examples))] + noise


def made_up(articles: list[Article], passages: int) -> Guide:
    """A guide of the articles, with so many questions that about so many passages result."""
    each = max(passages // len(articles) - 9, 1)  # an article's own text makes about nine
    chance = random.Random(7)
    filled = []
    for article in articles:
        own = [question.text.split() for question in article.questions]
        halves = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in own]
        texts = (" ".join(chance.choice(halves)[0] + chance.choice(halves)[1]) for _ in itertools.count())
        questions = tuple(GuideQuestion(next(texts), (article.id,), line) for line in range(1, each + 1))
        filled.append(dataclasses.replace(article, questions=questions))
    return Guide(filled)


def train_on_a_part() -> None:
    """Let the classifier learn from some thousand texts, whatever their number."""
    train = learning.train

    def on_a_part(texts: list[str], vectors: Vectors, owners: list[str], language: str) -> object:
        part = slice(None, None, max(len(texts) // TRAINED_ON, 1))
        return train(texts[part], vectors[part], owners[part], language)

    learning.train = on_a_part  # type: ignore[assignment]


def assistant_over(guide: Guide, folder: Path, embedder: NoisyEmbedder) -> tuple[Assistant, int]:
    """An assistant that answers from a new index of the guide, and how many passages that has."""
    manifest = build(
        guide,
        [],
        root=folder,
        embedder=embedder,
        config_dir=CONFIG_DIR,
        source_digest="",
        by="benchmark",
        previous=None,
    )
    generation = open_generation(folder / manifest.id, embedder.digest)
    return Assistant(OneGeneration(Searcher(generation, embedder)), CONFIG_DIR), manifest.passages


def main() -> None:
    """Print both times and their ratio."""
    articles = list(load_guide(load_settings().knowledge_dir).of("es").values())[:ARTICLES]
    lines = (PROJECT_DIR / "tests/evaluation/questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [r["question"] for r in map(json.loads, lines) if r["lang"] == "es"][::3][:QUESTIONS]
    embedder = NoisyEmbedder([question.text for article in articles for question in article.questions[::6]])
    train_on_a_part()
    times: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        assistants = {}
        for size in SIZES:
            started = time.perf_counter()
            assistant, passages = assistant_over(made_up(articles, size), Path(folder) / str(size), embedder)
            assistants[passages] = assistant
            print(f"{passages} passages built and opened in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        now = dt.datetime.now(dt.UTC)
        for assistant in assistants.values():
            assistant.answer("¿Qué es un consorcio de exportación?", now=now)
        for question, (passages, assistant) in itertools.product(asked, assistants.items()):
            started = time.perf_counter()
            assistant.answer(question, now=now)
            times.setdefault(passages, []).append((time.perf_counter() - started) * 1000)
    p95 = []
    for passages, taken in times.items():
        p95.append(statistics.quantiles(taken, n=20)[-1])
        print(f"{passages} passages: p50 {statistics.median(taken):.1f} ms, p95 {p95[-1]:.1f} ms")
    print(f"p95 grows by {p95[1] / p95[0]:.2f} (target: at most {TARGET})")


if __name__ == "__main__":
    main()

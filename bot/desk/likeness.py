"""How alike two questions are, and which of many are the same question in other words.

A question is a row of numbers: the vector of the live model, and the first letters of its words, each weighed by how
rare it is. The likeness of two rows is their product; of two groups, the average over all pairs, so that groups do not
grow by chains of questions of which only neighbours are alike.

How alike is alike enough is fitted on the guide's own questions, anew for each generation, so that it follows the
model and the guide: of the pairs of questions that different articles answer, one in a thousand may pass. What that
finds, measured on questions that nobody fitted anything on: tests/evaluation/README.md.
"""

import heapq
import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.guide.embedding import Embedder, Vectors
from bot.guide.search import Searcher
from bot.guide.text import STOPWORDS, words

# How much the vectors count, the words having the rest; and the columns that the words share.
_VECTORS = 0.7
_COLUMNS = 1024
# So many letters of a word stand for all its forms: "brasil", "brasileño".
_LETTERS = 5
# Pairs of questions of different articles that may pass for alike.
_MISTAKEN = 0.001
_SAMPLE = 300
# A guide with fewer pairs than this says too little; then this much likeness is enough.
_FEWEST_PAIRS = 1_000
_USUAL = 0.5
_BLOCK = 1_000

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What questions of one language of a guide have in common.

    `threshold` is how alike two must be to be the same question; `rarity` is of the beginnings of words.
    """

    language: str
    threshold: float
    rarity: dict[str, float]
    rarest: float

    def rows(self, texts: Sequence[str], vectors: Vectors) -> Rows:
        """Questions as rows; shape (texts, columns). Their products are likenesses, 1 for the same words."""
        said = np.zeros((len(texts), _COLUMNS), dtype=np.float32)
        for row, text in zip(said, texts, strict=True):
            for beginning in _beginnings(text, self.language):
                row[zlib.crc32(beginning.encode()) % _COLUMNS] += self.rarity.get(beginning, self.rarest)
        lengths = np.linalg.norm(said, axis=1, keepdims=True)
        said /= np.where(lengths > 0, lengths, 1.0)
        return np.hstack([vectors * np.float32(math.sqrt(_VECTORS)), said * np.float32(math.sqrt(1 - _VECTORS))])


def likeness_in(searcher: Searcher, language: str, embedder: Embedder) -> Likeness:
    """Fit what is alike enough on the questions of a generation."""
    passages = searcher.generation.indexes[language].passages
    asked = {passage.text: passage.article for passage in passages["questions"]}
    texts = [*asked, *(passage.text for passage in passages["outside"])]
    used = Counter(beginning for text in texts for beginning in _beginnings(text, language))
    rarest = math.log(1 + len(texts))
    rarity = {beginning: rarest - math.log(1 + times) for beginning, times in used.items()}
    fitted = Likeness(language, _USUAL, rarity, rarest)
    # Spread over all articles, which stand one behind the other.
    sample = list(asked)[:: max(1, len(asked) // _SAMPLE)]
    articles = np.array([asked[text] for text in sample])
    apart = np.triu(articles[:, None] != articles[None, :])
    if apart.sum() < _FEWEST_PAIRS:
        return fitted
    rows = fitted.rows(sample, embedder.embed(sample))
    threshold = float(np.quantile((rows @ rows.T)[apart], 1 - _MISTAKEN))
    return Likeness(language, threshold, rarity, rarest)


def group(sums: Rows, sizes: Sequence[int], kinds: Sequence[str], threshold: float) -> list[list[int]]:
    """Which of the items given are the same question: groups of their numbers, every item in one of them.

    Exactly what merging the two most alike groups again and again gives, without comparing all with all each time:
    a merged group can only be alike to what one of its parts was alike to.

    Args:
        sums: of each item the sum of its rows; an item is one question, or a group that is known.
        sizes: how many rows each sum has.
        kinds: what an item may not be merged with: another kind than its own; "" goes with all.
        threshold: how alike the items of a group must be on average.
    """
    members: list[list[int]] = [[n] for n in range(len(sizes))]
    totals, counts, kept = list(sums), list(sizes), list(kinds)
    near: list[set[int]] = [set() for _ in members]
    heap: list[tuple[float, int, int]] = []

    def remember(one: int, other: int, likeness: float) -> None:
        if likeness >= threshold and (not kept[one] or not kept[other] or kept[one] == kept[other]):
            near[one].add(other)
            near[other].add(one)
            heapq.heappush(heap, (-likeness, one, other))

    for one, other, likeness in _alike(sums, np.asarray(sizes, dtype=np.float32), threshold):
        remember(one, other, likeness)
    gone: set[int] = set()
    while heap:
        _, one, other = heapq.heappop(heap)
        if one in gone or other in gone:
            continue
        gone |= {one, other}
        new = len(members)
        members.append(members[one] + members[other])
        totals.append(totals[one] + totals[other])
        counts.append(counts[one] + counts[other])
        kept.append(kept[one] or kept[other])
        near.append(set())
        for third in (near[one] | near[other]) - gone:
            remember(new, third, float(totals[new] @ totals[third]) / (counts[new] * counts[third]))
    return [sorted(found) for number, found in enumerate(members) if number not in gone]


def _alike(sums: Rows, sizes: NDArray[np.float32], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Every pair that is alike enough, found in blocks, so that thousands of items take little memory."""
    means = sums / sizes[:, None]
    for start in range(0, len(means), _BLOCK):
        likenesses = means[start : start + _BLOCK] @ means[start:].T
        for row, column in zip(*np.nonzero(np.triu(likenesses, 1) >= threshold), strict=True):
            yield start + int(row), start + int(column), float(likenesses[row, column])


def _beginnings(text: str, language: str) -> set[str]:
    return {word[:_LETTERS] for word in words(text) if len(word) > 1 and word not in STOPWORDS[language]}

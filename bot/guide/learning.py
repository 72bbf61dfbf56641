"""What is learned from the guide itself when a generation is built, for one language.

- a classifier from a question to the articles (`bot.guide.classifier`);
- how often each article is asked about with each product and place;
- the words that each article uses;
- what tells questions inside the guide from messages outside it: by vector (ridge regression, Hoerl and Kennard 1970)
  and by word (naive Bayes).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.guide.asker import AskerWords, lifts
from bot.guide.classifier import Classifier, train
from bot.guide.embedding import Vectors
from bot.guide.passages import Passage
from bot.guide.text import ngrams, stem, terms, words

_RIDGE = 2.0

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Learned:
    """Arrays over the articles of one language, in the order of `articles`.

    `lift` has shape (articles, hints); `stems` are what each article uses, `words` what the language as a whole does,
    each with its stem. `outside` has shape (dimension,); `outside_odds` says of a stem how much likelier (a logarithm)
    it is outside the guide than inside.
    """

    articles: list[str]
    lift: Matrix
    stems: list[frozenset[str]]
    words: dict[str, str]
    outside: Matrix
    outside_odds: dict[str, float]
    classifier: Classifier

    def save(self, path: Path) -> None:
        """Write the arrays to one file."""
        np.savez(
            path,
            articles=np.array(self.articles, dtype=np.str_),
            lift=self.lift,
            stems=np.array([" ".join(sorted(found)) for found in self.stems], dtype=np.str_),
            words=np.array(" ".join(self.words), dtype=np.str_),
            word_stems=np.array(" ".join(self.words.values()), dtype=np.str_),
            outside=self.outside,
            outside_stems=np.array(" ".join(self.outside_odds), dtype=np.str_),
            outside_odds=np.array(list(self.outside_odds.values()), dtype=np.float32),
            **self.classifier.arrays(),  # type: ignore[arg-type]
        )

    @classmethod
    def load(cls, path: Path) -> "Learned":
        """Read what `save` wrote."""
        with np.load(path) as kept:
            return cls(
                kept["articles"].tolist(),
                kept["lift"],
                [frozenset(str(found).split()) for found in kept["stems"]],
                dict(zip(str(kept["words"]).split(), str(kept["word_stems"]).split(), strict=True)),
                kept["outside"],
                dict(zip(str(kept["outside_stems"]).split(), kept["outside_odds"].tolist(), strict=True)),
                Classifier.of(kept),
            )


def learn(passages: list[Passage], vectors: Vectors, asker: AskerWords, language: str) -> Learned:
    """Learn from the passages of one language and their vectors, one row a passage; documents do not count."""
    is_outside = np.array([passage.kind == "outside" for passage in passages], dtype=bool)
    is_question = np.array([passage.kind == "question" for passage in passages], dtype=bool)
    outside = _apart(vectors[is_question], vectors[is_outside])
    texts = [p.text if p.kind in ("question", "outside") else f"{p.title} {p.heading} {p.text}" for p in passages]
    stemmed = [terms(text, language) for text in texts]
    odds = _odds(
        [found for found, asked in zip(stemmed, is_question, strict=True) if asked],
        [found for found, beyond in zip(stemmed, is_outside, strict=True) if beyond],
    )
    classifier = train(stemmed, [ngrams(text) for text in texts], vectors, [p.article for p in passages])
    articles = sorted({passage.article for passage in passages if passage.kind != "outside"})
    number = {article: n for n, article in enumerate(articles)}
    stems: dict[str, set[str]] = defaultdict(set)
    known: set[str] = set()
    counts = np.zeros((len(articles), len(asker.hints)), dtype=np.float32)
    questions = np.zeros(len(articles), dtype=np.float32)
    column = {hint: n for n, hint in enumerate(asker.hints)}
    for passage, text, found in zip(passages, texts, stemmed, strict=True):
        if passage.kind == "outside":
            continue
        stems[passage.article].update(found)
        known.update(words(text))
        if passage.kind == "question":
            row = number[passage.article]
            questions[row] += 1
            for hint in asker.find(words(passage.text)):
                counts[row, column[hint]] += 1
    return Learned(
        articles,
        lifts(counts, questions),
        [frozenset(stems[article]) for article in articles],
        {word: stem(word, language) for word in sorted(known)},
        outside,
        odds,
        classifier,
    )


def _apart(inside: Vectors, outside: Vectors) -> Matrix:
    """The direction in which messages from outside lie; both sides weigh the same however many they are."""
    dimension = inside.shape[1] if inside.ndim == 2 else 0
    if not len(inside) or not len(outside):
        return np.zeros(dimension, dtype=np.float32)
    middle = (inside.mean(axis=0) + outside.mean(axis=0)) / 2
    sides = [(inside - middle) / np.sqrt(len(inside)), (outside - middle) / np.sqrt(len(outside))]
    wanted = [-np.ones(len(inside)) / np.sqrt(len(inside)), np.ones(len(outside)) / np.sqrt(len(outside))]
    rows, target = np.concatenate(sides), np.concatenate(wanted)
    penalty = _RIDGE / len(outside) * np.eye(dimension)
    direction: Matrix = np.linalg.solve(rows.T @ rows + penalty, rows.T @ target).astype(np.float32)
    return direction


def _odds(inside: list[list[str]], outside: list[list[str]]) -> dict[str, float]:
    """How much likelier each stem is outside than inside, from those of each message; one seen once tells nothing."""
    if not inside or not outside:
        return {}
    within = Counter(one for found in inside for one in set(found))
    beyond = Counter(one for found in outside for one in set(found))
    return {
        one: float(np.log((beyond[one] + 0.5) / (len(outside) + 1.0) * (len(inside) + 1.0) / (within[one] + 0.5)))
        for one in within | beyond
        if within[one] + beyond[one] > 1
    }

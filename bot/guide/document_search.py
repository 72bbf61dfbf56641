"""Find the passage of a document that answers, for questions that no article answers."""

from dataclasses import dataclass

import numpy as np

from bot.guide.generation import Generation
from bot.guide.passages import Passage
from bot.guide.signals import SignalReader
from bot.guide.text import ngrams, terms

# Documents have no questions of their own to calibrate on, so that most of what is asked must stand in the passage.
_LEAST_SHARE = 0.75
_LEAST_WORDS = 2
_NEIGHBOURS = 50


@dataclass(frozen=True, slots=True)
class DocumentMatch:
    """A passage of a document and the share of the question's words that stand in it."""

    passage: Passage
    share: float


def search_documents(generation: Generation, reader: SignalReader, question: str) -> DocumentMatch | None:
    """The passage of the documents in the reader's language that fits a question, if one fits well."""
    language = reader.vocabulary.language
    index = generation.indexes[language]
    passages = index.passages["documents"]
    spelled, _ = reader.vocabulary.understand(question)
    wanted = set(reader.vocabulary.stems(spelled))
    if not passages or len(wanted) < _LEAST_WORDS:
        return None
    total = np.zeros(len(passages), dtype=np.float32)
    for row in (
        index.lexical["words", "documents"].scores(list(wanted)),
        index.lexical["ngrams", "documents"].scores(ngrams(" ".join(spelled))),
    ):
        total += row / max(float(row.max(initial=0.0)), 1e-9)
    found, cosines = generation.nearest(reader.vector(question), language, _NEIGHBOURS, of="documents")
    total[found] += cosines
    best = passages[int(np.argmax(np.round(total, 6)))]
    share = len(wanted & set(terms(f"{best.title} {best.heading} {best.text}", language))) / len(wanted)
    return DocumentMatch(best, share) if share >= _LEAST_SHARE else None

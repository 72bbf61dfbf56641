"""The announcements that hold, ready to be compared with questions: how much of a question each of them says."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.announcements.content import Content
from bot.guide.search import Searcher
from bot.guide.text import STOPWORDS, stem, terms, words
from bot.storage.stored_announcement import StoredAnnouncement

# How rare the words that an announcement shares with a question must be together (a word that no article has weighs 1),
# for what every article is about tells no announcement apart. Less does for a question about when, and one word only
# where hardly any article has it.
_LEAST_WEIGHT = 0.63
_LEAST_WEIGHT_WHEN = 0.42
_RARE = 0.85
# By how much an announcement must say more than the article that answers, to come before it.
_LEAD = 0.15
# "inscribirse" and "inscripciones" are about the same, and so is "pulpaz".
_SAME_LETTERS = 6
_SAME_WORD = 83.0

# Words by which a question asks, and that are not what it asks about; the second half asks when, which announcements
# tell and articles seldom do.
_ASKING = {
    "es": frozenset(
        """cuanto cuanta cuantos cuantas quienes hay sabe saben dice dicen sera seria info informacion costo cuesta
        cuestan valor precio requisito requisitos pasos piden link enlace correo telefono""".split()
    ),
    "en": frozenset("much many there know tell says info cost costs price requirements steps link email phone".split()),
}
_WHEN = {
    "es": frozenset(
        """cuando fecha fechas plazo plazos hasta desde cierra cierran cierre vence vencen abre abren empieza empiezan
        comienza dia dias hora horas horario""".split()
    ),
    "en": frozenset("when date dates deadline until closes close closing opens open starts start day time".split()),
}
_HAS_DATE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """How an announcement stands to a question.

    `weights` are the question's stems by how rare they are, `found` those that the announcement uses; `tells_when`: it
    is asked for a date and has one.
    """

    announcement: StoredAnnouncement
    weights: dict[str, float]
    found: frozenset[str]
    tells_when: bool
    articles: Mapping[str, frozenset[str]]

    @property
    def share(self) -> float:
        """The share of the question that stands in it."""
        return self._share(self.found)

    @property
    def is_special(self) -> bool:
        """Whether what it shares with the question is its own, and not what the whole guide is about."""
        several = _LEAST_WEIGHT_WHEN if self.tells_when else _LEAST_WEIGHT
        least = several if len(self.found) > 1 else _RARE
        return sum(self.weights[one] for one in self.found) >= least

    def says_more_than(self, article: str) -> bool:
        """Whether it says more of what is asked than an article; of a document, only that it answers is known."""
        by_article = self._share(self.articles.get(article, self.weights.keys()))
        return self.share >= by_article + (0.0 if self.tells_when else _LEAD)

    def _share(self, used: Collection[str]) -> float:
        total = sum(self.weights.values())
        return sum(weight for one, weight in self.weights.items() if one in used) / total if total else 0.0


class Side:
    """Announcements as readers of one language get them, and how rare each word is in the guide of that language."""

    def __init__(self, language: str, announcements: Iterable[StoredAnnouncement], searcher: Searcher) -> None:
        texts = [(one, Content.from_json(one.content_for(language)).text) for one in announcements]
        learned = searcher.generation.indexes[language].learned
        self._language = language
        self._vocabulary = searcher.readers[language].vocabulary
        self._words = sorted({word for _, text in texts for word in words(text)})
        self._articles = dict(zip(learned.articles, learned.stems, strict=True))
        self._used_by = Counter(one for found in learned.stems for one in found)
        self._told = [(one, frozenset(terms(text, language)), bool(_HAS_DATE.search(text))) for one, text in texts]

    def read(self, question: str) -> list[Reading]:
        """How near each announcement is to a question."""
        asked = self._understood(question)
        wanted = self._wanted(asked)
        weights = {one: self._weight(one) for one in wanted}
        asks_when = any(word in _WHEN[self._language] for word, _ in asked)
        return [
            Reading(
                announcement,
                weights,
                frozenset(one for one, meant in wanted.items() if any(_is_among(word, told) for word in meant)),
                asks_when and has_date,
                self._articles,
            )
            for announcement, told, has_date in self._told
        ]

    def _understood(self, question: str) -> list[tuple[str, list[str]]]:
        """The words of a question, spelled as the guide or the announcements do, each with others for the same."""
        asked: list[tuple[str, list[str]]] = []
        for word in map(self._spelled, words(question)):
            meant, also = ([word], []) if word in self._words else self._vocabulary.understand(word)
            asked += [(one, also) for one in meant]
        return asked

    def _wanted(self, asked: list[tuple[str, list[str]]]) -> dict[str, set[str]]:
        """The stems of what is asked about, each with those that an announcement may have in its place."""
        left_out = STOPWORDS[self._language] | _ASKING[self._language] | _WHEN[self._language]
        return {
            stem(word, self._language): {stem(one, self._language) for one in (word, *also)}
            for word, also in asked
            if word not in left_out and len(word) > 1
        }

    def _spelled(self, word: str) -> str:
        """A word as announcements write it, where only they have one like it."""
        if len(word) < _SAME_LETTERS or self._vocabulary.knows(word):
            return word
        like = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        return like[0] if like else word

    def _weight(self, stemmed: str) -> float:
        count = max(len(self._articles), 1)
        return math.log(1 + count / max(self._used_by[stemmed], 1)) / math.log(1 + count)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The announcements that hold, in each language those that were written in it; `current` are their versions."""

    current: Mapping[int, int]
    sides: Mapping[str, Side]

    def read(self, question: str, language: str) -> list[Reading]:
        """How near each of them is to a question."""
        return self.sides[language].read(question) if language in self.sides else []


def _is_among(stemmed: str, told: Collection[str]) -> bool:
    if stemmed in told:
        return True
    beginning = stemmed[:_SAME_LETTERS]
    return len(beginning) == _SAME_LETTERS and any(one.startswith(beginning) for one in told)

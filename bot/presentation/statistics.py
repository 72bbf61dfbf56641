"""Statistics in words: the figures of a period as a message, and as parts that the picture and the page show too."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_percent

from bot.presentation.announcement_words import people
from bot.presentation.entities import literal
from bot.presentation.localisation import LOCALES, amount, translate
from bot.presentation.messages import Message
from bot.presentation.texts import LANGUAGE_NAMES
from bot.presentation.texts import statistics as texts
from bot.storage.statistics import ASKING, Figures, Waits

MOST_ARTICLES = 5
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the figures: what is counted, how many there are, and how that number is written."""

    name: str
    heading: str
    rows: tuple[tuple[str, int, str], ...]


def statistics_message(figures: Figures, titles: Mapping[str, str], language: str) -> Message:
    """The figures as text.

    Args:
        figures: of the period.
        titles: of the articles, by id.
        language: to write in.
    """
    parts = [f"📊 **{period_title(figures, language)}** ({period(figures, language)})\n{headline(figures, language)}"]
    for part in parts_of(figures, titles, language):
        rows = [f"• {literal(label)}: {shown}" for label, number, shown in part.rows if number]
        if part.name == "waits":
            rows.append(median_wait(figures.waits, language))
        parts.append("\n".join((f"**{part.heading}**", *filter(None, rows))))
    return Message("\n\n".join(parts))


def period_title(figures: Figures, language: str) -> str:
    """How long the period is."""
    return translate(texts.TITLE, language, days=len(figures.days))


def period(figures: Figures, language: str) -> str:
    """From when to when."""
    first, last = (short_day(day, language) for day in (min(figures.days), max(figures.days)))
    return translate(texts.PERIOD, language, first=first, last=last)


def short_day(day: dt.date, language: str) -> str:
    """A day in few signs: "1 dic"."""
    return str(format_date(day, "d MMM" if language == "es" else "MMM d", locale=LOCALES[language]))


def headline(figures: Figures, language: str) -> str:
    """What matters most, in one line."""
    if figures.is_empty:
        return translate(texts.NOTHING_YET, language)
    share = figures.answered_share
    if share is None:
        return translate(texts.NO_QUESTIONS, language)
    return translate(
        texts.HEADLINE,
        language,
        questions=amount(figures.questions, language),
        people=people(figures.people, language),
        share=percent(share, language),
    )


def parts_of(figures: Figures, titles: Mapping[str, str], language: str) -> list[Part]:
    """Everything else, without that of which there is nothing to tell."""
    outcomes = {name: figures.total(name) for name in ASKING} | {"other": figures.total("smalltalk", "redirect")}
    articles = {titles.get(article, article): number for article, number in figures.articles[:MOST_ARTICLES]}
    spoken = {LANGUAGE_NAMES.get(name, name): number for name, number in figures.languages.items()}
    thumbs = {texts.THUMBS_UP: figures.thumbs_up, texts.THUMBS_DOWN: figures.thumbs_down}
    parts = (
        (
            "outcomes",
            texts.OUTCOMES_HEADING,
            {_said(texts.OUTCOMES[name], language): n for name, n in outcomes.items()},
        ),
        ("articles", texts.ARTICLES_HEADING, articles),
        ("languages", texts.LANGUAGES_HEADING, spoken),
        ("thumbs", texts.THUMBS_HEADING, {_said(text, language): number for text, number in thumbs.items()}),
        ("waits", texts.WAITS_HEADING, _waits(figures.waits, language)),
    )
    return [
        Part(name, _said(heading, language), tuple((label, n, amount(n, language)) for label, n in rows.items()))
        for name, heading, rows in parts
        if any(rows.values())
    ]


def median_wait(waits: Waits, language: str) -> str:
    """Within how long half of those who asked an adviser had an answer; empty where nobody had one."""
    if not waits.answered:
        return ""
    wait = waits.answered[(len(waits.answered) - 1) // 2]
    if wait < 2 * HOUR:
        shown = translate(texts.MINUTES, language, number=max(1, round(wait / MINUTE)))
    elif wait < 2 * DAY:
        shown = translate(texts.HOURS, language, number=round(wait / HOUR))
    else:
        shown = translate(texts.DAYS, language, number=round(wait / DAY))
    return translate(texts.MEDIAN, language, wait=shown)


def percent(share: float, language: str) -> str:
    """A share as it is written: "82%"."""
    return str(format_percent(share, locale=LOCALES[language]))


def _waits(waits: Waits, language: str) -> dict[str, int]:
    limits = {"hour": HOUR, "hours": 4 * HOUR, "day": DAY, "longer": dt.timedelta.max}
    counted = dict.fromkeys(limits, 0)
    for wait in waits.answered:
        counted[next(name for name, limit in limits.items() if wait < limit)] += 1
    return {_said(texts.WAITS[name], language): n for name, n in (counted | {"waiting": waits.waiting}).items()}


def _said(text: str, language: str) -> str:
    return translate(text, language)

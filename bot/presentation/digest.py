"""The weekly digest in words: how the week went, what the guide lacks, and what a person should read again."""

from collections.abc import Mapping, Sequence

from bot.guide.articles import Article
from bot.guide.checking import review_due
from bot.presentation.announcement_words import people
from bot.presentation.entities import literal
from bot.presentation.localisation import amount, day, translate
from bot.presentation.messages import Message
from bot.presentation.statistics import headline, parts_of, period
from bot.presentation.texts import statistics as texts
from bot.storage.statistics import Figures

SHOWN = 5
# What a single person wrote may be about them: it stays in the editors' own chats.
FEWEST_ASKERS = 2
EXCERPT = 100


def digest_message(
    figures: Figures,
    titles: Mapping[str, str],
    gaps: Sequence[tuple[str, int]],
    overdue: Sequence[Article],
    language: str,
) -> Message:
    """The digest.

    Args:
        figures: of the week.
        titles: of the articles, by id.
        gaps: what the guide could not answer, with how many asked it; the most wanted first.
        overdue: the articles whose review is overdue, the longest first.
        language: to write in.
    """
    parts = [
        f"{translate(texts.DIGEST_TITLE, language)} ({period(figures, language)})\n{headline(figures, language)}",
        _articles(figures, titles, language),
        _gaps(gaps, language),
        _overdue(overdue, language),
        translate(texts.DIGEST_COMMANDS, language),
    ]
    return Message("\n\n".join(filter(None, parts)))


def _articles(figures: Figures, titles: Mapping[str, str], language: str) -> str:
    for part in parts_of(figures, titles, language):
        if part.name == "articles":
            return "\n".join(
                (f"**{part.heading}**", *(f"• {literal(label)}: {shown}" for label, _, shown in part.rows))
            )
    return ""


def _gaps(gaps: Sequence[tuple[str, int]], language: str) -> str:
    if not gaps:
        return translate(texts.DIGEST_NO_GAPS, language)
    lines = [
        translate(texts.DIGEST_GAP, language, question=_excerpt(question), people=people(askers, language))
        for question, askers in gaps
        if askers >= FEWEST_ASKERS
    ]
    return "\n".join((_counted(texts.DIGEST_GAPS, len(gaps), language), *lines[:SHOWN]))


def _overdue(overdue: Sequence[Article], language: str) -> str:
    if not overdue:
        return translate(texts.DIGEST_NONE_OVERDUE, language)
    lines = [
        translate(
            texts.DIGEST_ARTICLE,
            language,
            title=literal(article.meta.title),
            spoken=article.language,
            day=day(review_due(article), language),
        )
        for article in overdue[:SHOWN]
    ]
    if len(overdue) > SHOWN:
        lines.append(_counted(texts.DIGEST_MORE, len(overdue) - SHOWN, language))
    return "\n".join((_counted(texts.DIGEST_OVERDUE, len(overdue), language), *lines))


def _counted(text: str, number: int, language: str) -> str:
    return translate(text, language, number=amount(number, language))


def _excerpt(question: str) -> str:
    return literal(question if len(question) <= EXCERPT else question[: EXCERPT - 1].rstrip() + "…")

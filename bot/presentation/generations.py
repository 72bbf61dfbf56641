"""What was published, when and by whom, with the way back; and which articles a person should read again."""

import datetime as dt
from collections.abc import Sequence

from bot.guide.articles import Article
from bot.guide.checking import review_due
from bot.guide.generation import Manifest
from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.localisation import day, day_in_bogota, time_of_day, translate
from bot.presentation.messages import BUTTON_CHARACTERS, Button, Message
from bot.presentation.texts import ERASE_NO
from bot.presentation.texts import editing as texts

DUE_PER_PAGE = 8


def history_message(manifests: Sequence[Manifest], live: str, language: str) -> Message:
    """The generations, newest first, with a button back to each that is not live."""
    if not manifests:
        return Message(translate(texts.NO_HISTORY, language))
    entries = "\n\n".join(_entry(manifest, manifest.id == live, language) for manifest in manifests)
    rows = tuple(
        (Button(translate(texts.BUTTON_BACK_TO, language, when=when(manifest, language)), data("g-back", manifest.id)),)
        for manifest in manifests
        if manifest.id != live
    )
    return Message(translate(texts.HISTORY, language, generations=entries), rows)


def ask_back_message(manifest: Manifest, language: str) -> Message:
    """Really go back?"""
    said = translate(texts.ASK_BACK, language, when=when(manifest, language), by=literal(manifest.by))
    yes = Button(translate(texts.BUTTON_BACK_YES, language), data("g-back-yes", manifest.id))
    return Message(said, ((yes, Button(translate(ERASE_NO, language), data("g-history"))),))


def when(manifest: Manifest, language: str) -> str:
    """When a generation was built, by Bogotá's clocks."""
    return f"{day(day_in_bogota(manifest.created), language)}, {time_of_day(manifest.created, language)}"


def due_message(
    articles: Sequence[Article], marked: frozenset[str], page: int, today: dt.date, language: str
) -> Message:
    """A page of the articles to read again; those that this editor has marked as read say so.

    Args:
        articles: those that are overdue or nearly so, the longest overdue first.
        marked: the places of those that wait to be published as read.
        page: which page, from 0.
        today: the day to judge by.
        language: the editor's.
    """
    if not articles:
        return Message(translate(texts.NOTHING_DUE, language))
    page = min(max(page, 0), (len(articles) - 1) // DUE_PER_PAGE)
    shown = articles[page * DUE_PER_PAGE : (page + 1) * DUE_PER_PAGE]
    rows: list[tuple[Button, ...]] = [(_due_button(article, marked, today, language, page),) for article in shown]
    steps = [Button("◀️", data("g-due", page - 1))] if page else []
    steps += [Button("▶️", data("g-due", page + 1))] if (page + 1) * DUE_PER_PAGE < len(articles) else []
    if steps:
        rows.append(tuple(steps))
    if marked:
        rows.append((Button(translate(texts.BUTTON_REVIEW, language), data("g-review")),))
    return Message(translate(texts.DUE, language), tuple(rows))


def _entry(manifest: Manifest, is_live: bool, language: str) -> str:
    changes = translate(
        texts.GENERATION_CHANGES,
        language,
        added=str(manifest.changes.created),
        changed=str(manifest.changes.updated),
        removed=str(manifest.changes.deleted),
    )
    if manifest.forced:
        changes += "\n" + translate(texts.FORCED, language, reason=literal(manifest.forced))
    mark = translate(texts.LIVE, language) if is_live else ""
    by = literal(manifest.by)
    return translate(texts.GENERATION, language, mark=mark, when=when(manifest, language), by=by, changes=changes)


def _due_button(article: Article, marked: frozenset[str], today: dt.date, language: str, page: int) -> Button:
    due = review_due(article)
    text = texts.OVERDUE if due < today else texts.DUE_SOON
    if f"{article.language}/{article.id}.md" in marked:
        text = texts.MARKED

    def label(title: str) -> str:
        return translate(text, language, title=title, spoken=article.language, day=day(due, language))

    title, room = article.meta.title, BUTTON_CHARACTERS - len(label(""))
    shown = title if len(title) <= room else title[: room - 1].rstrip() + "…"
    return Button(label(shown), data("g-read", article.language, article.id, page))

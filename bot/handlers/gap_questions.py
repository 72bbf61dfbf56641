"""Add the question of a gap to an article's question file: which article, what would be written, and only then so."""

import asyncio
import hashlib
import json
from typing import Any

from rapidfuzz import fuzz, process
from telegram import Update

from bot.desk.question_files import QuestionsNotAdded
from bot.errors import ConsorciaError
from bot.guide.articles import OUTSIDE
from bot.guide.nearest import NearArticle
from bot.guide.publishing import PublicationUnderWay
from bot.guide.text import fold
from bot.handlers.access import may, user_id
from bot.handlers.ask import language_of
from bot.handlers.gaps_access import for_editors
from bot.handlers.replying import acknowledge, edit, reply, take_buttons_away
from bot.handlers.services import Context
from bot.presentation import gaps
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as texts
from bot.storage.flows import OpenFlow
from bot.storage.staff import Role

FLOW = "gap"
FOUND = 3
_CUTOFF = 70.0


@for_editors
async def on_article(update: Update, context: Context, gap_id: int, article: str) -> None:
    """An article was touched, or what the guide does not answer: show what would be written there."""
    gap = await context.bot_data.gaps.desk.get(gap_id)
    await acknowledge(update)
    if gap is None:
        await edit(update, context, Message(translate(texts.GONE, await language_of(update, context))))
    else:
        proposal = {"gap": gap_id, "language": gap.language, "article": article, "lines": [gap.question]}
        await _preview(update, context, proposal)


@for_editors
async def on_find(update: Update, context: Context, gap_id: int) -> None:
    """Another article: which one is written."""
    gap = await context.bot_data.gaps.desk.get(gap_id)
    language = await language_of(update, context)
    await acknowledge(update)
    if gap is None:
        await edit(update, context, Message(translate(texts.GONE, language)))
        return
    await context.bot_data.flows.put(user_id(update), FLOW, {"gap": gap_id, "language": gap.language})
    await reply(update, context, Message(translate(texts.WHICH_ARTICLE, language)))


async def on_message(update: Update, context: Context, flow: OpenFlow) -> bool:
    """What an editor writes meanwhile: the name of an article, or the question in other words."""
    message, staff_id = update.effective_message, user_id(update)
    if message is None or message.text is None:
        return False
    if not await may(update, context, Role.EDITOR):
        await context.bot_data.flows.end(staff_id)
        return False
    if "article" in flow.data:
        await _preview(update, context, flow.data | {"lines": message.text.splitlines()})
    else:
        await _find(update, context, flow, message.text)
    return True


@for_editors
async def on_write(update: Update, context: Context, gap_id: int, mark: str) -> None:
    """Write what was shown."""
    services, staff_id, language = context.bot_data, user_id(update), await language_of(update, context)
    flow = await services.flows.get(staff_id)
    await acknowledge(update)
    if flow is None or flow.name != FLOW or flow.data.get("gap") != gap_id or _mark(flow.data) != mark:
        await reply(update, context, Message(translate(texts.PREVIEW_IS_OLD, language)))
        return
    article, lines = flow.data["article"], flow.data["lines"]
    try:
        place = await asyncio.to_thread(services.gaps.files.add, flow.data["language"], article, lines)
    except (QuestionsNotAdded, PublicationUnderWay) as error:
        await reply(update, context, Message(_fault(error, language)))
        return
    await services.flows.end(staff_id)
    if article == OUTSIDE or not await services.gaps.desk.mark_added(gap_id, article, staff_id):
        await services.audit.add(staff_id, "question added", detail=f"gap {gap_id}: {place}")
    await edit(update, context, gaps.written_message(place, article, language))


@for_editors
async def on_leave(update: Update, context: Context, gap_id: int) -> None:
    """Write nothing."""
    await context.bot_data.flows.end(user_id(update))
    await acknowledge(update)
    await take_buttons_away(update)
    language = await language_of(update, context)
    await reply(update, context, Message(translate(texts.NOT_WRITTEN, language), (gaps.back_row(language),)))


async def _preview(update: Update, context: Context, proposal: dict[str, Any]) -> None:
    """Show what would be written: `lines` of a `language` for an `article`. The next message says it in other words."""
    services, language = context.bot_data, await language_of(update, context)
    # Also where it cannot be written like this: then the editor is asked for other words.
    await services.flows.put(user_id(update), FLOW, proposal)
    place = proposal["language"], proposal["article"]
    try:
        difference = await asyncio.to_thread(services.gaps.files.difference, *place, proposal["lines"])
    except QuestionsNotAdded as error:
        await reply(update, context, Message(_fault(error, language)))
        return
    shown = gaps.preview_message(proposal["gap"], proposal["article"], difference, _mark(proposal), language)
    await reply(update, context, shown)


async def _find(update: Update, context: Context, flow: OpenFlow, text: str) -> None:
    """The articles that an editor may mean, by id or by title."""
    language = await language_of(update, context)
    with context.bot_data.live.reading() as searcher:
        articles = searcher.generation.articles[flow.data["language"]]
    written = text.strip().strip("`").lower()
    if written in articles:
        gap = await context.bot_data.gaps.desk.get(flow.data["gap"])
        await _preview(update, context, flow.data | {"article": written, "lines": [gap.question] if gap else []})
        return
    titles = {article.id: fold(article.meta.title) for article in articles.values()}
    near = process.extract(fold(text), titles, scorer=fuzz.token_set_ratio, score_cutoff=_CUTOFF, limit=FOUND)
    found = [NearArticle(id_, articles[id_].meta.title) for _, _, id_ in near]
    said = texts.WHICH_OF_THESE if found else texts.NO_SUCH_TITLE
    await reply(update, context, gaps.choice_message(said, flow.data["gap"], found, language))


def _mark(proposal: dict[str, Any]) -> str:
    """What stands for just these questions in just this place."""
    said = json.dumps([proposal.get(name) for name in ("gap", "language", "article", "lines")])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _fault(error: ConsorciaError, language: str) -> str:
    return translate(texts.FAULTS[type(error).__name__], language)

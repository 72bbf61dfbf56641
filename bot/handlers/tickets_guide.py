"""From a ticket into the guide: its question into an article's question file, or a good answer into a draft.

Nothing is published by this: a question waits for the next publication, a draft for an editor.
"""

import asyncio

from telegram import Update

from bot.desk.drafts import article_draft
from bot.desk.question_files import QuestionsNotAdded
from bot.desk.tickets import BOGOTA
from bot.guide.nearest import NearArticle
from bot.guide.publishing import PublicationUnderWay
from bot.handlers.access import only, user_id
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.handlers.tickets_staff import at_the_desk
from bot.presentation import tickets as presentation
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as gap_texts
from bot.presentation.texts import tickets as texts
from bot.storage.staff import Role
from bot.storage.tickets import StoredTicket


@at_the_desk
async def on_guide(update: Update, context: Context, ticket_id: int) -> None:
    """What can become of it: a question of one of the nearest articles, or a draft. The answer above stays in reach."""
    ticket = await _ticket(update, context, ticket_id)
    if ticket is None:
        return
    language = await language_of(update, context)
    await acknowledge(update)
    shown = presentation.guide_message(ticket, await _near(context, ticket), language)
    message = update.effective_message
    is_card = message is not None and message.message_id == ticket.card_id
    await (reply if is_card else edit)(update, context, shown)


@only(Role.EDITOR)
async def on_article(update: Update, context: Context, ticket_id: int, article: str) -> None:
    """Show what would be written into the questions of an article."""
    ticket = await _ticket(update, context, ticket_id)
    if ticket is None:
        return
    files, language = context.bot_data.gaps.files, await language_of(update, context)
    await acknowledge(update)
    try:
        difference = await asyncio.to_thread(files.difference, ticket.language, article, [ticket.question])
    except QuestionsNotAdded as error:
        await reply(update, context, Message(translate(gap_texts.FAULTS[type(error).__name__], language)))
        return
    await edit(update, context, presentation.preview_message(ticket_id, article, difference, language))


@only(Role.EDITOR)
async def on_put(update: Update, context: Context, ticket_id: int, article: str) -> None:
    """Write it."""
    ticket = await _ticket(update, context, ticket_id)
    if ticket is None:
        return
    services, language = context.bot_data, await language_of(update, context)
    await acknowledge(update)
    try:
        place = await asyncio.to_thread(services.gaps.files.add, ticket.language, article, [ticket.question])
    except (QuestionsNotAdded, PublicationUnderWay) as error:
        await reply(update, context, Message(translate(gap_texts.FAULTS[type(error).__name__], language)))
        return
    await services.audit.add(user_id(update), "question added", detail=f"ticket #{ticket_id}: {place}")
    await edit(update, context, Message(translate(texts.ADDED, language, place=place)))


@at_the_desk
async def on_draft(update: Update, context: Context, ticket_id: int) -> None:
    """A draft of an article, with the answer that the pressed button stands under."""
    ticket, message, chat = await _ticket(update, context, ticket_id), update.effective_message, update.effective_chat
    if ticket is None or message is None or chat is None:
        return
    language = await language_of(update, context)
    await acknowledge(update)
    answered = message.reply_to_message
    is_of_staff = answered and answered.from_user and answered.from_user.id != context.bot.id
    answer = (answered.text or "") if answered and is_of_staff else ""
    today = context.bot_data.desk.clock().astimezone(BOGOTA).date()
    summary = translate(texts.DRAFT_SUMMARY, ticket.language)
    name, draft = article_draft(ticket.question, ticket.language, answer, summary, today)
    await context.bot_data.inbox.mark_replying(update.update_id)
    await context.bot.send_document(
        chat.id,
        draft.encode(),
        filename=name,
        caption=translate(texts.DRAFT_CAPTION, language),
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
    )


async def _ticket(update: Update, context: Context, ticket_id: int) -> StoredTicket | None:
    """A ticket whose question is still kept; else it is said that it is gone."""
    ticket = await context.bot_data.desk.tickets.get(ticket_id)
    if ticket is not None and ticket.question:
        return ticket
    await acknowledge(update, translate(texts.GONE, await language_of(update, context)), as_alert=True)
    return None


async def _near(context: Context, ticket: StoredTicket) -> tuple[NearArticle, ...]:
    """The articles that the guide had considered, else those that are nearest now."""
    if ticket.question_id is not None and ticket.chat_id is not None:
        asked = await context.bot_data.questions.get(ticket.question_id, ticket.chat_id)
        with context.bot_data.live.reading() as searcher:
            guide = searcher.generation.articles[ticket.language]
            considered = asked.articles if asked else ()
            if found := tuple(NearArticle(id_, guide[id_].meta.title) for id_ in considered[:4] if id_ in guide):
                return found
    return (await context.bot_data.gaps.desk.nearest(ticket.question, ticket.language)).articles

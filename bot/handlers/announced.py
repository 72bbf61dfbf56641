""" "Preguntar sobre esto": the next question is about an announcement, and so is one that goes on from it."""

import datetime as dt

from telegram import Update

from bot.announcements.quoting import quote_of
from bot.assistant.context import leans
from bot.handlers import told
from bot.handlers.ask import answer_text, language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation import announced
from bot.presentation.localisation import translate
from bot.presentation.texts import subscribing as texts
from bot.storage.flows import OpenFlow


async def on_ask(update: Update, context: Context, announcement_id: int) -> None:
    """The button under an announcement: which one it is about, and what is the question?"""
    chat = update.effective_chat
    announcement = await context.bot_data.announced.get(announcement_id)
    if chat is None or announcement is None:
        await gone(update, context)
        return
    await acknowledge(update)
    language = await language_of(update, context)
    if chat.type == chat.PRIVATE:
        await context.bot_data.flows.put(chat.id, told.FLOW, {"announcement": announcement_id})
    quote = quote_of(announcement, language, dt.datetime.now(dt.UTC))
    await reply(update, context, announced.ask_message(quote, language))


async def on_question(update: Update, context: Context, flow: OpenFlow) -> bool:
    """The question, or what goes on from its answer ("¿y dónde es?"); anything else begins a new subject."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None or message is None or message.text is None:
        return False
    if until := flow.data.get("until"):
        is_over = dt.datetime.now(dt.UTC) > dt.datetime.fromisoformat(until)
        if is_over or not leans(message.text, await language_of(update, context)):
            await context.bot_data.flows.end(chat.id)
            return False
    await answer_text(update, context, message.text, announcement_id=flow.data["announcement"])
    return True


async def on_shown(update: Update, context: Context, announcement_id: int) -> None:
    """The button under an answer of the guide: the announcement itself."""
    announcement = await context.bot_data.announced.get(announcement_id)
    if announcement is None:
        await gone(update, context)
        return
    await acknowledge(update)
    language = await language_of(update, context)
    quote = quote_of(announcement, language, dt.datetime.now(dt.UTC))
    await reply(update, context, announced.announced_message(quote, language))


async def gone(update: Update, context: Context) -> None:
    """An announcement that was cancelled, removed, or not sent yet."""
    language = await language_of(update, context)
    await acknowledge(update, translate(texts.ANNOUNCEMENT_GONE, language), as_alert=True)

"""Stopping announcements: the button under each of them, and /baja."""

from telegram import Update

from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.localisation import translate


async def on_stop(update: Update, context: Context) -> None:
    """/baja: no more announcements, at once and without a question."""
    chat = update.effective_chat
    if chat is None:
        return
    await context.bot_data.subscribers.stop_all(chat.id)
    language = await language_of(update, context)
    await reply(update, context, messages.Message(translate(texts.STOPPED, language)))


async def on_stop_pressed(update: Update, context: Context, announcement_id: int) -> None:
    """The button under an announcement."""
    await acknowledge(update)
    await on_stop(update, context)

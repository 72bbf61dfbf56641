"""What happens when a handler fails: the reader gets a polite line, the log a trace without what was written."""

import logging
from contextlib import suppress

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.announcements.arrival import may_have_arrived
from bot.handlers.ask import default_language, language_of
from bot.handlers.replying import send
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.localisation import translate

_log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """The application's error handler."""
    error = context.error
    chat = update.effective_chat if isinstance(update, Update) else None
    if isinstance(error, Forbidden):
        _log.info("a reader has blocked the bot")
        return
    _log.error("a handler failed", exc_info=error)
    if chat is None or not isinstance(update, Update):
        return
    is_unknown = isinstance(error, TelegramError) and may_have_arrived(error)
    text = texts.MAYBE_ARRIVED if is_unknown else texts.SOMETHING_FAILED
    with suppress(TelegramError):
        await send(context.bot, chat.id, messages.Message(translate(text, await _language_of(update, context))))


async def _language_of(update: Update, context: Context) -> str:
    """The reader's language, also when the database is what failed."""
    try:
        return await language_of(update, context)
    except Exception:
        return default_language(update)

"""A link of invitation was opened: whoever did so first has the role."""

import datetime as dt
import logging

from telegram import Update, User
from telegram.error import TelegramError

from bot.handlers.ask import language_of
from bot.handlers.replying import reply, send
from bot.handlers.services import Context
from bot.presentation import staff as presentation
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import staff as texts
from bot.storage.invitations import Accepted, Refused

# How what /start is told begins where it is an invitation.
START = "inv_"

_log = logging.getLogger(__name__)


async def on_opened(update: Update, context: Context, token: str) -> None:
    """Take up a role; asks nothing, and tells the admin who invited."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    language = await language_of(update, context)
    if chat.type != chat.PRIVATE:
        await reply(update, context, Message(translate(texts.OPEN_IN_PRIVATE, language)))
        return
    outcome = await context.bot_data.invitations.accept(token, user.id, dt.datetime.now(dt.UTC))
    if isinstance(outcome, Refused):
        await reply(update, context, Message(translate(texts.REFUSED[outcome], language)))
        return
    await reply(update, context, presentation.welcome_message(outcome.role, outcome.is_new, language))
    if outcome.is_new:
        await _tell(context, user, outcome)


async def _tell(context: Context, user: User, accepted: Accepted) -> None:
    """Let the admin know. Who has left Telegram, or blocked the bot, finds it in /personal and in the audit."""
    admin = await context.bot_data.readers.get(accepted.invited_by, "es")
    who = presentation.name_of(user.id, {user.id: user.full_name})
    told = presentation.told_message(who, accepted.role, admin.chosen_language or admin.last_language)
    try:
        await send(context.bot, accepted.invited_by, told)
    except TelegramError as error:
        _log.warning("an admin could not be told of an accepted invitation: %s", type(error).__name__)

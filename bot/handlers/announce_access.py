"""What every handler of announcers has in common: the role, and that what is wrong is said in words."""

from functools import wraps
from typing import Any

from telegram import Update

from bot.announcements.errors import AnnouncementError
from bot.handlers.access import Handler, only
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation.announcement_words import fault_words
from bot.presentation.messages import Message
from bot.storage.staff import Role


def for_announcers(handler: Handler) -> Handler:
    """A handler for announcers; a fault that it raises is told to them, and nothing has happened."""

    @only(Role.ANNOUNCER)
    @wraps(handler)
    async def guarded(update: Update, context: Context, *arguments: Any) -> None:
        try:
            await handler(update, context, *arguments)
        except AnnouncementError as error:
            await acknowledge(update)
            await reply(update, context, Message(fault(error, await language_of(update, context))))

    return guarded


def fault(error: AnnouncementError, language: str) -> str:
    """What is wrong, and what to do about it."""
    return fault_words(type(error).__name__, error.values, language)

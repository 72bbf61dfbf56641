"""What every handler of gaps has in common: the role, and the private chat. What readers wrote is not for groups."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update

from bot.handlers.access import only
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as texts
from bot.storage.staff import Role

Handler = Callable[..., Coroutine[Any, Any, None]]


def for_editors(handler: Handler) -> Handler:
    """A handler for editors, in their own chat."""

    @only(Role.EDITOR)
    @wraps(handler)
    async def guarded(update: Update, context: Context, *arguments: Any) -> None:
        chat = update.effective_chat
        if chat is not None and chat.type == chat.PRIVATE:
            await handler(update, context, *arguments)
            return
        await acknowledge(update)
        await reply(update, context, Message(translate(texts.PRIVATE_ONLY, await language_of(update, context))))

    return guarded


def editor_of(update: Update) -> int:
    """Who decides."""
    return update.effective_user.id if update.effective_user else 0

"""Who may use a command of staff: the others get a plain refusal, which the audit keeps."""

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update

from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation import messages, texts
from bot.presentation.localisation import translate
from bot.storage.staff import Role

_log = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, None]]


def only(*roles: Role, in_private: str = "") -> Callable[[Handler], Handler]:
    """A handler for members of staff with one of these roles, and for admins.

    Args:
        roles: any of them will do.
        in_private: what is said elsewhere, where it works in a private chat only.
    """

    def guard(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: Context, *arguments: Any) -> None:
            if not await may(update, context, *roles):
                await refuse(update, context, " or ".join(roles), handler.__name__)
            elif in_private and not _is_private(update):
                await acknowledge(update)
                language = await language_of(update, context)
                await reply(update, context, messages.Message(translate(in_private, language)))
            else:
                await handler(update, context, *arguments)

        return guarded

    return guard


def user_id(update: Update) -> int:
    """Who caused an update, as the audit knows them; 0 where Telegram does not say."""
    return update.effective_user.id if update.effective_user else 0


async def may(update: Update, context: Context, *roles: Role) -> bool:
    """Whether whoever caused an update has one of these roles, or is an admin."""
    user = update.effective_user
    return user is not None and await context.bot_data.staff.has(user.id, *roles)


async def refuse(update: Update, context: Context, needed: str, what: str) -> None:
    """Tell somebody that this is for staff, and keep in the audit that they tried."""
    user = update.effective_user
    if user is None:
        return
    _log.warning("%s tried %s, which needs the role %s", user.id, what, needed)
    await context.bot_data.audit.add(user.id, "refused", detail=f"{what.removeprefix('on_')}: needs {needed}")
    await acknowledge(update)
    text = translate(texts.FOR_STAFF, await language_of(update, context))
    await reply(update, context, messages.Message(text))


def _is_private(update: Update) -> bool:
    chat = update.effective_chat
    return chat is not None and chat.type == chat.PRIVATE

"""What every handler of editors has in common: the role, the private chat, and that what is wrong is said in words."""

from functools import wraps
from typing import Any

from telegram import Update

from bot.desk.editing import NothingWaiting
from bot.desk.landing import CannotWrite, Conflict
from bot.errors import ConsorciaError
from bot.guide.publishing import Outdated, PublicationUnderWay
from bot.guide.sources import FaultyGuide
from bot.handlers.access import Handler, only, user_id
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.presentation import editing
from bot.presentation.entities import literal
from bot.presentation.faults import reason
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import editing as texts
from bot.storage.staff import Role

FLOW = "guide"


def for_editors(handler: Handler) -> Handler:
    """A handler for editors, in their own chat; a fault that it meets is told to them, and what is live stays."""

    @only(Role.EDITOR, in_private=texts.PRIVATE_ONLY)
    @wraps(handler)
    async def guarded(update: Update, context: Context, *arguments: Any) -> None:
        try:
            await handler(update, context, *arguments)
        except ConsorciaError as error:
            await acknowledge(update)
            places = [upload.place for upload in await context.bot_data.editing.waiting(user_id(update))]
            await reply(update, context, _told(error, places, await language_of(update, context)))

    return guarded


def name_of(update: Update) -> str:
    """How the list of generations names an editor."""
    user = update.effective_user
    return f"{user.full_name} ({user.id})" if user else ""


def _told(error: ConsorciaError, places: list[str], language: str) -> Message:
    """What is wrong, and how to go on."""
    match error:
        case Conflict():
            return editing.conflict_message(error.places, language)
        case FaultyGuide():
            return editing.faults_message(error.faults, places, language)
        case NothingWaiting():
            return Message(translate(texts.NOTHING_WAITING, language))
        case PublicationUnderWay():
            text = translate(texts.UNDER_WAY, language)
        case Outdated():
            text = translate(texts.OUTDATED, language)
        case CannotWrite():
            text = translate(texts.CANNOT_WRITE, language, reason=literal(error.why))
        case _:
            text = translate(texts.FAILED, language, reason=literal(reason(str(error), language)))
    return Message(text, editing.again_rows(language))

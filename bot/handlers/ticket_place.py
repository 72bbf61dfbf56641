"""Where staff sees a ticket: a topic of its own in a group that has topics, else a card whose replies belong to it."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.handlers.replying import change, send
from bot.handlers.services import Context
from bot.presentation import tickets as presentation
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.storage.tickets import CLOSED, NOTE, StoredTicket

# How Telegram says that a topic is gone.
_TOPIC_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")

# Puts something where a ticket is, and returns the id of the message there.
Deliver = Callable[[StoredTicket], Awaitable[int]]

_log = logging.getLogger(__name__)


class NoDesk(Exception):
    """The staff group cannot be written to; the log says why."""


async def in_place(context: Context, ticket: StoredTicket, deliver: Deliver) -> int:
    """Deliver something to where staff sees a ticket; a topic that was deleted is made anew.

    Raises:
        NoDesk: there is no staff group, or the bot cannot write there.
    """
    desk = context.bot_data.desk
    if desk.staff_chat_id is None:
        raise NoDesk
    try:
        if ticket.card_id is None or ticket.staff_chat_id != desk.staff_chat_id:
            ticket = await place(context, ticket)
        try:
            return await deliver(ticket)
        except BadRequest as error:
            if not any(sign in error.message.lower() for sign in _TOPIC_GONE):
                raise
        return await deliver(await place(context, ticket))
    except ChatMigrated as error:
        _log.error("the staff group has a new id: set STAFF_CHAT_ID=%s", error.new_chat_id)
        raise NoDesk from error
    except BadRequest as error:
        if "chat not found" not in error.message.lower():
            raise
        _log.error("STAFF_CHAT_ID is no chat that the bot is in")
        raise NoDesk from error
    except TelegramError as error:
        _log.error("the staff group cannot be written to: %s", type(error).__name__)
        raise NoDesk from error


async def place(context: Context, ticket: StoredTicket) -> StoredTicket:
    """Make a ticket's topic, where there can be one, and put its card there."""
    desk = context.bot_data.desk
    group = desk.staff_chat_id or 0
    topic = await _new_topic(context, group, ticket)
    here = replace(ticket, staff_chat_id=group, topic_id=topic, card_id=None)
    card = await send(context.bot, group, await card_of(context, here), topic=topic)
    await desk.tickets.place(ticket.id, group, topic, card or 0)
    return replace(here, card_id=card)


async def show_state(context: Context, ticket: StoredTicket) -> None:
    """Let the card, and the topic, of a ticket say how it stands now."""
    if ticket.staff_chat_id is None or ticket.card_id is None:
        return
    with suppress(TelegramError):
        await change(context.bot, ticket.staff_chat_id, ticket.card_id, await card_of(context, ticket))
    if ticket.topic_id is not None:
        turn = context.bot.close_forum_topic if ticket.state == CLOSED else context.bot.reopen_forum_topic
        with suppress(TelegramError):  # it is so already, or the topic is gone
            await turn(ticket.staff_chat_id, ticket.topic_id)


async def note(context: Context, ticket: StoredTicket, message: Message) -> None:
    """Say something to staff, which belongs to a ticket."""

    async def deliver(here: StoredTicket) -> int:
        group, reply_to = here.staff_chat_id or 0, None if here.topic_id else here.card_id
        return await send(context.bot, group, message, reply_to=reply_to, topic=here.topic_id) or 0

    with suppress(NoDesk, TelegramError):
        said = await in_place(context, ticket, deliver)
        await context.bot_data.desk.tickets.keep(ticket.id, said, None, NOTE)


async def note_text(context: Context, ticket: StoredTicket, text: str, **values: object) -> None:
    """The same for a text in staff's language."""
    await note(context, ticket, Message(translate(text, await staff_language(context), **values)))


async def card_of(context: Context, ticket: StoredTicket) -> Message:
    """The card of a ticket, with what the guide had offered."""
    language = await staff_language(context)
    return presentation.card_message(ticket, await offered_for(context, ticket), language)


async def offered_for(context: Context, ticket: StoredTicket) -> tuple[str, list[str]] | None:
    """How the guide's answer to a ticket's question ended, and the titles of the articles."""
    if ticket.question_id is None or ticket.chat_id is None:
        return None
    question = await context.bot_data.questions.get(ticket.question_id, ticket.chat_id)
    if question is None:
        return None
    with context.bot_data.live.reading() as searcher:
        guide = searcher.generation.articles[question.language]
        return question.outcome, [guide[id_].meta.title for id_ in question.articles[:3] if id_ in guide]


async def staff_language(context: Context) -> str:
    """The language that the staff group has chosen with /idioma; Spanish unless it has."""
    group = await context.bot_data.readers.get(context.bot_data.desk.staff_chat_id or 0, "es")
    return group.chosen_language or "es"


async def _new_topic(context: Context, group: int, ticket: StoredTicket) -> int | None:
    if not (await context.bot.get_chat(group)).is_forum:
        return None
    try:
        topic = await context.bot.create_forum_topic(group, presentation.topic_name(ticket))
    except BadRequest as error:  # the bot may not make topics: then it is a card among the others
        _log.warning("no topic for a ticket (%s); make the bot an admin who may manage topics", error.message)
        return None
    return topic.message_thread_id

"""The staff's side of a ticket: what is written there reaches the reader; closing it and opening it again."""

from functools import wraps
from typing import Any

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.announcements.arrival import may_have_arrived
from bot.desk.tickets import is_internal
from bot.handlers import tickets
from bot.handlers.access import Handler, refuse, user_id
from bot.handlers.ask import is_mentioned, language_of
from bot.handlers.relaying import carry, nod
from bot.handlers.replying import acknowledge, send
from bot.handlers.services import Context
from bot.handlers.ticket_place import note_text, show_state, staff_language
from bot.presentation import tickets as presentation
from bot.presentation.localisation import translate
from bot.presentation.texts import tickets as texts
from bot.storage.tickets import ANSWERED, NOTE, TO_READER, StoredTicket

# A shorter answer is said in passing; one of so many words may be worth keeping in the guide.
WORTH_KEEPING_WORDS = 20


def at_the_desk(handler: Handler) -> Handler:
    """A handler for whoever is in the staff group, and for every role."""

    @wraps(handler)
    async def guarded(update: Update, context: Context, *arguments: Any) -> None:
        if await _is_staff(update, context):
            await handler(update, context, *arguments)
        else:
            await refuse(update, context, "any role", handler.__name__)

    return guarded


async def on_message(update: Update, context: Context) -> bool:
    """What staff writes where a ticket is goes to its reader; not what is marked as internal, nor a mention."""
    message = update.effective_message
    if message is None or message.chat_id != context.bot_data.desk.staff_chat_id:
        return False
    ticket = await ticket_of(context, message)
    if ticket is None or is_mentioned(message, context):
        return False
    if not is_internal(message.text or message.caption or "") and not ticket.is_gap:
        await context.bot_data.inbox.mark_replying(update.update_id)
        await _pass_on(context, ticket, message)
    return True


async def ticket_of(context: Context, message: TelegramMessage) -> StoredTicket | None:
    """The ticket that a message in the staff group is about: the one it replies to, or whose topic it stands in."""
    stored, group = context.bot_data.desk.tickets, message.chat_id
    if message.is_topic_message and message.message_thread_id:
        return await stored.in_topic(group, message.message_thread_id)
    if message.reply_to_message:
        return await stored.with_staff_message(group, message.reply_to_message.message_id)
    return None


@at_the_desk
async def on_close(update: Update, context: Context, ticket_id: int) -> None:
    """The conversation is over: the reader is told, and begins anew with the guide."""
    stored, language = context.bot_data.desk.tickets, await language_of(update, context)
    ticket = await stored.get(ticket_id)
    if ticket is None or not await stored.close(ticket_id, user_id(update)):
        await acknowledge(update, translate(texts.CLOSED_ALREADY if ticket else texts.GONE, language), as_alert=True)
        return
    is_told = await _say_goodbye(context, ticket)
    said = texts.CLOSED if is_told else texts.CLOSED_QUIETLY
    await acknowledge(update, translate(said, language, number=ticket_id))
    await note_text(context, ticket, said, number=ticket_id)
    await _show(context, ticket_id)


@at_the_desk
async def on_reopen(update: Update, context: Context, ticket_id: int) -> None:
    """It is not over after all."""
    stored, language = context.bot_data.desk.tickets, await language_of(update, context)
    ticket = await stored.get(ticket_id)
    if ticket is None or not ticket.question or not await stored.reopen(ticket_id, user_id(update)):
        is_there = ticket is not None and ticket.question
        await acknowledge(update, translate(texts.OPEN_ALREADY if is_there else texts.GONE, language), as_alert=True)
        return
    await acknowledge(update, translate(texts.REOPENED, language, number=ticket_id))
    await _show(context, ticket_id)


async def _pass_on(context: Context, ticket: StoredTicket, message: TelegramMessage) -> None:
    """Carry a message of staff to the reader; staff is told where that fails."""
    if ticket.chat_id is None:
        await note_text(context, ticket, texts.NOBODY_THERE)
        return
    try:
        copy = await carry(context.bot, message, ticket.chat_id, translate(texts.ADVISER_SPEAKS, ticket.language))
    except TelegramError as error:
        await note_text(context, ticket, _failure(error))
        return
    await context.bot_data.desk.tickets.keep(ticket.id, message.message_id, copy, TO_READER)
    await nod(context.bot, message)
    await tickets.invite(context, ticket)
    if len((message.text or "").split()) >= WORTH_KEEPING_WORDS:
        shown = presentation.delivered_message(ticket.id, await staff_language(context))
        sent = await send(context.bot, message.chat_id, shown, reply_to=message.message_id, topic=ticket.topic_id)
        if sent is not None:
            await context.bot_data.desk.tickets.keep(ticket.id, sent, None, NOTE)
    if ticket.state != ANSWERED:
        await _show(context, ticket.id)


async def _say_goodbye(context: Context, ticket: StoredTicket) -> bool:
    """Whether the reader has been told that it is over."""
    if ticket.chat_id is None:
        return False
    await context.bot_data.readers.forget_context(ticket.chat_id)
    flow = await context.bot_data.flows.get(ticket.chat_id)
    if flow and flow.name == tickets.FLOW:
        await context.bot_data.flows.end(ticket.chat_id)
    try:
        await send(context.bot, ticket.chat_id, presentation.goodbye_message(ticket.id, ticket.language))
    except TelegramError:
        return False
    return True


async def _show(context: Context, ticket_id: int) -> None:
    now = await context.bot_data.desk.tickets.get(ticket_id)
    if now:
        await show_state(context, now)


async def _is_staff(update: Update, context: Context) -> bool:
    chat, user = update.effective_chat, update.effective_user
    if chat is not None and chat.id == context.bot_data.desk.staff_chat_id:
        return True
    return user is not None and bool(await context.bot_data.staff.roles(user.id))


def _failure(error: TelegramError) -> str:
    """What staff is told when a message did not get through."""
    if isinstance(error, Forbidden) or "chat not found" in error.message.lower():
        return texts.BLOCKED
    if isinstance(error, BadRequest):
        return texts.NOT_DELIVERED
    return texts.MAYBE_DELIVERED if may_have_arrived(error) else texts.NOT_GOT_THROUGH

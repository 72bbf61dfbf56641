"""A message of a ticket was edited: its copy on the other side says so too."""

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.error import BadRequest, TelegramError

from bot.desk.tickets import is_internal
from bot.handlers.relaying import carry, carry_edit
from bot.handlers.services import Context
from bot.handlers.ticket_place import NoDesk, in_place, note_text, staff_language
from bot.presentation.localisation import translate
from bot.presentation.texts import tickets as texts
from bot.storage.tickets import TO_READER, TO_STAFF, StoredTicket


async def on_edited(update: Update, context: Context) -> bool:
    """Whether it was a message of a ticket."""
    message = update.edited_message
    if message is None:
        return False
    tickets = context.bot_data.desk.tickets
    if message.chat_id == context.bot_data.desk.staff_chat_id:
        ticket = await tickets.with_staff_message(message.chat_id, message.message_id)
        if ticket is not None:
            await _follow_staff(context, ticket, message)
        return True
    ticket = await tickets.with_reader_message(message.chat_id, message.message_id)
    if ticket is None:
        return False
    await _follow_reader(context, ticket, message)
    return True


async def _follow_staff(context: Context, ticket: StoredTicket, message: TelegramMessage) -> None:
    """The reader's copy changes; where it cannot, the correction comes as a message of its own."""
    tickets, chat_id = context.bot_data.desk.tickets, ticket.chat_id
    pair = await tickets.pair_of_staff(ticket.id, message.message_id)
    if pair is None or pair.direction != TO_READER or pair.reader_message_id is None or chat_id is None:
        return
    if is_internal(message.text or message.caption or ""):
        return
    speaker = translate(texts.ADVISER_SPEAKS, ticket.language)
    if await carry_edit(context.bot, message, chat_id, pair.reader_message_id, speaker):
        return
    try:
        speaker = translate(texts.ADVISER_CORRECTS, ticket.language)
        copy = await carry(context.bot, message, chat_id, speaker)
    except TelegramError:
        await note_text(context, ticket, texts.BLOCKED)
        return
    await tickets.keep(ticket.id, message.message_id, copy, TO_READER)


async def _follow_reader(context: Context, ticket: StoredTicket, message: TelegramMessage) -> None:
    """The same for staff's copy of what a reader wrote."""
    tickets = context.bot_data.desk.tickets
    pair = await tickets.pair_of_reader(ticket.id, message.message_id)
    if pair is None or pair.direction != TO_STAFF:
        return
    language = await staff_language(context)
    speaker = translate(texts.READER_SPEAKS, language, number=ticket.id)
    if await carry_edit(context.bot, message, ticket.staff_chat_id or 0, pair.staff_message_id, speaker):
        return
    speaker = translate(texts.READER_CORRECTS, language, number=ticket.id)

    async def deliver(here: StoredTicket) -> int:
        reply_to = None if here.topic_id else here.card_id
        return await carry(context.bot, message, here.staff_chat_id or 0, speaker, here.topic_id, reply_to)

    try:
        copy = await in_place(context, ticket, deliver)
    except (NoDesk, BadRequest):
        return
    await tickets.keep(ticket.id, copy, message.message_id, TO_STAFF)

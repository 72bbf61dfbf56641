"""The reader's side of a ticket: /asesor, what is asked before, and what the reader writes to the adviser."""

from typing import Any

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.error import BadRequest

from bot.assistant.cleaning import MAX_CHARACTERS, clean
from bot.handlers import menu, told
from bot.handlers.ask import expired, language_of
from bot.handlers.relaying import carry, nod
from bot.handlers.replying import acknowledge, edit, reply, send, take_buttons_away
from bot.handlers.services import Context
from bot.handlers.ticket_opening import open_ticket, tell_staff
from bot.handlers.ticket_place import NoDesk, in_place, show_state, staff_language
from bot.presentation import tickets as presentation
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import tickets as texts
from bot.storage.flows import OpenFlow
from bot.storage.tickets import OPEN, TO_STAFF, StoredTicket

FLOW = "ticket"
_contacts = menu.opens("programme/contacts")


async def on_adviser(update: Update, context: Context) -> None:
    """/asesor: hand over the question written behind it, else the last one, else the one that comes next."""
    if not await _is_possible(update, context):
        return
    chat_id, written = _chat(update), clean(" ".join(context.args or ()))
    if await _goes_on(update, context):
        return
    if written:
        await _hand_over(update, context, written)
        return
    question_id = await context.bot_data.questions.last_id(chat_id)
    if question_id is None:
        await on_new(update, context)
    else:
        await _ask(update, context, question_id)


async def on_wanted(update: Update, context: Context, question_id: int) -> None:
    """The button under an answer."""
    if not await _is_possible(update, context):
        return
    await acknowledge(update)
    if not await _goes_on(update, context):
        await _ask(update, context, question_id)


async def on_send(update: Update, context: Context, question_id: int) -> None:
    """Yes, this question."""
    if not await _is_possible(update, context):
        return
    asked = await context.bot_data.questions.get(question_id, _chat(update))
    if asked is None or not asked.text:
        await expired(update, context)
        return
    await acknowledge(update)
    await take_buttons_away(update)
    if not await _goes_on(update, context):
        await _hand_over(update, context, asked.text, question_id)


async def on_new(update: Update, context: Context) -> None:
    """Another question: the next message is it."""
    if not await _is_possible(update, context):
        return
    await acknowledge(update)
    await context.bot_data.flows.put(_chat(update), FLOW, {})
    await _say(update, context, texts.ASK_QUESTION)


async def on_not_sent(update: Update, context: Context) -> None:
    """No, thank you."""
    await acknowledge(update)
    await edit(update, context, Message(translate(texts.NOT_SENT, await language_of(update, context))))


async def on_write(update: Update, context: Context, ticket_id: int) -> None:
    """The next messages are for the adviser."""
    ticket = await context.bot_data.desk.tickets.get(ticket_id)
    if ticket is None or ticket.chat_id != _chat(update):
        await expired(update, context)
        return
    await acknowledge(update)
    await context.bot_data.flows.put(_chat(update), FLOW, {"ticket": ticket_id})
    await _say(update, context, texts.WRITING)


async def on_rated(update: Update, context: Context, ticket_id: int, is_useful: bool) -> None:
    """A thumb under the goodbye."""
    if not await context.bot_data.desk.tickets.rate(ticket_id, _chat(update), is_useful):
        await expired(update, context)
        return
    await acknowledge(update)
    await take_buttons_away(update)
    await _say(update, context, texts.RATED)


async def on_message(update: Update, context: Context, flow: OpenFlow) -> bool:
    """A message of a reader who is writing to the adviser: the question first, then whatever belongs to it."""
    message, chat_id = update.effective_message, _chat(update)
    if message is None or context.bot_data.desk.staff_chat_id is None:
        await context.bot_data.flows.end(chat_id)
        return False
    if "ticket" in flow.data:
        ticket = await context.bot_data.desk.tickets.get(flow.data["ticket"])
        if ticket is None or ticket.chat_id != chat_id:
            await context.bot_data.flows.end(chat_id)
            return False
        await _pass_on(update, context, ticket, message)
    elif message.text is None or not clean(message.text):
        await _say(update, context, texts.WORDS_FIRST)
    else:
        await context.bot_data.flows.end(chat_id)
        await _hand_over(update, context, message.text)
    return True


async def on_reply(update: Update, context: Context) -> bool:
    """A reply to a message of the adviser goes to the adviser, whatever else the chat is in the middle of."""
    message, chat = update.effective_message, update.effective_chat
    if message is None or chat is None or chat.type != chat.PRIVATE or message.reply_to_message is None:
        return False
    tickets = context.bot_data.desk.tickets
    ticket = await tickets.with_reader_message(chat.id, message.reply_to_message.message_id)
    if ticket is None:
        return False
    await _pass_on(update, context, ticket, message)
    return True


async def invite(context: Context, ticket: StoredTicket) -> None:
    """After the adviser has written, the reader's next message is for them; said once, with the way out."""
    flows, chat_id = context.bot_data.flows, ticket.chat_id or 0
    flow = await flows.get(chat_id)
    if flow and flow.name == FLOW and flow.data.get("ticket") == ticket.id:
        return
    is_free = flow is None or flow.name in (FLOW, told.FLOW)
    if is_free:
        await flows.put(chat_id, FLOW, {"ticket": ticket.id})
    said = translate(texts.WRITING if is_free else texts.REPLY_TO_WRITE, ticket.language)
    await send(context.bot, chat_id, Message(said))


async def _pass_on(update: Update, context: Context, ticket: StoredTicket, message: TelegramMessage) -> None:
    """Carry a reader's message to staff; a ticket that was answered or closed is open again."""
    tickets = context.bot_data.desk.tickets
    speaker = translate(texts.READER_SPEAKS, await staff_language(context), number=ticket.id)

    async def deliver(here: StoredTicket) -> int:
        reply_to = None if here.topic_id else here.card_id
        return await carry(context.bot, message, here.staff_chat_id or 0, speaker, here.topic_id, reply_to)

    await context.bot_data.inbox.mark_replying(update.update_id)
    try:
        copy = await in_place(context, ticket, deliver)
    except NoDesk:
        await _say(update, context, texts.NOT_PASSED_ON)
        return
    except BadRequest:
        await _say(update, context, texts.NOT_CARRIED)
        return
    await tickets.keep(ticket.id, copy, message.message_id, TO_STAFF)
    await nod(context.bot, message)
    if ticket.state != OPEN and (now := await tickets.get(ticket.id)):
        await show_state(context, now)


async def _hand_over(update: Update, context: Context, question: str, question_id: int | None = None) -> None:
    language, desk = await language_of(update, context), context.bot_data.desk
    await context.bot_data.inbox.mark_replying(update.update_id)
    asked = clean(question)[:MAX_CHARACTERS]
    ticket, is_told = await open_ticket(context, asked, language, _chat(update), question_id)
    if not is_told:
        await _say(update, context, texts.HANDED_LATER, number=ticket.id)
        return
    is_there, when = desk.promise()
    await reply(update, context, presentation.handed_message(ticket.id, is_there, when, desk.clock(), language))


async def _ask(update: Update, context: Context, question_id: int) -> None:
    """Shall this one go to an adviser?"""
    asked = await context.bot_data.questions.get(question_id, _chat(update))
    if asked is None or not asked.text:  # small talk, of which nothing is kept
        await on_new(update, context)
        return
    language = await language_of(update, context)
    await reply(update, context, presentation.ask_message(asked.text, question_id, language))


async def _goes_on(update: Update, context: Context) -> bool:
    """Whether the reader has a ticket already: then they may write to the adviser."""
    ticket = await context.bot_data.desk.tickets.of_reader(_chat(update))
    if ticket is None:
        return False
    if ticket.card_id is None and not await tell_staff(context, ticket):  # it could not be told then, nor can it now
        await _say(update, context, texts.HANDED_LATER, number=ticket.id)
        return True
    await context.bot_data.flows.put(_chat(update), FLOW, {"ticket": ticket.id})
    await reply(update, context, presentation.under_way_message(ticket.id, await language_of(update, context)))
    return True


async def _is_possible(update: Update, context: Context) -> bool:
    """Whether there is anybody to hand over to, in a private chat; else the reader is told whom to ask."""
    chat = update.effective_chat
    if chat is None:
        return False
    if context.bot_data.desk.staff_chat_id is None:
        await acknowledge(update)
        await _contacts(update, context)
        return False
    if chat.type != chat.PRIVATE:
        await acknowledge(update)
        await _say(update, context, texts.ONLY_IN_PRIVATE, bot=context.bot.username)
        return False
    return True


async def _say(update: Update, context: Context, text: str, **values: Any) -> None:
    await reply(update, context, Message(translate(text, await language_of(update, context), **values)))


def _chat(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0

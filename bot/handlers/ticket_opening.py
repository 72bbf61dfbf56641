"""Open a ticket: kept first, then shown to staff, so that nothing is lost where the staff group cannot be reached."""

from telegram import Update
from telegram.error import BadRequest

from bot.handlers.ask import language_of
from bot.handlers.gaps_access import for_editors
from bot.handlers.replying import acknowledge, reply
from bot.handlers.services import Context
from bot.handlers.ticket_place import NoDesk, in_place
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import gaps as gap_texts
from bot.presentation.texts import tickets as texts
from bot.storage.tickets import StoredTicket


async def open_ticket(
    context: Context, question: str, language: str, chat_id: int | None = None, question_id: int | None = None
) -> tuple[StoredTicket, bool]:
    """Hand a question to an adviser; returns the ticket and whether staff has been told.

    Args:
        context: of the update that it comes from.
        question: as it was asked.
        language: the reader's.
        chat_id: the reader who waits for an answer; nobody for a gap of the guide.
        question_id: the kept question, where the guide was asked before.
    """
    tickets = context.bot_data.desk.tickets
    ticket_id = await tickets.open(chat_id, question, language, question_id)
    ticket = await tickets.get(ticket_id)
    if ticket is None:  # its owner has erased everything in this very moment
        raise LookupError(f"ticket {ticket_id}")

    return ticket, await tell_staff(context, ticket)


async def tell_staff(context: Context, ticket: StoredTicket) -> bool:
    """Let staff see a ticket that they do not see yet; false where that cannot be done now."""

    async def nothing_more(here: StoredTicket) -> int:
        return here.card_id or 0

    try:
        await in_place(context, ticket, nothing_more)
    except (NoDesk, BadRequest):
        return False
    return True


@for_editors
async def on_gap(update: Update, context: Context, gap_id: int) -> None:
    """A gap of the guide goes to the advisers: nobody waits for their answer, but they may know it."""
    gap, language = await context.bot_data.gaps.desk.get(gap_id), await language_of(update, context)
    await acknowledge(update)
    if gap is None:
        await reply(update, context, Message(translate(gap_texts.GONE, language)))
    elif context.bot_data.desk.staff_chat_id is None:
        await reply(update, context, Message(translate(texts.NO_GROUP, language)))
    else:
        ticket, is_told = await open_ticket(context, gap.question, gap.language)
        said = texts.GAP_HANDED if is_told else texts.GAP_KEPT
        await reply(update, context, Message(translate(said, language, number=ticket.id)))

"""/tickets: what waits for an adviser, with its age, and the way to each."""

from telegram import Update

from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.handlers.ticket_opening import tell_staff
from bot.handlers.ticket_place import offered_for
from bot.handlers.tickets_staff import at_the_desk
from bot.presentation import tickets as presentation
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import tickets as texts


@at_the_desk
async def on_list(update: Update, context: Context) -> None:
    """/tickets; those that the group has not seen yet, because it could not be reached, are put there now."""
    for ticket in await context.bot_data.desk.tickets.listed(presentation.PER_PAGE):
        if ticket.card_id is None and not await tell_staff(context, ticket):
            break
    await reply(update, context, await _page(update, context, 0))


@at_the_desk
async def on_page(update: Update, context: Context, page: int) -> None:
    """A page of the list, in place."""
    await acknowledge(update)
    await edit(update, context, await _page(update, context, page))


@at_the_desk
async def on_show(update: Update, context: Context, ticket_id: int) -> None:
    """One of them, with what can be done."""
    ticket = await context.bot_data.desk.tickets.get(ticket_id)
    language = await language_of(update, context)
    await acknowledge(update)
    if ticket is None:
        await reply(update, context, Message(translate(texts.GONE, language)))
    else:
        await reply(update, context, presentation.card_message(ticket, await offered_for(context, ticket), language))


async def _page(update: Update, context: Context, page: int) -> Message:
    desk = context.bot_data.desk
    count = await desk.tickets.count()
    page = min(page, max(0, (count - 1) // presentation.PER_PAGE))
    listed = await desk.tickets.listed(presentation.PER_PAGE, page * presentation.PER_PAGE)
    return presentation.list_message(listed, count, page, desk.clock(), await language_of(update, context))

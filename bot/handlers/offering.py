"""Offering announcements once, to a reader whom the bot has been of use to: after a 👍, or a few answers."""

from telegram import Update

from bot.handlers.replying import reply
from bot.handlers.services import Context
from bot.presentation.subscribing import offer_message

# Who came back with this many questions that were answered has found the bot useful, thumb or not.
AFTER_ANSWERS = 3


async def offer(update: Update, context: Context, language: str, after_answers: int = AFTER_ANSWERS) -> None:
    """Offer announcements in a private chat, once ever; never to who has them, stopped them or declined them."""
    chat = update.effective_chat
    if chat is None or chat.type != chat.PRIVATE:
        return
    if await context.bot_data.offers.make(chat.id, after_answers):
        await reply(update, context, offer_message(language))

"""Offering a person after two questions in a row that got no good answer; once for each such run, never by force."""

from telegram import Update

from bot.handlers.replying import reply
from bot.handlers.services import Context
from bot.presentation.tickets import two_failed_message

# After the second failure; not after the third, for then it has been declined.
AFTER_FAILURES = 2


async def offer_adviser(update: Update, context: Context, question_id: int, language: str) -> None:
    """Offer an adviser in a private chat, where there is one and the reader talks to none already."""
    chat, desk = update.effective_chat, context.bot_data.desk
    if chat is None or chat.type != chat.PRIVATE or desk.staff_chat_id is None:
        return
    if await context.bot_data.questions.failed_in_a_row(chat.id) != AFTER_FAILURES:
        return
    if await desk.tickets.of_reader(chat.id) is None:
        await reply(update, context, two_failed_message(question_id, language))

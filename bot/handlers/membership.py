"""Being blocked and let in again: Telegram tells, so that announcements neither fail nor stay away for good."""

from telegram import ChatMember, Update

from bot.handlers.services import Context

BLOCKED = "bot was blocked by the user"


async def on_membership(update: Update, context: Context) -> None:
    """The bot's place in a chat has changed: someone blocked it or removed it, or it is back."""
    change = update.my_chat_member
    if change is None:
        return
    subscribers = context.bot_data.subscribers
    if change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
        await subscribers.mark_unreachable(change.chat.id, BLOCKED)
    else:
        await subscribers.mark_returned(change.chat.id)

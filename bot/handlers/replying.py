"""Send and edit messages of the presentation; the one place where a reply leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.handlers.services import Context
from bot.presentation.entities import to_messages
from bot.presentation.messages import Message

TYPING_SECONDS = 4.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(update: Update, context: Context, message: Message) -> int | None:
    """Answer in the chat of an update; in a group, as a reply to what was asked. Returns the id of the last part."""
    chat = update.effective_chat
    if chat is None:
        return None
    await context.bot_data.inbox.mark_replying(update.update_id)
    asked = update.effective_message
    in_group = chat.type != chat.PRIVATE and asked is not None
    return await send(context.bot, chat.id, message, reply_to=asked.message_id if in_group and asked else None)


async def send(
    bot: Bot, chat_id: int, message: Message, reply_to: int | None = None, topic: int | None = None
) -> int | None:
    """Send a message to a chat, in parts when it is long; the buttons are under the last, whose id is returned."""
    parts = to_messages(message.markdown)
    last: int | None = None
    for number, part in enumerate(parts, start=1):
        sent = await bot.send_message(
            chat_id,
            part.text,
            entities=part.entities,
            reply_markup=_keyboard(message) if number == len(parts) else None,
            link_preview_options=_NO_PREVIEW,
            reply_to_message_id=reply_to if number == 1 else None,
            allow_sending_without_reply=True if reply_to and number == 1 else None,
            message_thread_id=topic,
        )
        last = sent.message_id
    return last


async def change(bot: Bot, chat_id: int, message_id: int, message: Message) -> None:
    """Let a message of the bot say something else; that it says so already is no error."""
    part = to_messages(message.markdown)[0]
    try:
        await bot.edit_message_text(
            part.text,
            chat_id,
            message_id,
            entities=part.entities,
            reply_markup=_keyboard(message),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def take_buttons_away(update: Update) -> None:
    """Nothing more can be pressed under the message whose button was."""
    if update.callback_query:
        with suppress(TelegramError):
            await update.callback_query.edit_message_reply_markup()


async def edit(update: Update, context: Context, message: Message) -> None:
    """Change the message whose button was pressed; sends a new one where that cannot be changed any more."""
    query = update.callback_query
    if query is None:
        return
    part = to_messages(message.markdown)[0]
    try:
        await query.edit_message_text(
            part.text,
            entities=part.entities,
            reply_markup=_keyboard(message),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message.lower():
            return
        await reply(update, context, message)


async def show(update: Update, context: Context, message: Message) -> None:
    """Where a button was pressed, in place; else as an answer."""
    await (edit if update.callback_query else reply)(update, context, message)


async def acknowledge(update: Update, text: str | None = None, *, as_alert: bool = False) -> None:
    """Stop the spinner on a pressed button, with a word or without.

    Telegram takes this for a few minutes only. After an interruption that is over, and what the button asked for is
    done all the same.
    """
    if update.callback_query:
        with suppress(TelegramError):
            await update.callback_query.answer(text, show_alert=as_alert)


@asynccontextmanager
async def typing(update: Update, context: Context) -> AsyncIterator[None]:
    """Show "typing…" while the block runs; Telegram lets it fade after five seconds."""

    async def renew() -> None:
        while update.effective_chat is not None:
            with suppress(TelegramError):
                await context.bot.send_chat_action(update.effective_chat.id, ChatAction.TYPING)
            await asyncio.sleep(TYPING_SECONDS)

    task = asyncio.create_task(renew())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in message.rows]
    )

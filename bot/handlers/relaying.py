"""Carry a message of a person into another chat, with a word on who speaks, and let the copy follow its edits."""

from contextlib import suppress
from typing import Any

from telegram import Bot, MessageEntity, ReplyParameters
from telegram import Message as TelegramMessage
from telegram.constants import MessageLimit
from telegram.error import BadRequest, TelegramError

RECEIVED = "👌"


async def carry(
    bot: Bot, message: TelegramMessage, to: int, speaker: str, topic_id: int | None = None, reply_to: int | None = None
) -> int:
    """Copy a message; returns the id of the copy.

    Who speaks stands before its text, or in a message of its own where there is no text or no room.

    Args:
        bot: of this application.
        message: what somebody wrote.
        to: the chat that gets it.
        speaker: who speaks.
        topic_id: the topic of that chat, if it has topics.
        reply_to: the message there that it is shown as a reply to.
    """
    where = _where(topic_id, reply_to)
    if message.text is not None and _fits(speaker, message.text, MessageLimit.MAX_TEXT_LENGTH):
        text, entities = _spoken(speaker, message.text, message.entities)
        return (await bot.send_message(to, text, entities=entities, **where)).message_id
    if _has_caption(message) and _fits(speaker, message.caption or "", MessageLimit.CAPTION_LENGTH):
        caption, entities = _spoken(speaker, message.caption or "", message.caption_entities)
        copy = await bot.copy_message(
            to, message.chat_id, message.message_id, caption=caption, caption_entities=entities, **where
        )
        return copy.message_id
    await bot.send_message(to, speaker, **where)
    return (await bot.copy_message(to, message.chat_id, message.message_id, **where)).message_id


async def carry_edit(bot: Bot, message: TelegramMessage, to: int, copy_id: int, speaker: str) -> bool:
    """Let a copy say what its original says now; false where it cannot."""
    try:
        if message.text is not None and _fits(speaker, message.text, MessageLimit.MAX_TEXT_LENGTH):
            text, entities = _spoken(speaker, message.text, message.entities)
            await bot.edit_message_text(text, to, copy_id, entities=entities)
        elif _has_caption(message) and _fits(speaker, message.caption or "", MessageLimit.CAPTION_LENGTH):
            caption, entities = _spoken(speaker, message.caption or "", message.caption_entities)
            await bot.edit_message_caption(to, copy_id, caption=caption, caption_entities=entities)
        else:
            return False
    except BadRequest as error:
        return "not modified" in error.message.lower()
    except TelegramError:
        return False
    return True


async def nod(bot: Bot, message: TelegramMessage) -> None:
    """Show under a message that it went on; where reactions are off, it went on all the same."""
    with suppress(TelegramError):
        await bot.set_message_reaction(message.chat_id, message.message_id, RECEIVED)


def _where(topic_id: int | None, reply_to: int | None) -> dict[str, Any]:
    if topic_id is not None:
        return {"message_thread_id": topic_id}
    if reply_to is not None:
        return {"reply_parameters": ReplyParameters(reply_to, allow_sending_without_reply=True)}
    return {}


def _has_caption(message: TelegramMessage) -> bool:
    parts = (message.photo, message.document, message.video, message.voice, message.audio, message.animation)
    return any(parts)


def _fits(speaker: str, text: str, limit: int) -> bool:
    return _units(f"{speaker} {text}") <= limit


def _spoken(speaker: str, text: str, entities: tuple[MessageEntity, ...]) -> tuple[str, list[MessageEntity]]:
    """A text with its speaker before it, and what was bold or a link in it."""
    shift = _units(f"{speaker} ")
    bold = MessageEntity(MessageEntity.BOLD, 0, _units(speaker))
    moved = MessageEntity.shift_entities(shift, list(entities))
    return f"{speaker} {text}", [bold, *moved]


def _units(text: str) -> int:
    """How Telegram counts."""
    return len(text.encode("utf-16-le")) // 2

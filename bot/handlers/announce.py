"""/anunciar: an announcement is put together from the announcer's messages, and follows them when they are edited."""

from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram import Update

from bot.announcements.composing import sketch_of
from bot.announcements.errors import AnnouncementError
from bot.announcements.sketching import TYPED
from bot.handlers.access import may
from bot.handlers.announce_access import fault, for_announcers
from bot.handlers.announce_card import show_below, show_in_place, sketch_in
from bot.handlers.announce_message import version_of, with_edit, with_message
from bot.handlers.announce_rehearsal import take_apart
from bot.handlers.ask import language_of
from bot.handlers.replying import reply
from bot.handlers.services import Context
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import announcing as texts
from bot.storage.flows import OpenFlow
from bot.storage.sketch import ENGLISH, SPANISH, Sketch
from bot.storage.staff import Role
from bot.storage.stored_announcement import StoredAnnouncement
from bot.storage.watching import Watcher


@for_announcers
async def on_announce(update: Update, context: Context) -> None:
    """/anunciar: begin, or go on with what is half done."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None or message is None:
        return
    language = await language_of(update, context)
    if chat.type != chat.PRIVATE:
        await reply(update, context, Message(translate(texts.ONLY_IN_PRIVATE, language)))
        return
    sketch = await sketch_in(chat.id, context)
    if sketch and sketch.content:
        await show_below(update, context, replace(sketch, step="card"), translate(texts.HALF_DONE, language))
    else:
        await show_below(update, context, Sketch(message.message_id))


async def on_message(update: Update, context: Context, flow: OpenFlow) -> bool:
    """A message while an announcement is put together."""
    if not await may(update, context, Role.ANNOUNCER) and update.effective_chat:
        await context.bot_data.flows.end(update.effective_chat.id)
    await _take(update, context, Sketch.from_json(flow.data))
    return True


@for_announcers
async def _take(update: Update, context: Context, sketch: Sketch) -> None:
    message = update.effective_message
    if message is None:
        return
    album = message.media_group_id
    if album and album == sketch.refused_album:
        return
    version = next((version for version, known in sketch.albums.items() if album and known == album), None)
    if version:
        await _take_piece(update, context, sketch, version, message)
    elif message.message_id <= sketch.seen:
        await show_below(update, context, sketch)
    elif sketch.step in TYPED:
        await _take_typed(update, context, replace(sketch, seen=message.message_id), message)
    else:
        await _take_content(update, context, replace(sketch, seen=message.message_id), message)


async def _take_content(update: Update, context: Context, sketch: Sketch, message: TelegramMessage) -> None:
    version = ENGLISH if sketch.step == "english" else SPANISH
    language = await language_of(update, context)
    try:
        changed = with_message(sketch, version, message)
    except AnnouncementError as error:
        refused = replace(sketch, refused_album=message.media_group_id or "")
        await show_below(update, context, refused, fault(error, language))
        return
    is_other = version == SPANISH and sketch.content is not None
    note = translate(texts.MESSAGE_REPLACED, language) if is_other else ""
    await show_below(update, context, replace(changed, step="card"), note)


async def _take_piece(update: Update, context: Context, sketch: Sketch, version: str, message: TelegramMessage) -> None:
    """One more of an album: Telegram sends each piece as a message of its own."""
    try:
        changed = with_message(sketch, version, message)
    except AnnouncementError as error:
        await show_below(update, context, sketch, fault(error, await language_of(update, context)))
        return
    await show_in_place(update, context, changed)


async def _take_typed(update: Update, context: Context, sketch: Sketch, message: TelegramMessage) -> None:
    try:
        changed = TYPED[sketch.step](sketch, message.text or "", context.bot_data.announcer.clock())
    except AnnouncementError as error:
        await show_below(update, context, sketch, fault(error, await language_of(update, context)))
        return
    await show_below(update, context, changed)


async def on_edited(update: Update, context: Context) -> None:
    """Someone has changed a message of their own; only of announcers does that concern us."""
    chat, message = update.effective_chat, update.edited_message
    if chat and message and chat.type == chat.PRIVATE and await may(update, context, Role.ANNOUNCER):
        await _follow_edit(update, context, message)


@for_announcers
async def _follow_edit(update: Update, context: Context, message: TelegramMessage) -> None:
    """What was made from the message follows, or it is said that it does not."""
    chat = update.effective_chat
    if chat is None:
        return
    sketch = await sketch_in(chat.id, context)
    if sketch and version_of(message.message_id, sketch.originals):
        await _follow(update, context, sketch, message, texts.TAKEN_FROM_EDIT)
        return
    made = await context.bot_data.watching.made_from(chat.id, message.message_id)
    announcement = made and await context.bot_data.announcements.get(made.announcement_id)
    if not made or not announcement or (announcement.state == "cancelled" and not announcement.approved_at):
        return
    if announcement.state == "draft" and announcement.kind == "send" and not sketch:
        await _reopen(update, context, announcement, made, message)
        return
    text = texts.DRAFT_UNCHANGED_BY_EDIT if announcement.state == "draft" else texts.UNCHANGED_BY_EDIT
    said = translate(text, await language_of(update, context), id=announcement.id)
    await reply(update, context, Message(said))


async def _reopen(
    update: Update, context: Context, draft: StoredAnnouncement, made: Watcher, message: TelegramMessage
) -> None:
    """A message of a rehearsed draft was edited: the draft gives way to what it says now."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    sketch = sketch_of(draft, message.message_id, made.originals)
    await take_apart(context, chat.id, user.id, draft.id, sketch)
    await _follow(update, context, sketch, message, texts.REHEARSE_AGAIN)


async def _follow(update: Update, context: Context, sketch: Sketch, message: TelegramMessage, text: str) -> None:
    language = await language_of(update, context)
    version = version_of(message.message_id, sketch.originals) or SPANISH
    try:
        changed = with_edit(sketch, version, message)
    except AnnouncementError as error:
        note = f"{translate(texts.UNCHANGED_BECAUSE, language)}\n{fault(error, language)}"
        await show_below(update, context, sketch, note)
        return
    await show_below(update, context, replace(changed, step="card"), translate(text, language))

"""Correcting what was sent: with a new text, or by taking it away; rehearsed and approved like any announcement."""

from telegram import Update

from bot.announcements.content import Content
from bot.announcements.errors import AnnouncementError
from bot.handlers.access import may
from bot.handlers.announce_access import fault, for_announcers
from bot.handlers.announce_message import content_of
from bot.handlers.announce_rehearsal import show_rehearsal
from bot.handlers.ask import expired, language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.presentation import watching
from bot.presentation.announcing import noted
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import announcing as texts
from bot.storage.flows import OpenFlow
from bot.storage.sketch import SPANISH
from bot.storage.staff import Role

FLOW = "correct"


@for_announcers
async def on_fix(update: Update, context: Context, announcement_id: int) -> None:
    """ "Corregir" under a result: how?"""
    await acknowledge(update)
    await reply(update, context, watching.correction_message(announcement_id, await language_of(update, context)))


@for_announcers
async def on_edit(update: Update, context: Context, announcement_id: int) -> None:
    """With a new text: the next message is it."""
    chat = update.effective_chat
    if chat is None:
        return
    await context.bot_data.announcer.progress(announcement_id)
    await context.bot_data.flows.put(chat.id, FLOW, {"corrects": announcement_id})
    await acknowledge(update)
    await edit(update, context, watching.right_text_message(announcement_id, await language_of(update, context)))


@for_announcers
async def on_delete(update: Update, context: Context, announcement_id: int) -> None:
    """By taking it away."""
    await acknowledge(update)
    await _rehearse(update, context, announcement_id, None, None)


@for_announcers
async def on_english_stays(update: Update, context: Context, announcement_id: int) -> None:
    """The Spanish text is there, the English one stays as it is."""
    chat = update.effective_chat
    flow = await context.bot_data.flows.get(chat.id) if chat else None
    wrong = await context.bot_data.announcements.get(announcement_id)
    if not flow or flow.name != FLOW or flow.data["corrects"] != announcement_id or not wrong or not wrong.content_en:
        await expired(update, context)
        return
    await acknowledge(update)
    await _rehearse(
        update, context, announcement_id, Content.from_json(flow.data["content"]), Content.from_json(wrong.content_en)
    )


async def on_message(update: Update, context: Context, flow: OpenFlow) -> bool:
    """A message while a text is corrected."""
    if not await may(update, context, Role.ANNOUNCER) and update.effective_chat:
        await context.bot_data.flows.end(update.effective_chat.id)
    await _take(update, context, flow)
    return True


@for_announcers
async def _take(update: Update, context: Context, flow: OpenFlow) -> None:
    chat, message = update.effective_chat, update.effective_message
    wrong_id = int(flow.data["corrects"])
    wrong = await context.bot_data.announcements.get(wrong_id)
    if chat is None or message is None or wrong is None:
        return
    language = await language_of(update, context)
    asks_english = "content" in flow.data
    ask = watching.right_english_message if asks_english else watching.right_text_message
    if message.text is None:
        note = translate(texts.ONLY_TEXT_CAN_CHANGE, language)
        await reply(update, context, noted(ask(wrong_id, language), note))
        return
    try:
        content = content_of(message)
    except AnnouncementError as error:
        await reply(update, context, noted(ask(wrong_id, language), fault(error, language)))
        return
    if asks_english:
        await _rehearse(update, context, wrong_id, Content.from_json(flow.data["content"]), content)
    elif wrong.content_en:
        await context.bot_data.flows.put(chat.id, FLOW, {"corrects": wrong_id, "content": content.as_json()})
        await reply(update, context, watching.right_english_message(wrong_id, language))
    else:
        await _rehearse(update, context, wrong_id, content, None)


async def _rehearse(
    update: Update, context: Context, wrong_id: int, content: Content | None, content_en: Content | None
) -> None:
    """Draft the correction and show what it would do; where that fails, the next message is another try."""
    services, chat, user = context.bot_data, update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    language = await language_of(update, context)
    draft = await services.announcer.correct(wrong_id, user.id, content, content_en)
    originals = {SPANISH: [update.message.message_id]} if update.message else {}
    await services.watching.rehearsed(draft, chat.id, originals)
    await services.inbox.mark_replying(update.update_id)
    if problem := await show_rehearsal(context.bot, services, chat.id, draft, language):
        await services.announcer.discard(draft, user.id)
        await reply(update, context, Message(problem))
        return
    flow = await services.flows.get(chat.id)
    if flow and flow.name == FLOW:
        await services.flows.end(chat.id)

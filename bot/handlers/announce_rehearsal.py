"""Rehearsing and approving: the real message first, then whom it reaches, then the button; for many, two people."""

import logging
from contextlib import suppress
from dataclasses import replace

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.announcements.composing import composed_of, sketch_of
from bot.announcements.courier import Courier, Fate, Outcome, parcel_for
from bot.announcements.errors import AnnouncementError, WrongState
from bot.handlers.announce_access import fault, for_announcers
from bot.handlers.announce_card import audience_labels, keep, show_below, show_in_place, sketch_in
from bot.handlers.ask import language_of
from bot.handlers.replying import acknowledge, reply, send, take_buttons_away
from bot.handlers.services import Context, Services
from bot.handlers.watcher import begin_to_watch, language_in
from bot.presentation import rehearsing
from bot.presentation.entities import literal
from bot.presentation.localisation import translate
from bot.presentation.messages import Message
from bot.presentation.texts import announcing as texts
from bot.storage.sketch import Sketch
from bot.storage.staff import Role
from bot.storage.stored_announcement import StoredAnnouncement

_log = logging.getLogger(__name__)


async def rehearse(update: Update, context: Context, sketch: Sketch) -> None:
    """Make a draft of a sketch and show it as it would arrive; where that fails, the sketch stays to be changed."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    services, language = context.bot_data, await language_of(update, context)
    await acknowledge(update)
    if not sketch.topics:
        await show_in_place(update, context, replace(sketch, step="audience"))
        return
    try:
        if sketch.draft:  # of a rehearsal, or a change of one, that was interrupted
            await _discard_if_draft(services, sketch.draft, user.id)
        draft = await services.announcer.draft(composed_of(sketch), user.id)
    except AnnouncementError as error:
        await show_in_place(update, context, replace(sketch, draft=None, step="card"), fault(error, language))
        return
    await keep(chat.id, context, replace(sketch, draft=draft))
    await services.watching.rehearsed(draft, chat.id, sketch.originals)
    await services.inbox.mark_replying(update.update_id)
    problem = await show_rehearsal(context.bot, services, chat.id, draft, language)
    if problem:
        await services.announcer.discard(draft, user.id)
        await show_below(update, context, replace(sketch, draft=None, step="card"), problem)
        return
    await services.flows.end(chat.id)
    await take_buttons_away(update)


async def show_rehearsal(bot: Bot, services: Services, chat_id: int, announcement_id: int, language: str) -> str:
    """Show a draft as it would arrive, and what approving would do; returns what went wrong, in words, if anything."""
    announcement = await services.announcements.get(announcement_id)
    if announcement is None:
        return translate(texts.FAULTS["UnknownAnnouncement"], language)
    outcome = await _bring(bot, services, chat_id, announcement)
    if outcome.fate is Fate.REFUSED:
        return translate(texts.REFUSED, language, error=literal(outcome.error))
    if outcome.fate is not Fate.SENT:
        return translate(texts.NOT_SHOWN, language)
    told = await services.announcer.rehearse(announcement_id)
    shown = rehearsing.rehearsal_message(
        announcement,
        audience_labels(services.announcer, announcement, language),
        recipients=told.recipients,
        left_out=told.left_out,
        starts_at=told.starts_at,
        finishes_at=told.finishes_at,
        needs_second_person=told.needs_second_person,
        alike=told.alike,
        now=services.announcer.clock(),
        language=language,
    )
    await send(bot, chat_id, shown)
    return ""


@for_announcers
async def on_approve(update: Update, context: Context, announcement_id: int) -> None:
    """The button under a rehearsal: from here on it is sent, or waits for the second person."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    services, language = context.bot_data, await language_of(update, context)
    await acknowledge(update)
    approval = await services.announcer.approve(announcement_id, user.id)
    await take_buttons_away(update)
    if approval.needs_second_person:
        told = await _ask_others(context, announcement_id, but_not=user.id)
        await reply(update, context, rehearsing.first_approval_message(announcement_id, told, language))
        return
    await services.inbox.mark_replying(update.update_id)
    await begin_to_watch(context.bot, services, chat.id, announcement_id)
    for other in await services.watching.of(announcement_id):
        if other.chat_id != chat.id:
            with suppress(TelegramError):
                await begin_to_watch(context.bot, services, other.chat_id, announcement_id)


@for_announcers
async def on_redo(update: Update, context: Context, announcement_id: int) -> None:
    """ "Cambiar algo" under a rehearsal: the draft is taken apart again."""
    chat, user, pressed = update.effective_chat, update.effective_user, update.effective_message
    if chat is None or user is None or pressed is None:
        return
    services, language = context.bot_data, await language_of(update, context)
    await acknowledge(update)
    other = await sketch_in(chat.id, context)
    if other and other.content:
        await show_below(update, context, replace(other, step="card"), translate(texts.HALF_DONE, language))
        return
    draft = (await services.announcer.standing(announcement_id)).announcement
    originals = [one.originals for one in await services.watching.of(announcement_id) if one.chat_id == chat.id]
    sketch = sketch_of(draft, pressed.message_id, originals[0] if originals else {})
    await take_apart(context, chat.id, user.id, draft.id, sketch)
    await take_buttons_away(update)
    await _tell_the_drafter(context, announcement_id, chat.id)
    await show_below(update, context, sketch, translate(texts.DRAFT_CHANGED, language))


async def take_apart(context: Context, chat_id: int, staff_id: int, draft_id: int, sketch: Sketch) -> None:
    """A draft gives way to a sketch of it, which is there before the draft is gone: nothing is lost in between.

    Raises:
        WrongState: it is no draft any more, and there is no sketch.
    """
    await keep(chat_id, context, replace(sketch, draft=draft_id))
    try:
        await context.bot_data.announcer.discard(draft_id, staff_id)
    except AnnouncementError:
        await context.bot_data.flows.end(chat_id)
        raise


@for_announcers
async def on_drop(update: Update, context: Context, announcement_id: int) -> None:
    """ "Descartar" under a rehearsal."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return
    language = await language_of(update, context)
    await acknowledge(update)
    await context.bot_data.announcer.discard(announcement_id, user.id)
    await take_buttons_away(update)
    await _tell_the_drafter(context, announcement_id, chat.id)
    await reply(update, context, Message(translate(texts.DISCARDED, language)))


async def _bring(bot: Bot, services: Services, chat_id: int, announcement: StoredAnnouncement) -> Outcome:
    """The message itself, once for each version; a removal has nothing to show."""
    outcome = Outcome(Fate.SENT)
    if announcement.kind == "delete":
        return outcome
    courier = Courier(bot, services.announced_files_dir)
    languages = [announcement.audience.language or "es"]
    if announcement.content_en and not announcement.audience.language:
        languages.append("en")
    for language in languages:
        parcel = replace(parcel_for(announcement, language), kind="send")
        outcome = await courier.bring(parcel, chat_id)
        if outcome.fate is not Fate.SENT:
            return outcome
        if len(parcel.content.files) > 1:
            await courier.bring_buttons(parcel, chat_id)
    return outcome


async def _ask_others(context: Context, announcement_id: int, but_not: int) -> int:
    """Show the rehearsal to everyone else who may approve; how many could be told."""
    services = context.bot_data
    may_approve = await services.staff.ids(Role.ANNOUNCER) | await services.staff.ids(Role.ADMIN)
    told = 0
    for staff_id in sorted(may_approve - {but_not}):
        try:
            language = await language_in(services, staff_id)
            told += not await show_rehearsal(context.bot, services, staff_id, announcement_id, language)
        except TelegramError as error:
            _log.info("an announcer could not be asked to approve: %s", type(error).__name__)
    return told


async def _discard_if_draft(services: Services, draft_id: int, staff_id: int) -> None:
    try:
        await services.announcer.discard(draft_id, staff_id)
    except WrongState as error:
        if error.values["state"] != "cancelled":
            raise


async def _tell_the_drafter(context: Context, announcement_id: int, but_not: int) -> None:
    """Whoever rehearsed it learns that somebody else has thrown it away."""
    services = context.bot_data
    for one in await services.watching.of(announcement_id):
        if one.chat_id != but_not:
            language = await language_in(services, one.chat_id)
            said = Message(translate(texts.DROPPED_BY_OTHER, language, id=announcement_id))
            with suppress(TelegramError):
                await send(context.bot, one.chat_id, said)

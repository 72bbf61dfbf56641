""" "Recordarme": a reader is reminded of an announcement's day, three days or one day before."""

import datetime as dt

from telegram import Update

from bot.announcements.content import Button, date_of
from bot.announcements.errors import FaultyButton, PastDate
from bot.announcements.hours import BOGOTA
from bot.announcements.reminders import DAYS_BEFORE, remind_at
from bot.handlers.announced import gone
from bot.handlers.ask import expired, language_of
from bot.handlers.replying import acknowledge, edit, reply
from bot.handlers.services import Context
from bot.presentation import announced
from bot.presentation.localisation import day_of_week, translate
from bot.presentation.messages import Message
from bot.presentation.texts import subscribing as texts


async def on_remind(update: Update, context: Context, announcement_id: int, number: int) -> None:
    """The button under an announcement: how long before?"""
    event = await _event(update, context, announcement_id, number)
    if event is None:
        return
    await acknowledge(update)
    language = await language_of(update, context)
    choices = {before: moment.astimezone(BOGOTA).date() for before, moment in _moments(event).items()}
    shown = (
        announced.when_message(announcement_id, number, event, choices, language)
        if choices
        else _too_late(event, language)
    )
    await reply(update, context, shown)


async def on_moment_chosen(update: Update, context: Context, announcement_id: int, number: int, before: int) -> None:
    """Three days, or one day, before: it is kept, once however often it is asked for."""
    chat = update.effective_chat
    event = await _event(update, context, announcement_id, number)
    if chat is None or event is None:
        return
    await acknowledge(update)
    language = await language_of(update, context)
    moment = _moments(event).get(before)
    if moment is None:
        await edit(update, context, _too_late(event, language))
        return
    await context.bot_data.reminders.add(chat.id, announcement_id, event, moment)
    remind_on = moment.astimezone(BOGOTA).date()
    shown = announced.reminder_set_message(announcement_id, number, before, remind_on, event, language)
    await edit(update, context, shown)


async def on_reminder_undone(update: Update, context: Context, announcement_id: int, number: int, before: int) -> None:
    """The reader does not want the reminder after all."""
    chat = update.effective_chat
    event = await _event(update, context, announcement_id, number)
    if chat is None or event is None:
        return
    await acknowledge(update)
    moment = _moments(event).get(before)
    is_removed = moment is not None and await context.bot_data.reminders.remove(chat.id, announcement_id, moment)
    text = texts.REMINDER_UNDONE if is_removed else texts.NO_REMINDER_LEFT
    await edit(update, context, Message(translate(text, await language_of(update, context))))


async def _event(update: Update, context: Context, announcement_id: int, number: int) -> dt.date | None:
    """The day that a button of an announcement reminds of; where there is none, the reader is told so."""
    announcement = await context.bot_data.announced.get(announcement_id)
    if announcement is None:
        await gone(update, context)
        return None
    try:
        return date_of(Button(**announcement.buttons[number]))
    except (IndexError, FaultyButton):
        await expired(update, context)
        return None


def _moments(event: dt.date) -> dict[int, dt.datetime]:
    """The moments of the reminders there can still be, by how many days before they are."""
    now = dt.datetime.now(dt.UTC)
    moments = {}
    for before in DAYS_BEFORE:
        try:
            moments[before] = remind_at(event, before, now)
        except PastDate:
            continue
    return moments


def _too_late(event: dt.date, language: str) -> Message:
    has_passed = event < dt.datetime.now(BOGOTA).date()
    text = texts.DATE_HAS_PASSED if has_passed else texts.TOO_LATE_TO_REMIND
    return Message(translate(text, language, day=day_of_week(event, language)))

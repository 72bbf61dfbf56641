"""Reminders of an announcement's date: three days or one day before it, in the morning in Bogotá."""

import datetime as dt

from bot.announcements.errors import PastDate
from bot.announcements.hours import BOGOTA
from bot.announcements.keyboard import ask_button
from bot.announcements.one_by_one import Letter, OneByOne
from bot.announcements.quoting import quote_of
from bot.presentation.announced import reminder_message
from bot.presentation.entities import to_messages
from bot.storage.reminders import DueReminder

DAYS_BEFORE = (3, 1)
MORNING = dt.time(9, 0)


def remind_at(event_date: dt.date, days_before: int, now: dt.datetime) -> dt.datetime:
    """The moment of a reminder.

    Raises:
        PastDate: it has passed.
    """
    moment = dt.datetime.combine(event_date - dt.timedelta(days=days_before), MORNING, BOGOTA).astimezone(dt.UTC)
    if moment <= now:
        raise PastDate(f"{days_before} days before {event_date} is no time to be reminded any more")
    return moment


class Reminding(OneByOne[DueReminder]):
    """Sends reminders whose time has come, in turn with the announcements."""

    async def _abandon(self) -> None:
        await self._storage.reminders.abandon()

    async def _claim(self, now: dt.datetime) -> DueReminder | None:
        return next(iter(await self._storage.reminders.claim(now, 1)), None)

    async def _settle(self, row: DueReminder, state: str, error: str) -> None:
        await self._storage.reminders.settle(row.id, state, error)

    async def _letter(self, row: DueReminder) -> Letter | None:
        """What is sent; nothing where the day is over or the announcement was withdrawn."""
        subscriber = await self._storage.subscribers.get(row.chat_id)
        language = subscriber.language if subscriber else "es"
        now = self._clock()
        announcement = await self._storage.announced.get(row.announcement_id)
        if announcement is None or row.event_date < now.astimezone(BOGOTA).date():
            return None
        message = reminder_message(quote_of(announcement, language, now), row.event_date, language)
        return Letter(to_messages(message.markdown)[0], ask_button(row.announcement_id, language))

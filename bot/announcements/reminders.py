"""Reminders of an announcement's date: three days or one day before it, in the morning in Bogotá."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from babel.dates import format_date
from telegram import Bot
from telegram.error import TelegramError

from bot.announcements.content import Content
from bot.announcements.courier import Fate, judge
from bot.announcements.errors import PastDate
from bot.announcements.hours import BOGOTA, QuietHours
from bot.announcements.keyboard import ask_button
from bot.announcements.pace import Governor
from bot.presentation.localisation import LOCALES
from bot.storage.announcement_storage import AnnouncementStorage, DatabaseFailure
from bot.storage.reminders import DueReminder

DAYS_BEFORE = (3, 1)
MORNING = dt.time(9, 0)
LOOK_SECONDS = 20.0
AT_ONCE = 10
QUOTED_CHARACTERS = 300

_TEXTS = {
    "es": "⏰ Me pidió que le recordara esto: es el {day}.\n\n{text}",
    "en": "⏰ You asked me to remind you of this: it is on {day}.\n\n{text}",
}
_STATES = {Fate.BLOCKED: "blocked", Fate.UNKNOWN: "unknown"}
_AGAIN = (Fate.HELD, Fate.OFFLINE, Fate.NOT_SENT)
_PAUSE_SECONDS = 10.0

_log = logging.getLogger(__name__)


def remind_at(event_date: dt.date, days_before: int, now: dt.datetime) -> dt.datetime:
    """The moment of a reminder.

    Raises:
        PastDate: it has passed.
    """
    moment = dt.datetime.combine(event_date - dt.timedelta(days=days_before), MORNING, BOGOTA).astimezone(dt.UTC)
    if moment <= now:
        raise PastDate(f"{days_before} days before {event_date} is no time to be reminded any more")
    return moment


class Reminding:
    """Sends reminders whose time has come, in turn with the announcements.

    Args:
        storage: where they are kept.
        bot: a bot without a rate limiter.
        governor: the pace of everything that is sent in bulk.
        quiet_hours: when nobody is woken.
        clock: what time it is.
    """

    def __init__(
        self,
        storage: AnnouncementStorage,
        bot: Bot,
        governor: Governor,
        quiet_hours: QuietHours,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._storage = storage
        self._bot = bot
        self._governor = governor
        self._quiet_hours = quiet_hours
        self._clock = clock

    async def run(self) -> None:
        """Send what is due, for ever; what an earlier process left in the middle is not sent again."""
        await self._storage.reminders.abandon()
        while True:
            try:
                while await self.send_due():
                    pass
            except DatabaseFailure as error:
                _log.warning("reminders wait for the database (%s)", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def send_due(self) -> int:
        """Send some that are due; how many were sent off."""
        now = self._clock()
        if self._quiet_hours.are_now(now):
            return 0
        due = await self._storage.reminders.claim(now, AT_ONCE)
        sent = 0
        for reminder in due:
            sent += await self._send(reminder)
        return sent

    async def _send(self, reminder: DueReminder) -> bool:
        text, language = await self._text(reminder)
        await self._governor.turn()
        try:
            await self._bot.send_message(
                reminder.chat_id, text, reply_markup=ask_button(reminder.announcement_id, language)
            )
        except TelegramError as error:
            outcome = judge(error)
            _log.info("a reminder: %s", outcome.fate)
            if outcome.fate in _AGAIN:
                self._governor.hold(outcome.seconds or _PAUSE_SECONDS)
                await self._storage.reminders.settle(reminder.id, "pending", outcome.error)
                return False
            if outcome.fate in (Fate.BLOCKED, Fate.GONE):
                await self._storage.subscribers.mark_unreachable(reminder.chat_id, outcome.error)
            await self._storage.reminders.settle(reminder.id, _STATES.get(outcome.fate, "failed"), outcome.error)
            return True
        finally:
            self._governor.answered(reminder.chat_id)
        await self._storage.reminders.settle(reminder.id, "sent")
        return True

    async def _text(self, reminder: DueReminder) -> tuple[str, str]:
        subscriber = await self._storage.subscribers.get(reminder.chat_id)
        language = subscriber.language if subscriber else "es"
        announcement = await self._storage.announcements.get(reminder.announcement_id)
        said = ""
        if announcement is not None:
            said = Content.from_json(announcement.content_for(language)).text
        if len(said) > QUOTED_CHARACTERS:
            said = said[:QUOTED_CHARACTERS].rstrip() + "…"
        day = format_date(reminder.event_date, "full", locale=LOCALES[language])
        return _TEXTS[language].format(day=day, text=said), language

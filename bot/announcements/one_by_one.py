"""Messages to single readers, such as reminders and notices: sent one after the other, in turn with announcements."""

import asyncio
import datetime as dt
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError

from bot.announcements.courier import Fate, judge
from bot.announcements.hours import QuietHours
from bot.announcements.pace import Governor
from bot.announcements.settling import ATTEMPTS
from bot.presentation.entities import FormattedText
from bot.storage.announcement_storage import AnnouncementStorage, DatabaseFailure

_AGAIN = (Fate.HELD, Fate.OFFLINE, Fate.NOT_SENT)
_STATES = {Fate.BLOCKED: "blocked", Fate.UNKNOWN: "unknown"} | dict.fromkeys(_AGAIN, "pending")
_PAUSE_SECONDS = 10.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_log = logging.getLogger(__name__)


class Due(Protocol):
    """A row that was claimed to be sent."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def chat_id(self) -> int:
        """Whom it is for."""


Row = TypeVar("Row", bound=Due)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one reader; `shows_links` is whether a link in it is shown as it looks."""

    text: FormattedText
    buttons: InlineKeyboardMarkup
    shows_links: bool = True


class OneByOne(ABC, Generic[Row]):
    """Sends what is due, one after the other.

    A row is claimed with its turn, and settled after it was sent: what is claimed when a process dies may have arrived,
    and is not sent again.

    Args:
        storage: where what is due is kept, and who cannot be reached any more.
        bot: a bot without a rate limiter.
        governor: the pace of everything that is sent in bulk.
        quiet_hours: when nobody is woken.
        clock: what time it is.
    """

    look_seconds = 20.0

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
        self._failures: Counter[int] = Counter()

    @abstractmethod
    async def _abandon(self) -> None:
        """Settle what an earlier process was sending: it is not known whether that arrived."""

    @abstractmethod
    async def _claim(self, now: dt.datetime) -> Row | None:
        """Take the next row that is due."""

    @abstractmethod
    async def _letter(self, row: Row) -> Letter | None:
        """What to send; nothing where it should not be sent any more."""

    @abstractmethod
    async def _settle(self, row: Row, state: str, error: str) -> None:
        """Write what became of a row; with the state `pending` it waits for another try."""

    async def run(self) -> None:
        """Send what is due, for ever; what an earlier process left in the middle is not sent again."""
        is_in_doubt = True
        while True:
            try:
                if is_in_doubt:
                    await self._abandon()
                    is_in_doubt = False
                await self.send_due()
            except DatabaseFailure as error:
                _log.warning("%s waits for the database (%s)", type(self).__name__, type(error).__name__)
                is_in_doubt = True
            await asyncio.sleep(self.look_seconds)

    async def send_due(self) -> int:
        """Send those that are due; how many were sent off."""
        sent = 0
        while not self._quiet_hours.are_now(self._clock()):
            await self._governor.turn()
            row = await self._claimed()
            if row is None:
                break
            sending = asyncio.create_task(self._send(row))
            try:
                if not await asyncio.shield(sending):
                    break
            except asyncio.CancelledError:
                await sending  # what is on its way is seen through
                raise
            sent += 1
        return sent

    async def _claimed(self) -> Row | None:
        row: Row | None = None
        try:
            row = await self._claim(self._clock())
        finally:
            self._governor.give_back(0 if row else 1)
        return row

    async def _send(self, row: Row) -> bool:
        """Send one in its turn; false where the others should wait too."""
        state, error = "pending", ""
        try:
            letter = await self._letter(row)
            if letter is None:
                state, error = "withdrawn", "over"
                return True
            state = "unknown"
            await self._bot.send_message(
                row.chat_id,
                letter.text.text,
                entities=letter.text.entities,
                reply_markup=letter.buttons,
                link_preview_options=None if letter.shows_links else _NO_PREVIEW,
            )
            state = "sent"
        except TelegramError as failure:
            outcome = judge(failure)
            _log.info("%s: %s", type(self).__name__, outcome.fate)
            state, error = _STATES.get(outcome.fate, "failed"), outcome.error
            self._failures[row.id] += outcome.fate is Fate.NOT_SENT
            if self._failures[row.id] >= ATTEMPTS:  # else one that always fails would hold up the others for ever
                state = "failed"
            if outcome.fate in _AGAIN:
                self._governor.hold(outcome.seconds or _PAUSE_SECONDS)
                return False
            if outcome.fate in (Fate.BLOCKED, Fate.GONE):
                await self._storage.subscribers.mark_unreachable(row.chat_id, outcome.error)
        except DatabaseFailure:
            raise
        except Exception as failure:
            _log.exception("%s: %d cannot be sent", type(self).__name__, row.id)
            state, error = "failed" if state == "pending" else state, type(failure).__name__
        finally:
            self._governor.answered(row.chat_id)
            await self._settle(row, state, error)
        return True

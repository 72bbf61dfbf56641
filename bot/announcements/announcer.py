"""What staff do with announcements: compose, rehearse, approve, pause, resume, cancel, correct. Each needs the role.

The chat and the command line both come through here. It only writes to the database; the running bot sends.
"""

import datetime as dt
import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.announcements.audience import Topics
from bot.announcements.composing import Composed, correction_of, draft_of
from bot.announcements.content import Content, check_times
from bot.announcements.errors import (
    NobodyToReach,
    NotAnAnnouncer,
    SecondPersonNeeded,
    UnknownAnnouncement,
    WrongState,
)
from bot.announcements.hours import QuietHours
from bot.announcements.rehearsal import Rehearsal, Rules, rehearsal
from bot.announcements.standing import Standing, standing
from bot.settings import CONFIG_DIR, Settings
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.deliveries import Progress
from bot.storage.reach import REACHED
from bot.storage.staff import Role, Staff
from bot.storage.stored_announcement import StoredAnnouncement

CANARY_SHARE = 0.01
CANARY_AT_LEAST = 20
ALIKE_WITHIN = dt.timedelta(days=30)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that counted: with how many recipients it is on its way, or that a second person must approve."""

    recipients: int
    needs_second_person: bool = False


class Announcer:
    """The staff's side of announcements.

    Every method raises NotAnAnnouncer for a person without the role, and UnknownAnnouncement for an id that is none.

    Args:
        storage: where everything is kept.
        topics: the topics there are.
        staff: says who may.
        rules: what the settings say.
        clock: what time it is.
    """

    def __init__(
        self,
        storage: AnnouncementStorage,
        topics: Topics,
        staff: Staff,
        rules: Rules,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._storage = storage
        self._announcements = storage.announcements
        self.topics = topics
        self.rules = rules
        self._staff = staff
        self.clock = clock

    async def draft(self, composed: Composed, by: int) -> int:
        """Keep a draft; returns its id.

        Raises:
            AnnouncementError: whatever is wrong with it; see `bot.announcements.errors`.
        """
        await self._check_role(by, "draft")
        return await self._announcements.add(draft_of(composed, self.topics, by, self.clock()))

    async def count(self, topics: Iterable[str], language: str | None = None) -> int:
        """How many would get it now that is sent to these topics, in this language or in any.

        Raises:
            UnknownTopic: a topic does not exist, or none was chosen.
        """
        return (await self._announcements.reach_of(self.topics.audience(topics, language))).get(REACHED, 0)

    async def rehearse(self, announcement_id: int) -> Rehearsal:
        """What would happen if it were approved now; changes nothing."""
        announcement = await self._find(announcement_id)
        now = self.clock()
        alike = None
        if announcement.kind == "send":
            alike = await self._announcements.alike(announcement.digest, now - ALIKE_WITHIN, announcement_id)
        return rehearsal(
            announcement,
            reach=await self._announcements.reach(announcement),
            waiting_before=await self._storage.deliveries.waiting_before(announcement_id),
            alike=alike,
            rules=self.rules,
            now=now,
        )

    async def approve(self, announcement_id: int, by: int) -> Approval:
        """Approve a draft: its recipients are written down, and the running bot begins when it is time.

        Raises:
            WrongState: it is no draft any more; someone else was quicker.
            NobodyToReach: nobody would get it.
            PastDate: it holds no longer.
            SecondPersonNeeded: this person has approved it, and a second one must.
        """
        await self._check_role(by, "approve", announcement_id)
        announcement = await self._find(announcement_id)
        if announcement.state != "draft":
            raise _wrong_state(announcement, "approved")
        check_times(None, announcement.valid_until, self.clock())
        recipients = (await self._announcements.reach(announcement)).get(REACHED, 0)
        if not recipients:
            raise NobodyToReach("nobody would get this announcement")
        if recipients > self.rules.second_approval_above and not await self._is_second(announcement, by):
            return Approval(recipients, needs_second_person=True)
        canary_size = max(CANARY_AT_LEAST, math.ceil(recipients * CANARY_SHARE))
        written = await self._announcements.approve(announcement, by, canary_size)
        if written is None:
            raise _wrong_state(await self._find(announcement_id), "approved")
        return Approval(written)

    async def pause(self, announcement_id: int, by: int) -> None:
        """Stop sending until resumed; a restart does not resume it.

        Raises:
            WrongState: it is not on its way.
        """
        await self._check_role(by, "pause", announcement_id)
        if not await self._announcements.pause(announcement_id, by):
            raise _wrong_state(await self._find(announcement_id), "paused")

    async def resume(self, announcement_id: int, by: int) -> None:
        """Go on after a pause.

        Raises:
            WrongState: it is not paused.
        """
        await self._check_role(by, "resume", announcement_id)
        if not await self._announcements.resume(announcement_id, by):
            raise _wrong_state(await self._find(announcement_id), "resumed")

    async def cancel(self, announcement_id: int, by: int) -> None:
        """Nobody else gets it.

        Raises:
            WrongState: it is over.
        """
        await self._check_role(by, "cancel", announcement_id)
        if not await self._announcements.cancel(announcement_id, by):
            raise _wrong_state(await self._find(announcement_id), "cancelled")

    async def discard(self, announcement_id: int, by: int) -> None:
        """Throw a draft away, or make room for a changed one.

        Raises:
            WrongState: it is no draft any more.
        """
        await self._check_role(by, "discard", announcement_id)
        if not await self._announcements.discard(announcement_id, by):
            raise _wrong_state(await self._find(announcement_id), "discarded")

    async def resend_unknown(self, announcement_id: int, by: int) -> int:
        """Send again to those who may or may not have got it; some will get it twice. Returns to how many."""
        await self._check_role(by, "resend", announcement_id)
        await self._find(announcement_id)
        return await self._announcements.resend_unknown(announcement_id, by)

    async def correct(
        self, announcement_id: int, by: int, content: Content | None, content_en: Content | None = None
    ) -> int:
        """Draft a correction for everyone who got it; without content, it is deleted everywhere. Returns its id.

        It is rehearsed, approved and watched like any announcement. Files cannot be changed, only what is written.

        Raises:
            WrongState: it is still on its way (finish or cancel it first), or is itself a correction.
            AnnouncementError: what is wrong with the new text.
        """
        await self._check_role(by, "correct", announcement_id)
        wrong = await self._find(announcement_id)
        if wrong.kind != "send":
            raise WrongState(
                f"{announcement_id} is itself a correction of {wrong.corrects}", id=wrong.id, state=wrong.state
            )
        if wrong.state not in ("done", "cancelled"):
            raise _wrong_state(wrong, "corrected before it is done or cancelled")
        return await self._announcements.add(correction_of(wrong, content, content_en, by))

    async def progress(self, announcement_id: int) -> Progress:
        """Where it stands, for watching."""
        progress = await self._storage.deliveries.progress(announcement_id)
        if progress is None:
            raise _unknown(announcement_id)
        return progress

    async def standing(self, announcement_id: int) -> Standing:
        """The same with the announcement itself, and what comes next."""
        progress = await self.progress(announcement_id)
        return standing(await self._find(announcement_id), progress, self.rules, self.clock())

    async def _find(self, announcement_id: int) -> StoredAnnouncement:
        announcement = await self._announcements.get(announcement_id)
        if announcement is None:
            raise _unknown(announcement_id)
        return announcement

    async def _is_second(self, announcement: StoredAnnouncement, by: int) -> bool:
        """Whether someone else has approved before; otherwise this was the first approval."""
        first = announcement.first_approved_by
        if first is None:
            if await self._announcements.approve_first(announcement.id, by):
                return False
            first = (await self._find(announcement.id)).first_approved_by  # someone was quicker
        if first == by:
            raise SecondPersonNeeded("so many recipients take two people, and you have approved already")
        return True

    async def _check_role(self, by: int, action: str, announcement_id: int | None = None) -> None:
        if not await self._staff.has(by, Role.ANNOUNCER):
            _log.warning("%d may not %s announcements", by, action)
            await self._storage.audit.add(by, "refused", announcement_id, action)
            raise NotAnAnnouncer(f"{by} is not among the announcers; see STAFF_ANNOUNCERS, or let an admin invite them")


def open_announcer(settings: Settings, storage: AnnouncementStorage) -> Announcer:
    """The staff's side of announcements, as the settings and `config/topics.yaml` have it.

    Raises:
        SettingsError: one of them cannot be used.
    """
    rules = Rules(
        settings.announce_rate_per_second,
        settings.announce_second_approval_above,
        QuietHours.parse(settings.quiet_hours),
    )
    return Announcer(storage, Topics(CONFIG_DIR / "topics.yaml"), Staff(storage.engine, settings.staff), rules)


def _unknown(announcement_id: int) -> UnknownAnnouncement:
    return UnknownAnnouncement(f"there is no announcement {announcement_id}", id=announcement_id)


def _wrong_state(announcement: StoredAnnouncement, wish: str) -> WrongState:
    told = f"announcement {announcement.id} is {announcement.state}; it cannot be {wish}"
    return WrongState(told, id=announcement.id, state=announcement.state)

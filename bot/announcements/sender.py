"""The sender: takes deliveries from the outbox at the governor's pace, has them brought, writes what became of them.

One process sends at a time. Each round is the same: write what has come back, claim what may leave now, send it off.
"""

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.announcements.content import Content
from bot.announcements.courier import Courier, Fate, Outcome, Parcel, parcel_for
from bot.announcements.hours import QuietHours
from bot.announcements.notices import Noticing
from bot.announcements.pace import GRAIN_SECONDS, Governor
from bot.announcements.reminders import Reminding
from bot.announcements.settling import settlement
from bot.storage.announcement_storage import AnnouncementStorage, DatabaseFailure
from bot.storage.claiming import Claimed
from bot.storage.leadership import HEARTBEAT_SECONDS, Term
from bot.storage.outbox import Outbox
from bot.storage.stored_announcement import StoredAnnouncement

# In flight at once: the most that a kill can leave unknown. Enough for 22 a second while answers take 700 ms;
# with more, the pool of the HTTP library spends longer on choosing a connection than the connection saves.
AT_ONCE = 16
IDLE_SECONDS = 1.0
# So many refusals in a row are the content's fault, not the recipients'.
REFUSALS_IN_A_ROW = 3
LONGEST_HOLD_SECONDS = 60.0
ABANDON_EVERY_SECONDS = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Returned:
    """A delivery that is back from the courier."""

    claimed: Claimed
    outcome: Outcome
    has_uploaded: bool = False


class Sender:
    """Sends approved announcements, due reminders and notices while it leads.

    Args:
        storage: where everything is kept.
        courier: brings a message to Telegram.
        governor: the pace, shared with the replies.
        quiet_hours: when only what is urgent is sent.
        clock: what time it is.
    """

    def __init__(
        self,
        storage: AnnouncementStorage,
        courier: Courier,
        governor: Governor,
        quiet_hours: QuietHours,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._storage = storage
        self._courier = courier
        self._governor = governor
        self._quiet_hours = quiet_hours
        self._clock = clock
        self._reminding = Reminding(storage, courier.bot, governor, quiet_hours, clock)
        self._noticing = Noticing(storage, courier.bot, governor, quiet_hours, clock)
        self._known: dict[int, StoredAnnouncement] = {}
        self._uploading: set[int] = set()
        self._refused: defaultdict[int, list[int]] = defaultdict(list)
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send whenever this process leads, until told to stop; then finish what is in flight."""
        while not stop.is_set():
            try:
                async with self._storage.leadership.try_to_lead() as term:
                    if term is not None:
                        _log.info("this process sends the announcements")
                        await self._lead(term, stop)
            except DatabaseFailure as error:
                _log.warning("announcements wait for the database (%s)", type(error).__name__)
            except Exception:
                _log.exception("the sender failed and begins anew")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), HEARTBEAT_SECONDS)

    async def _lead(self, term: Term, stop: asyncio.Event) -> None:
        self._known.clear()
        self._uploading.clear()
        reminding = asyncio.create_task(self._reminding.run())
        noticing = asyncio.create_task(self._noticing.run())
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._send(self._storage.outbox(term.worker), term, stopping)
        finally:
            for task in (reminding, noticing, stopping):
                task.cancel()
            await asyncio.gather(reminding, noticing, stopping, return_exceptions=True)

    async def _send(self, outbox: Outbox, term: Term, stopping: asyncio.Task[bool]) -> None:
        in_flight: set[asyncio.Task[_Returned]] = set()
        now = asyncio.get_running_loop().time
        next_abandoning = now()
        try:
            while term.is_held and not stopping.done():
                if now() >= next_abandoning:
                    await self._abandon(outbox)
                    next_abandoning = now() + ABANDON_EVERY_SECONDS
                has_settled = await self._settle(outbox, in_flight)
                turns = self._governor.take(AT_ONCE - len(in_flight))
                begun = await self._begin(outbox, turns, in_flight) if turns else 0
                is_idle = (turns and not begun and not has_settled) or len(in_flight) >= AT_ONCE
                wait = IDLE_SECONDS if is_idle else min(self._governor.wait(), IDLE_SECONDS)
                await asyncio.wait({*in_flight, stopping}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                if in_flight:  # what comes back together is written together
                    await asyncio.wait(in_flight, timeout=GRAIN_SECONDS)
        finally:
            if in_flight:
                await asyncio.wait(in_flight)
            await self._settle(outbox, in_flight)

    async def _abandon(self, outbox: Outbox) -> None:
        if lost := await outbox.abandon(self._clock()):
            _log.warning("%d deliveries were interrupted: it is not known whether they arrived", lost)

    async def _begin(self, outbox: Outbox, turns: int, in_flight: set[asyncio.Task[_Returned]]) -> int:
        """Claim what may leave now and send it off; how many that are."""
        begun = 0
        try:
            now = self._clock()
            claimed = await outbox.claim(now, turns, self._quiet_hours.are_now(now), self._uploading)
            for announcement_id in {delivery.announcement_id for delivery in claimed} - self._known.keys():
                await self._learn(announcement_id)
            for delivery in claimed:
                in_flight.add(asyncio.create_task(self._bring(delivery)))
                begun += 1
        finally:
            self._governor.give_back(turns - begun)
        return begun

    async def _bring(self, delivery: Claimed) -> _Returned:
        """One delivery with its turn, which ends when the answer is there."""
        announcement_id, chat_id = delivery.announcement_id, delivery.chat_id
        parcel = parcel_for(self._known[announcement_id], delivery.language)
        is_upload = parcel.kind == "send" and parcel.content.needs_upload
        delay = self._governor.wait_for_chat(chat_id)
        if delay or (is_upload and announcement_id in self._uploading):
            self._governor.give_back(1)
            return _Returned(delivery, Outcome(Fate.LATER, seconds=delay))
        if is_upload:
            self._uploading.add(announcement_id)
        try:
            outcome = await self._courier.bring(parcel, chat_id, delivery.message_ids)
        except Exception as error:
            _log.exception("delivery %d failed in an unforeseen way", delivery.id)
            outcome = Outcome(Fate.UNKNOWN, type(error).__name__)
        finally:
            self._governor.answered(chat_id)
        if outcome.fate is Fate.SENT and parcel.kind == "send" and len(parcel.content.files) > 1:
            outcome = await self._bring_buttons(parcel, chat_id, outcome)
        return _Returned(delivery, outcome, is_upload)

    async def _bring_buttons(self, parcel: Parcel, chat_id: int, outcome: Outcome) -> Outcome:
        await asyncio.sleep(self._governor.wait_for_chat(chat_id))
        await self._governor.turn()
        try:
            below = await self._courier.bring_buttons(parcel, chat_id)
        finally:
            self._governor.answered(chat_id)
        return replace(outcome, message_ids=(*outcome.message_ids, below)) if below else outcome

    async def _settle(self, outbox: Outbox, in_flight: set[asyncio.Task[_Returned]]) -> bool:
        """Write what became of those who are back; whether there were any."""
        back = {task for task in in_flight if task.done()}
        returned = sorted((task.result() for task in back), key=lambda one: one.claimed.id)
        if not returned:
            return False
        now = self._clock()
        await outbox.settle([settlement(one.claimed, one.outcome, now) for one in returned])
        in_flight -= back
        self._slow_down([one.outcome for one in returned])
        for one in returned:
            if one.has_uploaded:
                await self._keep_file_ids(one)
        await self._watch_for_refusals(returned)
        return True

    def _slow_down(self, outcomes: list[Outcome]) -> None:
        """Wait as long as Telegram asks, and ever longer while nothing gets through."""
        if waits := [outcome.seconds for outcome in outcomes if outcome.fate is Fate.HELD]:
            _log.warning("Telegram asks to wait %.0f s: announcements do, replies do not", max(waits))
            self._governor.hold(max(waits))
        fates = {outcome.fate for outcome in outcomes} - {Fate.LATER}
        if fates and fates <= {Fate.OFFLINE, Fate.NOT_SENT}:
            self._failures += 1
            self._governor.hold(min(2.0 ** min(self._failures - 1, 10), LONGEST_HOLD_SECONDS))
        elif fates:
            self._failures = 0

    async def _watch_for_refusals(self, returned: list[_Returned]) -> None:
        """Several refusals in a row: the announcement stops, and they wait with the rest for what staff decide."""
        reasons: dict[int, str] = {}
        for one in returned:
            announcement_id = one.claimed.announcement_id
            if one.outcome.fate is Fate.SENT:
                self._refused[announcement_id].clear()
                reasons.pop(announcement_id, None)
            elif one.outcome.fate is Fate.REFUSED:
                self._refused[announcement_id].append(one.claimed.id)
                reasons[announcement_id] = one.outcome.error
        for announcement_id, reason in reasons.items():
            refused = self._refused[announcement_id]
            if len(refused) >= REFUSALS_IN_A_ROW:
                _log.warning("announcement %d is paused: %s", announcement_id, reason)
                await self._storage.announcements.stop(announcement_id, f"content: {reason}", refused)

    async def _keep_file_ids(self, one: _Returned) -> None:
        """The files were uploaded to one reader; for all others their ids do."""
        announcement_id = one.claimed.announcement_id
        self._uploading.discard(announcement_id)
        announcement = self._known[announcement_id]
        column = announcement.column_for(one.claimed.language)
        content = Content.from_json(announcement.content_for(one.claimed.language))
        if len(one.outcome.file_ids) == len(content.files):
            ids = zip(content.files, one.outcome.file_ids, strict=True)
            content = replace(content, files=tuple(replace(file, file_id=file_id) for file, file_id in ids))
            await self._storage.announcements.keep_content(announcement_id, column, content.as_json())
            await self._learn(announcement_id)

    async def _learn(self, announcement_id: int) -> None:
        if announcement := await self._storage.announcements.get(announcement_id):
            self._known[announcement_id] = announcement

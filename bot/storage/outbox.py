"""The outbox: deliveries are claimed before they are sent and settled after, so that a crash leaves no doubt but one.

What was claimed and not settled when a process died is `unknown`: it may have arrived. It is never sent again unless
staff say so.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import (
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.announcement_tables import Announcement, Delivery
from bot.storage.canary import room_for
from bot.storage.claiming import Claimed, due, take
from bot.storage.subscribers import mark_unreachable, move


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a claimed delivery; with the state `pending` it goes back and waits until `not_before`."""

    id: int
    chat_id: int
    state: str
    error: str = ""
    message_ids: tuple[int, ...] = ()
    attempts: int = 0
    not_before: dt.datetime | None = None
    unreachable: str = ""
    moved_to: int | None = None


class Outbox:
    """The sender's side of the deliveries.

    Args:
        worker: a name no other sender has had; rows it claims carry it.
    """

    def __init__(self, engine: AsyncEngine, worker: str) -> None:
        self._engine = engine
        self._worker = worker

    async def abandon(self, now: dt.datetime) -> int:
        """Give up what other senders held, for they are gone, and what was held too long: it is `unknown` now."""
        lost = or_(Delivery.worker != self._worker, Delivery.worker.is_(None), Delivery.lease_until < now)
        statement = (
            update(Delivery)
            .where(Delivery.state == "sending", lost)
            .values(state="unknown", error="interrupted", settled_at=now, lease_until=None)
        )
        async with self._engine.begin() as connection:
            return int((await connection.execute(statement)).rowcount)

    async def claim(
        self, now: dt.datetime, limit: int, is_quiet: bool = False, but_not: Collection[int] = ()
    ) -> list[Claimed]:
        """Take up to `limit` deliveries that are due, earlier announcements first.

        Recipients who are not reached any more are withdrawn on the way; announcements with nothing left are done. In
        quiet hours only urgent announcements and corrections, which make no sound, are due.

        Args:
            now: the time.
            limit: how many at most.
            is_quiet: whether these are quiet hours.
            but_not: announcements to leave alone for the moment.
        """
        claimed: list[Claimed] = []
        earlier: list[int] = []
        async with self._engine.begin() as connection:
            for announcement in await due(connection, now, is_quiet):
                room = limit - len(claimed)
                if room and announcement.id not in but_not:
                    room = await room_for(connection, announcement, room)
                    if room:
                        claimed += await take(connection, self._worker, announcement, earlier, room, now)
                earlier.append(announcement.id)
        return claimed

    async def settle(self, settlements: Iterable[Settlement]) -> None:
        """Write outcomes in one transaction; a row that was given up meanwhile takes a certain one all the same."""
        settled = list(settlements)
        if not settled:
            return
        now = dt.datetime.now(dt.UTC)
        async with self._engine.begin() as connection:
            await _hold_still(connection, [one.id for one in settled if one.state == "pending"])
            await connection.execute(
                _SETTLE,
                [
                    {
                        "row": one.id,
                        "holder": self._worker,
                        "new_state": one.state,
                        "new_error": one.error[:200],
                        "new_ids": list(one.message_ids) or None,
                        "more": one.attempts,
                        "until": one.not_before,
                        "at": now,
                    }
                    for one in settled
                ],
            )
            for one in settled:
                if one.unreachable:
                    await mark_unreachable(connection, one.chat_id, one.unreachable)
                if one.moved_to is not None:
                    await move(connection, one.chat_id, one.moved_to)


async def _hold_still(connection: AsyncConnection, deliveries: list[int]) -> None:
    """Lock the announcements of deliveries that go back to wait, so that a cancellation finds them either way."""
    if deliveries:
        theirs = select(Delivery.announcement_id).where(Delivery.id.in_(deliveries))
        await connection.execute(
            select(Announcement.id)
            .where(Announcement.id.in_(theirs))
            .order_by(Announcement.id)
            .with_for_update(key_share=True)
        )


_NEW_STATE = bindparam("new_state", type_=String)
_IS_CANCELLED = exists().where(Announcement.id == Delivery.announcement_id, Announcement.state == "cancelled")
_GOES_BACK = _NEW_STATE == "pending"
_SETTLE = (
    update(Delivery)
    .where(
        Delivery.id == bindparam("row"),
        Delivery.worker == bindparam("holder"),
        or_(Delivery.state == "sending", and_(Delivery.state == "unknown", ~_GOES_BACK)),
    )
    .values(
        state=case((and_(_GOES_BACK, _IS_CANCELLED), "withdrawn"), else_=_NEW_STATE),
        error=case(
            (and_(_GOES_BACK, _IS_CANCELLED), "cancelled"), else_=bindparam("new_error", type_=Delivery.error.type)
        ),
        # A correction keeps the messages it is about until it is over.
        message_ids=func.coalesce(bindparam("new_ids", type_=Delivery.message_ids.type), Delivery.message_ids),
        attempts=Delivery.attempts + bindparam("more"),
        not_before=bindparam("until", type_=Delivery.not_before.type),
        settled_at=case(
            (and_(_GOES_BACK, ~_IS_CANCELLED), None),
            else_=bindparam("at", type_=Delivery.settled_at.type),
        ),
        lease_until=None,
    )
)

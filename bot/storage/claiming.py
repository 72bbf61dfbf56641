"""The SQL of claiming: which announcements are due, and which of their deliveries are taken."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcement_tables import Announcement, Delivery
from bot.storage.deliveries import OPEN
from bot.storage.reach import ERASED, REACHED, Audience, standing_of_recipient

# Longer than any call to Telegram lasts, uploads included.
LEASE = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is now ours to send."""

    id: int
    announcement_id: int
    chat_id: int
    language: str
    attempts: int
    message_ids: tuple[int, ...]


async def due(connection: AsyncConnection, now: dt.datetime, is_quiet: bool) -> list[Row[Any]]:
    """What may be sent now, locked against a cancellation that comes in between."""
    conditions = [
        Announcement.state.in_(("approved", "sending")),
        or_(Announcement.starts_at.is_(None), Announcement.starts_at <= now),
    ]
    if is_quiet:
        conditions.append(or_(Announcement.is_urgent, Announcement.kind != "send"))
    statement = (
        select(
            Announcement.id,
            Announcement.kind,
            Announcement.state,
            Announcement.audience,
            Announcement.canary_size,
            Announcement.is_canary_over,
        )
        .where(*conditions)
        .order_by(Announcement.id)
        .with_for_update(key_share=True)
    )
    return list((await connection.execute(statement)).all())


async def take(
    connection: AsyncConnection, worker: str, announcement: Row[Any], earlier: list[int], room: int, now: dt.datetime
) -> list[Claimed]:
    """Take up to `room` deliveries of an announcement; those who are not reached any more are withdrawn instead.

    Where there is nothing to take, and nothing open, the announcement is done.
    """
    ready = [
        Delivery.announcement_id == announcement.id,
        Delivery.state == "pending",
        or_(Delivery.not_before.is_(None), Delivery.not_before <= now),
    ]
    if earlier:  # nobody gets a later announcement before an earlier one
        first = Delivery.__table__.alias("first")
        ready.append(
            ~exists().where(
                first.c.announcement_id.in_(earlier),
                first.c.chat_id == Delivery.chat_id,
                first.c.state.in_(OPEN),
            )
        )
    # The CTE keeps the limit whatever the plan; a second sender, if there ever is one, skips the rows of the first.
    pick = (
        select(Delivery.id)
        .where(*ready)
        .order_by(Delivery.id)
        .limit(room)
        .with_for_update(skip_locked=True)
        .cte("pick")
    )
    reach = (
        standing_of_recipient(Audience.from_json(announcement.audience))
        if announcement.kind == "send"
        else case((Delivery.chat_id.is_(None), ERASED), else_=REACHED)
    )
    is_reached = reach == REACHED
    taking = (
        update(Delivery)
        .where(Delivery.id.in_(select(pick.c.id)))
        .values(
            state=case((is_reached, "sending"), else_="withdrawn"),
            error=case((is_reached, ""), else_=reach),
            settled_at=case((is_reached, None), else_=literal(now, Delivery.settled_at.type)),
            worker=worker,
            lease_until=now + LEASE,
            not_before=None,
        )
        .returning(
            Delivery.id,
            Delivery.chat_id,
            Delivery.language,
            Delivery.state,
            Delivery.attempts,
            Delivery.message_ids,
        )
    )
    rows = (await connection.execute(taking)).all()
    if not rows:
        await _finish(connection, announcement.id, now)
    elif announcement.state == "approved":
        await _set(connection, announcement.id, state="sending")
    return [
        Claimed(row.id, announcement.id, row.chat_id, row.language, row.attempts, tuple(row.message_ids or ()))
        for row in sorted(rows)
        if row.state == "sending"
    ]


async def _finish(connection: AsyncConnection, announcement_id: int, now: dt.datetime) -> None:
    """Nothing could be taken: the announcement is done, unless something waits or is in flight."""
    is_open = exists().where(Delivery.announcement_id == announcement_id, Delivery.state.in_(OPEN))
    if not await connection.scalar(select(is_open)):
        await _set(connection, announcement_id, state="done", finished_at=now)


async def _set(connection: AsyncConnection, announcement_id: int, **values: object) -> None:
    await connection.execute(update(Announcement).where(Announcement.id == announcement_id).values(**values))

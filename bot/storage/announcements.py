"""Announcements: drafted, approved once, paused, resumed, cancelled; every step with its entry in the audit."""

import datetime as dt
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.announcement_tables import Announcement, Delivery
from bot.storage.audit import record
from bot.storage.reach import OUT_OF_REACH, REACHED, Audience, count_by_standing
from bot.storage.recipients import COLUMNS, chosen, corrected
from bot.storage.stored_announcement import Draft, StoredAnnouncement, stored

_IS_WORTH_LISTING = (Announcement.state != "cancelled") | Announcement.approved_at.is_not(None)


class Announcements:
    """The repository of announcements."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, draft: Draft) -> int:
        """Keep a draft; returns its id."""
        values = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
        values |= {"audience": draft.audience.as_json(), "buttons": list(draft.buttons)}
        new = insert(Announcement).values(
            state="draft", is_canary_over=False, created_at=dt.datetime.now(dt.UTC), **values
        )
        async with self._engine.begin() as connection:
            announcement_id = int((await connection.execute(new.returning(Announcement.id))).scalar_one())
            await record(connection, draft.created_by, "draft" if draft.kind == "send" else "correct", announcement_id)
        return announcement_id

    async def get(self, announcement_id: int) -> StoredAnnouncement | None:
        """An announcement as it stands."""
        found = await self._select(Announcement.id == announcement_id)
        return found[0] if found else None

    async def latest(self, limit: int = 20, skip: int = 0) -> list[StoredAnnouncement]:
        """The last announcements, newest first, without drafts that were thrown away."""
        return await self._select(_IS_WORTH_LISTING, limit=limit, skip=skip)

    async def count(self) -> int:
        """How many `latest` can list."""
        async with self._engine.connect() as connection:
            statement = select(func.count()).select_from(Announcement).where(_IS_WORTH_LISTING)
            return int(await connection.scalar(statement) or 0)

    async def alike(self, digest: str, since: dt.datetime, but_not: int = 0) -> int | None:
        """The latest announcement approved since then that says the same."""
        statement = (
            select(Announcement.id)
            .where(Announcement.digest == digest, Announcement.approved_at >= since, Announcement.id != but_not)
            .order_by(Announcement.id.desc())
        )
        async with self._engine.connect() as connection:
            return await connection.scalar(statement.limit(1))

    async def reach(self, announcement: StoredAnnouncement) -> dict[str, int]:
        """How many would get it (`reached`), and how many are left out for each reason."""
        async with self._engine.connect() as connection:
            if announcement.kind == "send":
                return await count_by_standing(connection, announcement.audience)
            number = await connection.scalar(select(func.count()).select_from(corrected(announcement).subquery()))
            got = (Delivery.announcement_id == announcement.corrects, Delivery.state == "sent")
            sent = await connection.scalar(select(func.count()).select_from(Delivery).where(*got))
            reached = int(number or 0)
            return {REACHED: reached} | ({OUT_OF_REACH: sent - reached} if sent and sent > reached else {})

    async def reach_of(self, audience: Audience) -> dict[str, int]:
        """The same for an audience that is not yet that of an announcement."""
        async with self._engine.connect() as connection:
            return await count_by_standing(connection, audience)

    async def approve_first(self, announcement_id: int, staff_id: int) -> bool:
        """Keep the first of two approvals; false when there is one already, or it is no draft any more."""
        first = Announcement.first_approved_by.is_(None)
        return await self._change(
            announcement_id, "approve first", staff_id, ("draft",), first, first_approved_by=staff_id
        )

    async def approve(self, announcement: StoredAnnouncement, staff_id: int, canary_size: int) -> int | None:
        """Approve a draft and write a delivery for each recipient, in one transaction.

        Returns the number of recipients; nothing, and nothing changed, when it is no draft any more or nobody is left
        to reach.
        """
        values = {"state": "approved", "approved_by": staff_id, "approved_at": dt.datetime.now(dt.UTC)}
        async with self._engine.connect() as connection, connection.begin() as transaction:
            if not await _move(connection, announcement.id, ("draft",), **values, canary_size=canary_size):
                return None
            recipients = chosen(announcement) if announcement.kind == "send" else corrected(announcement)
            # Not every driver keeps the number of rows that an INSERT wrote.
            writing = insert(Delivery).from_select(COLUMNS, recipients).execution_options(preserve_rowcount=True)
            written = await connection.execute(writing)
            if not written.rowcount:
                await transaction.rollback()
                return None
            await record(connection, staff_id, "approve", announcement.id, f"{written.rowcount} recipients")
            return written.rowcount

    async def pause(self, announcement_id: int, staff_id: int) -> bool:
        """Stop sending until resumed; false when it is not being sent."""
        return await self._change(announcement_id, "pause", staff_id, ("approved", "sending"), state="paused")

    async def resume(self, announcement_id: int, staff_id: int) -> bool:
        """Go on after a pause, whoever or whatever caused it; the canary is not waited for again."""
        values = {"state": "sending", "reason": "", "is_canary_over": True}
        return await self._change(announcement_id, "resume", staff_id, ("paused",), **values)

    async def cancel(self, announcement_id: int, staff_id: int) -> bool:
        """Send to nobody else; false when it is over already. Only what is in flight still gets an outcome."""
        now = dt.datetime.now(dt.UTC)
        waiting = (Delivery.announcement_id == announcement_id, Delivery.state == "pending")
        async with self._engine.begin() as connection:
            states = ("draft", "approved", "sending", "paused")
            if not await _move(connection, announcement_id, states, state="cancelled", finished_at=now):
                return False
            await connection.execute(
                update(Delivery).where(*waiting).values(state="withdrawn", error="cancelled", settled_at=now)
            )
            await record(connection, staff_id, "cancel", announcement_id)
        return True

    async def discard(self, announcement_id: int, staff_id: int) -> bool:
        """Throw a draft away; false when it is none any more."""
        now = dt.datetime.now(dt.UTC)
        return await self._change(announcement_id, "discard", staff_id, ("draft",), state="cancelled", finished_at=now)

    async def resend_unknown(self, announcement_id: int, staff_id: int) -> int:
        """Send again to those of whom it is not known whether they got it; returns to how many.

        A paused announcement stays paused; for a cancelled one, and one that is not approved, there is nothing to do.
        """
        unknown = (Delivery.announcement_id == announcement_id, Delivery.state == "unknown")
        again = {"state": "pending", "error": "", "worker": None, "settled_at": None, "not_before": None}
        async with self._engine.begin() as connection:
            locked = (
                select(Announcement.state).where(Announcement.id == announcement_id).with_for_update(key_share=True)
            )
            if await connection.scalar(locked) not in ("sending", "paused", "done"):
                return 0
            number = await connection.execute(
                update(Delivery).where(*unknown, Delivery.chat_id.is_not(None)).values(**again)
            )
            if number.rowcount:
                await _move(connection, announcement_id, ("done",), state="sending", finished_at=None)
                await record(connection, staff_id, "resend", announcement_id, f"{number.rowcount} recipients")
        return number.rowcount

    async def stop(self, announcement_id: int, reason: str, put_back: list[int]) -> None:
        """The sender itself pauses an announcement; deliveries that failed for its sake wait for the resumption."""
        waiting = {"state": "pending", "error": "", "settled_at": None, "worker": None}
        async with self._engine.begin() as connection:
            await _move(connection, announcement_id, ("approved", "sending"), state="paused", reason=reason)
            # Also where a person was quicker: with the announcement cancelled they have failed, and stay so.
            is_open = select(Announcement.id).where(Announcement.id == announcement_id, Announcement.state == "paused")
            await connection.execute(
                update(Delivery)
                .where(Delivery.id.in_(put_back), Delivery.state == "failed", Delivery.announcement_id.in_(is_open))
                .values(**waiting)
            )

    async def keep_content(self, announcement_id: int, column: str, content: dict[str, Any]) -> None:
        """Keep `content` or `content_en` with what Telegram has told about its files."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Announcement).where(Announcement.id == announcement_id).values({column: content})
            )

    async def _change(
        self, announcement_id: int, action: str, staff_id: int, states: tuple[str, ...], *conditions: Any, **values: Any
    ) -> bool:
        async with self._engine.begin() as connection:
            if not await _move(connection, announcement_id, states, *conditions, **values):
                return False
            await record(connection, staff_id, action, announcement_id)
        return True

    async def _select(self, *conditions: Any, limit: int | None = None, skip: int = 0) -> list[StoredAnnouncement]:
        table = Announcement.__table__
        statement = select(table).where(*conditions).order_by(table.c.id.desc()).limit(limit).offset(skip)
        async with self._engine.connect() as connection:
            return [stored(row) for row in (await connection.execute(statement)).mappings()]


async def _move(
    connection: AsyncConnection, announcement_id: int, states: tuple[str, ...], *conditions: Any, **values: Any
) -> bool:
    """Compare and set: of two who would change the same state, one does."""
    statement = update(Announcement).where(
        Announcement.id == announcement_id, Announcement.state.in_(states), *conditions
    )
    return (await connection.execute(statement.values(**values))).rowcount == 1

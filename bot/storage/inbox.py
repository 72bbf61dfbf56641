"""The inbox of updates: stored before Telegram is told, handled once, and found again after a crash."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.tables import InboxUpdate

# Telegram keeps an update for at most 24 hours, so that a repetition cannot come later than that.
KEPT = dt.timedelta(hours=48)


class Inbox:
    """The repository of updates."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def store(self, payloads: Iterable[dict[str, Any]]) -> list[int]:
        """Keep updates as received; returns the ids of those that were not known yet, in order."""
        rows = [
            {
                "update_id": payload["update_id"],
                "received_at": dt.datetime.now(dt.UTC),
                "state": "received",
                "payload": payload,
            }
            for payload in payloads
        ]
        if not rows:
            return []
        statement = insert_for(self._engine)(InboxUpdate).on_conflict_do_nothing().returning(InboxUpdate.update_id)
        new: list[int] = []
        async with self._engine.begin() as connection:
            for row in rows:
                new += (await connection.execute(statement.values(row))).scalars().all()
        return new

    async def unhandled(self) -> list[tuple[str, dict[str, Any]]]:
        """What an earlier process left: (state, payload), oldest first."""
        statement = (
            select(InboxUpdate.state, InboxUpdate.payload)
            .where(InboxUpdate.state != "handled", InboxUpdate.payload.is_not(None))
            .order_by(InboxUpdate.update_id)
        )
        async with self._engine.connect() as connection:
            return [(row.state, row.payload) for row in await connection.execute(statement)]

    async def mark_replying(self, update_id: int) -> None:
        """A reply is about to be sent: from here on a crash leaves open whether it arrived."""
        await self._set(update_id, state="replying")

    async def mark_handled(self, update_id: int) -> None:
        """Done; the payload is dropped."""
        await self._set(update_id, state="handled", payload=None)

    async def prune(self) -> None:
        """Forget handled updates that Telegram cannot repeat any more."""
        before = dt.datetime.now(dt.UTC) - KEPT
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(InboxUpdate).where(InboxUpdate.state == "handled", InboxUpdate.received_at < before)
            )

    async def _set(self, update_id: int, **values: object) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(InboxUpdate).where(InboxUpdate.update_id == update_id).values(**values))

"""Reminders that readers asked for: rows, so that a restart forgets none; claimed before they are sent."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announcement_tables import Reminder
from bot.storage.engine import insert_for


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose time has come."""

    id: int
    chat_id: int
    announcement_id: int
    event_date: dt.date


class Reminders:
    """The repository of reminders."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, chat_id: int, announcement_id: int, event_date: dt.date, remind_at: dt.datetime) -> bool:
        """Keep a reminder; false when this reader has asked for it already."""
        new = insert_for(self._engine)(Reminder).values(
            chat_id=chat_id,
            announcement_id=announcement_id,
            event_date=event_date,
            remind_at=remind_at,
            state="pending",
        )
        async with self._engine.begin() as connection:
            added = await connection.scalar(new.on_conflict_do_nothing().returning(Reminder.id))
        return added is not None

    async def remove(self, chat_id: int, announcement_id: int, remind_at: dt.datetime) -> bool:
        """A reader does not want a reminder after all; false when none waits any more."""
        waiting = (
            Reminder.chat_id == chat_id,
            Reminder.announcement_id == announcement_id,
            Reminder.remind_at == remind_at,
            Reminder.state == "pending",
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(delete(Reminder).where(*waiting))).rowcount > 0

    async def claim(self, now: dt.datetime, limit: int) -> list[DueReminder]:
        """Take up to `limit` reminders whose time has come; only the process that leads does."""
        due = (
            select(Reminder.id)
            .where(Reminder.state == "pending", Reminder.remind_at <= now)
            .order_by(Reminder.remind_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        taking = (
            update(Reminder)
            .where(Reminder.id.in_(select(due.c.id)))
            .values(state="sending")
            .returning(Reminder.id, Reminder.chat_id, Reminder.announcement_id, Reminder.event_date)
        )
        async with self._engine.begin() as connection:
            return [DueReminder(*row) for row in await connection.execute(taking)]

    async def settle(self, reminder_id: int, state: str, error: str = "") -> None:
        """Write what became of a reminder."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Reminder).where(Reminder.id == reminder_id).values(state=state, error=error[:200])
            )

    async def abandon(self) -> int:
        """What an earlier process was sending may have arrived: it is not sent again."""
        async with self._engine.begin() as connection:
            lost = await connection.execute(
                update(Reminder).where(Reminder.state == "sending").values(state="unknown", error="interrupted")
            )
        return lost.rowcount

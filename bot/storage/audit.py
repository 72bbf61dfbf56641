"""The audit: which member of staff did what, and when. An entry is written with what it tells of, or not at all."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.announcement_tables import AuditEntry

# Who does something at the command line has no Telegram id; the detail says who it was.
AT_THE_MACHINE = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    at: dt.datetime
    staff_id: int
    action: str
    announcement_id: int | None
    detail: str


async def record(
    connection: AsyncConnection, staff_id: int, action: str, announcement_id: int | None = None, detail: str = ""
) -> None:
    """Write an entry in the transaction of what it tells of."""
    await connection.execute(
        insert(AuditEntry).values(
            at=dt.datetime.now(dt.UTC),
            staff_id=staff_id,
            action=action,
            announcement_id=announcement_id,
            detail=detail,
        )
    )


class Audit:
    """The repository of the audit."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, staff_id: int, action: str, announcement_id: int | None = None, detail: str = "") -> None:
        """Write an entry about something that changed no other row, such as a refusal."""
        async with self._engine.begin() as connection:
            await record(connection, staff_id, action, announcement_id, detail)

    async def latest(self, limit: int = 50) -> list[Entry]:
        """The last entries, newest first."""
        columns = select(
            AuditEntry.at, AuditEntry.staff_id, AuditEntry.action, AuditEntry.announcement_id, AuditEntry.detail
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(columns.order_by(AuditEntry.id.desc()).limit(limit))
            return [Entry(*row) for row in rows]

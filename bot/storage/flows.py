"""Flows: what a chat is in the middle of (composing an announcement, filling in a form), across restarts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.flow_tables import Flow

# Who comes back after longer than this has something new in mind.
KEPT = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """A flow and where it stands; `data` is the flow's own and JSON."""

    name: str
    data: dict[str, Any]


class Flows:
    """The repository of flows; a chat is in one at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, chat_id: int) -> OpenFlow | None:
        """What a chat is in the middle of; nothing when that is too long ago."""
        statement = select(Flow.name, Flow.data).where(
            Flow.chat_id == chat_id, Flow.since > dt.datetime.now(dt.UTC) - KEPT
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return OpenFlow(row.name, row.data) if row else None

    async def put(self, chat_id: int, name: str, data: dict[str, Any]) -> None:
        """Begin a flow, or keep how far it has come; takes the place of any other."""
        values = {"name": name, "data": data, "since": dt.datetime.now(dt.UTC)}
        statement = insert_for(self._engine)(Flow).values(chat_id=chat_id, **values)
        async with self._engine.begin() as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=values))

    async def end(self, chat_id: int) -> None:
        """The chat is in the middle of nothing."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Flow).where(Flow.chat_id == chat_id))

    async def prune(self) -> None:
        """Forget what was left lying."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Flow).where(Flow.since <= dt.datetime.now(dt.UTC) - KEPT))

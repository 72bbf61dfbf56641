"""Routine work: whose turn it is. Of several processes that look, one takes it up."""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.flow_tables import Routine


class Routines:
    """The repository of routine work."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def take(self, name: str, due: dt.datetime, now: dt.datetime) -> bool:
        """Take up work that was due; false where it has been taken up since.

        Work that was never taken up before waits for the next time that it is due.

        Args:
            name: which work.
            due: when it was last due.
            now: the moment.
        """
        first = insert_for(self._engine)(Routine).values(name=name, taken_at=now).on_conflict_do_nothing()
        again = (
            update(Routine)
            .where(Routine.name == name, Routine.taken_at < due)
            .values(taken_at=now)
            .returning(Routine.name)
        )
        async with self._engine.begin() as connection:
            await connection.execute(first)
            return (await connection.execute(again)).scalar_one_or_none() is not None

    async def last(self, name: str) -> dt.datetime | None:
        """When work was last taken up."""
        async with self._engine.connect() as connection:
            return (await connection.execute(select(Routine.taken_at).where(Routine.name == name))).scalar_one_or_none()

"""One process sends announcements; when it dies another takes over within ten seconds.

PostgreSQL frees an advisory lock when the connection that holds it ends, as it does when its process is killed. SQLite
has no such lock, so there a row says who leads until when.
"""

import asyncio
import datetime as dt
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import NullPool, delete, or_, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.announcement_tables import SenderLease
from bot.storage.engine import insert_for

HEARTBEAT_SECONDS = 2.0
LEASE_SECONDS = 6.0
_LOCK = 0x434F4E53
# A machine that vanished says no goodbye: the server asks after it, and frees the lock when nobody answers.
_KEEPALIVE = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2"

_log = logging.getLogger(__name__)


class Term:
    """The time during which a process leads; `worker` is a name for it that no other term has."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.worker = uuid.uuid4().hex
        self._clock = clock
        self._until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether it still leads. A process that was frozen, or cannot reach the database, does not."""
        return self._clock() < self._until

    def extend(self, since: float) -> None:
        """The database confirmed it to a question asked at that moment of the clock."""
        self._until = since + LEASE_SECONDS


class Leadership:
    """Who sends.

    Args:
        engine: the state database.
        clock: a monotonic clock in seconds.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def try_to_lead(self) -> AsyncIterator[Term | None]:
        """Lead while the block runs and `is_held` says so; gives nothing when another process leads."""
        leading = self._with_lease() if self._engine.dialect.name == "sqlite" else self._with_lock()
        async with leading as term:
            yield term

    @asynccontextmanager
    async def _with_lock(self) -> AsyncIterator[Term | None]:
        # A connection of its own: a lock on a pooled one would stay with the pool.
        engine = create_async_engine(
            self._engine.url,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"options": _options(self._engine)},
        )
        term = Term(self._clock)
        async with engine.connect() as connection:
            since = self._clock()
            # The schema is part of the lock, so that installations which share a database do not share a sender.
            taken = await connection.scalar(
                text("select pg_try_advisory_lock(:lock, hashtext(current_schema()))"), {"lock": _LOCK}
            )
            if not taken:
                yield None
                return
            term.extend(since)
            async with self._beating(term, lambda: _is_alive(connection)):
                yield term

    @asynccontextmanager
    async def _with_lease(self) -> AsyncIterator[Term | None]:
        term = Term(self._clock)
        since = self._clock()
        if not await self._renew(term.worker):
            yield None
            return
        term.extend(since)
        try:
            async with self._beating(term, lambda: self._renew(term.worker)):
                yield term
        finally:
            async with self._engine.begin() as connection:
                await connection.execute(delete(SenderLease).where(SenderLease.holder == term.worker))

    async def _renew(self, worker: str) -> bool:
        now = dt.datetime.now(dt.UTC)
        values = {"holder": worker, "until": now + dt.timedelta(seconds=LEASE_SECONDS)}
        free = or_(SenderLease.holder == worker, SenderLease.until < now)
        statement = insert_for(self._engine)(SenderLease).values(id=1, **values)
        async with self._engine.begin() as connection:
            written = await connection.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_=values, where=free)
            )
        return written.rowcount == 1

    @asynccontextmanager
    async def _beating(self, term: Term, confirm: Callable[[], Any]) -> AsyncIterator[None]:
        async def beat() -> None:
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                since = self._clock()
                try:
                    is_confirmed = await confirm()
                except SQLAlchemyError as error:
                    # No second try: a connection that was opened again would answer, and hold no lock.
                    _log.warning("leading cannot be confirmed (%s)", type(error).__name__)
                    return
                if not is_confirmed:
                    return
                term.extend(since)

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def _is_alive(connection: AsyncConnection) -> bool:
    return bool(await connection.scalar(text("select true")))


def _options(engine: AsyncEngine) -> str:
    """Those of the database's address, if it has any, and ours."""
    given = engine.url.query.get("options", "")
    return " ".join(part for part in (given if isinstance(given, str) else " ".join(given), _KEEPALIVE) if part)

"""What became of the deliveries of an announcement: counted, listed, and over time. Nothing here changes them."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announcement_tables import Announcement, Delivery

STATES = ("pending", "sending", "sent", "blocked", "failed", "unknown", "withdrawn")
OPEN = ("pending", "sending")
PAGE = 1_000
# The rate that is shown is that of the last minute: long enough to be calm, short enough to be true.
RECENT = dt.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an announcement stands; `counts` has every state of `STATES`, `per_second` what was lately settled."""

    id: int
    kind: str
    state: str
    reason: str
    counts: dict[str, int]
    questions: int
    per_second: float

    @property
    def total(self) -> int:
        """All recipients, whatever became of them."""
        return sum(self.counts.values())

    @property
    def is_over(self) -> bool:
        """Whether nothing more will change by itself."""
        return self.state in ("done", "cancelled") and not any(self.counts[state] for state in OPEN)


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What became of one delivery."""

    id: int
    chat_id: int | None
    language: str
    state: str
    error: str
    attempts: int
    settled_at: dt.datetime | None


class Deliveries:
    """The repository of deliveries, for those who watch."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def progress(self, announcement_id: int) -> Progress | None:
        """Where an announcement stands; nothing when there is none of that id."""
        about = select(Announcement.kind, Announcement.state, Announcement.reason, Announcement.questions)
        recent = (Delivery.announcement_id == announcement_id, Delivery.settled_at > dt.datetime.now(dt.UTC) - RECENT)
        by_state = (
            select(Delivery.state, func.count().label("number"))
            .where(Delivery.announcement_id == announcement_id)
            .group_by(Delivery.state)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(about.where(Announcement.id == announcement_id))).one_or_none()
            if row is None:
                return None
            counts = dict.fromkeys(STATES, 0) | {r.state: r.number for r in await connection.execute(by_state)}
            newest = (
                await connection.execute(
                    select(func.count().label("number"), func.min(Delivery.settled_at).label("since")).where(*recent)
                )
            ).one()
        passed = (dt.datetime.now(dt.UTC) - newest.since).total_seconds() if newest.number else 0.0
        per_second = newest.number / max(passed, 1.0)
        return Progress(announcement_id, row.kind, row.state, row.reason, counts, row.questions, per_second)

    async def waiting_before(self, announcement_id: int) -> int:
        """How many deliveries of earlier announcements are still to be sent."""
        statement = (
            select(func.count())
            .select_from(Delivery)
            .join(Announcement, Announcement.id == Delivery.announcement_id)
            .where(
                Announcement.id < announcement_id,
                Announcement.state.in_(("approved", "sending")),
                Delivery.state.in_(OPEN),
            )
        )
        async with self._engine.connect() as connection:
            return int(await connection.scalar(statement) or 0)

    async def all_of(self, announcement_id: int) -> AsyncIterator[DeliveryState]:
        """Every delivery of an announcement, read in pages."""
        columns = [getattr(Delivery, name) for name in DeliveryState.__dataclass_fields__]
        after = 0
        while True:
            page = (
                select(*columns)
                .where(Delivery.announcement_id == announcement_id, Delivery.id > after)
                .order_by(Delivery.id)
                .limit(PAGE)
            )
            async with self._engine.connect() as connection:
                found = [DeliveryState(*row) for row in await connection.execute(page)]
            if not found:
                return
            for delivery in found:
                yield delivery
            after = found[-1].id

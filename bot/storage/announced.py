"""What readers were told: announcements that were really sent, each as it stands after its corrections."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announcement_tables import Announcement, Delivery
from bot.storage.stored_announcement import StoredAnnouncement, stored

# How long an announcement holds that does not say until when.
HOLDS = dt.timedelta(days=30)
MOST = 50

_correction = Announcement.__table__.alias("correction")
# What the team has approved holds from then on, also where it has not reached every chat yet.
_LATEST = (
    select(func.max(_correction.c.id))
    .where(
        _correction.c.corrects == Announcement.id, _correction.c.state.in_(("approved", "sending", "paused", "done"))
    )
    .correlate(Announcement)
    .scalar_subquery()
)
_VERSIONS = select(Announcement.id, func.coalesce(_LATEST, Announcement.id).label("version"))


class Announced:
    """The repository of what was announced, for those who ask about it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def current(self, now: dt.datetime) -> dict[int, int]:
        """The latest announcements that hold, newest first: each id with that of the version that counts.

        They have reached somebody, and are neither cancelled nor paused: what is paused may be wrong.
        """
        arrived = exists().where(Delivery.announcement_id == Announcement.id, Delivery.state == "sent")
        statement = (
            _VERSIONS.where(
                Announcement.kind == "send", Announcement.state.in_(("sending", "done")), _holds(now), arrived
            )
            .order_by(Announcement.id.desc())
            .limit(MOST)
        )
        async with self._engine.connect() as connection:
            return {row.id: row.version for row in await connection.execute(statement)}

    async def versions(self, of: Mapping[int, int]) -> list[StoredAnnouncement]:
        """Announcements with what their versions say, in the order given; those that were removed are left out."""
        wanted = select(Announcement.__table__).where(Announcement.id.in_({*of, *of.values()}))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).mappings().all()
        found = {row["id"]: stored(row) for row in rows}
        return [
            replace(found[one], content=found[version].content, content_en=found[version].content_en)
            for one, version in of.items()
            if found[version].kind != "delete"
        ]

    async def get(self, announcement_id: int) -> StoredAnnouncement | None:
        """One that somebody has got, whether it still holds or not; nothing where it was cancelled or removed."""
        sent = (Announcement.kind == "send", Announcement.state.in_(("sending", "paused", "done")))
        statement = _VERSIONS.where(Announcement.id == announcement_id, *sent)
        async with self._engine.connect() as connection:
            of = {row.id: row.version for row in await connection.execute(statement)}
        return next(iter(await self.versions(of)), None) if of else None

    async def count_question(self, announcement_id: int) -> None:
        """A reader has asked about it."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Announcement)
                .where(Announcement.id == announcement_id)
                .values(questions=Announcement.questions + 1)
            )


def told_at(announcement: StoredAnnouncement) -> dt.datetime:
    """When it was announced."""
    moments = [moment for moment in (announcement.starts_at, announcement.approved_at) if moment]
    return max(moments, default=announcement.created_at)


def _holds(now: dt.datetime) -> ColumnElement[bool]:
    lately = now - HOLDS
    return or_(
        Announcement.valid_until > now,
        and_(
            Announcement.valid_until.is_(None),
            or_(Announcement.approved_at > lately, Announcement.starts_at > lately),
        ),
    )

"""What editors have sent to the guide: kept until it is published or discarded, across restarts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.upload_tables import GuideUpload

# What nobody came back to for so long is not wanted any more.
KEPT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that an editor sent, as `GuideUpload` keeps it; the id is given when it is kept."""

    name: str
    place: str
    digest: str
    base: str
    id: int = 0


class Uploads:
    """The repository of uploads; an editor has one for each place in the guide, the last one sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, staff_id: int, upload: Upload) -> None:
        """Keep an upload, instead of what this editor sent for the same place before."""
        values = {"name": upload.name, "digest": upload.digest, "base": upload.base, "sent_at": dt.datetime.now(dt.UTC)}
        statement = insert_for(self._engine)(GuideUpload).values(staff_id=staff_id, place=upload.place, **values)
        async with self._engine.begin() as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["staff_id", "place"], set_=values))

    async def of(self, staff_id: int) -> list[Upload]:
        """What an editor has sent, by place."""
        columns = select(GuideUpload.name, GuideUpload.place, GuideUpload.digest, GuideUpload.base, GuideUpload.id)
        async with self._engine.connect() as connection:
            rows = await connection.execute(columns.where(GuideUpload.staff_id == staff_id).order_by(GuideUpload.place))
            return [Upload(*row) for row in rows]

    async def others_at(self, places: Iterable[str], staff_id: int) -> set[str]:
        """Those of the places for which another editor has something waiting too."""
        statement = select(GuideUpload.place).where(
            GuideUpload.place.in_(list(places)), GuideUpload.staff_id != staff_id
        )
        async with self._engine.connect() as connection:
            return set((await connection.execute(statement)).scalars())

    async def rebase(self, staff_id: int, bases: Mapping[str, str]) -> None:
        """An editor has seen what stands in these places now, and replaces it."""
        async with self._engine.begin() as connection:
            for place, base in bases.items():
                ours = (GuideUpload.staff_id == staff_id) & (GuideUpload.place == place)
                await connection.execute(update(GuideUpload).where(ours).values(base=base))

    async def take_out(self, staff_id: int, upload_id: int) -> str:
        """Forget one upload of this editor; returns its place, "" where there is no such upload."""
        statement = delete(GuideUpload).where(GuideUpload.id == upload_id, GuideUpload.staff_id == staff_id)
        async with self._engine.begin() as connection:
            return (await connection.execute(statement.returning(GuideUpload.place))).scalar_one_or_none() or ""

    async def settle(self, staff_id: int, action: str, detail: str) -> None:
        """Everything an editor had sent is published or discarded; the audit keeps which."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(GuideUpload).where(GuideUpload.staff_id == staff_id))
            await record(connection, staff_id, action, detail=detail)

    async def prune(self) -> set[str]:
        """Forget what is too old; returns the digests that are still needed."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(GuideUpload).where(GuideUpload.sent_at < dt.datetime.now(dt.UTC) - KEPT))
            return set((await connection.execute(select(GuideUpload.digest))).scalars())

"""Who watches an announcement: the messages that show announcers how it goes, and the messages it was made from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announcement_tables import Watch
from bot.storage.engine import insert_for

# So long after the rehearsal an edited original is still known for what it was.
KEPT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Watcher:
    """A chat that watches an announcement; the fields are those of the table."""

    announcement_id: int
    chat_id: int
    message_id: int | None
    originals: dict[str, list[int]]
    shown: str
    is_over: bool


class Watching:
    """The repository of those who watch."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def rehearsed(self, announcement_id: int, chat_id: int, originals: dict[str, list[int]]) -> None:
        """A chat has rehearsed an announcement that was made from these messages of its own."""
        await self._put(announcement_id, chat_id, originals=originals)

    async def begin(self, announcement_id: int, chat_id: int, message_id: int) -> int | None:
        """From now on this message shows how it goes; returns the one that did until now."""
        before = [one for one in await self.of(announcement_id) if one.chat_id == chat_id]
        await self._put(announcement_id, chat_id, message_id=message_id, shown="", is_over=False)
        return before[0].message_id if before else None

    async def begin_again(self, announcement_id: int) -> None:
        """Something of it is sent once more: whoever watched does again."""
        again = update(Watch).where(Watch.announcement_id == announcement_id).values(is_over=False, shown="")
        async with self._engine.begin() as connection:
            await connection.execute(again)

    async def of(self, announcement_id: int) -> list[Watcher]:
        """Every chat that has to do with an announcement."""
        return await self._select(Watch.announcement_id == announcement_id)

    async def open(self) -> list[Watcher]:
        """Whoever watches what is not over."""
        return await self._select(Watch.message_id.is_not(None), Watch.is_over.is_(False))

    async def made_from(self, chat_id: int, message_id: int) -> Watcher | None:
        """The latest announcement that was made from a message, if any."""
        found = await self._select(Watch.chat_id == chat_id)
        return next((one for one in found if any(message_id in ids for ids in one.originals.values())), None)

    async def claim(self, watcher: Watcher, shown: str) -> bool:
        """Take it upon this process to show something new; false where another one was quicker."""
        mine = update(Watch).where(*_row(watcher), Watch.shown == watcher.shown).values(shown=shown)
        async with self._engine.begin() as connection:
            return (await connection.execute(mine)).rowcount == 1

    async def end(self, watcher: Watcher) -> None:
        """Nothing more will change, or nobody looks any more."""
        ended = update(Watch).where(*_row(watcher), Watch.message_id == watcher.message_id).values(is_over=True)
        async with self._engine.begin() as connection:
            await connection.execute(ended)

    async def prune(self) -> None:
        """Forget those whom nothing concerns any more."""
        old = delete(Watch).where(
            Watch.since < dt.datetime.now(dt.UTC) - KEPT, Watch.is_over.is_(True) | Watch.message_id.is_(None)
        )
        async with self._engine.begin() as connection:
            await connection.execute(old)

    async def _put(self, announcement_id: int, chat_id: int, **values: Any) -> None:
        fresh: dict[str, Any] = {"originals": {}, "shown": "", "is_over": False, "since": dt.datetime.now(dt.UTC)}
        new = insert_for(self._engine)(Watch).values(announcement_id=announcement_id, chat_id=chat_id, **fresh | values)
        async with self._engine.begin() as connection:
            await connection.execute(
                new.on_conflict_do_update(index_elements=["announcement_id", "chat_id"], set_=values)
            )

    async def _select(self, *conditions: Any) -> list[Watcher]:
        columns = [getattr(Watch, name) for name in Watcher.__dataclass_fields__]
        statement = select(*columns).where(*conditions).order_by(Watch.announcement_id.desc())
        async with self._engine.connect() as connection:
            return [Watcher(*row) for row in await connection.execute(statement)]


def _row(watcher: Watcher) -> tuple[Any, ...]:
    return Watch.announcement_id == watcher.announcement_id, Watch.chat_id == watcher.chat_id

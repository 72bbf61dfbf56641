"""What tests of announcements work with: staff and a sender over one database, and a sender in a process of its own."""

import asyncio
import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot

from bot.announcements.announcer import Announcer
from bot.announcements.audience import Topics
from bot.announcements.composing import Composed
from bot.announcements.content import Content
from bot.announcements.courier import Courier
from bot.announcements.hours import QuietHours
from bot.announcements.pace import Governor
from bot.announcements.rehearsal import Rules
from bot.announcements.sender import Sender
from bot.settings import CONFIG_DIR, PROJECT_DIR
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.announcement_tables import Delivery, Subscriber, Subscription
from bot.storage.deliveries import Progress
from bot.storage.staff import Role, Staff
from tests.support.bot_api import BotApi
from tests.support.telegram import TOKEN, BotApiServer

ANA, BETO, NOBODY = 71, 72, 99
TOPICS = Topics(CONFIG_DIR / "topics.yaml")
PATIENCE = 20.0  # seconds a test waits for what must come
FAST = 100_000  # a pace that is none


class Clock:
    """A clock that starts at ten in the morning in Bogotá, runs, and can be moved ahead."""

    def __init__(self) -> None:
        self._ahead = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC) - dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self._ahead

    def pass_by(self, **how_long: float) -> None:
        self._ahead += dt.timedelta(**how_long)


class Office:
    """Staff, subscribers and a sender.

    Args:
        engine: of a migrated database.
        bot: reaches the stand-in.
        per_second: the pace.
        quiet_hours: none unless given.
        second_approval_above: how many one person may approve.
        files_dir: where files to upload lie.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        bot: Bot,
        *,
        per_second: int = FAST,
        quiet_hours: str = "",
        second_approval_above: int = 1_000_000,
        files_dir: Path = Path(),
    ) -> None:
        self.engine = engine
        self.clock = Clock()
        self.storage = AnnouncementStorage.over(engine)
        self.governor = Governor(per_second)
        hours = QuietHours.parse(quiet_hours)
        rules = Rules(per_second, second_approval_above, hours)
        roles = Staff(engine, {Role.ANNOUNCER: frozenset({ANA}), Role.ADMIN: frozenset({BETO})})
        self.staff = Announcer(self.storage, TOPICS, roles, rules, self.clock)
        self.courier = Courier(bot, files_dir)
        self.sender = Sender(self.storage, self.courier, self.governor, hours, self.clock)

    async def subscribe(self, chats: Iterable[int], topics: Iterable[str] = ("agro",), language: str = "es") -> None:
        await subscribe(self.engine, chats, topics, language)

    async def draft(self, text: str = "Hay convocatoria", *topics: str, **about: Any) -> int:
        """A draft by Ana."""
        content = about.pop("content", Content(text))
        return await self.staff.draft(Composed(content, topics or ("all",), **about), ANA)

    async def approved(self, text: str = "Hay convocatoria", *topics: str, **about: Any) -> int:
        """An announcement on its way."""
        announcement_id = await self.draft(text, *topics, **about)
        await self.staff.approve(announcement_id, ANA)
        return announcement_id

    async def states(self, announcement_id: int) -> dict[int | None, str]:
        """Each recipient's state."""
        statement = select(Delivery.chat_id, Delivery.state).where(Delivery.announcement_id == announcement_id)
        async with self.engine.connect() as connection:
            return {row.chat_id: row.state for row in await connection.execute(statement)}

    async def counts(self, announcement_id: int) -> dict[str, int]:
        """How many are in each state that any is in."""
        progress = await self.staff.progress(announcement_id)
        return {state: number for state, number in progress.counts.items() if number}

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[asyncio.Event]:
        """The sender runs while the block does."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.sender.run(stop))
        try:
            yield stop
        finally:
            stop.set()
            await running

    async def until(
        self, announcement_id: int, holds: Callable[[Progress], Any], seconds: float = PATIENCE
    ) -> Progress:
        """Wait until an announcement stands so."""
        async with asyncio.timeout(seconds):
            while not holds(progress := await self.staff.progress(announcement_id)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # the database tells nobody of a change
        return progress

    async def sent(self, *announcements: int) -> list[Progress]:
        """Send until these are over."""
        async with self.sending():
            return [await self.until(one, lambda progress: progress.is_over) for one in announcements]


async def subscribe(
    engine: AsyncEngine, chats: Iterable[int], topics: Iterable[str] = ("agro",), language: str = "es"
) -> None:
    """Subscribers, however many, in one stroke."""
    now = dt.datetime.now(dt.UTC)
    agreed = {"language": language, "consent_at": now, "consent_version": "1"}
    rows = [{"chat_id": chat} | agreed for chat in chats]
    chosen = [{"chat_id": row["chat_id"], "topic": topic} for row in rows for topic in topics]
    async with engine.begin() as connection:
        await connection.execute(insert(Subscriber), rows)
        if chosen:
            await connection.execute(insert(Subscription), chosen)


def times_sent(api: BotApi) -> Counter[tuple[int, str]]:
    """How often each chat got each text."""
    return Counter((sent.chat_id, sent.text) for sent in api.sent)


class SenderProcess:
    """A process that only sends, to be killed; it leads again soon after its predecessor's death."""

    def __init__(self, server: BotApiServer, database: str, per_second: int = FAST) -> None:
        self._arguments = [server.base_url, database, str(per_second)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.announcing", *self._arguments],
            cwd=PROJECT_DIR,
            env=os.environ | {"PTB_TIMEDELTA": "1", "NO_PROXY": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


async def main(base_url: str, database: str, per_second: int) -> None:
    """What a `SenderProcess` runs."""
    from bot.storage import leadership
    from bot.storage.engine import open_engine

    leadership.LEASE_SECONDS, leadership.HEARTBEAT_SECONDS = 1.5, 0.3
    bot = Bot(TOKEN, base_url=base_url)
    office = Office(open_engine(database), bot, per_second=per_second)
    await office.sender.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

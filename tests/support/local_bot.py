"""The whole bot in the test's own loop: real handlers, intake and database; Telegram and the assistant stood in for."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr
from telegram.request import BaseRequest

from bot.announcements.announcer import Announcer
from bot.announcements.audience import Topics
from bot.announcements.hours import QuietHours
from bot.announcements.knowledge import Knowledge
from bot.announcements.rehearsal import Rules
from bot.app import build_application
from bot.assistant.pipeline import Assistant
from bot.desk.editing import Editing
from bot.desk.gap_work import GapWork
from bot.desk.tickets import OfficeHours, TicketDesk
from bot.guide.following import LiveGuide
from bot.guide.publishing import Library
from bot.handlers.delivery import PatientDelivery
from bot.handlers.intake import PRUNE_SECONDS, Intake
from bot.handlers.services import Services
from bot.handlers.throttle import Throttle
from bot.settings import CONFIG_DIR, Settings
from bot.speaking import Speaker
from bot.storage.announced import Announced
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.audit import Audit
from bot.storage.engine import open_engine
from bot.storage.flows import Flows
from bot.storage.gap_storage import GapStorage
from bot.storage.inbox import Inbox
from bot.storage.invitations import Invitations
from bot.storage.offers import Offers
from bot.storage.personal_data import PersonalData
from bot.storage.questions import Questions
from bot.storage.readers import Readers
from bot.storage.reminders import Reminders
from bot.storage.staff import Role, Staff
from bot.storage.statistics import Statistics
from bot.storage.subscribers import Subscribers
from bot.storage.tickets import Tickets
from tests.support.assistants import FixedGuide, ScriptedAssistant
from tests.support.bot_api import BotApi, Message, Sent, Update
from tests.support.guide import FakeEmbedder, SmallGuide
from tests.support.telegram import TOKEN, InProcessRequest

OFFICE_HOURS = "mon-fri 08:00-17:00"
PATIENCE = 10.0  # seconds a test waits for what must come


class WatchedInbox(Inbox):
    """An inbox that tells when an update is done."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._done: set[int] = set()
        self._news = asyncio.Condition()

    async def mark_handled(self, update_id: int) -> None:
        await super().mark_handled(update_id)
        async with self._news:
            self._done.add(update_id)
            self._news.notify_all()

    async def until_handled(self, update: Update) -> None:
        """Wait until an update is done."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: update["update_id"] in self._done)


class Naps:
    """Waits that are noted instead of waited; an hour never passes."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        if seconds >= PRUNE_SECONDS:
            await asyncio.Event().wait()
        self.taken.append(seconds)
        await asyncio.sleep(0)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class LocalBot:
    """A bot that runs between `start` and `stop`, and what a test wants to know of it.

    Args:
        api: Telegram.
        database: the address of a migrated database.
        assistant: answers; a `ScriptedAssistant` or a real one.
        guide: the articles of the menu; a `FixedGuide` or a real `LiveGuide`.
        per_minute: how many questions a chat may ask in a minute.
        staff: who has which role.
        second_approval_above: how many recipients one announcer may approve.
        quiet_hours: when announcements wait.
        edited: the guide that editors change.
        staff_chat_id: the group where tickets are answered.
        desk_clock: the clock on its wall.
        transport: carries requests; within this process if none is given.
    """

    def __init__(
        self,
        api: BotApi,
        database: str,
        assistant: ScriptedAssistant | Assistant,
        guide: FixedGuide | LiveGuide,
        *,
        per_minute: int = 1_000,
        staff: dict[Role, frozenset[int]] | None = None,
        second_approval_above: int = 10_000,
        quiet_hours: str = "",
        edited: SmallGuide | None = None,
        staff_chat_id: int | None = None,
        desk_clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        transport: BaseRequest | None = None,
    ) -> None:
        self.api = api
        self.naps = Naps()
        self.clock = Clock()
        self._engine = open_engine(database)
        self.inbox = WatchedInbox(self._engine)
        self.readers = Readers(self._engine)
        self.questions = Questions(self._engine)
        self.assistant = assistant
        announcing = AnnouncementStorage.over(self._engine)
        members = Staff(self._engine, staff or {})
        rules = Rules(22, second_approval_above, QuietHours.parse(quiet_hours))
        topics = Topics(CONFIG_DIR / "topics.yaml")
        self.services = Services(
            assistant=cast(Assistant, assistant),
            live=cast(LiveGuide, guide),
            readers=self.readers,
            questions=self.questions,
            inbox=self.inbox,
            personal_data=PersonalData(self._engine),
            subscribers=Subscribers(self._engine),
            topics=topics,
            offers=Offers(self._engine),
            announced=Announced(self._engine),
            knowledge=Knowledge(Announced(self._engine), cast(LiveGuide, guide)),
            reminders=Reminders(self._engine),
            announcer=Announcer(announcing, topics, members, rules),
            announcements=announcing.announcements,
            deliveries=announcing.deliveries,
            watching=announcing.watching,
            announced_files_dir=Path(),
            editing=edited.editing(self._engine) if edited else cast(Editing, None),
            gaps=GapWork.over(
                GapStorage.over(self._engine),
                cast(LiveGuide, guide),
                edited.library if edited else cast(Library, None),
                edited.embedder if edited else FakeEmbedder(),
                edited.knowledge if edited else Path(),
                Speaker(cast(Assistant, assistant)),
            ),
            desk=TicketDesk(Tickets(self._engine), staff_chat_id, OfficeHours.parse(OFFICE_HOURS), 8, desk_clock),
            flows=Flows(self._engine),
            staff=members,
            invitations=Invitations(self._engine, members),
            statistics=Statistics(self._engine),
            audit=Audit(self._engine),
            throttle=Throttle(per_minute, self.clock),
        )
        self.application = build_application(
            Settings(telegram_token=SecretStr(TOKEN)),
            self.services,
            PatientDelivery(self.naps),
            transport or InProcessRequest(api),
        )
        self._stop = asyncio.Event()
        self.running: asyncio.Task[None]

    async def start(self) -> None:
        """Begin to poll."""
        await self.application.initialize()
        self.running = asyncio.create_task(Intake(self.application, self.services, self.naps).run(self._stop))

    async def stop(self) -> None:
        """End as a signal would have it."""
        self._stop.set()
        try:
            async with asyncio.timeout(PATIENCE):
                await self.running
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of everything, whatever became of the bot."""
        await self.application.shutdown()
        await self._engine.dispose()

    async def hears(self, chat_id: int, text: str | None, **about: Any) -> list[Sent]:
        """What the bot sends to a chat because of a message, once it is done with it."""
        return await self._because_of(lambda: self.api.user_writes(chat_id, text, **about), chat_id)

    async def pressed(self, chat_id: int, label: str, **about: Any) -> list[Sent]:
        """The same for the button whose label begins so, under the newest message that has one."""
        message, button = self.button(chat_id, label)
        return await self.pressed_data(chat_id, button["callback_data"], message["message_id"], **about)

    async def pressed_data(self, chat_id: int, data: str, message_id: int = 1, **about: Any) -> list[Sent]:
        """The same for a button that carries this data, still there or not."""
        return await self._because_of(lambda: self.api.user_presses(chat_id, message_id, data, **about), chat_id)

    def button(self, chat_id: int, label: str) -> tuple[Message, dict[str, Any]]:
        """The newest message with a button whose label begins so, and the button."""
        for message in reversed(self.api.messages_to(chat_id)):
            for button in self.api.buttons_of(message):
                if button["text"].startswith(label):
                    return message, button
        raise AssertionError(f"no button {label!r} in chat {chat_id}")

    def last_alert(self) -> dict[str, Any]:
        """How the newest pressed button was answered."""
        return list(self.api.callback_answers.values())[-1]

    async def _because_of(self, act: Callable[[], Update], chat_id: int) -> list[Sent]:
        before = len(self.api.sent)
        await self.inbox.until_handled(act())
        return [sent for sent in self.api.sent[before:] if sent.chat_id == chat_id]


@asynccontextmanager
async def running(bot: LocalBot) -> AsyncIterator[LocalBot]:
    """A bot that runs while the block does."""
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()


def labels(message: Message | Sent) -> list[str]:
    """What the buttons under a message say."""
    return [button["text"] for button in BotApi.buttons_of(message)]

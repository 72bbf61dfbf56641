"""All that announcements keep, in one hand: for the sender, for staff, and for readers' choices."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announced import Announced
from bot.storage.announcements import Announcements
from bot.storage.audit import Audit
from bot.storage.deliveries import Deliveries
from bot.storage.leadership import Leadership
from bot.storage.notices import Notices
from bot.storage.outbox import Outbox
from bot.storage.reminders import Reminders
from bot.storage.subscribers import Subscribers
from bot.storage.watching import Watching

# What any of them may raise when the database cannot be reached; nothing was written then.
DatabaseFailure = SQLAlchemyError


@dataclass(frozen=True, slots=True)
class AnnouncementStorage:
    """The repositories of announcements over one database."""

    engine: AsyncEngine
    subscribers: Subscribers
    announcements: Announcements
    announced: Announced
    deliveries: Deliveries
    reminders: Reminders
    notices: Notices
    audit: Audit
    leadership: Leadership
    watching: Watching

    @classmethod
    def over(cls, engine: AsyncEngine) -> "AnnouncementStorage":
        """Over an engine of `bot.storage.engine`."""
        return cls(
            engine,
            Subscribers(engine),
            Announcements(engine),
            Announced(engine),
            Deliveries(engine),
            Reminders(engine),
            Notices(engine),
            Audit(engine),
            Leadership(engine),
            Watching(engine),
        )

    def outbox(self, worker: str) -> Outbox:
        """The sender's side of the deliveries, for one term of leading."""
        return Outbox(self.engine, worker)

"""What handlers work with: the services that `bot.app` wires together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from bot.announcements.announcer import Announcer
from bot.announcements.audience import Topics
from bot.announcements.knowledge import Knowledge
from bot.assistant.pipeline import Assistant
from bot.desk.editing import Editing
from bot.desk.gap_work import GapWork
from bot.desk.tickets import TicketDesk
from bot.guide.following import LiveGuide
from bot.handlers.throttle import Throttle
from bot.storage.announced import Announced
from bot.storage.announcements import Announcements
from bot.storage.audit import Audit
from bot.storage.deliveries import Deliveries
from bot.storage.flows import Flows
from bot.storage.inbox import Inbox
from bot.storage.invitations import Invitations
from bot.storage.offers import Offers
from bot.storage.personal_data import PersonalData
from bot.storage.questions import Questions
from bot.storage.readers import Readers
from bot.storage.reminders import Reminders
from bot.storage.staff import Staff
from bot.storage.statistics import Statistics
from bot.storage.subscribers import Subscribers
from bot.storage.watching import Watching


@dataclass(frozen=True, slots=True)
class Services:
    """Reached from a handler as `context.bot_data`."""

    assistant: Assistant
    live: LiveGuide
    readers: Readers
    questions: Questions
    inbox: Inbox
    personal_data: PersonalData
    subscribers: Subscribers
    topics: Topics
    offers: Offers
    announced: Announced
    knowledge: Knowledge
    reminders: Reminders
    announcer: Announcer
    announcements: Announcements
    deliveries: Deliveries
    watching: Watching
    announced_files_dir: Path
    editing: Editing
    gaps: GapWork
    desk: TicketDesk
    flows: Flows
    staff: Staff
    invitations: Invitations
    statistics: Statistics
    audit: Audit
    throttle: Throttle


Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]

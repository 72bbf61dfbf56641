"""What handlers work with: the services that `bot.app` wires together."""

from dataclasses import dataclass
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from bot.assistant.pipeline import Assistant
from bot.guide.following import LiveGuide
from bot.handlers.throttle import Throttle
from bot.storage.audit import Audit
from bot.storage.flows import Flows
from bot.storage.inbox import Inbox
from bot.storage.personal_data import PersonalData
from bot.storage.questions import Questions
from bot.storage.readers import Readers
from bot.storage.staff import Staff
from bot.storage.subscribers import Subscribers


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
    flows: Flows
    staff: Staff
    audit: Audit
    throttle: Throttle


Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]

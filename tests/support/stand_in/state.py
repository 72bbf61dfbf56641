"""What the stand-in remembers: chats, messages, files, updates."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.stand_in.files import Files
from tests.support.stand_in.outcomes import bad_request, forbidden
from tests.support.stand_in.parameters import Parameters, required
from tests.support.stand_in.updates import Updates

Message = dict[str, Any]
MessageKey = tuple[int, int]  # chat and message id

BOT: dict[str, Any] = {
    "id": 1234567890,
    "is_bot": True,
    "first_name": "Consorcia",
    "username": "consorcia_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


@dataclass(frozen=True)
class Sent:
    """A new message the bot put in a chat, as it was when sent."""

    method: str
    chat_id: int
    message_id: int
    text: str  # or the caption
    entities: list[dict[str, Any]]
    reply_markup: dict[str, Any] | None
    at: float


@dataclass(frozen=True)
class Call:
    """A call that arrived, whatever became of it."""

    method: str
    parameters: Parameters = field(repr=False)
    at: float

    @property
    def chat_id(self) -> int | None:
        """The chat the call is about, if any."""
        return self.parameters.get("chat_id")


class State:
    """Everything remembered. Whoever reads or writes more than one thing holds `changed`."""

    def __init__(self, *, strict_chats: bool = False, clock: Callable[[], float] = time.time) -> None:
        self.changed = threading.Condition()
        self.strict_chats = strict_chats
        self.clock = clock
        self.bot = dict(BOT)
        self.chats: dict[int, dict[str, Any]] = {}
        self.users: dict[int, dict[str, Any]] = {}
        self.members: dict[tuple[int, int], str] = {}  # status by chat and user
        self.blocked: set[int] = set()
        self.topics: dict[MessageKey, str] = {}
        self.closed_topics: set[MessageKey] = set()
        self.reactions: dict[MessageKey, list[str]] = {}  # the bot's, by message
        self.messages: dict[MessageKey, Message] = {}
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.callback_queries: dict[str, dict[str, Any]] = {}
        self.callback_answers: dict[str, Parameters] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}  # by scope (JSON) and language
        self.descriptions: dict[tuple[str, str], str] = {}  # by method and language
        self.files = Files()
        self.updates = Updates()
        self._last_message_id: defaultdict[int, int] = defaultdict(int)

    def add_chat(self, chat_id: int, chat_type: str | None = None, **fields: Any) -> dict[str, Any]:
        """Make a chat known, or tell more about one; negative ids are groups, as in Telegram."""
        with self.changed:
            known = self.chats.get(chat_id, {})
            kind = chat_type or known.get("type") or ("private" if chat_id > 0 else "supergroup")
            named = {"first_name": "Ana"} if kind == "private" else {"title": "Equipo"}
            self.chats[chat_id] = {"id": chat_id} | named | known | {"type": kind} | fields
            return self.chats[chat_id]

    def chat(self, parameters: Parameters) -> dict[str, Any]:
        """The chat a call is about."""
        chat_id = required(parameters, "chat_id")
        if chat_id in self.chats:
            return self.chats[chat_id]
        if self.strict_chats or not isinstance(chat_id, int):
            raise bad_request("chat not found")
        return self.add_chat(chat_id)

    def open_chat(self, parameters: Parameters) -> dict[str, Any]:
        """The chat a call wants to write in."""
        chat = self.chat(parameters)
        if chat["id"] in self.blocked:
            raise forbidden()
        return chat

    def keep_message(self, chat: dict[str, Any], sender: dict[str, Any], content: Message) -> Message:
        """A new message in the chat. Private chats share one count of ids, each group has its own."""
        counter = min(chat["id"], 0)
        self._last_message_id[counter] += 1
        message: Message = {
            "message_id": self._last_message_id[counter],
            "date": int(self.clock()),
            "chat": chat,
            "from": sender,
        } | content
        self.messages[chat["id"], message["message_id"]] = message
        return message

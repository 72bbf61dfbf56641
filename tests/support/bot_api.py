"""A stand-in for Telegram's Bot API: its state and its rules, knowing nothing of how calls travel."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.stand_in.account import ACCOUNT
from tests.support.stand_in.editing import EDITING
from tests.support.stand_in.outcomes import (
    CUT_AFTER,
    CUT_BEFORE,
    NO_CONNECTION,
    OK,
    ApiError,
    Cut,
    Delay,
    Outcome,
    bad_gateway,
    bad_request,
    conflict,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)
from tests.support.stand_in.parameters import Parameters, UploadedFile, normalised
from tests.support.stand_in.people import People
from tests.support.stand_in.sending import SENDING
from tests.support.stand_in.state import Call, Message, Sent
from tests.support.stand_in.updates import Update

__all__ = [
    "CUT_AFTER",
    "CUT_BEFORE",
    "NO_CONNECTION",
    "OK",
    "ApiError",
    "BotApi",
    "Call",
    "Cut",
    "Delay",
    "Message",
    "Outcome",
    "Parameters",
    "Sent",
    "Update",
    "UploadedFile",
    "bad_gateway",
    "bad_request",
    "conflict",
    "forbidden",
    "migrated",
    "server_error",
    "too_many_requests",
]

METHODS = SENDING | EDITING | ACCOUNT

Found = TypeVar("Found")


@dataclass(frozen=True)
class Scripted:
    """What the next call of a method, to one chat or to any, will meet."""

    method: str
    chat_id: int | None
    outcome: Outcome


class BotApi(People):
    """Telegram as the bot sees it. Threads may use it together.

    `sent` are the bot's new messages in order, `messages` all messages as they stand after edits, `calls` every
    call that arrived, failed ones too.
    """

    def __init__(self, *, strict_chats: bool = False, clock: Callable[[], float] = time.time) -> None:
        super().__init__(strict_chats=strict_chats, clock=clock)
        self.scripted: list[Scripted] = []

    def handle(self, method: str, parameters: Parameters) -> Any:
        """The result of a call, or ApiError. Scripts are played by `arrive` and whoever carries the call."""
        with self.changed:
            try:
                if method not in METHODS:
                    raise ApiError(404, f"Not Found: the stand-in has no method {method}")
                return METHODS[method](self, normalised(parameters))
            finally:
                self.changed.notify_all()

    def arrive(self, method: str, parameters: Parameters) -> Outcome:
        """Note a call and take what is scripted for it."""
        with self.changed:
            self.calls.append(Call(method, parameters, self.clock()))
            self.changed.notify_all()
            for planned in self.scripted:
                if planned.method == method and planned.chat_id in (None, parameters.get("chat_id")):
                    self.scripted.remove(planned)
                    return planned.outcome
            return OK

    def script(self, method: str, *outcomes: Outcome, chat_id: int | None = None) -> None:
        """Let the next calls of a method meet these, one each; `OK` lets one pass."""
        with self.changed:
            self.scripted += [Scripted(method, chat_id, outcome) for outcome in outcomes]

    def texts_to(self, chat_id: int) -> list[str]:
        """What the bot's messages in a chat say now, oldest first; captions count."""
        return [message.get("text") or message.get("caption") or "" for message in self.messages_to(chat_id)]

    def messages_to(self, chat_id: int) -> list[Message]:
        """The bot's messages in a chat as they stand now, oldest first."""
        with self.changed:
            return [
                message
                for (chat, _), message in self.messages.items()
                if chat == chat_id and message["from"]["id"] == self.bot["id"]
            ]

    def calls_of(self, method: str, chat_id: int | None = None) -> list[Call]:
        """The calls of a method, in one chat or in all."""
        with self.changed:
            return [call for call in self.calls if call.method == method and chat_id in (None, call.chat_id)]

    @staticmethod
    def buttons_of(message: Message | Sent) -> list[dict[str, Any]]:
        """The buttons under a message, row after row."""
        markup = message.reply_markup if isinstance(message, Sent) else message.get("reply_markup")
        rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
        return [button for row in rows for button in row]

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 5.0) -> Found:
        """Wait until the predicate holds, looking again after every call and update; return what it gave.

        It blocks: for the server in its thread. A test that shares its loop with the bot awaits `until`.
        """
        with self.changed:
            found = self.changed.wait_for(predicate, timeout)
            if not found:
                recent = "".join(f"\n  {call.method} {call.parameters}" for call in self.calls[-10:])
                raise AssertionError(f"not within {timeout} seconds; the last calls were:{recent or ' none'}")
            return found

    async def until(self, predicate: Callable[[], Found], seconds: float = 5.0) -> Found:
        """Like `wait_for`, leaving the loop free meanwhile."""
        return await asyncio.to_thread(self.wait_for, predicate, seconds)

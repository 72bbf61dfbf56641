"""Getting a reply to Telegram: patient where it certainly did not arrive, never twice where it may have.

The Bot API has no key that makes a repeated send harmless, so that the kind of failure decides.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.announcements.arrival import may_have_arrived, seconds
from bot.announcements.pace import Governor

PATIENCE_SECONDS = 600.0
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0

# Repeating these changes nothing that the first time did not do.
_HARMLESS_TWICE = ("edit", "delete", "set", "get")
# Nobody waits for these: one try.
_NOT_WORTH_WAITING = ("sendChatAction", "answerCallbackQuery")
# What Telegram counts against the messages that a bot may send in a second.
_MESSAGES = ("send", "edit", "copy", "forward")

_log = logging.getLogger(__name__)


class PatientDelivery(BaseRateLimiter[None]):
    """Waits out 429, 5xx and lost connections for every request of the bot.

    Args:
        sleep: waits so many seconds; replaced in tests.
        governor: told of every message, so that announcements make room for replies.
    """

    def __init__(
        self,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
        governor: Governor | None = None,
    ) -> None:
        self._sleep = sleep
        self._governor = governor

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make a request, again where it certainly was not carried out and patience lasts."""
        patience = 0.0 if endpoint in _NOT_WORTH_WAITING else PATIENCE_SECONDS
        wait = FIRST_WAIT_SECONDS
        failure: TelegramError
        while True:
            try:
                async with self._leaving(endpoint, data):
                    return await callback(*args, **kwargs)
            except RetryAfter as error:
                pause, failure = seconds(error.retry_after), error
                if self._governor:
                    self._governor.hold(pause)
            except BadRequest:
                raise
            except NetworkError as error:
                if may_have_arrived(error) and not endpoint.startswith(_HARMLESS_TWICE):
                    raise
                # A little disorder, so that many chats do not all come back in the same instant.
                pause, failure = wait * random.uniform(0.8, 1.2), error  # noqa: S311
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            patience -= pause
            if patience < 0:
                raise failure
            _log.warning("%s: %s; again in %.1f s", endpoint, type(failure).__name__, pause)
            await self._sleep(pause)

    def _leaving(self, endpoint: str, data: dict[str, Any]) -> AbstractAsyncContextManager[None]:
        if self._governor is None or endpoint in _NOT_WORTH_WAITING or not endpoint.startswith(_MESSAGES):
            return nullcontext()
        chat_id = data.get("chat_id")
        return self._governor.reply(chat_id if isinstance(chat_id, int) else None)

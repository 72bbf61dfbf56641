"""Getting a reply to Telegram: patient where it certainly did not arrive, never twice where it may have.

The Bot API has no key that makes a repeated send harmless, so that the kind of failure decides.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

PATIENCE_SECONDS = 600.0
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Repeating these changes nothing that the first time did not do.
_HARMLESS_TWICE = ("edit", "delete", "set", "get")
# Nobody waits for these: one try.
_NOT_WORTH_WAITING = ("sendChatAction", "answerCallbackQuery")

_log = logging.getLogger(__name__)


def may_have_arrived(error: TelegramError) -> bool:
    """Whether Telegram may have carried out a request that ended in this error.

    True for a connection that broke, or an answer that did not come, after the request was on its way. An answer that
    says 4xx or 5xx means that it was not carried out.
    """
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return False
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        return False
    return isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError)


class PatientDelivery(BaseRateLimiter[None]):
    """Waits out 429, 5xx and lost connections for every request of the bot.

    Args:
        sleep: waits so many seconds; replaced in tests.
    """

    def __init__(self, sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep) -> None:
        self._sleep = sleep

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
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                pause, failure = _seconds(error.retry_after), error
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


def _seconds(delay: int | float | timedelta) -> float:
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)

"""What a failed request to Telegram leaves open: whether it was carried out all the same."""

from datetime import timedelta

import httpx
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def may_have_arrived(error: TelegramError) -> bool:
    """Whether Telegram may have carried out a request that ended in this error.

    True for a connection that broke, or an answer that did not come, after the request was on its way, and for
    whatever else went wrong on the way. An answer that says 4xx or 5xx means that it was not carried out.
    """
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return False
    if never_left(error):
        return False
    # An answer has no cause, or a Telegram error for its cause where it was no JSON.
    return isinstance(error, TimedOut) or not isinstance(error.__cause__, TelegramError | None)


def never_left(error: TelegramError) -> bool:
    """Whether there was no connection to begin with: Telegram heard nothing, and no message is to blame."""
    return isinstance(error.__cause__, _NEVER_SENT)


def seconds(delay: int | float | timedelta) -> float:
    """How long Telegram asks to wait; its type depends on the library's settings."""
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)

"""What an answer of Telegram says about a message, and what is written about it."""

import datetime as dt

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.announcements.courier import Fate, Outcome, judge
from bot.announcements.settling import ATTEMPTS, settlement
from bot.storage.claiming import Claimed

NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (Forbidden("bot was blocked by the user"), Fate.BLOCKED),
        (Forbidden("user is deactivated"), Fate.BLOCKED),
        (BadRequest("Chat not found"), Fate.GONE),
        (BadRequest("Can't parse entities: unexpected end"), Fate.REFUSED),
        (BadRequest("Message to edit not found"), Fate.UNCHANGEABLE),
        (BadRequest("Message can't be deleted for everyone"), Fate.UNCHANGEABLE),
        (ChatMigrated(-1001), Fate.MOVED),
        (RetryAfter(dt.timedelta(seconds=5)), Fate.HELD),
        (InvalidToken("Unauthorized"), Fate.HELD),
        (TimedOut(), Fate.UNKNOWN),
        (caused(NetworkError("cut"), httpx.RemoteProtocolError("x")), Fate.UNKNOWN),
        (caused(NetworkError("cut"), httpx.ReadError("x")), Fate.UNKNOWN),
        (caused(NetworkError("none"), httpx.ConnectError("x")), Fate.OFFLINE),
        (caused(TimedOut("none"), httpx.ConnectTimeout("x")), Fate.OFFLINE),
        (caused(TimedOut("pool"), httpx.PoolTimeout("x")), Fate.OFFLINE),
        (NetworkError("Internal Server Error"), Fate.NOT_SENT),
        (caused(NetworkError("Bad Gateway"), TelegramError("no JSON")), Fate.NOT_SENT),
    ],
)
def test_every_failure_has_its_fate(error: TelegramError, fate: Fate) -> None:
    assert judge(error).fate is fate


def claimed(attempts: int = 0) -> Claimed:
    return Claimed(1, 1, 10, "es", attempts, ())


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        (Fate.SENT, "sent"),
        (Fate.BLOCKED, "blocked"),
        (Fate.GONE, "failed"),
        (Fate.REFUSED, "failed"),
        (Fate.UNCHANGEABLE, "failed"),
        (Fate.UNKNOWN, "unknown"),
    ],
)
def test_what_is_certain_is_final_whatever_came_before(fate: Fate, state: str) -> None:
    for attempts in (0, ATTEMPTS + 5):
        assert settlement(claimed(attempts), Outcome(fate), NOW).state == state


@pytest.mark.parametrize("fate", [Fate.HELD, Fate.LATER, Fate.OFFLINE])
def test_waiting_counts_as_no_attempt_however_often(fate: Fate) -> None:
    settled = settlement(claimed(ATTEMPTS + 5), Outcome(fate, seconds=5), NOW)
    assert (settled.state, settled.attempts) == ("pending", 0)
    assert settled.not_before == NOW + dt.timedelta(seconds=5)


def test_failures_of_telegram_are_tried_again_ever_later_and_then_given_up() -> None:
    waits = []
    for attempts in range(ATTEMPTS - 1):
        settled = settlement(claimed(attempts), Outcome(Fate.NOT_SENT), NOW)
        assert (settled.state, settled.attempts) == ("pending", 1)
        assert settled.not_before is not None
        waits.append((settled.not_before - NOW).total_seconds())
    assert waits == sorted(waits)
    assert sum(waits) > 30 * 60
    assert settlement(claimed(ATTEMPTS - 1), Outcome(Fate.NOT_SENT), NOW).state == "failed"


def test_only_those_who_cannot_be_reached_are_marked() -> None:
    marked = {fate for fate in Fate if settlement(claimed(), Outcome(fate, "gone"), NOW).unreachable}
    assert marked == {Fate.BLOCKED, Fate.GONE}

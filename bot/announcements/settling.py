"""From what became of a call to what is written about the delivery: which outcomes are final, and which wait."""

import datetime as dt

from bot.announcements.courier import Fate, Outcome
from bot.storage.claiming import Claimed
from bot.storage.outbox import Settlement

# 5 s, 15 s, 45 s... up to ten minutes: the last attempt is more than half an hour after the first.
ATTEMPTS = 8
FIRST_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 600.0

_FINAL = {
    Fate.SENT: "sent",
    Fate.BLOCKED: "blocked",
    Fate.GONE: "failed",
    Fate.REFUSED: "failed",
    Fate.UNCHANGEABLE: "failed",
    Fate.UNKNOWN: "unknown",
}
_UNREACHABLE = (Fate.BLOCKED, Fate.GONE)


def settlement(claimed: Claimed, outcome: Outcome, now: dt.datetime) -> Settlement:
    """What to write. Only a failure of Telegram itself and a moved group count as attempts; waiting does not."""
    if outcome.fate in _FINAL:
        return Settlement(
            claimed.id,
            claimed.chat_id,
            _FINAL[outcome.fate],
            outcome.error,
            outcome.message_ids,
            attempts=1,
            unreachable=outcome.error if outcome.fate in _UNREACHABLE else "",
        )
    counts = outcome.fate in (Fate.NOT_SENT, Fate.MOVED)
    if counts and claimed.attempts + 1 >= ATTEMPTS:
        return Settlement(claimed.id, claimed.chat_id, "failed", outcome.error, attempts=1)
    wait = outcome.seconds
    if outcome.fate is Fate.NOT_SENT:
        wait = min(FIRST_WAIT_SECONDS * 3**claimed.attempts, LONGEST_WAIT_SECONDS)
    return Settlement(
        claimed.id,
        claimed.chat_id,
        "pending",
        outcome.error,
        attempts=int(counts),
        not_before=now + dt.timedelta(seconds=wait) if wait else None,
        moved_to=outcome.moved_to,
    )

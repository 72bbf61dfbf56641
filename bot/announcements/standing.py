"""Where an announcement stands, and what comes next: when it goes on, and when it will be finished."""

import datetime as dt
from dataclasses import dataclass

from bot.announcements.rehearsal import Rules, hours_for
from bot.storage.deliveries import OPEN, Progress
from bot.storage.stored_announcement import StoredAnnouncement


@dataclass(frozen=True, slots=True)
class Standing:
    """An announcement and its progress.

    Args:
        announcement: as it stands.
        progress: what became of its deliveries so far.
        waits_until: when it begins or goes on, where that is not now.
        finishes_at: when everyone will have it, at the pace of now; nothing where it does not advance by itself.
    """

    announcement: StoredAnnouncement
    progress: Progress
    waits_until: dt.datetime | None = None
    finishes_at: dt.datetime | None = None


def standing(announcement: StoredAnnouncement, progress: Progress, rules: Rules, now: dt.datetime) -> Standing:
    """Put together what is known.

    Args:
        announcement: as it stands.
        progress: what became of its deliveries so far.
        rules: what the settings say.
        now: the time.
    """
    left = sum(progress.counts[state] for state in OPEN)
    if announcement.state not in ("approved", "sending") or not left:
        return Standing(announcement, progress)
    hours = hours_for(announcement, rules)
    goes_on_at = hours.next_open(max(now, announcement.starts_at or now))
    waits = goes_on_at > now
    per_second = rules.per_second if waits or not progress.per_second else progress.per_second
    return Standing(
        announcement, progress, goes_on_at if waits else None, hours.after_working(goes_on_at, left / per_second)
    )

"""What would happen if an announcement were approved now: who, who not and why, and until when."""

import datetime as dt
from dataclasses import dataclass

from bot.announcements.hours import QuietHours
from bot.storage.reach import REACHED
from bot.storage.stored_announcement import StoredAnnouncement


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about announcing.

    Args:
        per_second: how many leave in a second.
        second_approval_above: so many recipients one person may approve alone.
        quiet_hours: when only what is urgent is sent.
    """

    per_second: int
    second_approval_above: int
    quiet_hours: QuietHours


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The answer. Times are in UTC; `left_out` counts by reason.

    `alike` is a recent announcement that says the same.
    """

    id: int
    state: str
    recipients: int
    left_out: dict[str, int]
    starts_at: dt.datetime
    finishes_at: dt.datetime
    needs_second_person: bool
    alike: int | None


def hours_for(announcement: StoredAnnouncement, rules: Rules) -> QuietHours:
    """The hours in which this one waits. Corrections make no sound, so that they wait for nothing."""
    return QuietHours() if announcement.is_urgent or announcement.kind != "send" else rules.quiet_hours


def rehearsal(
    announcement: StoredAnnouncement,
    *,
    reach: dict[str, int],
    waiting_before: int,
    alike: int | None,
    rules: Rules,
    now: dt.datetime,
) -> Rehearsal:
    """Put together what is known.

    Args:
        announcement: what would be approved.
        reach: recipients and those left out, by reason.
        waiting_before: deliveries of earlier announcements that leave first.
        alike: a recent announcement that says the same.
        rules: what the settings say.
        now: the time.
    """
    recipients = reach.get(REACHED, 0)
    quiet_hours = hours_for(announcement, rules)
    starts_at = quiet_hours.next_open(max(now, announcement.starts_at or now))
    return Rehearsal(
        id=announcement.id,
        state=announcement.state,
        recipients=recipients,
        left_out={reason: number for reason, number in sorted(reach.items()) if reason != REACHED},
        starts_at=starts_at,
        finishes_at=quiet_hours.after_working(starts_at, (waiting_before + recipients) / rules.per_second),
        needs_second_person=recipients > rules.second_approval_above,
        alike=alike,
    )

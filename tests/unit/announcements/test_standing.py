"""What is said of an announcement on its way: when it goes on, and when it will be finished."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.announcements.hours import QuietHours
from bot.announcements.rehearsal import Rules
from bot.announcements.standing import standing
from bot.storage.deliveries import STATES, Progress
from bot.storage.reach import Audience
from bot.storage.stored_announcement import StoredAnnouncement

MORNING = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)  # ten in Bogotá
NIGHT = dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)  # ten at night
RULES = Rules(20, 10_000, QuietHours.parse("20:00-08:00"))
ANNOUNCEMENT = StoredAnnouncement(
    1, "send", None, "sending", "", {}, None, (), Audience(), "", False, None, None, 0, 71, MORNING, None, 71, MORNING,
    None,
)  # fmt: skip


def progress(per_second: float = 0.0, **counts: int) -> Progress:
    return Progress(1, "send", "sending", "", dict.fromkeys(STATES, 0) | counts, 0, per_second)


def test_it_is_finished_at_the_pace_of_now() -> None:
    told = standing(ANNOUNCEMENT, progress(10.0, pending=500, sending=100), RULES, MORNING)
    assert (told.waits_until, told.finishes_at) == (None, MORNING + dt.timedelta(minutes=1))


def test_before_there_is_a_pace_it_is_that_of_the_settings() -> None:
    told = standing(ANNOUNCEMENT, progress(pending=1_200), RULES, MORNING)
    assert told.finishes_at == MORNING + dt.timedelta(minutes=1)


def test_at_night_it_waits_for_the_morning_unless_it_is_urgent() -> None:
    told = standing(ANNOUNCEMENT, progress(5.0, pending=1_200), RULES, NIGHT)
    assert told.waits_until == dt.datetime(2026, 12, 2, 13, tzinfo=dt.UTC)
    assert told.finishes_at == told.waits_until + dt.timedelta(minutes=1)
    urgent = standing(replace(ANNOUNCEMENT, is_urgent=True), progress(pending=1_200), RULES, NIGHT)
    assert urgent.waits_until is None


def test_what_has_its_time_waits_for_it() -> None:
    later = replace(ANNOUNCEMENT, state="approved", starts_at=MORNING + dt.timedelta(hours=2))
    assert standing(later, progress(pending=1), RULES, MORNING).waits_until == later.starts_at


@pytest.mark.parametrize("state", ["draft", "paused", "done", "cancelled"])
def test_what_does_not_advance_has_no_end(state: str) -> None:
    told = standing(replace(ANNOUNCEMENT, state=state), progress(pending=5), RULES, MORNING)
    assert (told.waits_until, told.finishes_at) == (None, None)

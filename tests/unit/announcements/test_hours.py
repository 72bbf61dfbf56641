import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.hours import BOGOTA, QuietHours
from bot.errors import SettingsError

NIGHT = QuietHours.parse("20:00-08:00")
NONE = QuietHours.parse("")
MOMENTS = st.integers(0, 10**8).map(lambda second: dt.datetime.fromtimestamp(1_767_000_000 + second, dt.UTC))


def bogota(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


@pytest.mark.parametrize(
    ("time", "is_quiet"), [("19:59", False), ("20:00", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_the_night_goes_over_midnight(time: str, is_quiet: bool) -> None:
    assert NIGHT.are_now(bogota(f"2026-12-01 {time}")) is is_quiet
    assert not NONE.are_now(bogota(f"2026-12-01 {time}"))


def test_hours_within_a_day() -> None:
    siesta = QuietHours.parse("12:00-14:00")
    assert siesta.are_now(bogota("2026-12-01 13:00"))
    assert not siesta.are_now(bogota("2026-12-01 14:00"))


def test_what_would_begin_at_night_begins_in_the_morning() -> None:
    assert NIGHT.next_open(bogota("2026-12-01 22:00")) == bogota("2026-12-02 08:00")
    assert NIGHT.next_open(bogota("2026-12-02 03:00")) == bogota("2026-12-02 08:00")
    assert NIGHT.next_open(bogota("2026-12-02 09:00")) == bogota("2026-12-02 09:00")


def test_what_does_not_end_before_the_night_goes_on_in_the_morning() -> None:
    hours = 3600
    assert NIGHT.after_working(bogota("2026-12-01 18:00"), 1 * hours) == bogota("2026-12-01 19:00")
    assert NIGHT.after_working(bogota("2026-12-01 18:00"), 3 * hours) == bogota("2026-12-02 09:00")
    assert NIGHT.after_working(bogota("2026-12-01 18:00"), 15 * hours) == bogota("2026-12-03 09:00")
    assert NIGHT.after_working(bogota("2026-12-01 23:00"), 0) == bogota("2026-12-02 08:00")
    assert NONE.after_working(bogota("2026-12-01 18:00"), 15 * hours) == bogota("2026-12-02 09:00")


@given(MOMENTS, st.floats(0, 10**6))
def test_it_never_ends_at_night_and_never_too_soon(moment: dt.datetime, seconds: float) -> None:
    end = NIGHT.after_working(moment, seconds)
    assert (end - moment).total_seconds() >= seconds - 0.001
    assert not NIGHT.are_now(end - dt.timedelta(microseconds=1)) or end == NIGHT.next_open(moment)


@pytest.mark.parametrize("text", ["20-8", "25:00-08:00", "20:00", "20:61-08:00", "nights"])
def test_faulty_hours_are_named(text: str) -> None:
    with pytest.raises(SettingsError, match="QUIET_HOURS"):
        QuietHours.parse(text)

"""Office hours, and what stays among staff."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.tickets import BOGOTA, OfficeHours, is_internal
from bot.errors import SettingsError

HOURS = OfficeHours.parse("mon-fri 08:00-17:00")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of December 2026 in Bogotá; the first is a Tuesday."""
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=BOGOTA)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(1, 7), at(1, 8)),
        (at(1, 8), at(1, 8)),
        (at(1, 16, 59), at(1, 16, 59)),
        (at(1, 17), at(2, 8)),
        (at(4, 18), at(7, 8)),
        (at(5, 10), at(7, 8)),
    ],
)
def test_when_somebody_is_there_again(now: dt.datetime, opens: dt.datetime) -> None:
    assert HOURS.next_open(now) == opens


@pytest.mark.parametrize(
    ("now", "hours", "until"),
    [(at(1, 9), 4, at(1, 13)), (at(1, 9), 8, at(1, 17)), (at(1, 15), 4, at(2, 10)), (at(4, 16), 12, at(8, 10))],
)
def test_hours_of_work_run_only_while_somebody_is_there(now: dt.datetime, hours: int, until: dt.datetime) -> None:
    assert HOURS.after_working(now, hours) == until


@pytest.mark.parametrize("text", ["", "08:00-17:00", "mon-fri 17:00-08:00", "mon-xxx 08:00-17:00", "mon-fri 8-25:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="OFFICE_HOURS"):
        OfficeHours.parse(text)


def test_a_week_may_begin_anywhere() -> None:
    assert OfficeHours.parse("sat-mon 9:00-12:00").days == {5, 6, 0}


@given(st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: at(1, 0) + dt.timedelta(minutes=minutes)))
def test_what_opens_next_is_open_and_never_before(now: dt.datetime) -> None:
    opens = HOURS.next_open(now)
    assert HOURS.are_now(opens)
    assert opens >= now


@pytest.mark.parametrize(
    ("text", "is_inside"), [("// no", True), (" //no", True), ("https://x.co", False), ("", False)]
)
def test_two_strokes_keep_it_inside(text: str, is_inside: bool) -> None:
    assert is_internal(text) is is_inside

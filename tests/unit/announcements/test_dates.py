"""Dates as announcers write them."""

import datetime as dt
from contextlib import suppress

import pytest
from babel.dates import format_datetime
from hypothesis import example, given
from hypothesis import strategies as st

from bot.announcements.dates import read_moment
from bot.announcements.errors import UnreadableDate
from bot.announcements.hours import BOGOTA

NOW = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)  # a Tuesday, ten in the morning
AT = dt.time(8)


def read(text: str) -> str:
    moment = read_moment(text, NOW, AT)
    assert moment.tzinfo is BOGOTA
    return f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("hoy 2 p. m.", "2026-12-01 14:00"),
        ("Mañana a las 9:30", "2026-12-02 09:30"),
        ("pasado mañana 12am", "2026-12-03 00:00"),
        ("viernes", "2026-12-04 08:00"),
        ("el martes 8", "2026-12-08 08:00"),
        ("2026-12-03", "2026-12-03 08:00"),
        ("2026-12-03 14:30", "2026-12-03 14:30"),
        ("3/12 9", "2026-12-03 09:00"),
        ("3/12/2027", "2027-12-03 08:00"),
        ("3 de diciembre", "2026-12-03 08:00"),
        ("3 dic 2027 7pm", "2027-12-03 19:00"),
        ("el 3 de diciembre de 2026 a las 7 p.m.", "2026-12-03 19:00"),
        ("December 3, 2026 7 pm", "2026-12-03 19:00"),
        ("tomorrow at 12 pm", "2026-12-02 12:00"),
        ("5/1", "2027-01-05 08:00"),  # without a year, what is long past is next year's
        ("1/11", "2026-11-01 08:00"),  # and what is just past has passed
    ],
)
def test_a_date_is_read_as_it_is_said(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize("text", ["", "luego", "31/2", "29/2", "99:99", "20", "mañana 25", "mañana 13pm", "0/0", "12"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate):
        read(text)


@given(st.text(max_size=40))
@example("²/³")
@example("3 de ")
def test_whatever_is_written_is_a_date_or_refused(text: str) -> None:
    with suppress(UnreadableDate):
        assert read_moment(text, NOW, AT).tzinfo is BOGOTA


minutes = st.integers(1, 2_000_000).map(lambda passed: NOW + dt.timedelta(minutes=passed))


@given(
    minutes, st.sampled_from(["yyyy-MM-dd HH:mm", "d/M/yyyy H:mm", "d 'de' MMMM 'de' yyyy h:mm a", "d MMM y, HH:mm"])
)
def test_every_moment_can_be_written(moment: dt.datetime, pattern: str) -> None:
    written = format_datetime(moment, pattern, tzinfo=BOGOTA, locale="es_CO")
    assert read(written) == f"{moment.astimezone(BOGOTA):%Y-%m-%d %H:%M}"

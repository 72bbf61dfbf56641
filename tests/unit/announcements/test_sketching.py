"""What the buttons and the typed answers of a card make of a sketch."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.content import BUTTONS
from bot.announcements.errors import AnnouncementError, FaultyButton, UnsafeLink
from bot.announcements.hours import BOGOTA
from bot.announcements.sketching import CHOICES, TYPED, offered_starts
from bot.storage.sketch import Sketch

NOW = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)  # a Tuesday, ten in the morning
SKETCH = Sketch(1, step="card", content={"text": "Feria", "entities": [], "files": []})

values = st.one_of(
    st.sampled_from(["", "all", "agro", "calls", "es", "en", "-", "0", "7", "1796220000", "mañana 9 am", "20/12"]),
    st.sampled_from(["Ver https://ejemplo.org", "Ver | See https://ejemplo.org", "javascript:alert(1)"]),
    st.text(max_size=80),
)
steps = st.lists(st.tuples(st.sampled_from([*CHOICES, *TYPED]), values), max_size=12)


@given(steps)
def test_whatever_is_touched_and_typed_leaves_a_sketch_that_can_be_kept(taken: list[tuple[str, str]]) -> None:
    sketch = SKETCH
    for name, value in taken:
        for changes in (CHOICES, TYPED):
            if name in changes:
                try:
                    sketch = changes[name](sketch, value, NOW)
                except AnnouncementError:
                    continue
    assert Sketch.from_json(json.loads(json.dumps(sketch.as_json()))) == sketch
    assert (sketch.key, sketch.content) == (1, SKETCH.content)
    assert len(sketch.buttons) <= BUTTONS
    assert all(button["url"].startswith("https://") for button in sketch.buttons if button["kind"] == "link")
    assert sketch.topics == ("all",) or "all" not in sketch.topics
    assert all(moment is None or moment > NOW for moment in (sketch.starts_at, sketch.valid_until))


def test_everyone_and_single_topics_exclude_each_other() -> None:
    sketch = SKETCH
    seen = []
    for topic in ("agro", "calls", "agro", "all", "calls", "calls"):
        sketch = CHOICES["topic"](sketch, topic, NOW)
        seen.append(sketch.topics)
    assert seen == [("agro",), ("agro", "calls"), ("calls",), ("all",), ("calls",), ()]


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("Inscríbase https://ejemplo.org/a?b=c", ("Inscríbase", "", "https://ejemplo.org/a?b=c")),
        ("https://ejemplo.org Inscríbase aquí", ("Inscríbase aquí", "", "https://ejemplo.org")),
        ("Inscríbase\nhttps://ejemplo.org", ("Inscríbase", "", "https://ejemplo.org")),
        ("Inscríbase | Sign up https://ejemplo.org", ("Inscríbase", "Sign up", "https://ejemplo.org")),
        ("Hora: 9 en punto https://ejemplo.org", ("Hora: 9 en punto", "", "https://ejemplo.org")),
    ],
)
def test_a_link_is_read_as_it_is_typed(typed: str, button: tuple[str, str, str]) -> None:
    [made] = TYPED["link"](SKETCH, typed, NOW).buttons
    assert (made["label"], made["label_en"], made["url"]) == button


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("Ver javascript:alert(1)", UnsafeLink),
        ("Ver data:text/html,x", UnsafeLink),
        ("Ver http://ejemplo.org", UnsafeLink),
        ("Ver www.ejemplo.org", UnsafeLink),
        ("", FaultyButton),
        ("Inscríbase", FaultyButton),
        ("https://ejemplo.org", FaultyButton),
    ],
)
def test_a_link_that_will_not_do_is_refused(typed: str, fault: type[AnnouncementError]) -> None:
    with pytest.raises(fault):
        TYPED["link"](SKETCH, typed, NOW)


def test_asking_twice_for_the_same_button_makes_one() -> None:
    assert len(CHOICES["ask"](CHOICES["ask"](SKETCH, "", NOW), "", NOW).buttons) == 1


def test_the_times_offered_lie_ahead_in_order() -> None:
    for hour in range(0, 24 * 8):
        now = NOW + dt.timedelta(hours=hour)
        offered = offered_starts(now)
        assert len(offered) >= 2
        assert offered == sorted(set(offered))
        assert all(moment > now for moment in offered)


def test_seven_days_end_with_the_seventh() -> None:
    ended = CHOICES["end-in"](SKETCH, "7", NOW).valid_until
    assert ended is not None
    assert ended.astimezone(BOGOTA) == dt.datetime(2026, 12, 8, 23, 59, tzinfo=BOGOTA)
    assert CHOICES["end-in"](SKETCH, "", NOW).valid_until is None

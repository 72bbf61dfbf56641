import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.content import (
    Button,
    Content,
    File,
    check_buttons,
    check_content,
    check_link,
    check_times,
    digest,
)
from bot.announcements.errors import (
    AnnouncementError,
    EmptyMessage,
    FaultyButton,
    MessageTooLong,
    PastDate,
    UnsafeLink,
    UnsupportedMessage,
)

TODAY = dt.date(2026, 12, 1)
NOW = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)
PHOTO, DOCUMENT = File("photo", "p"), File("document", "d")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (Content(), EmptyMessage),
        (Content(" \n "), EmptyMessage),
        (Content("x" * 4_097), MessageTooLong),
        (Content("🇨🇴" * 1_025), MessageTooLong),  # four units each
        (Content("x" * 1_025, files=(PHOTO,)), MessageTooLong),
        (Content("x", tuple({"type": "bold", "offset": 0, "length": 1} for _ in range(101))), MessageTooLong),
        (Content("x", ({"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"},)), UnsafeLink),
        (Content(files=(File("sticker", "s"),)), UnsupportedMessage),
        (Content(files=(PHOTO,) * 11), UnsupportedMessage),
        (Content(files=(PHOTO, DOCUMENT)), UnsupportedMessage),
    ],
)
def test_what_cannot_be_announced_has_a_name(content: Content, fault: type[AnnouncementError]) -> None:
    with pytest.raises(fault):
        check_content(content)


@pytest.mark.parametrize(
    "content",
    [
        Content("x" * 4_096),
        Content("🇨🇴" * 1_024),
        Content("x" * 1_024, files=(PHOTO,)),
        Content(files=(PHOTO,) * 10),
        Content(files=(DOCUMENT,) * 2),
    ],
)
def test_what_telegram_takes_may_be_announced(content: Content) -> None:
    check_content(content)
    assert Content.from_json(content.as_json()) == content


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x", "http://example.org",
        "tg://user?id=1", "https://", "https:///x", "//example.org", "", "example.org", "https://exa mple.org",
        "https://[bad",
    ],
)  # fmt: skip
def test_only_secure_web_pages_are_linked(url: str) -> None:
    with pytest.raises(UnsafeLink):
        check_link(url)


def test_a_web_page_is_linked() -> None:
    check_link("https://www.procolombia.co/convocatorias?x=1#y")


@pytest.mark.parametrize(
    ("buttons", "fault"),
    [
        ([Button("ask")] * 4, FaultyButton),
        ([Button("buy")], FaultyButton),
        ([Button("link", url="https://example.org")], FaultyButton),
        ([Button("link", "x" * 65, url="https://example.org")], FaultyButton),
        ([Button("link", "Ver", url="javascript:alert(1)")], UnsafeLink),
        ([Button("remind")], FaultyButton),
        ([Button("remind", date="mañana")], FaultyButton),
        ([Button("remind", date="2026-12-01")], PastDate),
    ],
)
def test_faulty_buttons_have_a_name(buttons: list[Button], fault: type[AnnouncementError]) -> None:
    with pytest.raises(fault):
        check_buttons(buttons, TODAY)


def test_times_that_have_passed_are_refused() -> None:
    hour = dt.timedelta(hours=1)
    for starts_at, valid_until in ((NOW - hour, None), (None, NOW), (NOW + 2 * hour, NOW + hour)):
        with pytest.raises(PastDate):
            check_times(starts_at, valid_until, NOW)
    check_times(NOW + hour, NOW + 2 * hour, NOW)
    check_times(None, None, NOW)


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_digest_tells_texts_apart_but_for_spaces_and_capitals(one: str, other: str) -> None:
    is_same = " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    assert (digest(Content(one)) == digest(Content(other))) is is_same
    assert digest(Content(f" {one}\n")) == digest(Content(one))

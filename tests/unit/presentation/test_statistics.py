"""Figures in words, as a picture and as a page."""

import base64
import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.presentation import statistics_page
from bot.presentation.pictures import PicturesMissing
from bot.presentation.statistics import median_wait, statistics_message
from bot.presentation.statistics_page import page
from bot.presentation.statistics_picture import draw
from bot.presentation.texts import statistics as texts
from bot.storage.statistics import Figures, Waits

NOW = dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC)
TITLES = {"a/b": 'Vender <b>"café"</b> & $panela$ *en* EE. UU.'}
WAITS = Waits(tuple(dt.timedelta(minutes=minutes) for minutes in (5, 59, 61, 300, 2_000)), waiting=2)


def figures(days: int = 30, **changes: Any) -> Figures:
    listed = [NOW.date() - dt.timedelta(days=back) for back in reversed(range(days))]
    parts: dict[str, Any] = {
        "days": {day: {"answer": 1_000, "clarify": 2, "refuse": 3, "smalltalk": 4, "redirect": 5} for day in listed},
        "people": 2_345,
        "languages": {"es": 20, "en": 5, "pt": 1},
        "articles": (("a/b", 12), ("gone/article", 3)),
        "thumbs_up": 9,
        "thumbs_down": 1,
        "waits": WAITS,
    }
    return Figures(**parts | changes)


def nothing() -> Figures:
    days: dict[dt.date, dict[str, int]] = {NOW.date(): {}, NOW.date() - dt.timedelta(days=1): {}}
    return Figures(days, 0, {}, (), 0, 0, Waits((), 0))


class Links(HTMLParser):
    """Everything in a page that a browser would fetch or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = ("src", "srcset", "href", "data", "action", "poster", "xlink:href")
        self.found += [value or "" for name, value in attributes if name in names]


@pytest.fixture(scope="module")
def written() -> str:
    return page(figures(7), TITLES, NOW, "es")


class TestPage:
    def test_needs_nothing_from_anywhere_else(self, written: str) -> None:
        links = Links()
        links.feed(written)
        assert len(links.found) == 2  # the picture in light and in dark
        assert all(link.startswith("data:image/svg+xml;base64,") for link in links.found)
        assert not {"script", "link", "iframe", "object"} & set(links.tags)
        assert "url(" not in written
        assert "@import" not in written
        for link in links.found:
            drawn = base64.b64decode(link.partition(",")[2]).decode()
            assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', drawn))

    def test_suits_light_dark_and_a_phone(self, written: str) -> None:
        assert "prefers-color-scheme: dark" in written
        assert '<meta name="viewport" content="width=device-width' in written

    def test_what_editors_wrote_stays_text(self, written: str) -> None:
        assert "<b>" not in written
        assert "&lt;b&gt;&quot;café&quot;&lt;/b&gt; &amp; $panela$" in written

    def test_says_that_nothing_was_asked(self) -> None:
        written = page(nothing(), TITLES, NOW, "es")
        assert texts.NOTHING_YET in written
        assert "<table>" not in written
        assert "<picture>" not in written

    def test_without_the_library_it_has_the_numbers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing(*_: Any, **__: Any) -> bytes:
            raise PicturesMissing("pictures need matplotlib")

        monkeypatch.setattr(statistics_page, "draw", missing)
        written = page(figures(), TITLES, NOW, "es")
        assert texts.PAGE_WITHOUT_PICTURE in written
        assert "30.000" in written

    def test_is_english_for_who_reads_english(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(statistics_page, "draw", lambda *_, **__: b"")
        written = page(figures(), TITLES, NOW, "en")
        assert '<html lang="en">' in written
        assert "Questions: 30,150, by 2,345 people. Answered: 100%" in written


class TestMessage:
    def test_has_every_part(self) -> None:
        said = statistics_message(figures(), TITLES, "es").markdown
        for heading in (
            texts.OUTCOMES_HEADING,
            texts.ARTICLES_HEADING,
            texts.LANGUAGES_HEADING,
            texts.THUMBS_HEADING,
            texts.WAITS_HEADING,
        ):
            assert f"**{heading}**" in said
        assert "(2 nov a 1 dic)" in said
        assert "• Español: 20" in said
        assert "Todavía sin respuesta: 2" in said

    def test_leaves_out_what_there_is_none_of(self) -> None:
        said = statistics_message(figures(thumbs_up=0, thumbs_down=0, waits=Waits((), 0)), TITLES, "es").markdown
        assert texts.THUMBS_HEADING not in said
        assert texts.WAITS_HEADING not in said

    @pytest.mark.parametrize(
        ("minutes", "shown"),
        [((1,), "1 min"), ((5, 59, 3_000), "59 min"), ((5, 3_000), "5 min"), ((180,), "3 h"), ((4_320,), "3 días")],
    )
    def test_half_of_those_who_asked_an_adviser_waited_so_long(self, minutes: tuple[int, ...], shown: str) -> None:
        waits = Waits(tuple(dt.timedelta(minutes=number) for number in minutes), 0)
        assert median_wait(waits, "es") == f"La mitad esperó {shown} o menos."


class TestPicture:
    @pytest.mark.parametrize("shown", [figures(7), nothing()])
    def test_is_as_wide_as_a_phone_shows_well(self, shown: Figures) -> None:
        drawn = draw(shown, TITLES, "es")
        assert drawn.startswith(b"\x89PNG")
        width, height = (int.from_bytes(drawn[place : place + 4], "big") for place in (16, 20))
        assert width == 1_000
        assert height < 2.3 * width

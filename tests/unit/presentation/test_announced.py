"""An announcement is quoted word for word, whatever it is made of, with its links."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.announced import Quote, announced_message, beside, quoted, shortened
from bot.presentation.entities import to_messages
from bot.presentation.messages import BUTTON_CHARACTERS, Button, Message

# What people type: signs that mean something as Markdown, emojis of two units, line breaks.
WRITTEN = st.text(st.sampled_from("aé ñ1.#*_-+>|~`[](){}!\\<&$%@/:📣👍🏽\n"), max_size=60)


def link(text: str, label: str, url: str = "https://example.org/a_b?c=(1)") -> dict[str, Any]:
    """A link on a part of a text, counted as Telegram does."""
    offset = len(text[: text.index(label)].encode("utf-16-le")) // 2
    return {"type": "text_link", "offset": offset, "length": len(label.encode("utf-16-le")) // 2, "url": url}


def shown(markdown: str) -> str:
    return "\n".join(part.text for part in to_messages(markdown))


@given(WRITTEN)
def test_every_word_and_sign_stays(text: str) -> None:
    assert shown(quoted(text)).split() == text.split()


@given(WRITTEN, WRITTEN)
def test_a_link_stays_on_its_words(before: str, after: str) -> None:
    text = f"{before}👍 las bases{after}"
    markdown = quoted(text, [link(text, "las bases")])
    assert shown(markdown).split() == text.split()
    [found] = [entity for part in to_messages(markdown) for entity in part.entities]
    assert (found.type, found.url) == ("text_link", "https://example.org/a_b?c=(1)")


def test_lines_stay() -> None:
    [part] = to_messages(quoted("Uno\ndos\n\n    tres"))
    assert (part.text, part.entities) == ("Uno\ndos\n\ntres", ())  # and what is indented is no code


def test_formatting_but_links_is_left_out() -> None:
    assert shown(quoted("Hola a todos", [{"type": "bold", "offset": 0, "length": 4}])) == "Hola a todos"


def test_links_to_elsewhere_than_the_web_are_none() -> None:
    [part] = to_messages(quoted("ven aquí", [link("ven aquí", "aquí", "javascript:alert(1)")]))
    assert (part.text, part.entities) == ("ven aquí", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("corto", "corto"), ("una frase algo larga", "una frase…"), ("x" * 30, "x" * 14 + "…")],
)
def test_what_is_long_is_cut_between_words(text: str, expected: str) -> None:
    assert shortened(text, 15) == expected


def test_an_announcement_of_full_length_can_be_sent() -> None:
    quote = Quote(1, dt.date(2026, 11, 12), "palabra " * 500, holds_until=dt.date(2026, 12, 1))
    parts = to_messages(announced_message(quote, "es").markdown)
    assert parts[0].text.startswith("📣 Aviso del 12 de noviembre de 2026\n\npalabra")
    assert parts[-1].text.endswith("Vale hasta el 1 de diciembre de 2026.")


def test_the_button_to_an_announcement_is_above_the_others_and_fits() -> None:
    thumbs = (Button("👍", "1|fb|1|+"), Button("👎", "1|fb|1|-"))
    message = beside(
        Message("…", ((Button("a", "1|a"),), thumbs)), Quote(7, dt.date(2026, 1, 1), "palabra " * 30), "es"
    )
    assert [len(row) for row in message.rows] == [1, 1, 2]
    [button] = message.rows[0]
    assert button.data == "1|news|7"
    assert len(button.text) <= BUTTON_CHARACTERS


def test_the_first_words_are_those_of_the_first_line() -> None:
    assert Quote(1, dt.date(2026, 1, 1), "  Hola   a todos \n\nmás").beginning == "Hola a todos"
    assert Quote(1, dt.date(2026, 1, 1), "").beginning == ""

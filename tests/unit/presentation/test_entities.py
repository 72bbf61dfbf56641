"""Any text becomes messages that Telegram takes: within its limits, with entities that point into the text."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.presentation.entities import FormattedText, literal, to_messages
from tests.support.bot_api import BotApi
from tests.support.stand_in.limits import utf16_length

MARKS = """
** * __ _ ` ``` ~~ || > # ## - 1. \\ [a](https://x.co) [b](javascript:x) ![i](https://x.co/a.png) <b> </b> <script>
&amp; | --- [^1] - [x] $x$ 🇨🇴 👍🏽 ñ é \u200b \u202e \u200f العربية hola mundo http://a.b/c_d*e
""".split()

arbitrary = st.text(max_size=300)
marked_up = st.lists(st.sampled_from(MARKS) | st.sampled_from([" ", "\n", "\n\n"]), max_size=80).map("".join)


def as_sent(message: FormattedText) -> None:
    """Telegram's own checks: they raise where it would refuse."""
    entities = [entity.to_dict() for entity in message.entities]
    BotApi().handle("sendMessage", {"chat_id": 1, "text": message.text, "entities": entities})
    assert len(entities) <= 100


@settings(max_examples=300, deadline=None)
@given(arbitrary | marked_up)
def test_any_text_can_be_sent(text: str) -> None:
    for message in to_messages(text):
        as_sent(message)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(MARKS), min_size=1, max_size=30), st.sampled_from([" ", "\n"]), st.integers(50, 400))
def test_any_long_text_can_be_sent_in_parts(words: list[str], between: str, times: int) -> None:
    for message in to_messages(between.join(words * times)[:12_000]):
        as_sent(message)


@pytest.mark.parametrize("words", ["palabra ", "🇨🇴 ", "ñandú\n", "**negrita** y _cursiva_ ", "[enlace](https://x.co) "])
def test_no_word_is_lost_between_the_parts(words: str) -> None:
    messages = to_messages(words * 900)
    assert len(messages) > 1
    shown = "".join(message.text for message in messages)
    plain = re.sub(r"\(https://x.co\)|[*_\[\]]", "", words)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", plain * 900)


def test_more_than_a_hundred_entities_take_another_message() -> None:
    messages = to_messages("**a** b " * 150)
    assert len(messages) > 1
    assert sum(len(message.entities) for message in messages) == 150


def test_offsets_count_utf16_units() -> None:
    [message] = to_messages("🇨🇴 ñandú **negrita**")
    [bold] = message.entities
    assert (bold.offset, bold.length) == (utf16_length("🇨🇴 ñandú "), utf16_length("negrita"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "tg://user?id=1", "file:///etc/passwd"])
def test_only_web_addresses_are_links(address: str) -> None:
    [message] = to_messages(f"[aquí]({address})")
    assert not [entity for entity in message.entities if entity.type == "text_link"]


def test_html_is_left_out() -> None:
    [message] = to_messages("Venda <b>más</b> a < 5 °C.\n\n<script>alert(1)</script>\n\nFin.")
    assert message.text == "Venda más a < 5 °C.\n\nFin."
    assert not message.entities


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b"])
def test_nothing_to_show_is_no_message_or_one_that_can_be_sent(text: str) -> None:
    for message in to_messages(text):
        as_sent(message)


def test_headings_and_lists_read_well_on_a_phone() -> None:
    [message] = to_messages("## Pasos\n\n- uno\n- dos\n\n1. tres\n2. cuatro")
    assert message.text.rstrip() == "Pasos\n\n• uno\n• dos\n\n1. tres\n2. cuatro"
    assert [entity.type for entity in message.entities] == ["bold"]


@given(st.text(max_size=60))
@example("1. *uno* _dos_ [tres](https://ejemplo.org) # <b>")
def test_what_somebody_has_written_means_nothing_as_markdown(text: str) -> None:
    shown = to_messages(f"**Aviso** «{literal(text)}»")[0]
    assert [entity.type for entity in shown.entities] == ["bold"]
    if text.isascii() and text.isprintable():
        assert shown.text == f"Aviso «{' '.join(text.split())}»"

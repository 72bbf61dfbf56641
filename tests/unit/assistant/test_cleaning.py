"""A message is made safe to work with, and says the same as before."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.cleaning import MAX_CHARACTERS, clean, has_symbols, has_words


@pytest.mark.parametrize(
    ("message", "cleaned"),
    [
        ("exportacio\u0301n", "exportación"),
        ("exportacio\u200b\u0301n", "exportación"),
        ("ca\u00adfé", "café"),
        ("con\u200bsor\u200dcio\ufeff", "consorcio"),
        ("hola\U000e0041\U000e0042\U000e007f", "hola"),
        ("\u202ehola\u202c \u2066café\u2069", "hola café"),
        ("hola\x00\x07\x1b[31m", "hola[31m"),
        ("pri\ue000vado\ud800", "privado"),
        ("  dos\n\nlíneas\t y\u2028más\u00a0 ", "dos líneas y más"),
        ("uno \u200b dos", "uno dos"),
        ("", ""),
        ("\u200b\u2060", ""),
    ],
)
def test_what_cannot_be_seen_is_taken_out(message: str, cleaned: str) -> None:
    assert clean(message) == cleaned


@pytest.mark.parametrize("message", ["¿Cuánto cuesta el ñame?", "日本語", "مرحبا", "👍🏽 listo", "10 % de $ 5.000"])
def test_what_can_be_seen_stays(message: str) -> None:
    assert clean(message) == message


def test_nothing_is_cut_off_in_silence() -> None:
    assert len(clean("a" * (MAX_CHARACTERS + 1))) == MAX_CHARACTERS + 1


@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_out_readable(message: str) -> None:
    cleaned = clean(message)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert clean(cleaned) == cleaned


@given(st.text(st.sampled_from("e\u0301n\u0303 \u200b\u200d\ufeff\n"), max_size=12))
def test_what_was_kept_apart_by_something_invisible_comes_together(message: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(message))


@pytest.mark.parametrize("text", ["rut", "no", "7 8", "ñu", "出口"])
def test_words_are_something_to_read(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "?", "a", "...!!", "👍", "🙏 🙏", "¿¡"])
def test_signs_and_a_lone_letter_are_not(text: str) -> None:
    assert not has_words(text)


def test_a_pictured_sign_is_told_from_punctuation() -> None:
    assert has_symbols("👍")
    assert has_symbols("ok ❤️")
    assert not has_symbols("¡¿?! $ + ñ")

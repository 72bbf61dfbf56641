"""Every text exists in both languages, with the same values in it, and can be sent."""

import datetime as dt
import string

import pytest
from babel.messages.pofile import read_po

from bot.assistant.answer import Reason
from bot.presentation import localisation, texts
from bot.presentation.entities import to_messages
from bot.presentation.localisation import month_and_year, translate

CATALOGUE = localisation._CATALOGUES / "en" / "messages.po"
# Said in both languages at once.
BILINGUAL = {texts.CHOOSE_LANGUAGE}


def all_texts() -> list[str]:
    """Every Spanish source text of `bot/presentation/texts.py`."""
    found: list[str] = []
    for name, value in vars(texts).items():
        if name.isupper() and name != "LANGUAGE_NAMES":
            found += value.values() if isinstance(value, dict) else [value]
    return [text for text in found if isinstance(text, str)]


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("text", [text for text in all_texts() if text not in BILINGUAL])
def test_a_text_is_translated_with_the_same_values(text: str) -> None:
    with CATALOGUE.open("rb") as file:
        english = {str(one.id): str(one.string) for one in read_po(file)}
    assert english.get(text), "has no English"
    assert values_in(english[text]) == values_in(text)


def test_the_catalogue_has_no_texts_that_are_gone() -> None:
    with CATALOGUE.open("rb") as file:
        known = {str(one.id) for one in read_po(file) if one.id}
    assert known - set(all_texts()) == set()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_text_can_be_sent(language: str) -> None:
    for text in all_texts():
        shown = translate(text, language, **dict.fromkeys(values_in(text), "x"))
        assert len(to_messages(shown)) == 1


def test_every_reason_but_an_answer_has_a_text() -> None:
    assert set(Reason) - set(texts.REASONS) == {Reason.FOUND}


def test_values_are_filled_in_as_they_are() -> None:
    shown = translate(texts.DID_YOU_MEAN, "es", title="{x} {0} %s")
    assert "{x} {0} %s" in shown


def test_an_untranslated_text_stays_spanish() -> None:
    assert translate("Texto nuevo", "en") == "Texto nuevo"


def test_months_are_named_in_the_readers_language() -> None:
    day = dt.date(2026, 11, 22)
    assert (month_and_year(day, "es"), month_and_year(day, "en")) == ("noviembre de 2026", "November 2026")

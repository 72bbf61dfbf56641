"""Every text exists in both languages, with the same values in it, and can be sent."""

import datetime as dt
import importlib
import pkgutil
import string
from collections import Counter
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from bot.assistant.answer import Reason
from bot.presentation import localisation, texts
from bot.presentation.entities import to_messages
from bot.presentation.localisation import month_and_year, translate

CATALOGUES = localisation._CATALOGUES / "en"
# Said in both languages at once.
BILINGUAL = {texts.CHOOSE_LANGUAGE}


def modules() -> list[ModuleType]:
    """Where texts stand: the package, and the module of each feature."""
    return [
        texts,
        *(importlib.import_module(f"{texts.__name__}.{m.name}") for m in pkgutil.iter_modules(texts.__path__)),
    ]


def all_texts() -> list[str]:
    """Every Spanish source text."""
    found: list[str] = []
    for module in modules():
        for name, value in vars(module).items():
            if name.isupper() and name != "LANGUAGE_NAMES":
                found += value.values() if isinstance(value, dict) else [value]
    return list(dict.fromkeys(text for text in found if isinstance(text, str)))


def english() -> list[tuple[str, str]]:
    """(Spanish, English) of every catalogue."""
    pairs = []
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            pairs += [(str(one.id), str(one.string)) for one in read_po(file) if one.id]
    return pairs


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("text", [text for text in all_texts() if text not in BILINGUAL])
def test_a_text_is_translated_with_the_same_values(text: str) -> None:
    translated = dict(english()).get(text)
    assert translated, "has no English"
    assert values_in(translated) == values_in(text)


def test_the_catalogues_have_no_texts_that_are_gone() -> None:
    assert {text for text, _ in english()} - set(all_texts()) == set()


def test_no_text_is_translated_twice() -> None:
    assert [text for text, times in Counter(text for text, _ in english()).items() if times > 1] == []


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

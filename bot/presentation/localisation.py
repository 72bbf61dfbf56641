"""Texts and dates in the reader's language. Spanish is the source; the English catalogues are read at start."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po

LOCALES = {"es": "es_CO", "en": "en_US"}
_CATALOGUES = Path(__file__).parent / "locales"


def translate(text: str, language: str, **values: object) -> str:
    """A source text in a language, with its `{values}` filled in; untranslated texts stay Spanish."""
    return (_catalogue(language).get(text) or text).format(**values)


def month_and_year(day: dt.date, language: str) -> str:
    """A date as a reader needs it beside an answer: "noviembre de 2026"."""
    return format_date(day, "MMMM 'de' y" if language == "es" else "MMMM y", locale=LOCALES[language])


@lru_cache
def _catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((_CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LOCALES[language])
        texts |= {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return texts

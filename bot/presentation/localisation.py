"""Texts and dates in the reader's language. Spanish is the source; the English catalogues are read at start."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = {"es": "es_CO", "en": "en_US"}
# Where the readers are.
_ZONE = ZoneInfo("America/Bogota")
_CATALOGUES = Path(__file__).parent / "locales"


def translate(text: str, language: str, **values: object) -> str:
    """A source text in a language, with its `{values}` filled in; untranslated texts stay Spanish."""
    return (_catalogue(language).get(text) or text).format(**values)


def month_and_year(day: dt.date, language: str) -> str:
    """A date as a reader needs it beside an answer: "noviembre de 2026"."""
    return format_date(day, "MMMM 'de' y" if language == "es" else "MMMM y", locale=LOCALES[language])


def amount(number: int, language: str) -> str:
    """A number as it is written: "1.234"."""
    return str(format_decimal(number, locale=LOCALES[language]))


def day_and_month(day: dt.date, language: str) -> str:
    """A day that is near: "martes 1 de diciembre"."""
    return format_date(day, "EEEE d 'de' MMMM" if language == "es" else "EEEE, MMMM d", locale=LOCALES[language])


def day_in_bogota(when: dt.datetime) -> dt.date:
    """The day of a moment by Bogotá's clocks."""
    return when.astimezone(_ZONE).date()


def duration(length: dt.timedelta, language: str) -> str:
    """How long something takes, roughly: "3 minutos"."""
    return str(format_timedelta(length, granularity="minute", locale=LOCALES[language]))


def time_of_day(when: dt.datetime, language: str) -> str:
    """The time that Bogotá's clocks show: "9:00 a. m."."""
    return format_time(when, "short", tzinfo=_ZONE, locale=LOCALES[language])


def day(date: dt.date, language: str) -> str:
    """A date in full: "12 de noviembre de 2026"."""
    return format_date(date, "long", locale=LOCALES[language])


def day_of_week(date: dt.date, language: str) -> str:
    """A date that is near: "jueves 12 de noviembre"."""
    return format_date(date, "EEEE d 'de' MMMM" if language == "es" else "EEEE, MMMM d", locale=LOCALES[language])


@lru_cache
def _catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((_CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LOCALES[language])
        texts |= {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return texts

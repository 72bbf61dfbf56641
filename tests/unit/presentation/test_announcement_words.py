"""What is said of announcements: every fault has its words, audiences and moments read as one would say them."""

import datetime as dt
import importlib
import pkgutil

import pytest

from bot import announcements
from bot.announcements.errors import AnnouncementError
from bot.presentation.announcement_words import audience_words, content_words, excerpt, fault_words, people, when
from bot.presentation.texts import announcing as texts

NOW = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)  # ten in Bogotá


def faults(of: type[AnnouncementError] = AnnouncementError) -> set[str]:
    """The names of all that can be wrong."""
    return {name for kind in of.__subclasses__() for name in (kind.__name__, *faults(kind))}


def test_every_fault_is_told_in_words() -> None:
    for module in pkgutil.iter_modules(announcements.__path__):
        importlib.import_module(f"{announcements.__name__}.{module.name}")
    assert faults() == set(texts.FAULTS)


def test_a_fault_is_told_with_what_belongs_to_it() -> None:
    assert "4.310" in fault_words("MessageTooLong", {"units": 4310, "limit": 4096}, "es")
    assert "terminado" in fault_words("WrongState", {"id": 12, "state": "done"}, "es")
    assert r"\*x\*" in fault_words("UnsafeLink", {"url": "javascript:*x*"}, "es")


@pytest.mark.parametrize(
    ("audience", "only", "words"),
    [
        ((), None, "todos los suscriptores"),
        (((r"Agro",),), None, "quienes siguen Agro"),
        ((("Agro", "Aseo", "Otros"), ("Ferias",)), None, "quienes siguen Agro, Aseo o Otros, y además Ferias"),
        ((), "en", "todos los suscriptores (solo en inglés)"),
    ],
)
def test_an_audience_is_said_in_a_sentence(audience: tuple[tuple[str, ...], ...], only: str | None, words: str) -> None:
    assert audience_words(audience, only, "es") == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (4, "hoy a las 2:00"),
        (22, "mañana a las 8:00"),
        (48, "el jueves 3 de diciembre a las 10:00"),
        (-24, "el lunes 30"),
    ],
)
def test_a_moment_is_said_as_seen_from_today(hours: int, words: str) -> None:
    assert when(NOW + dt.timedelta(hours=hours), NOW, "es").startswith(words)


def test_a_day_that_is_far_away_has_its_year() -> None:
    assert "de 2027" in when(NOW + dt.timedelta(days=200), NOW, "es")
    assert "2027" in when(NOW + dt.timedelta(days=200), NOW, "en")


def test_a_long_text_is_cut_between_words_and_its_signs_mean_nothing() -> None:
    shown = excerpt({"text": "una *feria* " * 20})
    assert shown.startswith(r"«una \*feria\*")
    assert shown.endswith("…»")
    assert excerpt({"text": " \n"}) == ""


def test_files_are_counted_and_documents_named() -> None:
    files = [{"kind": "document", "name": "bases_1.pdf"}, {"kind": "document", "name": "anexo.pdf"}]
    said = content_words({"text": "", "entities": [], "files": files}, "es")
    assert said == r"2 documentos: bases\_1\.pdf, anexo\.pdf"
    mixed = [{"kind": kind, "name": ""} for kind in ("photo", "photo", "video")]
    assert content_words({"text": "Hola", "entities": [], "files": mixed}, "es").startswith(
        "2 fotos y 1 video, con texto"
    )


def test_people_are_counted_as_people() -> None:
    assert [people(number, "es") for number in (0, 1, 1234)] == ["nadie", "1 persona", "1.234 personas"]

"""What a question says of going on from the one before, and until when there is one to go on from."""

import datetime as dt

import pytest

from bot.assistant.context import Context, followed, is_current, leans, tie_of
from bot.guide.search import Tie

NOW = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)
CONTEXT = Context("¿Qué es la ISO 22716?", "certification/iso-22716", "es", NOW)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿y cuánto se demora?", "es"),
        ("Y quién me la paga", "es"),
        ("¿Pero sirve para jabones?", "es"),
        ("entonces qué hago primero", "es"),
        ("¿Y?", "es"),
        ("and how long does it take?", "en"),
        ("What about soaps?", "en"),
        ("how about Japan", "en"),
        ("¿quién paga eso?", "es"),
        ("¿sirve lo mismo para jabones?", "es"),
        ("is it mandatory?", "en"),
        ("who pays for that", "en"),
    ],
)
def test_a_beginning_or_a_pointer_that_goes_on_from_before(text: str, language: str) -> None:
    assert leans(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Cómo registro mi marca en otro país?", "es"),
        ("yuca y ñame", "es"),
        ("what is about to change", "en"),
        ("y cuánto se demora", "en"),
        ("and how long", "es"),
        ("", "es"),
        ("???", "en"),
    ],
)
def test_a_question_that_says_itself_what_it_is_about(text: str, language: str) -> None:
    assert not leans(text, language)


@pytest.mark.parametrize(
    ("text", "language", "tie"),
    [
        ("¿y el flete?", "es", Tie.CONNECTED),
        ("¿y lo del RUT?", "es", Tie.CONNECTED),
        ("what about insurance?", "en", Tie.CONNECTED),
        ("¿y eso lleva factura?", "es", Tie.POINTING),
        ("¿me lo aceptan en Perú?", "es", Tie.POINTING),
        ("¿cada cuánto toca renovarlo?", "es", Tie.POINTING),
        ("puedo venderlas sin registro", "es", Tie.POINTING),
        ("¿dónde consigo perlas?", "es", Tie.NONE),
        ("and is it mandatory?", "en", Tie.POINTING),
        ("¿Cómo empaco el café?", "es", Tie.NONE),
    ],
)
def test_a_word_that_points_back_ties_more_than_a_connector(text: str, language: str, tie: Tie) -> None:
    assert tie_of(text, language) is tie


def test_a_long_question_says_itself_what_it_is_about() -> None:
    text = "y necesito registrar mi marca de mermelada antes de mandar la primera muestra al comprador"
    assert not leans(text, "es")
    assert leans(" ".join(text.split()[:12]), "es")


@pytest.mark.parametrize(("minutes", "goes_on"), [(0, True), (30, True), (31, False)])
def test_a_conversation_is_over_after_the_minutes_given(minutes: int, goes_on: bool) -> None:
    assert is_current(CONTEXT, NOW + dt.timedelta(minutes=minutes), 30) is goes_on


def test_before_the_first_question_there_is_none() -> None:
    assert not is_current(None, NOW, 30)


@pytest.mark.parametrize(("language", "goes_on"), [("es", True), ("en", False)])
def test_a_subject_goes_on_in_its_language(language: str, goes_on: bool) -> None:
    assert followed(CONTEXT, language) == (CONTEXT if goes_on else None)
    assert followed(None, language) is None

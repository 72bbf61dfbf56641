"""A follow-up is understood with what it follows; a new subject is not, and after a while nothing is."""

import datetime as dt

import pytest

from bot.assistant.context import Context, is_follow_up, join

NOW = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)
CONTEXT = Context("¿Qué es la ISO 22716?", "certification/iso-22716", "es", NOW)
ENGLISH = Context("What is ISO 22716?", "certification/iso-22716", "en", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "¿y cuánto se demora?",
        "Y quién me la paga",
        "¿Pero sirve para jabones?",
        "entonces qué hago primero",
        "¿eso es obligatorio?",
        "¿quién la da?",
        "¿por qué?",
    ],
)
def test_follow_ups_in_spanish(text: str) -> None:
    assert is_follow_up(text, "es")
    assert join(CONTEXT, text, "es", NOW, 30) == f"{CONTEXT.question} {text}"


@pytest.mark.parametrize(
    "text", ["and how long does it take?", "what about soaps?", "How about Japan?", "is it mandatory?", "why that?"]
)
def test_follow_ups_in_english(text: str) -> None:
    assert is_follow_up(text, "en")
    assert join(ENGLISH, text, "en", NOW, 30) == f"{ENGLISH.question} {text}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Cómo registro mi marca en otro país?", "es"),
        ("costo del RUT", "es"),
        ("requisitos para exportar aguacate", "es"),
        ("y otra cosa muy distinta: necesito registrar mi marca antes de exportar mermelada artesanal", "es"),
        ("How do I register a trademark abroad?", "en"),
        ("price of the phytosanitary certificate", "en"),
        ("", "es"),
        ("?", "en"),
    ],
)
def test_a_new_subject_stands_alone(text: str, language: str) -> None:
    assert not is_follow_up(text, language)
    assert join(CONTEXT, text, language, NOW, 30) == text


@pytest.mark.parametrize(("minutes", "is_joined"), [(0, True), (30, True), (31, False)])
def test_a_subject_is_forgotten_after_the_minutes_given(minutes: int, is_joined: bool) -> None:
    later = NOW + dt.timedelta(minutes=minutes)
    assert (join(CONTEXT, "¿y cuánto cuesta?", "es", later, 30) != "¿y cuánto cuesta?") == is_joined


def test_without_a_subject_a_follow_up_stands_alone() -> None:
    assert join(None, "¿y cuánto cuesta?", "es", NOW, 30) == "¿y cuánto cuesta?"


def test_the_same_words_are_not_joined_twice() -> None:
    asked = Context("¿Qué es la ISO? ¿y cuánto cuesta?", "certification/iso-22716", "es", NOW)
    assert join(asked, "¿Y CUÁNTO CUESTA?", "es", NOW, 30) == asked.question

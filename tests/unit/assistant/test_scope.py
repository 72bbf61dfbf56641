"""What a question says of sectors and markets is compared with what an article is written for."""

import pytest

from bot.assistant.clarifying import Clarifying
from bot.assistant.scope import Scope, scope_of
from bot.guide.signals import SignalReader
from tests.support.assistants import an_article


def scope(sectors: str = "", markets: str = "") -> Scope:
    return Scope(frozenset(sectors.split()), frozenset(markets.split()))


@pytest.mark.parametrize(
    ("own", "wanted", "names", "excludes"),
    [
        (scope("agro", "eu"), scope("agro"), True, False),
        (scope("agro cosmetics", "ca"), scope("cosmetics", "ca"), True, False),
        (scope("agro", "eu"), scope("cosmetics"), False, True),
        (scope("agro", "eu"), scope("agro", "us"), False, True),
        (scope("", "eu"), scope("agro", "eu"), False, False),
        (scope("agro"), scope("agro", "us"), False, False),
        (scope("agro", "eu"), scope(), True, False),
        (scope(), scope("agro"), False, False),
    ],
)
def test_an_article_is_for_what_is_wanted_or_for_others_or_neither(
    own: Scope, wanted: Scope, names: bool, excludes: bool
) -> None:
    assert (own.names(wanted), own.excludes(wanted)) == (names, excludes)


def test_what_is_not_said_is_taken_from_before() -> None:
    assert scope("agro").or_else(scope("cosmetics", "eu")) == scope("agro", "eu")


def test_only_what_leaves_no_choice_is_certain() -> None:
    assert scope("agro cosmetics", "ca").certain == scope("", "ca")


def test_an_article_for_any_sector_names_none() -> None:
    assert scope_of(an_article(sector=("any",), markets=("eu", "us"))) == scope("", "eu us")
    assert scope_of(an_article(sector=("agro", "cosmetics"))) == scope("agro cosmetics")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("mis cremas para Canadá", "es", scope("cosmetics", "ca")),
        ("pulpa y aguacate para los gringos", "es", scope("agro", "us")),
        ("cremas y mermeladas", "es", scope("agro cosmetics")),
        ("soap for Seoul", "en", scope("cosmetics", "kr")),
        ("¿cuánto se demora?", "es", scope()),
    ],
)
def test_everyday_words_say_sector_and_market(
    clarifying: Clarifying, readers: dict[str, SignalReader], text: str, language: str, said: Scope
) -> None:
    assert clarifying.sectors.said(text, readers[language]).scope == said

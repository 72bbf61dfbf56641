"""One question is asked where one missing thing decides; what people reply to it is understood."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answer import Reason
from bot.assistant.clarifying import EITHER, Clarifying, Missing
from bot.assistant.scope import Scope
from bot.errors import SettingsError
from bot.guide.articles import LANGUAGES, Article, Market
from bot.guide.search import Candidate
from bot.guide.signals import SignalReader
from bot.presentation.callback_data import MAX_DIGITS, data
from bot.presentation.localisation import translate
from bot.presentation.texts import answering
from tests.support.assistants import an_article

NOTHING = Scope()
SECTORS, MARKETS = ("agro", "cosmetics", EITHER), ("eu", "us", EITHER)
Readers = dict[str, SignalReader]


def guide(*articles: Article) -> dict[str, Article]:
    return {article.id: article for article in articles}


def ranked(*shares: tuple[str, float]) -> list[Candidate]:
    return [Candidate(article, share, ()) for article, share in shares]


FOOD = an_article("markets/hk-food", sector=("agro",), markets=("hk",))
CREAMS = an_article("markets/hk-creams", sector=("cosmetics",), markets=("hk",))
CREAMS_EU = an_article("markets/eu-creams", sector=("cosmetics",), markets=("eu",))
CANADA = an_article("markets/canada", sector=("agro", "cosmetics"), markets=("ca",))
TARIFF = an_article("markets/eu-agreement", sector=("any",), markets=("eu",))
NSO = an_article("certification/nso", sector=("cosmetics",), markets=("pe", "ec"))
REGISTRATION = an_article("certification/registration", sector=("agro",))
STEPS = an_article("export/steps", sector=("any",))
ARTICLES = guide(FOOD, CREAMS, CREAMS_EU, CANADA, TARIFF, NSO, REGISTRATION, STEPS)


class TestWhatIsMissing:
    def missing(
        self, clarifying: Clarifying, *articles: Article, said: Scope = NOTHING, second: float = 0.4
    ) -> Missing | None:
        shares = [0.5, second, *(0.01 for _ in articles[2:])]
        candidates = ranked(*((article.id, share) for article, share in zip(articles, shares, strict=False)))
        return clarifying.missing(candidates, ARTICLES, said)

    @pytest.mark.parametrize("pair", [(FOOD, CREAMS), (CREAMS, FOOD), (REGISTRATION, NSO)])
    def test_articles_that_differ_just_by_sector(self, clarifying: Clarifying, pair: tuple[Article, Article]) -> None:
        assert self.missing(clarifying, *pair) == Missing(Reason.WHICH_SECTOR, SECTORS)

    def test_articles_that_differ_just_by_market(self, clarifying: Clarifying) -> None:
        found = self.missing(clarifying, CREAMS, CREAMS_EU, said=Scope(sectors=frozenset({"cosmetics"})))
        assert found == Missing(Reason.WHICH_MARKET, ("hk", "eu", EITHER))

    @pytest.mark.parametrize(
        "pair",
        [(FOOD, CREAMS_EU), (CANADA, STEPS), (FOOD, REGISTRATION), (NSO, STEPS), (TARIFF, CREAMS_EU), (STEPS, FOOD)],
    )
    def test_articles_that_differ_in_more_or_in_something_else(
        self, clarifying: Clarifying, pair: tuple[Article, Article]
    ) -> None:
        assert self.missing(clarifying, *pair) is None

    @pytest.mark.parametrize(
        ("pair", "said"),
        [
            ((FOOD, CREAMS), Scope(sectors=frozenset({"cosmetics"}))),
            ((FOOD, CREAMS), Scope(sectors=frozenset({"agro", "cosmetics"}))),
            ((CREAMS, CREAMS_EU), Scope(markets=frozenset({"hk"}))),
        ],
    )
    def test_what_the_question_says_is_not_asked(
        self, clarifying: Clarifying, pair: tuple[Article, Article], said: Scope
    ) -> None:
        assert self.missing(clarifying, *pair, said=said) is None

    def test_a_first_article_that_leads_by_far_is_the_answer(self, clarifying: Clarifying) -> None:
        assert self.missing(clarifying, FOOD, CREAMS, second=0.05) is None

    def test_the_rival_need_not_be_the_second(self, clarifying: Clarifying) -> None:
        candidates = ranked((FOOD.id, 0.4), (STEPS.id, 0.3), (CREAMS.id, 0.2))
        assert clarifying.missing(candidates, ARTICLES, NOTHING) == Missing(Reason.WHICH_SECTOR, SECTORS)

    def test_nothing_found_leaves_nothing_to_ask(self, clarifying: Clarifying) -> None:
        assert clarifying.missing([], ARTICLES, NOTHING) is None
        assert clarifying.missing(ranked(("markets/gone", 0.9)), ARTICLES, NOTHING) is None


class TestReplies:
    @pytest.mark.parametrize(
        ("text", "choices", "taken"),
        [
            ("cosméticos", SECTORS, "cosmetics"),
            ("para alimentos", SECTORS, "agro"),
            ("son unas galletas", SECTORS, "agro"),
            ("hago jabones", SECTORS, "cosmetics"),
            ("pa estados unidos", MARKETS, "us"),
            ("a los gringos", MARKETS, "us"),
            ("España", MARKETS, "eu"),
            ("México", MARKETS, "mx"),
            ("1", SECTORS, "agro"),
            ("2.", SECTORS, "cosmetics"),
            ("(3)", MARKETS, EITHER),
            ("2", ("export/rut", "export/vat"), "export/vat"),
            ("los dos", SECTORS, EITHER),
            ("cremas y mermeladas", SECTORS, EITHER),
            ("Todavía no sé", MARKETS, EITHER),
            ("Perú y Ecuador", MARKETS, EITHER),
        ],
    )
    def test_a_choice_is_taken_by_its_number_or_in_words(
        self, clarifying: Clarifying, readers: Readers, text: str, choices: tuple[str, ...], taken: str
    ) -> None:
        assert clarifying.taken(text, choices, readers["es"]) == taken

    @pytest.mark.parametrize(
        ("text", "choices"),
        [
            ("0", SECTORS),
            ("4", SECTORS),
            ("12345", SECTORS),
            ("", SECTORS),
            ("🤷", SECTORS),
            ("¿cuánto cuesta?", SECTORS),
            ("para Canadá", SECTORS),
            ("cremas", MARKETS),
            ("¿cómo registro mi marca de cremas en otro país del mundo?", SECTORS),
            ("cremas", ("export/rut", "export/vat")),
            ("2", ()),
        ],
    )
    def test_anything_else_takes_none(
        self, clarifying: Clarifying, readers: Readers, text: str, choices: tuple[str, ...]
    ) -> None:
        assert clarifying.taken(text, choices, readers["es"]) == ""

    @given(st.text(max_size=80), st.sampled_from([SECTORS, MARKETS, ("export/rut",), ()]), st.sampled_from(LANGUAGES))
    def test_any_text_takes_a_choice_that_there_is_or_none(
        self, clarifying: Clarifying, readers: Readers, text: str, choices: tuple[str, ...], language: str
    ) -> None:
        taken = clarifying.taken(text, choices, readers[language])
        assert taken in {"", EITHER, "agro", "cosmetics", "export/rut", *get_args(Market)}


class TestChoices:
    """What is offered, what stands on the buttons, and what people say is one and the same."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("choice", answering.CHOICES)
    def test_a_button_written_out_is_the_same_choice(
        self, clarifying: Clarifying, readers: Readers, choice: str, language: str
    ) -> None:
        offered = SECTORS if choice in SECTORS else (choice, EITHER)
        label = translate(answering.CHOICES[choice], language)
        assert clarifying.taken(label, offered, readers[language]) == choice

    def test_there_is_one_for_every_sector_and_market(self, clarifying: Clarifying) -> None:
        assert set(answering.CHOICES) == {*clarifying.sectors.names, *get_args(Market), EITHER}

    @pytest.mark.parametrize("choice", answering.CHOICES)
    def test_a_button_can_carry_it(self, choice: str) -> None:
        assert data("miss", 10**MAX_DIGITS - 1, choice)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("choice", [choice for choice in answering.CHOICES if choice != EITHER])
    def test_it_is_searched_for_by_a_word_that_says_it(
        self, clarifying: Clarifying, readers: Readers, choice: str, language: str
    ) -> None:
        scope = clarifying.sectors.said(clarifying.word_for(choice, readers[language]), readers[language]).scope
        assert scope.sectors | scope.markets == {choice}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("sectors: {", "cannot be read"),
        ("sectors: {agro: [food]}", "either: Field required"),
        ("sectors: {agro: []}\neither: {es: [], en: []}", r"sectors\.agro: Tuple should have at least 1 item"),
        ("sectors: {agro: [food]}\neither: {es: [], en: []}\nother: 1", "other: Extra inputs are not permitted"),
    ],
)
def test_a_broken_file_is_named(empty_folder: Path, content: str, fault: str) -> None:
    path = empty_folder / "clarifying.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"^clarifying\.yaml: {fault}"):
        Clarifying(path)

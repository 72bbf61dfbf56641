"""A conversation over a guide with look-alikes: what is missing is asked for, and follow-ups are understood."""

import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.answer import Answer, Outcome, Reason
from bot.assistant.context import Context
from bot.assistant.pipeline import Assistant
from bot.guide.following import LiveGuide
from bot.presentation.messages import text_of, text_with_choices
from bot.settings import CONFIG_DIR
from tests.support.guide import write_pair
from tests.support.retrieval import plain_guide

NOW = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)
FOOD, CREAMS, CANADA = "markets/hong-kong-food", "markets/hong-kong-creams", "markets/canada"
PRODUCTS = """
processed_food: {es: [alimento, galleta, mermelada], en: [food, cookie]}
fresh_produce: {es: [uchuva], en: [berry]}
coffee_cocoa: {es: [café], en: [coffee]}
cosmetics: {es: [cosmético, crema, jabón], en: [cosmetic, cream, soap]}
"""
PLACES = "hk: {es: [hong kong], en: [hong kong]}\nca: {es: [canadá], en: [canada]}\n"
OPEN = "¿Qué exige Hong Kong?"
RULES = "## Requisitos\n\nRegistre la etiqueta.\n\n## Cuánto cuesta\n\n{cost} dólares."
BOTH = "## Acuerdo\n\nSin arancel.\n\n## Alimentos\n\nUna licencia.\n\n## Cosméticos\n\nUn aviso gratis."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Over the small guide and three articles on two markets; Hong Kong has one for each sector."""
    guide = plain_guide(tmp_path_factory.mktemp("conversing"))
    (guide.config / "products.yaml").write_text(PRODUCTS, encoding="utf-8")
    (guide.config / "places.yaml").write_text(PLACES, encoding="utf-8")
    for article, sector, product, cost in ((FOOD, "agro", "alimentos", 20), (CREAMS, "cosmetics", "cosméticos", 30)):
        write_pair(
            guide.knowledge,
            article,
            title=f"Hong Kong: {product}",
            summary=f"Hong Kong exige una etiqueta para {product}.",
            sector=[sector],
            markets=["hk"],
            body=RULES.format(cost=cost),
            questions=[f"¿Qué exige Hong Kong para {product}?", "¿Qué exige Hong Kong?"],
        )
    write_pair(
        guide.knowledge,
        CANADA,
        title="Canadá",
        summary="Canadá exige una etiqueta en dos idiomas.",
        sector=["agro", "cosmetics"],
        markets=["ca"],
        body=BOTH,
        questions=["¿Qué exige Canadá?"],
    )
    guide.publish()
    live = LiveGuide(guide.library, guide.embedder)
    yield Assistant(live, CONFIG_DIR, context_minutes=30)
    live.close()


def talk(assistant: Assistant, *messages: str, minutes: int = 0) -> tuple[Answer, Context | None]:
    """The last answer of a conversation with so many minutes between the messages, and its context."""
    context: Context | None = None
    for number, message in enumerate(messages):
        now = NOW + dt.timedelta(minutes=number * minutes)
        answer, context = assistant.answer(message, context=context, now=now)
    return answer, context


class TestWhatIsMissing:
    def test_is_asked_for_instead_of_listing_articles(self, assistant: Assistant) -> None:
        answer, context = talk(assistant, OPEN)
        assert (answer.outcome, answer.reason) == (Outcome.CLARIFY, Reason.WHICH_SECTOR)
        assert answer.choices == ("agro", "cosmetics", "either")
        assert (answer.suggestions, answer.sources, answer.summary) == ((), (), "")
        assert set(answer.articles[:2]) == {FOOD, CREAMS}
        assert context == Context(OPEN, "", "es", NOW, answer.choices)

    def test_is_not_asked_for_when_the_question_says_it(self, assistant: Assistant) -> None:
        for message, article in (("¿Qué exige Hong Kong para cremas?", CREAMS), ("galletas a Hong Kong", FOOD)):
            answer, _ = talk(assistant, message)
            assert (answer.outcome, answer.article) == (Outcome.ANSWER, article)

    def test_is_not_asked_for_when_the_guide_does_not_cover_the_question(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, "¿quién gana el partido de fútbol en Hong Kong?")
        assert (answer.outcome, answer.choices) == (Outcome.REFUSE, ())

    def test_without_buttons_the_choices_stand_in_the_text(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, OPEN)
        assert text_with_choices(answer).splitlines()[-3:] == [
            "1. 🥭 Alimentos",
            "2. 🧴 Cosméticos",
            "3. 🤷 Todavía no sé",
        ]

    @pytest.mark.parametrize(
        ("reply", "article"),
        [("cosméticos", CREAMS), ("hago jabones", CREAMS), ("2", CREAMS), ("1", FOOD), ("pa galletas", FOOD)],
    )
    def test_a_reply_goes_on_with_the_same_question(self, assistant: Assistant, reply: str, article: str) -> None:
        answer, context = talk(assistant, OPEN, reply)
        assert (answer.outcome, answer.article) == (Outcome.ANSWER, article)
        assert answer.question.startswith(OPEN)
        assert context is not None
        assert (context.article, context.choices) == (article, ())

    def test_a_button_does_too_whatever_was_said_since(self, assistant: Assistant) -> None:
        for context in (talk(assistant, OPEN)[1], talk(assistant, "¿Dónde se actualiza el RUT?")[1], None):
            answer, _ = assistant.answer(OPEN, choice="cosmetics", context=context, now=NOW)
            assert (answer.outcome, answer.article, answer.question) == (
                Outcome.ANSWER,
                CREAMS,
                f"{OPEN} cosmético",
            )

    def test_the_choice_counts_more_than_words_to_the_contrary(self, assistant: Assistant) -> None:
        answer, _ = assistant.answer("¿Qué exige Hong Kong para cremas?", choice="ca", now=NOW)
        assert answer.article == CANADA

    def test_a_button_of_no_choice_that_there_is_asks_again_without_choices(self, assistant: Assistant) -> None:
        answer, _ = assistant.answer(OPEN, choice="moon", now=NOW)
        assert answer.reason in (Reason.FOUND, Reason.UNSURE)

    def test_who_does_not_choose_gets_the_nearest_and_the_other_as_a_button(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, OPEN, "los dos")
        assert answer.outcome is Outcome.ANSWER
        assert {answer.article, answer.suggestions[0].article} == {FOOD, CREAMS}
        assert answer.offers_suggestions

    def test_a_follow_up_instead_of_a_reply_is_about_the_same(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, OPEN, "¿y para Canadá?")
        assert answer.articles[0] == CANADA

    def test_a_new_question_instead_of_a_reply_is_answered(self, assistant: Assistant) -> None:
        answer, context = talk(assistant, OPEN, "¿Dónde se actualiza el RUT?")
        assert answer.article == "export/rut"
        assert context is not None
        assert context.choices == ()

    @pytest.mark.parametrize("messages", [(OPEN, "otra pregunta: cosméticos"), (OPEN, "nueva pregunta", "2")])
    def test_another_subject_ends_it(self, assistant: Assistant, messages: tuple[str, ...]) -> None:
        answer, _ = talk(assistant, *messages)
        assert OPEN not in answer.question

    @pytest.mark.parametrize(("minutes", "is_understood"), [(30, True), (31, False)])
    def test_so_do_30_minutes(self, assistant: Assistant, minutes: int, is_understood: bool) -> None:
        answer, _ = talk(assistant, OPEN, "2", minutes=minutes)
        assert (answer.article == CREAMS) is is_understood

    def test_a_number_chooses_among_articles_too(self, assistant: Assistant) -> None:
        unsure, context = talk(assistant, "exportador, cremas, cuota, gerencia, oficina, limpieza")
        assert unsure.reason is Reason.UNSURE
        answer, _ = assistant.answer("2", context=context, now=NOW)
        assert (answer.outcome, answer.article) == (Outcome.ANSWER, unsure.suggestions[1].article)


class TestFollowUps:
    ABOUT_CREAMS = "¿Qué exige Hong Kong para cremas?"

    @pytest.mark.parametrize("message", ["¿y cuánto cuesta?", "y eso vale mucho", "cuanto cuesta"])
    def test_what_is_asked_of_the_subject_is_answered_from_its_article(
        self, assistant: Assistant, message: str
    ) -> None:
        answer, _ = talk(assistant, self.ABOUT_CREAMS, message)
        assert answer.article == CREAMS
        assert answer.fitting is not None
        assert (answer.fitting.text, answer.fitting.is_asked_for) == ("30 dólares.", True)

    def test_another_market_keeps_the_product_and_shows_its_part(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, self.ABOUT_CREAMS, "¿y en Canadá?")
        assert answer.article == CANADA
        assert answer.fitting is not None
        assert (answer.fitting.heading, answer.fitting.is_asked_for) == ("Cosméticos", True)
        assert text_of(answer).startswith("**Cosméticos**\nUn aviso gratis.")

    def test_another_product_keeps_the_market(self, assistant: Assistant) -> None:
        assert talk(assistant, self.ABOUT_CREAMS, "¿y para galletas?")[0].article == FOOD
        answer, _ = talk(assistant, self.ABOUT_CREAMS, "¿y en Canadá?", "¿y si vendo mermelada?")
        assert answer.article == CANADA
        assert answer.fitting is not None
        assert answer.fitting.heading == "Alimentos"

    def test_what_was_asked_before_is_asked_of_the_other_too(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, "¿Cuánto cuesta vender cremas en Hong Kong?", "¿y para galletas?")
        assert answer.article == FOOD
        assert answer.fitting is not None
        assert (answer.fitting.text, answer.fitting.is_asked_for) == ("20 dólares.", True)

    def test_another_market_asks_again_for_what_it_needs(self, assistant: Assistant) -> None:
        answer, _ = talk(assistant, "¿Qué exige Canadá?", "¿y Hong Kong?")
        assert answer.reason is Reason.WHICH_SECTOR
        assert talk(assistant, "¿Qué exige Canadá?", "¿y Hong Kong?", "jabones")[0].article == CREAMS

    @pytest.mark.parametrize("message", ["¿y la receta del sancocho?", "y el fútbol?"])
    def test_a_connector_does_not_make_ours_what_is_not(self, assistant: Assistant, message: str) -> None:
        answer, context = talk(assistant, self.ABOUT_CREAMS, message)
        assert answer.outcome is Outcome.REFUSE
        assert context is not None
        assert context.article == CREAMS

    def test_what_stays_with_the_article_keeps_what_it_was_about(self, assistant: Assistant) -> None:
        _, context = talk(assistant, self.ABOUT_CREAMS, "¿Qué exige Hong Kong para cosméticos?", "¿y cuánto cuesta?")
        assert context is not None
        assert context.question.startswith(self.ABOUT_CREAMS)


REPLIES = st.one_of(
    st.text(st.characters(), max_size=60),
    st.integers(-3, 30).map(str),
    st.lists(
        st.sampled_from("cremas galletas hong kong canadá los dos 2 y no sé ¿ ? hola gracias otra pregunta".split(" "))
    ).map(" ".join),
)


@settings(max_examples=40, deadline=None)
@given(REPLIES, st.sampled_from([OPEN, "¿Qué exige Canadá?", "exportador, cremas, cuota, gerencia, oficina, limpieza"]))
def test_any_reply_to_what_was_asked_has_a_valid_outcome(assistant: Assistant, reply: str, question: str) -> None:
    _, context = assistant.answer(question, now=NOW)
    answer, after = assistant.answer(reply, context=context, now=NOW)
    assert text_with_choices(answer).strip()
    assert bool(answer.sources) == (answer.outcome is Outcome.ANSWER)
    assert bool(answer.choices) == (answer.reason in (Reason.WHICH_SECTOR, Reason.WHICH_MARKET))
    assert len(answer.articles) <= 5
    if answer.outcome is Outcome.CLARIFY:
        assert after is not None
        assert after.choices


@pytest.mark.parametrize("choices", [("agro", "cosmetics", "either"), ("hk", "ca"), (FOOD, CREAMS)])
def test_every_choice_is_answered(assistant: Assistant, choices: tuple[str, ...]) -> None:
    context = Context(OPEN, "", "es", NOW, choices)
    for number, language in itertools.product(range(1, len(choices) + 1), ("es", "en")):
        answer, _ = assistant.answer(str(number), context=context, now=NOW, reply_language=language)
        assert (answer.outcome, answer.language) == (Outcome.ANSWER, language)

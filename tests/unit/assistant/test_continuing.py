"""Which article a follow-up without a subject of its own points to."""

import pytest

from bot.assistant.continuing import FollowUp, pointed_at
from bot.assistant.facets import Facets
from bot.assistant.scope import Scope
from bot.guide.articles import Article
from bot.guide.search import Candidate
from tests.support.assistants import an_article

COSTS = "## Cuánto cuesta\n\nDiez."
NOTHING = Scope()


def scope(sectors: str = "", markets: str = "") -> Scope:
    return Scope(frozenset(sectors.split()), frozenset(markets.split()))


ISO = an_article("certification/iso", title="La norma ISO", sector=("cosmetics",), body=COSTS)
JOINING = an_article("consortia/joining", title="Unirse", body=COSTS)
PRICE = an_article("programme/price", title="Cuánto cuesta participar", body=COSTS)
CREAMS_EU = an_article("markets/eu-creams", sector=("cosmetics",), markets=("eu",))
CREAMS_US = an_article("markets/us-creams", sector=("cosmetics",), markets=("us",))
FOOD_US = an_article("markets/us-food", sector=("agro",), markets=("us",))
FOOD_EU = an_article("markets/eu-food", sector=("agro",), markets=("eu",))
TARIFF_EU = an_article("markets/eu-agreement", sector=("any",), markets=("eu",))
TARIFF_US = an_article("markets/us-agreement", sector=("any",), markets=("us",))
CANADA = an_article("markets/canada", sector=("agro", "cosmetics"), markets=("ca",))
ANDEAN = an_article("markets/andean", sector=("agro", "cosmetics"), markets=("pe", "ec"))
ARTICLES = {
    article.id: article
    for article in (ISO, JOINING, PRICE, CREAMS_EU, CREAMS_US, FOOD_US, FOOD_EU, TARIFF_EU, TARIFF_US, CANADA, ANDEAN)
}


def points(
    facets: Facets,
    before: Article | None,
    *found: Article,
    asked: str = "",
    said: Scope = NOTHING,
    known: Scope = NOTHING,
    is_bare: bool = True,
    shares: tuple[float, ...] = (0.5, 0.3, 0.2, 0.1),
) -> list[str]:
    candidates = [Candidate(article.id, share, ()) for article, share in zip(found, shares, strict=False)]
    question = FollowUp(before, frozenset(asked.split()), said, said.or_else(known), is_bare)
    return list(pointed_at(question, candidates, ARTICLES, facets))


class TestWhatIsAskedOfTheSubject:
    def test_stays_with_the_article_that_has_a_part_on_it(self, facets: Facets) -> None:
        assert points(facets, ISO, JOINING, ISO, asked="cost") == [ISO.id]
        assert points(facets, ISO, JOINING, asked="cost") == [ISO.id]

    def test_is_left_to_the_search_when_the_article_has_no_such_part(self, facets: Facets) -> None:
        assert points(facets, ISO, JOINING, ISO, asked="validity") == []
        assert points(facets, ISO, JOINING, ISO) == []

    def test_goes_to_an_article_of_its_own_that_leads_by_far(self, facets: Facets) -> None:
        assert points(facets, JOINING, PRICE, JOINING, asked="cost", shares=(0.86, 0.04)) == [PRICE.id]
        assert points(facets, JOINING, PRICE, JOINING, asked="cost", shares=(0.5, 0.4)) == [JOINING.id]

    def test_of_a_question_with_a_subject_of_its_own_is_left_to_the_search(self, facets: Facets) -> None:
        assert points(facets, ISO, JOINING, ISO, asked="cost", is_bare=False) == []

    def test_after_no_article_is_left_to_the_search(self, facets: Facets) -> None:
        assert points(facets, None, JOINING, asked="cost") == []


class TestAnotherMarketOrSector:
    @pytest.mark.parametrize(
        ("before", "said", "known", "found", "pointed"),
        [
            pytest.param(CREAMS_EU, scope("", "us"), NOTHING, (FOOD_US, CREAMS_US), CREAMS_US, id="the same kind"),
            pytest.param(TARIFF_EU, scope("", "us"), scope("agro"), (FOOD_US, TARIFF_US), TARIFF_US, id="the tariff"),
            pytest.param(CANADA, scope("", "us"), scope("cosmetics"), (FOOD_US, CREAMS_US), CREAMS_US, id="product"),
            pytest.param(CREAMS_EU, scope("", "ca"), NOTHING, (CREAMS_EU, CANADA), CANADA, id="one for both"),
            pytest.param(FOOD_US, scope("cosmetics"), NOTHING, (CREAMS_EU, CREAMS_US), CREAMS_US, id="the same market"),
            pytest.param(CANADA, scope("cosmetics"), NOTHING, (CREAMS_US, CANADA), CANADA, id="it is for both"),
            pytest.param(ANDEAN, scope("", "pe"), NOTHING, (FOOD_EU, ANDEAN), ANDEAN, id="it is for both countries"),
        ],
    )
    def test_is_where_the_article_before_has_its_sibling(
        self, facets: Facets, before: Article, said: Scope, known: Scope, found: tuple[Article, ...], pointed: Article
    ) -> None:
        assert points(facets, before, *found, said=said, known=known)[0] == pointed.id

    def test_stays_with_an_article_that_is_for_it_too_wherever_it_stands(self, facets: Facets) -> None:
        assert points(facets, ISO, FOOD_US, said=scope("cosmetics")) == [ISO.id]

    def test_without_a_known_product_there_are_two(self, facets: Facets) -> None:
        assert points(facets, CANADA, FOOD_US, CREAMS_US, said=scope("", "us")) == [FOOD_US.id, CREAMS_US.id]

    def test_is_left_to_the_search_when_the_subject_did_not_depend_on_it(self, facets: Facets) -> None:
        assert points(facets, JOINING, FOOD_US, said=scope("", "us")) == []
        assert points(facets, TARIFF_EU, FOOD_EU, said=scope("agro")) == []

    def test_of_another_section_is_no_sibling(self, facets: Facets) -> None:
        assert points(facets, ISO, FOOD_US, said=scope("agro")) == []


class TestOneWithASubjectOfItsOwn:
    def test_passes_over_an_article_for_others(self, facets: Facets) -> None:
        known = scope("cosmetics", "us")
        assert points(facets, CREAMS_US, FOOD_US, CREAMS_US, known=known, is_bare=False) == [CREAMS_US.id]

    def test_but_not_for_one_far_behind(self, facets: Facets) -> None:
        known = scope("cosmetics", "us")
        assert points(facets, CREAMS_US, FOOD_US, CREAMS_US, known=known, is_bare=False, shares=(0.8, 0.1)) == []

    def test_keeps_what_fits(self, facets: Facets) -> None:
        assert points(facets, CREAMS_US, CREAMS_US, FOOD_US, known=scope("cosmetics", "us"), is_bare=False) == []


def test_nothing_found_points_nowhere(facets: Facets) -> None:
    assert points(facets, ISO, asked="cost") == []

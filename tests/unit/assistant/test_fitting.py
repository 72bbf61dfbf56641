"""Of an article, the part that answers is shown: what is asked for, for the asker's product and market."""

from collections.abc import Callable

import pytest

from bot.assistant.fitting import Wanted, fitting_part, shortened
from bot.guide.articles import Article
from bot.guide.passages import Passage, sections
from bot.guide.search import Candidate
from tests.support.assistants import an_article
from tests.support.sections import ID, article, found

Wanting = Callable[..., Wanted]


class TestFittingPart:
    @pytest.mark.parametrize(
        ("question", "heading"),
        [
            ("¿Cuánto cuesta unirse?", "Cuánto cuesta"),
            ("¿Cuánto se demora?", "Cuánto se demora"),
            ("¿Cuáles son los pasos?", "Pasos para unirse"),
        ],
    )
    def test_the_section_of_the_facet_asked_is_the_one(self, wanting: Wanting, question: str, heading: str) -> None:
        fitting = fitting_part(found(), article(), wanting(question))
        assert fitting is not None
        assert (fitting.heading, fitting.is_asked_for) == (heading, True)

    def test_without_a_facet_the_best_passage_is_the_one(self, wanting: Wanting) -> None:
        fitting = fitting_part(found(scores=(0.2, 0.3, 0.9)), article(), wanting("unirse"))
        assert fitting is not None
        assert (fitting.part, fitting.heading, fitting.is_asked_for) == (3, "Cuánto se demora", False)
        assert fitting.text == "Seis semanas."

    def test_of_two_as_good_the_earlier_is_the_one(self, wanting: Wanting) -> None:
        fitting = fitting_part(found(scores=(0.5, 0.5, 0.5)), article(), wanting("unirse"))
        assert fitting is not None
        assert fitting.part == 1

    def test_where_no_section_was_found_the_summary_stands_alone(self, wanting: Wanting) -> None:
        assert fitting_part(found(scores=()), article(), wanting("unirse")) is None
        assert fitting_part(found(scores=(0.0, 0.0, 0.0)), article(), wanting("unirse")) is None

    def test_a_question_in_one_language_is_answered_with_the_same_part_in_the_other(self, wanting: Wanting) -> None:
        fitting = fitting_part(found("en"), article("es"), wanting("How long does it take to join?", "en"))
        assert fitting is not None
        assert (fitting.heading, fitting.is_asked_for) == ("Cuánto se demora", True)

    def test_a_translation_with_fewer_parts_does_no_harm(self, wanting: Wanting) -> None:
        short = an_article(ID, "es", body="## Pasos\n\n1. Escriba.")
        fitting = fitting_part(found("en"), short, wanting("How long does it take to join?", "en"))
        assert fitting is not None
        assert fitting.heading == "Pasos"

    def test_a_long_section_is_cut_between_its_blocks(self, wanting: Wanting) -> None:
        steps = "\n".join(f"{n}. " + " ".join([f"paso {n}"] * 20) for n in range(1, 15))
        long = an_article(ID, body=f"## Pasos\n\n{steps}")
        fitting = fitting_part(found(scores=(1.0,)), long, wanting("unirse"))
        assert fitting is not None
        shown = fitting.text.splitlines()
        assert 1 < len(shown) < 14
        assert shown == steps.splitlines()[: len(shown)]
        assert len(fitting.text) <= 750

    def test_a_block_is_never_cut_in_two(self, wanting: Wanting) -> None:
        whole = "una palabra " * 100
        fitting = fitting_part(found(scores=(1.0,)), an_article(ID, body=f"## Pasos\n\n{whole}"), wanting("unirse"))
        assert fitting is not None
        assert fitting.text == whole.strip()


class TestTheAskersPart:
    BOTH = "## Acuerdo\n\nSin arancel.\n\n## Alimentos\n\nUna licencia.\n\n## Cosméticos\n\nUn aviso."
    COUNTRIES = "## Arancel\n\nCero.\n\n## Ecuador: una tasa\n\nDiez.\n\n## Perú\n\nNada."

    def part(self, article: Article, wanted: Wanted, *, best: int = 1) -> tuple[str, bool]:
        """Which part fits, when the search found the parts alike but for one that is a little better."""
        passages = tuple(
            (
                Passage(f"{n}", "es", ID, "section", n, article.meta.title, part.heading, part.text),
                1.0 + 0.2 * (n == best),
            )
            for n, part in enumerate(sections(article.body), start=1)
        )
        fitting = fitting_part(Candidate(ID, 0.9, passages), article, wanted)
        assert fitting is not None
        return fitting.heading, fitting.is_asked_for

    @pytest.mark.parametrize(
        ("question", "heading"),
        [("¿Qué piden para cremas?", "Cosméticos"), ("¿Qué piden para mermeladas?", "Alimentos")],
    )
    def test_of_an_article_for_both_sectors_the_askers_comes_first(
        self, wanting: Wanting, question: str, heading: str
    ) -> None:
        both = an_article(ID, body=self.BOTH, sector=("agro", "cosmetics"))
        assert self.part(both, wanting(question)) == (heading, True)

    def test_the_other_sectors_is_never_the_one(self, wanting: Wanting) -> None:
        both = an_article(
            ID, body="## Alimentos\n\nUna licencia.\n\n## Etiqueta\n\nEn francés.", sector=("agro", "cosmetics")
        )
        assert self.part(both, wanting("¿Qué piden para cremas?")) == ("Etiqueta", False)

    def test_of_an_article_for_several_markets_the_askers_comes_first(self, wanting: Wanting) -> None:
        countries = an_article(ID, body=self.COUNTRIES, markets=("pe", "ec", "bo"))
        assert self.part(countries, wanting("¿Y en Quito?")) == ("Ecuador: una tasa", True)

    def test_in_an_article_for_one_market_its_name_in_a_heading_says_nothing(self, wanting: Wanting) -> None:
        one = an_article(ID, body="## Requisitos\n\nDos.\n\n## Hong Kong y su puerto\n\nUno.", markets=("hk",))
        assert self.part(one, wanting("¿Qué pide Hong Kong?")) == ("Requisitos", False)

    def test_who_says_nothing_of_it_gets_what_was_found_best(self, wanting: Wanting) -> None:
        both = an_article(ID, body=self.BOTH, sector=("agro", "cosmetics"))
        assert self.part(both, wanting("¿Qué piden?"), best=1) == ("Acuerdo", False)


class TestShortening:
    TEXT = "\n\n".join(f"Párrafo {n}. " + "palabra " * 30 for n in range(1, 8))

    def test_a_short_section_is_shown_whole(self) -> None:
        assert shortened("Uno.\n\nDos.", "Dos.") == "Uno.\n\nDos."

    def test_what_was_found_far_down_is_among_what_is_shown(self) -> None:
        shown = shortened(self.TEXT, "Párrafo 6. " + "palabra " * 30)
        assert "Párrafo 6." in shown
        assert "Párrafo 1." not in shown
        assert shown.startswith("Párrafo")
        assert len(shown) <= 750

    def test_it_begins_as_early_as_what_was_found_allows(self) -> None:
        assert shortened(self.TEXT, "Párrafo 2.").startswith("Párrafo 1.")

    def test_what_stands_nowhere_is_as_if_nothing_had_been_found(self) -> None:
        assert shortened(self.TEXT, "Otra cosa.") == shortened(self.TEXT)

"""Articles are ranked for a question, with a calibrated belief in the first; `retrieval.yaml` says how."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.guide.search import EVIDENCE, Searcher, Tie, evidence, probability, read_config, shares_of
from bot.guide.signals import SIGNALS
from tests.support.guide import SmallGuide
from tests.support.retrieval import PLAIN, plain_guide, searching, write_retrieval

JOINING, ISO, RUT, CONTACTS = "consortia/joining", "certification/iso-22716", "export/rut", "programme/contacts"
QUESTION = "¿Cómo me uno a un consorcio?"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SmallGuide:
    guide = plain_guide(tmp_path_factory.mktemp("search"))
    guide.publish()
    return guide


@pytest.fixture(scope="module")
def searcher(plain: SmallGuide) -> Iterator[Searcher]:
    with searching(plain) as searcher:
        yield searcher


def order(searcher: Searcher, question: str, language: str = "es", **more: object) -> list[str]:
    return [c.article for c in searcher.search(question, language, **more).candidates]


class TestRanking:
    @pytest.mark.parametrize(
        ("question", "language", "article"),
        [
            (QUESTION, "es", JOINING),
            ("como me hago socio de un consorsio", "es", JOINING),
            ("certificado para jabones", "es", ISO),
            ("dónde marco la casilla", "es", RUT),
            ("How do I join a consortium?", "en", JOINING),
            ("phone of the office", "en", CONTACTS),
        ],
    )
    def test_the_article_that_answers_comes_first(
        self, searcher: Searcher, question: str, language: str, article: str
    ) -> None:
        assert order(searcher, question, language)[0] == article

    def test_each_article_comes_once_and_the_best_share_first(self, searcher: Searcher) -> None:
        candidates = searcher.search(QUESTION, "es").candidates
        assert sorted(c.article for c in candidates) == sorted([JOINING, ISO, RUT, CONTACTS])
        assert [c.share for c in candidates] == sorted((c.share for c in candidates), reverse=True)
        assert sum(c.share for c in candidates) == pytest.approx(1.0)

    @pytest.mark.parametrize("count", [0, 1, 3, 100])
    def test_no_more_than_asked_for(self, searcher: Searcher, count: int) -> None:
        assert order(searcher, QUESTION, count=count) == order(searcher, QUESTION)[:count]

    def test_the_same_question_gives_the_same_in_another_build(self, searcher: Searcher, tmp_path: Path) -> None:
        other = plain_guide(tmp_path)
        other.publish()
        with searching(other) as again:
            for question in (QUESTION, "cuota", "zzyzx", "jabones para exportador"):
                before, after = searcher.search(question, "es"), again.search(question, "es")
                assert dataclasses.replace(after, generation=before.generation) == before

    def test_articles_that_nothing_speaks_for_keep_the_guides_order(self, plain: SmallGuide, tmp_path: Path) -> None:
        flat = plain_guide(tmp_path, weights=dict.fromkeys(SIGNALS, 0.0))
        flat.publish()
        with searching(flat) as searcher:
            assert order(searcher, QUESTION) == searcher.readers["es"].articles

    def test_the_weights_decide(self, tmp_path: Path) -> None:
        upside_down = plain_guide(tmp_path, weights=dict.fromkeys(SIGNALS, -1.0))
        upside_down.publish()
        with searching(upside_down) as searcher:
            assert order(searcher, QUESTION)[-1] == JOINING

    def test_stop_words_alone_find_nothing(self, searcher: Searcher, plain: SmallGuide) -> None:
        result = searcher.search("¿y para mí?", "es")
        assert (result.candidates, result.covered, result.right) == ((), 0.0, 0.0)
        assert result.generation == plain.library.live().name


class TestPassages:
    def test_the_one_nearest_to_the_question_comes_first(self, searcher: Searcher) -> None:
        for question, heading in (
            ("cuánto cuesta la cuota del consorcio", "Cuánto cuesta"),
            ("semanas hasta la votación del consorcio", "Cuánto se demora"),
        ):
            first = searcher.search(question, "es").candidates[0]
            assert first.article == JOINING
            assert first.passages[0][0].heading == heading

    def test_they_are_the_articles_own_text_and_not_its_questions(self, searcher: Searcher) -> None:
        for candidate in searcher.search(QUESTION, "es").candidates:
            kinds = [passage.kind for passage, _ in candidate.passages]
            assert set(kinds) == {"summary", "section"}
            assert {passage.article for passage, _ in candidate.passages} == {candidate.article}


class TestMeant:
    def test_the_article_meant_comes_first_for_certain(self, searcher: Searcher) -> None:
        result = searcher.search(QUESTION, "es", meant=RUT)
        assert (result.candidates[0].article, result.covered, result.right) == (RUT, 1.0, 1.0)
        rest = [c.article for c in result.candidates[1:]]
        assert rest == [article for article in order(searcher, QUESTION) if article != RUT]

    def test_it_comes_first_also_when_only_one_is_asked_for(self, searcher: Searcher) -> None:
        assert order(searcher, QUESTION, meant=CONTACTS, count=1) == [CONTACTS]

    def test_an_article_that_does_not_exist_changes_nothing(self, searcher: Searcher) -> None:
        assert searcher.search(QUESTION, "es", meant="export/gone") == searcher.search(QUESTION, "es")


class TestFollowing:
    FOLLOWS = "¿Qué es la ISO 22716?"

    def test_a_question_that_leans_is_about_what_it_follows(self, searcher: Searcher) -> None:
        result = searcher.search("¿y cuánto se demora?", "es", follows=self.FOLLOWS, tie=Tie.CONNECTED)
        assert result.candidates[0].article == ISO
        assert result.question == f"{self.FOLLOWS} ¿y cuánto se demora?"

    def test_one_that_points_back_does_more_so_than_a_connector_alone(self, searcher: Searcher) -> None:
        question = "¿y la cuota del consorcio?"
        shares = {
            tie: next(
                c.share
                for c in searcher.search(question, "es", follows=self.FOLLOWS, tie=tie).candidates
                if c.article == ISO
            )
            for tie in (Tie.CONNECTED, Tie.POINTING, Tie.BARE)
        }
        assert shares[Tie.CONNECTED] < shares[Tie.POINTING] < shares[Tie.BARE]

    def test_one_of_stop_words_alone_too(self, searcher: Searcher) -> None:
        result = searcher.search("¿y para mí?", "es", follows=self.FOLLOWS, tie=Tie.CONNECTED)
        assert result.candidates[0].article == ISO

    def test_a_question_sure_of_itself_does_not_follow(self, searcher: Searcher) -> None:
        alone = searcher.search(QUESTION, "es")
        assert searcher.search(QUESTION, "es", follows=self.FOLLOWS) == alone
        assert alone.question == QUESTION

    def test_a_question_about_the_guide_but_not_sure_by_itself_follows(self, searcher: Searcher) -> None:
        result = searcher.search("cuota en la oficina", "es", follows="casilla de exportador en el RUT")
        assert result.question == "casilla de exportador en el RUT cuota en la oficina"

    @pytest.mark.parametrize("question", ["formularios azules", "receta de sancocho con yuca", "???"])
    def test_one_about_something_else_does_not(self, searcher: Searcher, question: str) -> None:
        result = searcher.search(question, "es", follows=self.FOLLOWS)
        assert result.question == question
        assert result.covered < 0.1

    def test_a_short_one_follows_when_it_earns_some_belief_itself(self, searcher: Searcher) -> None:
        rut = "casilla de exportador en el RUT"
        assert searcher.search("¿y la cuota?", "es", follows=rut, tie=Tie.CONNECTED).covered > 0.9
        beyond = searcher.search("¿y el fútbol?", "es", follows=rut, tie=Tie.CONNECTED)
        assert beyond.covered < 0.1

    def test_a_long_one_says_itself_what_it_is_about(self, searcher: Searcher) -> None:
        long = "cuota, gerencia, limpieza, oficina, casilla y cremas"
        assert searcher.search(long, "es", follows=self.FOLLOWS).question == long

    def test_one_without_a_subject_needs_no_belief_of_its_own(self, searcher: Searcher) -> None:
        result = searcher.search("¿y el fútbol?", "es", follows=self.FOLLOWS, tie=Tie.BARE)
        assert result.covered > 0.5
        assert result.candidates[0].article == ISO

    def test_what_it_says_anew_takes_the_place_of_what_was_said(self, searcher: Searcher) -> None:
        result = searcher.search("¿y el café?", "es", follows="casilla para café en Francia", tie=Tie.CONNECTED)
        assert result.question == "casilla para en Francia ¿y el café?"


class TestBelief:
    def test_what_the_guide_covers_is_told_from_what_it_does_not(self, searcher: Searcher) -> None:
        assert searcher.search(QUESTION, "es").covered > 0.9
        assert searcher.search("receta de sancocho con yuca", "es").covered < 0.1

    def test_there_is_evidence_by_every_name(self, searcher: Searcher) -> None:
        reader = searcher.readers["es"]
        reading = reader.read(QUESTION)
        assert reading is not None
        found = evidence(reader, reading, reading.signals.sum(axis=1))
        assert set(found) == set(EVIDENCE)
        assert 0.0 <= found["lead"] <= 1.0
        assert found["share"] <= 0.0
        assert (found["few_words"], found["known"]) == (1.0, 1.0)

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["es", "en"]))
    def test_any_question_gives_probabilities(self, searcher: Searcher, question: str, language: str) -> None:
        result = searcher.search(question, language)
        assert 0.0 <= result.covered <= 1.0
        assert 0.0 <= result.right <= 1.0

    def test_a_probability_follows_its_evidence(self) -> None:
        weights = dict.fromkeys(EVIDENCE, 0.0) | {"intercept": -1.0, "known": 2.0}
        tried = [probability(dict.fromkeys(EVIDENCE, known), weights) for known in (0.0, 0.5, 1.0)]
        assert tried == pytest.approx([0.2689, 0.5, 0.7311], abs=1e-4)

    @given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=20))
    def test_shares_sum_to_one(self, scores: list[float]) -> None:
        shares = shares_of(np.array(scores, np.float32))
        assert shares.sum() == pytest.approx(1.0, abs=1e-5)
        assert (shares >= 0).all()


class TestConfiguration:
    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        write_retrieval(tmp_path / "retrieval.yaml", refuse_below=0.25, weights={"places": 7.5})
        config = read_config(tmp_path / "retrieval.yaml")
        assert (config.refuse_below, config.weights["places"], config.weights["products"]) == (0.25, 7.5, 1.0)

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"refuse_below": 1.5}, "refuse_below: Input should be less than or equal to 1"),
            ({"answer_above": -0.1}, "answer_above: Input should be greater than or equal to 0"),
            ({"refuse_below": "often"}, "refuse_below: Input should be a valid number"),
            ({"weights": {"luck": 1.0}}, "weights: Value error, expected a weight for each of words_text"),
            ({"covered": {"luck": 1.0}}, "covered: Value error, expected intercept, lead"),
            ({"right": {"known": "yes"}}, r"right\.known: Input should be a valid number"),
            ({"refuse_bellow": 0.5}, "refuse_bellow: Extra inputs are not permitted"),
        ],
    )
    def test_a_wrong_value_is_named_by_its_key(self, tmp_path: Path, changes: dict[str, object], fault: str) -> None:
        config = {key: dict(value) if isinstance(value, dict) else value for key, value in PLAIN.items()}
        for key, value in changes.items():
            config[key] = {**config[key], **value} if isinstance(value, dict) else value
        (tmp_path / "retrieval.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"^retrieval\.yaml: {fault}"):
            read_config(tmp_path / "retrieval.yaml")

    @pytest.mark.parametrize("missing", list(PLAIN))
    def test_a_missing_key_is_named(self, tmp_path: Path, missing: str) -> None:
        config = {key: value for key, value in PLAIN.items() if key != missing}
        (tmp_path / "retrieval.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"^retrieval\.yaml: {missing}: Field required"):
            read_config(tmp_path / "retrieval.yaml")

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"^retrieval\.yaml: cannot be read \(FileNotFoundError\)"):
            read_config(tmp_path / "retrieval.yaml")
        (tmp_path / "retrieval.yaml").write_text("weights: {", encoding="utf-8")
        with pytest.raises(SettingsError, match=r"^retrieval\.yaml: cannot be read"):
            read_config(tmp_path / "retrieval.yaml")

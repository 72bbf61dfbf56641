"""What a generation learns from the guide's own passages when it is built."""

from pathlib import Path

import numpy as np
import pytest

from bot.guide.articles import OUTSIDE
from bot.guide.asker import AskerWords
from bot.guide.learning import Learned, learn
from bot.guide.passages import Kind, Passage
from bot.guide.text import stem
from tests.support.guide import SMALL_CONFIG, FakeEmbedder

QUESTIONS = {
    "export/packing": ["en qué caja mando el mango", "cuál caja de cartón sirve", "cómo empaco para Francia"],
    "export/rut": ["dónde se actualiza el RUT", "casilla de exportador en el RUT", "el RUT lo da la DIAN"],
    "markets/coffee": ["cómo vendo café", "precio del café en Francia", "café tostado en grano"],
}
ELSEWHERE = ["quién ganó el partido de fútbol", "receta de sancocho de gallina", "el partido de ayer en televisión"]


def a_passage(article: str, text: str, number: int, kind: Kind = "question") -> Passage:
    return Passage(f"es/{article}#q{number}", "es", article, kind, 0, "", "", text)


def passages_of(outside: list[str]) -> list[Passage]:
    inside = [a_passage(article, text, n) for article, texts in QUESTIONS.items() for n, text in enumerate(texts)]
    return inside + [a_passage(OUTSIDE, text, n, "outside") for n, text in enumerate(outside)]


@pytest.fixture
def asker(tmp_path: Path) -> AskerWords:
    for name in ("products.yaml", "places.yaml"):
        (tmp_path / name).write_text(SMALL_CONFIG[name], encoding="utf-8")
    return AskerWords(tmp_path, "es")


def learned_from(passages: list[Passage], asker: AskerWords) -> Learned:
    vectors = np.stack([FakeEmbedder().embed([passage.embedded])[0] for passage in passages])
    return learn(passages, vectors, asker, "es")


@pytest.fixture
def learned(asker: AskerWords) -> Learned:
    return learned_from(passages_of(ELSEWHERE), asker)


def vector_of(text: str) -> np.ndarray:
    return FakeEmbedder().embed([text])[0]


def test_what_lies_outside_is_a_class_of_its_own_and_no_article(learned: Learned) -> None:
    assert learned.articles == sorted(QUESTIONS)
    assert learned.classifier.classes == sorted([*QUESTIONS, OUTSIDE])


class TestWords:
    def test_each_article_has_its_own_stems(self, learned: Learned) -> None:
        stems = dict(zip(learned.articles, learned.stems, strict=True))
        assert "cart" in {stem[:4] for stem in stems["export/packing"]}
        assert not {stem for stem in stems["export/rut"] if stem.startswith("cart")}

    def test_words_of_what_lies_outside_are_not_the_guides(self, learned: Learned) -> None:
        assert "cafe" in learned.words
        assert "sancocho" not in learned.words

    def test_each_word_has_its_stem(self, learned: Learned) -> None:
        assert learned.words["francia"] == stem("francia", "es") != "francia"


def test_an_article_is_lifted_by_the_product_and_place_it_is_asked_with(learned: Learned, asker: AskerWords) -> None:
    lift = dict(zip(asker.hints, learned.lift.T, strict=True))
    by_article = dict(zip(learned.articles, lift["products:food"], strict=True))
    assert by_article["markets/coffee"] > 0 > by_article["export/rut"]
    by_article = dict(zip(learned.articles, lift["places:eu"], strict=True))
    assert by_article["export/packing"] > by_article["export/rut"]


class TestOutside:
    def test_the_direction_tells_both_sides_apart(self, learned: Learned) -> None:
        inside = [vector_of(text) @ learned.outside for texts in QUESTIONS.values() for text in texts]
        outside = [vector_of(text) @ learned.outside for text in ELSEWHERE]
        assert min(outside) > max(inside)

    def test_both_sides_weigh_the_same_however_many_they_are(self, asker: AskerWords) -> None:
        once = learned_from(passages_of(ELSEWHERE[:1]), asker).outside
        text = vector_of(ELSEWHERE[0])
        assert text @ once > max(vector_of(t) @ once for texts in QUESTIONS.values() for t in texts)

    def test_the_odds_are_high_for_words_said_outside_and_low_for_the_guides(self, learned: Learned) -> None:
        assert learned.outside_odds["part"] > 0  # partido, twice
        assert learned.outside_odds["rut"] < 0
        assert learned.outside_odds["caf"] < 0

    def test_a_word_said_once_tells_nothing(self, learned: Learned) -> None:
        assert not [stem for stem in learned.outside_odds if stem.startswith("sancoch")]

    def test_where_nothing_lies_outside_there_is_nothing_to_tell(self, asker: AskerWords) -> None:
        learned = learned_from(passages_of([]), asker)
        assert not learned.outside.any()
        assert learned.outside_odds == {}
        assert learned.articles == sorted(QUESTIONS)


class TestKeeping:
    @pytest.mark.parametrize("outside", [ELSEWHERE, []])
    def test_what_is_saved_is_loaded_again(self, asker: AskerWords, tmp_path: Path, outside: list[str]) -> None:
        learned = learned_from(passages_of(outside), asker)
        learned.save(tmp_path / "learned.npz")
        again = Learned.load(tmp_path / "learned.npz")
        assert (again.articles, again.stems, again.words) == (learned.articles, learned.stems, learned.words)
        for name in ("lift", "outside"):
            np.testing.assert_array_equal(getattr(again, name), getattr(learned, name))
        assert list(again.outside_odds) == list(learned.outside_odds)
        assert again.outside_odds == pytest.approx(learned.outside_odds)

    def test_a_language_without_a_passage_is_kept_too(self, asker: AskerWords, tmp_path: Path) -> None:
        empty = learn([], np.zeros((0, 64), np.float32), asker, "es")
        empty.save(tmp_path / "learned.npz")
        again = Learned.load(tmp_path / "learned.npz")
        assert (again.articles, again.stems, again.words, again.outside_odds) == ([], [], {}, {})

"""The classifier gives a question to its article, or to what lies outside the guide."""

from pathlib import Path

import numpy as np
import pytest

from bot.guide.classifier import Classifier, train
from bot.guide.text import ngrams, terms
from tests.support.guide import FakeEmbedder

TEXTS = {
    "export/packing": ["en qué caja mando el mango", "cuál caja de cartón sirve", "cómo empaco para Francia"],
    "export/rut": ["dónde se actualiza el RUT", "casilla de exportador en el RUT", "el RUT lo da la DIAN"],
    "outside": ["quién ganó el partido de fútbol", "el partido de ayer en televisión", "receta de sancocho"],
}


def trained(texts: dict[str, list[str]]) -> Classifier:
    listed = [(owner, text) for owner, found in texts.items() for text in found]
    texts = [text for _, text in listed]
    return train(
        [terms(text, "es") for text in texts],
        [ngrams(text) for text in texts],
        FakeEmbedder().embed(texts),
        [owner for owner, _ in listed],
    )


def scores(classifier: Classifier, text: str) -> np.ndarray:
    vector = FakeEmbedder().embed([text])[0]
    return classifier.scores(terms(text, "es"), ngrams(text), vector)


def class_of(classifier: Classifier, text: str) -> str:
    return classifier.classes[int(scores(classifier, text).argmax())]


class TestClasses:
    def test_it_knows_whose_each_text_is_that_it_learned_from(self) -> None:
        classifier = trained(TEXTS)
        assert {text: class_of(classifier, text) for found in TEXTS.values() for text in found} == {
            text: owner for owner, found in TEXTS.items() for text in found
        }

    @pytest.mark.parametrize(
        ("text", "owner"),
        [
            ("¿qué cajas para el mango?", "export/packing"),
            ("rut de exportador ante la dian", "export/rut"),
            ("un partido de fútbol", "outside"),
        ],
    )
    def test_other_words_of_the_same_subject_go_the_same_way(self, text: str, owner: str) -> None:
        assert class_of(trained(TEXTS), text) == owner

    def test_a_claim_is_above_zero_and_the_others_are_below(self) -> None:
        classifier = trained(TEXTS)
        row = scores(classifier, "casilla de exportador en el RUT")
        assert sorted(row)[-1] > 0 > sorted(row)[-2]

    def test_two_classes_have_two_scores_that_differ_in_sign(self) -> None:
        classifier = trained({owner: TEXTS[owner] for owner in ("export/packing", "export/rut")})
        row = scores(classifier, "en qué caja mando el mango")
        assert classifier.classes[int(row.argmax())] == "export/packing"
        assert row.shape == (2,)
        assert row.min() < 0 < row.max()

    def test_a_guide_of_one_article_claims_nothing_and_breaks_nothing(self) -> None:
        assert scores(trained({"export/rut": TEXTS["export/rut"]}), "el RUT").tolist() == [0.0]

    def test_words_that_it_never_saw_decide_nothing(self) -> None:
        classifier = trained(TEXTS)
        nothing = np.zeros(classifier.directions.shape[0], dtype=np.float32)
        assert classifier.scores(["xyzzy"], ["xyz"], nothing) == pytest.approx(classifier.intercept)


class TestKeeping:
    def test_what_is_kept_gives_the_same_scores(self, tmp_path: Path) -> None:
        classifier = trained(TEXTS)
        np.savez(tmp_path / "kept.npz", **classifier.arrays())
        with np.load(tmp_path / "kept.npz") as kept:
            again = Classifier.of(kept)
        assert np.array_equal(scores(again, "caja para Francia"), scores(classifier, "caja para Francia"))

    def test_training_twice_learns_the_same(self) -> None:
        assert np.array_equal(trained(TEXTS).weights, trained(TEXTS).weights)

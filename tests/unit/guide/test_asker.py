"""Products and places are known by the words people use for them, and tell which articles they are asked of."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import SettingsError
from bot.guide.asker import AskerWords, lifts
from bot.guide.text import words
from bot.settings import CONFIG_DIR

PRODUCTS = """
dairy: {es: [crema de leche, queso], en: [cream cheese]}
cosmetics: {es: [crema, jabón, labial], en: [cream, soap]}
coffee: {es: [café], en: [coffee]}
"""
PLACES = """
eu: {es: [unión europea, Francia, francés], en: [France]}
ec: {es: [Ecuador, Quito], en: [Quito]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products.yaml").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "places.yaml").write_text(PLACES, encoding="utf-8")
    return tmp_path


def found(folder: Path, question: str, language: str = "es") -> set[str]:
    return AskerWords(folder, language).find(words(question))


class TestFinding:
    @pytest.mark.parametrize(
        ("question", "hints"),
        [
            ("quiero vender crema de leche", {"products:dairy"}),
            ("quiero vender crema para la cara", {"products:cosmetics"}),
            ("crema de leche y crema", {"products:dairy", "products:cosmetics"}),
            ("vendo cremas, jabones y labiales", {"products:cosmetics"}),
            ("JABÓN", {"products:cosmetics"}),
            ("jabon y cafe para la union europea", {"products:cosmetics", "products:coffee", "places:eu"}),
            ("un cliente francés", {"places:eu"}),
            ("mi café va a Quito", {"products:coffee", "places:ec"}),
            ("¿eso quita la mancha?", set()),
            ("la leche sola", set()),
            ("", set()),
        ],
    )
    def test_the_longest_phrase_counts(self, folder: Path, question: str, hints: set[str]) -> None:
        assert found(folder, question) == hints

    def test_each_language_has_its_own_words(self, folder: Path) -> None:
        assert found(folder, "soap for France", "en") == {"products:cosmetics", "places:eu"}
        assert found(folder, "cream cheese", "en") == {"products:dairy"}
        assert found(folder, "soap", "es") == set()

    def test_the_hints_are_every_group_of_both_files(self, folder: Path) -> None:
        expected = ("products:dairy", "products:cosmetics", "products:coffee", "places:eu", "places:ec")
        assert AskerWords(folder, "es").hints == AskerWords(folder, "en").hints == expected

    def test_the_files_in_use_can_be_read(self) -> None:
        assert AskerWords(CONFIG_DIR, "es").find(["francia"]) == {"places:eu"}


class TestNames:
    def test_a_hint_is_called_by_the_word_listed_first(self, folder: Path) -> None:
        asker = AskerWords(folder, "es")
        assert [asker.name(hint) for hint in ("products:cosmetics", "places:eu")] == ["crema", "unión europea"]

    def test_one_that_is_not_listed_has_no_name(self, folder: Path) -> None:
        assert AskerWords(folder, "es").name("places:moon") == ""


class TestLeavingOut:
    @pytest.mark.parametrize(
        ("subjects", "rest"),
        [
            ({"products"}, "¿Puedo vender en Quito?"),
            ({"places"}, "¿Puedo vender crema de leche en ?"),
            ({"products", "places"}, "¿Puedo vender en ?"),
            (set(), "¿Puedo vender crema de leche en Quito?"),
        ],
    )
    def test_the_words_of_a_subject(self, folder: Path, subjects: set[str], rest: str) -> None:
        text = "¿Puedo vender crema de leche en Quito?"
        assert AskerWords(folder, "es").without(text, subjects) == rest


class TestFaults:
    @pytest.mark.parametrize(
        ("content", "key"),
        [
            ("dairy: {es: queso}", "dairy.es"),
            ("dairy: [queso]", "dairy"),
            ("dairy: {es: [no, 1], en: []}", "dairy.es"),
        ],
    )
    def test_the_key_is_named(self, folder: Path, content: str, key: str) -> None:
        (folder / "products.yaml").write_text(content, encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"^products\.yaml: {key}"):
            AskerWords(folder, "es")

    def test_a_file_that_is_no_yaml_or_missing_is_named(self, folder: Path) -> None:
        (folder / "places.yaml").write_text("eu: {", encoding="utf-8")
        with pytest.raises(SettingsError, match=r"^places\.yaml: cannot be read"):
            AskerWords(folder, "es")
        (folder / "places.yaml").unlink()
        with pytest.raises(SettingsError, match=r"^places\.yaml: cannot be read \(FileNotFoundError\)"):
            AskerWords(folder, "es")


class TestLifts:
    def test_an_article_asked_about_with_a_hint_is_lifted_and_others_are_lowered(self) -> None:
        lift = lifts(np.array([[20, 0], [0, 0]], np.float32), np.array([40, 40], np.float32))
        assert lift[0, 0] > 0 > lift[1, 0]
        assert lift.shape == (2, 2)

    def test_a_hint_that_nobody_gave_favours_no_article(self) -> None:
        lift = lifts(np.array([[0], [0]], np.float32), np.array([10, 10], np.float32))
        assert lift[0, 0] == lift[1, 0]

    def test_few_questions_are_believed_less_than_many(self) -> None:
        lift = lifts(np.array([[2], [40], [0]], np.float32), np.array([4, 80, 400], np.float32))
        assert 0 < lift[0, 0] < lift[1, 0]

    def test_it_stays_within_bounds(self) -> None:
        lift = lifts(np.array([[1_000], [0]], np.float32), np.array([1_000, 1_000_000], np.float32))
        assert lift.max() <= 3.0
        assert lift.min() >= -3.0

    def test_without_any_question_it_is_nothing(self) -> None:
        assert np.isfinite(lifts(np.zeros((2, 3), np.float32), np.zeros(2, np.float32))).all()

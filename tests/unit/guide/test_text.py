"""From what people type to the words the index knows: folding, stems, stop words, n-grams."""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide.text import Vocabulary, fold, ngrams, stem, terms, words


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns as often as they can, so that whatever they can mix up they do."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


class TestFolding:
    @pytest.mark.parametrize(
        ("typed", "folded"),
        [
            ("CERTIFICACIÓN", "certificacion"),
            ("pingüino", "pinguino"),
            ("Año", "año"),
            ("AN\u0303O", "año"),
            ("o\u0301rgano", "organo"),
            ("ÑANDÚ y ñame", "ñandu y ñame"),
            ("façade", "facade"),
        ],
    )
    def test_accents_and_capitals_go_and_ñ_stays(self, typed: str, folded: str) -> None:
        assert fold(typed) == folded

    def test_ano_is_not_año(self) -> None:
        assert words("ano") != words("año")

    def test_words_are_letters_and_figures(self) -> None:
        assert words("¿Qué es el BASC/OEA, n.º 9_b?") == ["que", "es", "el", "basc", "oea", "n", "º", "9", "b"]


class TestStems:
    @pytest.mark.parametrize(
        ("careful", "hasty"),
        [
            ("exportación", "exportacion"),
            ("certificación", "certificacion"),
            ("país", "pais"),
            ("cómo", "como"),
            ("logística", "logistica"),
            ("cosméticos", "cosmeticos"),
            ("años", "años"),
            ("compañía", "compañia"),
        ],
    )
    def test_the_same_with_and_without_accents(self, careful: str, hasty: str) -> None:
        assert stem(fold(careful), "es") == stem(fold(hasty), "es")

    def test_forms_of_a_word_meet(self) -> None:
        forms = "exportar exportación exportaciones exportador exportadores exporto"
        assert len(set(terms(forms, "es"))) == 1
        assert len(set(terms("export exports exporting exported", "en"))) == 1

    def test_stop_words_go_and_question_words_that_tell_the_facet_stay(self) -> None:
        assert terms("¿cuánto cuesta el registro?", "es") == terms("cuanto cuesta registro", "es")
        assert len(terms("¿cuánto cuesta el registro?", "es")) == 3
        assert terms("what do I need", "en") == terms("need", "en") == []

    def test_threads_do_not_mix_their_words(self, restless_threads: None) -> None:
        vocabulary = [f"{root}{ending}" for root in ("export", "certific", "logist", "empac") for ending in ENDINGS]
        alone = {word: stem(word, "es") for word in vocabulary}
        stem.cache_clear()

        def stem_all(seed: int) -> dict[str, str]:
            shuffled = random.Random(seed).sample(vocabulary, len(vocabulary))
            return {word: stem(word, "es") for word in shuffled}

        with ThreadPoolExecutor(8) as pool:
            assert all(found == alone for found in pool.map(stem_all, range(32)))


ENDINGS = [
    f"{ending}{plural}"
    for ending in "acion adora amiento able ismo ando aran abamos arias isteis ancia idad iva oso mente ica".split()
    for plural in ("", "s", "es")
]


class TestNgrams:
    def test_three_to_five_letters_within_padded_words(self) -> None:
        assert ngrams("Té no") == [" te", "te ", " te ", " no", "no ", " no "]
        assert {len(gram) for gram in ngrams("empaque")} == {3, 4, 5}
        assert all(gram.strip() in "empaque" for gram in ngrams("empaque"))

    def test_a_typing_error_leaves_most_of_them(self) -> None:
        right, wrong = set(ngrams("consorcio")), set(ngrams("consorsio"))
        assert len(right & wrong) >= len(right) / 3


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    path: Path = tmp_path_factory.mktemp("config") / "synonyms.es.yaml"
    content = 'abbreviations: {"q": que, "": vacío}\nsynonyms: {plata: [crédito], "¿?": [duda]}\n'
    path.write_text(content, encoding="utf-8")
    return Vocabulary("es", {word: stem(word, "es") for word in words("crédito para exportación y empaque")}, path)


class TestAnyText:
    """Whatever a person pastes is understood without failing."""

    @settings(deadline=None, max_examples=300)
    @given(text=st.text(max_size=80), language=st.sampled_from(["es", "en"]))
    def test_nothing_raises(self, text: str, language: str) -> None:
        folded = fold(text)
        assert fold(folded) == folded
        assert set(terms(text, language)) <= {stem(word, language) for word in words(text)}
        assert all(3 <= len(gram) <= 5 for gram in ngrams(text))

    @settings(deadline=None, max_examples=100)
    @given(text=st.text(max_size=80))
    def test_no_question_is_beyond_understanding(self, vocabulary: Vocabulary, text: str) -> None:
        spelled, expansions = vocabulary.understand(text)
        assert bool(spelled) == bool(words(text))
        assert not set(spelled) & set(expansions)

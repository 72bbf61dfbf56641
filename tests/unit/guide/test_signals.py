"""For one question, what each part of the index says about every article."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SettingsError
from bot.guide.search import Searcher
from bot.guide.signals import SIGNALS, UNITS, Reading, SignalReader, Spans
from tests.support.guide import SmallGuide
from tests.support.retrieval import plain_guide, searching

JOINING, ISO, RUT = "consortia/joining", "certification/iso-22716", "export/rut"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SmallGuide:
    """A guide with a message outside it, and a synonym."""
    guide = plain_guide(tmp_path_factory.mktemp("signals"))
    (guide.config / "synonyms.es.yaml").write_text(
        "abbreviations: {q: que}\nsynonyms: {papelito: [carta]}\n", encoding="utf-8"
    )
    outside = "receta de sancocho\nquién ganó el partido\nreceta de arepas de choclo\n"
    (guide.knowledge / "es" / "outside.questions.txt").write_text(outside, encoding="utf-8")
    guide.publish()
    return guide


@pytest.fixture(scope="module")
def searcher(plain: SmallGuide) -> Iterator[Searcher]:
    with searching(plain) as searcher:
        yield searcher


@pytest.fixture
def reader(searcher: Searcher) -> SignalReader:
    return searcher.readers["es"]


def read(reader: SignalReader, question: str) -> Reading:
    reading = reader.read(question)
    assert reading is not None
    return reading


def signal(reader: SignalReader, question: str, name: str) -> dict[str, float]:
    row = read(reader, question).signals[:, SIGNALS.index(name)]
    return dict(zip(reader.articles, row.tolist(), strict=True))


class TestShape:
    QUESTION = "¿Cómo me uno a un consorcio?"

    def test_a_row_for_every_article_and_a_column_for_every_signal(self, reader: SignalReader) -> None:
        reading = read(reader, self.QUESTION)
        assert reading.signals.shape == (4, len(SIGNALS))
        assert np.isfinite(reading.signals).all()
        assert set(reading.passages) == set(UNITS)

    def test_each_signal_is_a_share_of_its_best(self, reader: SignalReader) -> None:
        signals = read(reader, self.QUESTION).signals
        for name, column in zip(SIGNALS, signals.T, strict=True):
            assert column.max() in (0.0, pytest.approx(1.0)), name

    @pytest.mark.parametrize("name", ["words_questions", "ngrams_questions", "vectors_questions", "classifier"])
    def test_each_signal_finds_the_article_that_a_question_of_the_guide_belongs_to(
        self, reader: SignalReader, name: str
    ) -> None:
        for question, article in ((self.QUESTION, JOINING), ("casilla de exportador", RUT), ("¿Qué es la ISO?", ISO)):
            found = signal(reader, question, name)
            assert max(found, key=lambda one: found[one]) == article

    def test_the_second_best_passage_is_the_best_that_is_not_as_good(self) -> None:
        # Articles 0, 2 and 3 have passages here, and 1 has none.
        spans = Spans(np.array([0, 0, 0, 2, 3, 3], dtype=np.intp))
        first, second = spans.best(np.array([1.0, 3.0, 2.0, 5.0, 4.0, 4.0], np.float32), 5)
        assert first.tolist() == [3.0, 0.0, 5.0, 4.0, 0.0]
        assert second.tolist() == [2.0, 0.0, 0.0, 0.0, 0.0]

    def test_a_field_without_passages_gives_every_article_nothing(self) -> None:
        first, second = Spans(np.zeros(0, np.intp)).best(np.zeros(0, np.float32), 3)
        assert first.tolist() == second.tolist() == [0.0, 0.0, 0.0]


class TestReading:
    def test_the_same_question_reads_the_same(self, reader: SignalReader, plain: SmallGuide) -> None:
        before = read(reader, "¿Cómo entro?")
        with searching(plain) as other:
            again = read(other.readers["es"], "¿Cómo entro?")
        np.testing.assert_array_equal(before.signals, again.signals)

    @pytest.mark.parametrize("question", ["¿y para mí?", "de la que con los", "???", ""])
    def test_stop_words_alone_say_nothing(self, reader: SignalReader, question: str) -> None:
        assert reader.read(question) is None

    def test_known_is_the_share_of_the_words_that_the_guide_uses(self, reader: SignalReader) -> None:
        assert read(reader, "consorcio carta").known == 1.0
        assert read(reader, "consorcio zzyzx").known == 0.5
        assert read(reader, "zzyzx qwrtp").known == 0.0

    def test_a_question_of_the_guide_lies_on_itself(self, reader: SignalReader) -> None:
        assert read(reader, "¿Cómo me uno a un consorcio?").near_question == pytest.approx(1.0, abs=1e-4)
        assert read(reader, "zzyzx qwrtp").near_question < 0.9

    def test_coverage_is_the_share_of_the_words_that_an_article_uses(self, reader: SignalReader) -> None:
        wanted = read(reader, "carta gerencia votación").wanted
        number = reader.articles.index
        assert reader.coverage(number(JOINING), wanted) == pytest.approx(1.0)
        assert reader.coverage(number(RUT), wanted) == 0.0
        assert reader.coverage(number(RUT), ()) == 0.0

    def test_rare_words_count_for_more_of_it(self, reader: SignalReader) -> None:
        # Three articles speak of a consortium or an exporter's programme; only one of a letter.
        wanted = read(reader, "carta zzyzx").wanted
        assert 0.0 < reader.coverage(reader.articles.index(JOINING), wanted) <= 0.5


class TestWording:
    def test_a_synonym_finds_what_the_guide_calls_otherwise(self, reader: SignalReader) -> None:
        found = signal(reader, "papelito", "words_text")
        assert max(found, key=lambda one: found[one]) == JOINING

    def test_synonyms_weigh_half_as_much_as_the_guides_own_word(self, searcher: Searcher) -> None:
        passages = read(searcher.readers["es"], "papelito").passages["words"]
        own = read(searcher.readers["es"], "carta").passages["words"]
        assert own.max() > 0
        np.testing.assert_allclose(passages, own / 2, rtol=1e-5)

    def test_a_typing_error_is_repaired(self, reader: SignalReader) -> None:
        assert read(reader, "consorsio").wanted == read(reader, "consorcio").wanted

    def test_products_and_places_speak_only_when_they_are_named(self, reader: SignalReader) -> None:
        assert not any(signal(reader, "cómo entro al consorcio", "products").values())
        assert not any(signal(reader, "cómo entro al consorcio", "places").values())


class TestOutside:
    def test_a_message_known_to_lie_outside_is_nearer_to_it(self, reader: SignalReader) -> None:
        beyond = read(reader, "receta de sancocho").outside
        within = read(reader, "¿Cómo me uno a un consorcio?").outside
        for unit in UNITS:
            assert beyond[unit] > 0 > within[unit]
        assert beyond["side"] > within["side"]
        assert beyond["odds"] > 0 > within["odds"]

    def test_it_is_a_share_of_both_sides(self, reader: SignalReader) -> None:
        for question in ("receta", "consorcio", "zzyzx qwrtp"):
            outside = read(reader, question).outside
            assert all(-1.0 <= outside[unit] <= 1.0 for unit in UNITS)

    def test_a_language_without_any_compares_with_nothing(self, searcher: Searcher) -> None:
        outside = read(searcher.readers["en"], "how do I join a consortium").outside
        assert {outside[unit] for unit in UNITS} == {-1.0}
        assert (outside["side"], outside["odds"]) == (0.0, 0.0)


def test_a_broken_file_of_places_is_named_when_publishing(tmp_path: Path) -> None:
    guide = plain_guide(tmp_path)
    (guide.config / "places.yaml").write_text("eu: {es: 1}", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^places\.yaml: eu\.es"):
        guide.publish()

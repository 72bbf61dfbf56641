"""A document answers only when most of what is asked stands in one of its passages."""

from collections.abc import Iterator

import pytest

from bot.guide.document_search import DocumentMatch
from bot.guide.search import Searcher
from tests.support.guide import SmallGuide
from tests.support.retrieval import plain_guide, searching


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Over two Spanish documents and an English one."""
    guide: SmallGuide = plain_guide(tmp_path_factory.mktemp("documents"))
    documents = guide.knowledge / "documents"
    (documents / "en").mkdir()
    (documents / "en" / "cold-room.txt").write_text("The cold room keeps mangoes at nine degrees.\n", encoding="utf-8")
    (documents / "tarifas.txt").write_text("La báscula industrial pesa hasta dos toneladas.\n", encoding="utf-8")
    guide.publish()
    with searching(guide) as searcher:
        yield searcher


def found(searcher: Searcher, question: str, language: str = "es") -> DocumentMatch | None:
    return searcher.search_documents(question, language)


def test_the_passage_that_holds_the_words_answers(searcher: Searcher) -> None:
    match = found(searcher, "¿Cuánto pesa la báscula industrial?")
    assert match is not None
    assert (match.passage.article, match.passage.kind) == ("knowledge/documents/tarifas.txt", "document")
    assert match.share >= 0.75


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("horno solar plátano maduro", 1.0),
        ("horno solar plátano xylofon", 0.75),
        ("horno solar xylofon", None),
        ("horno xylofon zzyzx qwrtp", None),
    ],
)
def test_most_of_the_words_must_stand_in_it(searcher: Searcher, question: str, share: float | None) -> None:
    match = found(searcher, question)
    assert (match.share if match else None) == share


@pytest.mark.parametrize("question", ["horno", "¿el horno?", "¿y para mí?", ""])
def test_one_word_is_too_little(searcher: Searcher, question: str) -> None:
    assert found(searcher, question) is None


def test_words_spread_over_two_documents_are_in_neither(searcher: Searcher) -> None:
    assert found(searcher, "báscula toneladas horno plátano") is None


def test_the_title_counts_as_part_of_the_passage(searcher: Searcher) -> None:
    match = found(searcher, "secado solar del plátano")
    assert match is not None
    assert match.passage.title == "secado solar"


def test_each_language_searches_its_own_documents(searcher: Searcher) -> None:
    match = found(searcher, "which degrees for mangoes in the cold room", "en")
    assert match is not None
    assert match.passage.article == "knowledge/documents/en/cold-room.txt"
    assert found(searcher, "horno solar plátano maduro", "en") is None


def test_without_documents_there_is_nothing_to_find(published: SmallGuide) -> None:
    with searching(published) as searcher:
        assert searcher.search_documents("horno solar plátano maduro", "es") is None

"""BM25 over token lists: what matches scores, what does not is zero, and nothing raises."""

from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide import lexical
from bot.guide.lexical import LexicalIndex

DOCUMENTS = [["caja", "carton"], [], ["caja", "caja", "fruta"], ["etiqueta"]]


def test_documents_that_match_better_score_higher() -> None:
    scores = LexicalIndex.build(DOCUMENTS).scores(["caja", "fruta"])
    assert scores.shape == (4,)
    assert scores[2] > scores[0] > 0
    assert scores[1] == scores[3] == 0


def test_a_rare_word_weighs_more() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    assert index.scores(["etiqueta"])[3] > index.scores(["caja"])[0]


@pytest.mark.parametrize("query", [[], ["desconocida"], [""], ["\0"]])
def test_a_query_of_unknown_tokens_matches_nothing(query: list[str]) -> None:
    assert LexicalIndex.build(DOCUMENTS).scores(query).tolist() == [0.0] * 4


def test_unknown_tokens_beside_known_ones_change_nothing() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    assert np.array_equal(index.scores(["caja", "desconocida"]), index.scores(["caja"]))


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_an_index_of_nothing_answers_with_zeros(tmp_path: Path, documents: list[list[str]]) -> None:
    index = LexicalIndex.build(documents)
    assert index.scores(["caja"]).tolist() == [0.0] * len(documents)
    index.save(tmp_path / "index")
    assert LexicalIndex.load(tmp_path / "index").scores(["caja"]).tolist() == [0.0] * len(documents)


def test_the_scores_are_those_of_bm25s() -> None:
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
    engine.index(DOCUMENTS, show_progress=False)
    for query in (["caja"], ["fruta", "caja", "caja"], ["etiqueta", "carton"]):
        np.testing.assert_allclose(LexicalIndex.build(DOCUMENTS).scores(query), engine.get_scores(query), rtol=1e-6)


@pytest.mark.parametrize("query", ["etiquetas", "etiquet", "cajac", "aaa", "zzz"])
def test_a_token_that_only_begins_like_a_known_one_is_unknown(query: str) -> None:
    assert LexicalIndex.build(DOCUMENTS).scores([query]).tolist() == [0.0] * 4


class TestManyEntries:
    def test_the_rarest_tokens_of_a_query_count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the whole of a query would be too much to add up, its commonest tokens are left out."""
        index = LexicalIndex.build([["el", "caja"], ["el", "fruta"], ["el"], ["el"]])
        rare = index.scores(["fruta", "caja"])
        monkeypatch.setattr(lexical, "MOST_ENTRIES", 2)
        assert index.scores(["el", "fruta", "el", "caja"]).tolist() == rare.tolist()

    def test_a_single_token_counts_however_common_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        index = LexicalIndex.build([["el"], ["el"], ["otra"]])
        monkeypatch.setattr(lexical, "MOST_ENTRIES", 1)
        assert [score > 0 for score in index.scores(["el"])] == [True, True, False]


def test_a_saved_index_is_the_same_when_loaded(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    index.save(tmp_path / "deep" / "index")
    loaded = LexicalIndex.load(tmp_path / "deep" / "index")
    for query in (["caja"], ["fruta", "carton"], ["etiqueta", "etiqueta"], ["desconocida"], []):
        assert np.array_equal(loaded.scores(query), index.scores(query))


def test_an_index_is_saved_once(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    index.save(tmp_path / "index")
    with pytest.raises(FileExistsError):
        index.save(tmp_path / "index")


_tokens = st.lists(st.sampled_from(["caja", "fruta", "ñame", "5", " ca", "\u200d"]), max_size=5)


@settings(deadline=None, max_examples=60)
@given(documents=st.lists(_tokens, max_size=6), query=_tokens)
def test_a_document_scores_if_and_only_if_it_shares_a_token(documents: list[list[str]], query: list[str]) -> None:
    scores = LexicalIndex.build(documents).scores(query)
    assert [score > 0 for score in scores] == [bool(set(document) & set(query)) for document in documents]

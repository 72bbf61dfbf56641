"""The same unanswerable question in other words is found to be the same, and another is not."""

import json
from pathlib import Path

import pytest

from bot.answering import Answering
from bot.desk.likeness import group, likeness_in

LIKENESS = Path(__file__).parent / "gaps/likeness.jsonl"


@pytest.mark.parametrize(("language", "found", "right"), [("es", 0.45, 0.95), ("en", 0.5, 0.95)])
def test_pairs_of_the_same_question_are_found_and_hardly_any_others(
    answering: Answering, language: str, found: float, right: float
) -> None:
    """Questions that nothing was fitted on: the share of pairs that are found, and of those found that are right."""
    lines = [json.loads(line) for line in LIKENESS.read_text(encoding="utf-8").splitlines()]
    gaps = [(line["gap"], text) for line in lines if line["lang"] == language for text in line["questions"]]
    texts = [text for _, text in gaps]
    with answering.live.reading() as searcher:
        likeness = likeness_in(searcher, language, answering.embedder)
    rows = likeness.rows(texts, answering.embedder.embed(texts))
    groups = group(rows, [1] * len(texts), [""] * len(texts), likeness.threshold)
    together = {(one, other) for members in groups for one in members for other in members if one < other}
    same = {
        (one, other)
        for one, (gap, _) in enumerate(gaps)
        for other, (its_gap, _) in enumerate(gaps)
        if one < other and gap == its_gap
    }
    assert len(together & same) / len(same) >= found
    assert len(together & same) / len(together) >= right

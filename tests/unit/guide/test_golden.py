"""Golden questions: read from the guide and from files beside it; what is wrong with them has its line."""

import json
from pathlib import Path

import pytest

from bot.guide import golden
from bot.guide.articles import load_guide
from bot.guide.golden import golden_faults, golden_questions
from bot.settings import PROJECT_DIR
from tests.support.guide import SmallGuide, write_golden


def lines(*records: object) -> str:
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records) + "\n"


GOOD = {"question": "cómo empaco", "lang": "es", "articles": ["export/packing"], "kind": "typical"}


class TestReading:
    def test_the_guides_own_and_files_beside_it(self, guide: SmallGuide) -> None:
        write_golden(guide.knowledge, ("cómo empaco", "es", "export/packing"))
        beside = guide.knowledge.parent / "tests/questions.jsonl"
        beside.parent.mkdir()
        beside.write_text(lines(GOOD, GOOD), encoding="utf-8")
        found = golden_questions(guide.knowledge, ("tests/questions.jsonl", "tests/nowhere.jsonl"))
        assert {name: len(listed) for name, listed in found.items()} == {
            "knowledge/golden.jsonl": 1,
            "tests/questions.jsonl": 2,
        }

    def test_none_where_there_are_none(self, guide: SmallGuide) -> None:
        assert golden_questions(guide.knowledge) == {}

    def test_a_long_file_is_asked_in_part_spread_evenly(
        self, guide: SmallGuide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(golden, "MOST_ASKED", 4)
        write_golden(guide.knowledge, *((str(n), "es", "export/packing") for n in range(10)))
        assert [one.question for one in golden_questions(guide.knowledge)["knowledge/golden.jsonl"]] == [*"0257"]


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("{", "not a JSON object"),
            ("[1]", ""),
            (GOOD | {"lang": "pt"}, "lang: "),
            (GOOD | {"question": "  "}, "question: "),
            (GOOD | {"articles": []}, "articles: "),
            (GOOD | {"articles": ["../x"]}, "articles.0: "),
            (GOOD | {"articles": ["export/packing", "export/nowhere"]}, "es/export/nowhere does not exist"),
        ],
    )
    def test_each_has_its_line_and_stops_publishing(self, guide: SmallGuide, line: object, told: str) -> None:
        (guide.knowledge / "golden.jsonl").write_text(lines(GOOD, "", line), encoding="utf-8")
        [fault] = golden_faults(guide.knowledge, load_guide(guide.knowledge))
        assert (fault.path, fault.line, fault.severity) == ("knowledge/golden.jsonl", 3, "error")
        assert told in fault.reason

    def test_a_file_that_is_no_text(self, guide: SmallGuide) -> None:
        (guide.knowledge / "golden.jsonl").write_bytes(b"\xff\xfe\x00")
        [fault] = golden_faults(guide.knowledge, load_guide(guide.knowledge))
        assert "cannot be read" in fault.reason


def test_those_of_the_guide_are_sound(tmp_path: Path) -> None:
    knowledge = PROJECT_DIR / "knowledge"
    listed = golden_questions(knowledge)["knowledge/golden.jsonl"]
    assert {question.lang for question in listed} == {"es", "en"}
    assert len({(question.question, question.lang) for question in listed}) == len(listed) >= 50
    assert golden_faults(knowledge, load_guide(knowledge)) == []

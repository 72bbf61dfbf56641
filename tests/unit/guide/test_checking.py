"""What only the whole guide shows: missing translations, dead links, differing figures, style, overdue reviews."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bot.guide.articles import load_guide
from bot.guide.checking import check, figures, review_due, word_count
from tests.support.guide import write_article, write_pair

TODAY = dt.date(2026, 11, 24)
ENOUGH_WORDS = "\n## Pasos\n" + "Empaque con mucho cuidado.\n\n" * 70


def faults_of(knowledge: Path, severity: str, today: dt.date = TODAY) -> list[str]:
    guide = load_guide(knowledge)
    assert guide.faults == []
    return [str(fault) for fault in check(guide, knowledge, today) if fault.severity == severity]


def errors_of(knowledge: Path) -> list[str]:
    return faults_of(knowledge, "error")


def warnings_of(knowledge: Path, today: dt.date = TODAY) -> list[str]:
    return faults_of(knowledge, "warning", today)


def line_in(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if text in line)


class TestTranslations:
    @pytest.mark.parametrize(("language", "other"), [("es", "en"), ("en", "es")])
    def test_an_article_must_exist_in_both_languages(self, knowledge: Path, language: str, other: str) -> None:
        write_article(knowledge, "export/packing", language=language)
        assert errors_of(knowledge) == [
            f"knowledge/{language}/export/packing.md:2: error: no translation: {other}/export/packing.md does not exist"
        ]

    def test_a_translation_that_cannot_be_read_is_not_called_missing(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/packing")
        write_article(knowledge, "export/packing", language="en", title=None)
        guide = load_guide(knowledge)
        assert len(guide.faults) == 1
        assert [fault for fault in check(guide, knowledge, TODAY) if fault.severity == "error"] == []


class TestLinks:
    def test_a_related_article_must_exist(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/labels", related=["export/packing"])
        path = write_pair(knowledge, "export/packing", related=["export/labels", "export/nowhere"])
        assert errors_of(knowledge) == [
            f"knowledge/{language}/export/packing.md:{line_in(path, 'related')}: error: "
            "related: export/nowhere does not exist"
            for language in ("es", "en")
        ]

    def test_a_related_article_that_cannot_be_read_is_not_called_missing(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/labels", title=None)
        write_pair(knowledge, "export/packing", related=["export/labels"], questions=["¿qué? | export/labels"])
        guide = load_guide(knowledge)
        assert len(guide.faults) == 2
        assert [fault for fault in check(guide, knowledge, TODAY) if fault.severity == "error"] == []

    def test_the_second_article_of_a_question_must_exist(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/packing")
        write_article(knowledge, "export/packing", questions=["¿qué caja?", "¿y la etiqueta? | export/labels"])
        assert errors_of(knowledge) == [
            "knowledge/es/export/packing.questions.txt:2: error: second article export/labels does not exist"
        ]


class TestFigures:
    def test_both_languages_must_state_the_same(self, knowledge: Path) -> None:
        path = write_article(knowledge, "export/packing", body="\nCuesta 860.000 pesos y tarda 5 días.\n")
        write_article(knowledge, "export/packing", language="en", body="\nIt costs 680,000 pesos in 5 days.\n")
        [error] = errors_of(knowledge)
        assert error.startswith(f"knowledge/es/export/packing.md:{line_in(path, 'summary')}: error: figures differ: ")
        assert "only here ['860000']" in error
        assert "only in knowledge/en/export/packing.md ['680000']" in error

    @pytest.mark.parametrize(
        ("spanish", "english"),
        [
            ("Cuesta 860.000 pesos.", "It costs 860,000 pesos."),
            ("El arancel es 3,5 %.", "The duty is 3.5%."),
            ("1. Pida.\n2. Firme.", "- Ask.\n- Sign."),
            ("Vea [la norma](https://x.co/2019/12).", "See [the rule](https://x.co/en/7)."),
            ("Desde el 2019, 2.500 firmas.", "2,500 firms since 2019."),
        ],
    )
    def test_separators_steps_and_links_do_not_count(self, knowledge: Path, spanish: str, english: str) -> None:
        write_article(knowledge, "export/packing", body=f"\n{spanish}\n")
        write_article(knowledge, "export/packing", language="en", body=f"\n{english}\n")
        assert errors_of(knowledge) == []

    def test_title_and_summary_count(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", title="Los 3 pasos", summary="En 2026 son 4.")
        assert figures(load_guide(knowledge).articles[0]) == {"3", "2026", "4"}


class TestOutline:
    def test_every_entry_must_exist(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/packing")
        (knowledge / "outline.yaml").write_text("# índice\nexport:\n  - packing\n  - labels\n", encoding="utf-8")
        assert errors_of(knowledge) == ["knowledge/outline.yaml:4: error: export/labels does not exist in any language"]

    def test_an_entry_whose_file_is_faulty_is_not_called_missing(self, knowledge: Path) -> None:
        write_pair(knowledge, "export/packing", title=None)
        (knowledge / "outline.yaml").write_text("export: [packing]", encoding="utf-8")
        assert [f for f in check(load_guide(knowledge), knowledge, TODAY) if f.severity == "error"] == []

    @pytest.mark.parametrize(
        ("content", "line"),
        [
            (b"export:\n  - packing\nmarkets: {", 3),
            (b"export:\n  - packing\nmarkets:\n", 3),
            (b"export:\n  - packing\nmarkets: usa\n", 3),
            (b"- export\n", 1),
            (b"export: [a\xf1o]\n", 1),
        ],
    )
    def test_an_outline_that_cannot_be_read_is_named(self, knowledge: Path, content: bytes, line: int) -> None:
        write_pair(knowledge, "export/packing")
        (knowledge / "outline.yaml").write_bytes(content)
        assert errors_of(knowledge) == [
            f"knowledge/outline.yaml:{line}: error: expected a list of slugs below each section"
        ]


class TestStyle:
    """Warnings: they are shown and do not stop publishing."""

    def write(self, knowledge: Path, **contents: Any) -> Path:
        plenty = {"body": ENOUGH_WORDS, "questions": [f"pregunta {n}" for n in range(50)]}
        return write_pair(knowledge, "export/packing", **(plenty | contents))

    def test_a_good_article_has_none(self, knowledge: Path) -> None:
        self.write(knowledge)
        assert warnings_of(knowledge) == []

    @pytest.mark.parametrize("words", [249, 601])
    def test_too_short_or_too_long(self, knowledge: Path, words: int) -> None:
        self.write(knowledge, body="\n" + "palabra\n" * words)
        assert f"knowledge/es/export/packing.md:1: warning: {words} words; between 250 and 600 read best" in (
            warnings_of(knowledge)
        )

    @pytest.mark.parametrize("words", [250, 600])
    def test_just_right(self, knowledge: Path, words: int) -> None:
        self.write(knowledge, body="\n" + "palabra\n" * words)
        assert warnings_of(knowledge) == []

    def test_marks_and_addresses_are_no_words(self, knowledge: Path) -> None:
        body = "\n## Dos palabras\n1. **Pida** [la hoja](https://x.co/una/hoja-larga).\n"
        write_article(knowledge, "export/packing", body=body)
        assert word_count(load_guide(knowledge).articles[0]) == 5

    def test_too_few_questions(self, knowledge: Path) -> None:
        self.write(knowledge, questions=[f"pregunta {n}" for n in range(15)])
        assert warnings_of(knowledge) == [
            "knowledge/es/export/packing.questions.txt:1: warning: 15 questions; at least 50 are needed to be found",
            "knowledge/en/export/packing.questions.txt:1: warning: 15 questions; at least 16 are needed to be found",
        ]

    def test_a_bare_link_is_named_with_its_line(self, knowledge: Path) -> None:
        path = self.write(knowledge, body=ENOUGH_WORDS + "\n[Bien](https://a.co) y (https://b.co).\nVea https://c.co\n")
        line = line_in(path, "https://c.co")
        assert warnings_of(knowledge) == [
            f"knowledge/{language}/export/packing.md:{line}: warning: a bare link; write [what it is](https://…)"
            for language in ("es", "en")
        ]

    def test_a_wall_of_text_is_named_with_its_line(self, knowledge: Path) -> None:
        path = self.write(knowledge, body=ENOUGH_WORDS + "muro " * 91 + "\n")
        assert (
            f"knowledge/es/export/packing.md:{line_in(path, 'muro')}: warning: "
            "a paragraph of 91 words is a wall on a phone"
        ) in warnings_of(knowledge)


class TestReviews:
    @pytest.mark.parametrize(
        ("reviewed", "months", "due"),
        [
            (dt.date(2026, 11, 22), 12, dt.date(2027, 11, 22)),
            (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
            (dt.date(2026, 11, 15), 1, dt.date(2026, 12, 15)),
            (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
            (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
            (dt.date(2026, 5, 31), 60, dt.date(2031, 5, 28)),
        ],
    )
    def test_the_day_it_is_due(self, knowledge: Path, reviewed: dt.date, months: int, due: dt.date) -> None:
        write_article(knowledge, "export/packing", reviewed=reviewed, review_every_months=months)
        assert review_due(load_guide(knowledge).articles[0]) == due

    def test_an_overdue_review_is_named_from_the_next_day_on(self, knowledge: Path) -> None:
        path = TestStyle().write(knowledge, reviewed=dt.date(2026, 5, 10), review_every_months=6)
        assert warnings_of(knowledge, today=dt.date(2026, 11, 10)) == []
        assert warnings_of(knowledge, today=dt.date(2026, 11, 11)) == [
            f"knowledge/{language}/export/packing.md:{line_in(path, 'reviewed')}: warning: review was due on 2026-11-10"
            for language in ("es", "en")
        ]

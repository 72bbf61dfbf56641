"""Articles are cut by heading and token budget into passages that keep their names, and nothing is lost."""

import math
import re
from collections import Counter
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.guide.articles import Article, FrontMatter, Guide, load_guide
from bot.guide.passages import PASSAGE_TOKENS, Passage, cut, plain, sections
from tests.support.guide import META, write_article


def count_words(text: str) -> int:
    return len(text.split())


def count_pieces(text: str) -> int:
    """As a model counts: long words take several tokens, and a text takes two more."""
    return 2 + sum(math.ceil(len(word) / 4) for word in text.split())


def article(body: str) -> Article:
    return Article("es", FrontMatter.model_validate(META), body, "knowledge/es/export/packing.md", {})


def passages_of(body: str) -> list[Passage]:
    return list(cut(Guide([article(body)]), [], count_words))


class TestSections:
    def test_by_headings_of_the_second_level(self) -> None:
        found = sections("Antes.\n\n## Uno\nA.\n\n### Detalle\nB.\n\n## Dos\nC.\n")
        assert [(section.heading, section.text) for section in found] == [
            ("", "Antes."),
            ("Uno", "A.\n\n### Detalle\nB."),
            ("Dos", "C."),
        ]

    def test_blank_lines_and_nested_lists_stay_as_they_are(self) -> None:
        text = "1. Uno\n   - a\n   - b\n\n2. Dos\n\n| x | y |\n|---|---|\n| 1 | 2 |"
        assert [section.text for section in sections(f"## Pasos\n{text}\n")] == [text]

    def test_a_heading_with_nothing_below_it_is_no_section(self) -> None:
        assert [section.heading for section in sections("## Vacía\n\n## Llena\nA.\n")] == ["Llena"]

    def test_unusual_blanks_and_signs_are_kept(self) -> None:
        text = "10\u00a0000 pesos,\ta\u200bquí 👩\u200d🌾"
        assert [section.text for section in sections(text)] == [text]


class TestPlain:
    def test_marks_go_and_words_stay(self) -> None:
        markdown = "### Uno\n- **dos** y _tres_\n2. [cuatro](https://x.co/a_b) `cinco`"
        assert plain(markdown).split() == ["Uno", "dos", "y", "tres", "cuatro", "cinco"]


class TestCutting:
    def test_summary_and_sections_with_what_they_belong_to(self) -> None:
        summary, first, second = passages_of("\n## Cajas\nDe cartón.\n\n## Estibas\nDe madera.\n")
        assert (summary.id, summary.kind, summary.part) == ("es/export/packing#0", "summary", 0)
        assert summary.text == META["summary"]
        assert (first.id, first.kind, first.part, first.heading) == ("es/export/packing#1.1", "section", 1, "Cajas")
        assert (second.id, second.part, second.heading) == ("es/export/packing#2.1", 2, "Estibas")
        assert {passage.title for passage in (summary, first, second)} == {META["title"]}

    def test_the_model_reads_title_and_heading_with_the_text(self) -> None:
        summary, section = passages_of("\n## Cajas\n- De **cartón**.\n")
        assert summary.embedded == f"{META['title']}\n{META['summary']}"
        assert section.embedded == f"{META['title']} > Cajas\nDe cartón."

    def test_a_long_section_is_cut_between_paragraphs(self) -> None:
        paragraphs = [f"{name} " * 80 for name in ("uno", "dos", "tres")]
        found = passages_of("## Largo\n" + "\n\n".join(paragraphs))[1:]
        assert [passage.id for passage in found] == ["es/export/packing#1.1", "es/export/packing#1.2"]
        assert [set(passage.text.split()) for passage in found] == [{"uno", "dos"}, {"tres"}]
        assert {(passage.part, passage.heading) for passage in found} == {(1, "Largo")}

    def test_a_passage_fills_the_budget_and_no_more(self) -> None:
        found = passages_of("## Largo\n" + "palabra " * (2 * PASSAGE_TOKENS + 1))[1:]
        assert [count_words(passage.text) for passage in found] == [PASSAGE_TOKENS, PASSAGE_TOKENS, 1]

    def test_a_change_in_one_section_leaves_the_other_passages_as_they_were(self) -> None:
        before = passages_of("## A\nUno.\n\n## B\nDos.\n\n## C\nTres.\n")
        after = passages_of("## A\nUno.\n\n## B\nDos y medio.\n\n## C\nTres.\n")
        assert [passage.id for passage in after] == [passage.id for passage in before]
        assert [passage.id for passage in before if passage not in after] == ["es/export/packing#2.1"]

    # Words without Markdown's marks, so that a word of the body is a word of a passage.
    _words = st.text(alphabet="aábñ9.,:;()|¿?\u00a0\u200d😀e\u0301", min_size=1, max_size=12)
    _lines = st.lists(_words, max_size=30).map(" ".join)
    _blocks = st.one_of(
        _lines,
        _lines.map(lambda line: f"- {line}"),
        _lines.map(lambda line: f"1. {line}"),
        _lines.map(lambda line: f"### {line}"),
        st.sampled_from(["", "```", "---", "| a | b |", "> cita", "    sangrado", "a" * 300, "a" * 900]),
        st.integers(150, 450).map(lambda count: "muro de letras. " * count),
    )
    _parts = st.lists(st.lists(_blocks, max_size=6).map("\n".join), min_size=1, max_size=4)

    @settings(deadline=None, max_examples=150)
    @given(parts=_parts)
    @example(parts=["", "palabra " * 201])
    @example(parts=["", "a" * 900])
    @example(parts=["una.dos. tres\n- x\n\n\n- y"])
    def test_nothing_is_lost_and_no_passage_is_over_the_budget(self, parts: list[str]) -> None:
        body = parts[0] + "".join(f"\n## Parte {number}\n{text}" for number, text in enumerate(parts[1:], start=1))
        found = list(cut(Guide([article(body)]), [], count_pieces))[1:]
        assert len({passage.id for passage in found}) == len(found)
        for passage in found:
            assert count_pieces(passage.text) <= PASSAGE_TOKENS or len(passage.text.split()) == 1
        of_parts = [section.text for section in sections(body)]
        assert [_letters(text) for text in parts if text.strip()] == [_letters(text) for text in of_parts]
        for part, text in enumerate(of_parts, start=1):
            kept = Counter(word for p in found if p.part == part for word in _letters(p.text))
            assert kept == Counter(_letters(text))


def _letters(text: str) -> list[str]:
    return re.findall(r"\w+", text)


class TestQuestions:
    def test_a_question_is_a_passage_of_its_article(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", questions=["# feria", "¿en qué caja?"])
        [question] = self.cut_questions(knowledge)
        assert (question.id, question.article, question.text) == (
            "es/export/packing#q2",
            "export/packing",
            "¿en qué caja?",
        )
        assert question.embedded == "¿en qué caja?"

    def test_a_question_with_two_homes_is_a_passage_of_both(self, knowledge: Path) -> None:
        write_article(knowledge, "export/labels", questions=["¿qué dice?"], title="Etiquetas")
        write_article(knowledge, "export/packing", questions=["¿qué dice la caja? | export/labels"])
        assert [(p.id, p.article, p.title) for p in self.cut_questions(knowledge)] == [
            ("es/export/labels#q1", "export/labels", "Etiquetas"),
            ("es/export/packing#q1", "export/packing", "Cómo empacar"),
            ("es/export/labels#q1@export/packing", "export/labels", "Etiquetas"),
        ]

    def test_ids_are_unique_even_if_an_article_names_itself(self, knowledge: Path) -> None:
        write_article(knowledge, "export/packing", questions=["¿qué caja? | export/packing"])
        assert [passage.id for passage in self.cut_questions(knowledge)] == ["es/export/packing#q1"]

    def test_what_lies_outside_the_guide_belongs_to_no_article(self, knowledge: Path) -> None:
        path = write_article(knowledge, "export/packing").parents[1] / "outside.questions.txt"
        path.write_text("# otros trámites\ncómo saco la visa\n", encoding="utf-8")
        [outside] = [p for p in cut(load_guide(knowledge), [], count_words) if p.kind == "outside"]
        assert (outside.id, outside.embedded) == ("es/outside#q2", "cómo saco la visa")
        assert outside.article not in {article.id for article in load_guide(knowledge).articles}

    @staticmethod
    def cut_questions(knowledge: Path) -> list[Passage]:
        return [passage for passage in cut(load_guide(knowledge), [], count_words) if passage.kind == "question"]

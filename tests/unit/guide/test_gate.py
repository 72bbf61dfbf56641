"""The gate: what would be answered otherwise, and when that may not go live."""

from collections.abc import Mapping

import pytest

from bot.guide.gate import Ask, Changed, Verdict, judge
from bot.guide.golden import Gate, GoldenQuestion

GATE = Gate(least_right=0.8, most_fall=0.1)


def asking(answers: Mapping[str, str]) -> Ask:
    """Answers each question with the article given for it, and the others with none."""
    return lambda question, language: answers.get(f"{language} {question}", "")


def golden(count: int) -> list[GoldenQuestion]:
    return [GoldenQuestion(question=str(n), lang="es", articles=("a/right", "a/too")) for n in range(count)]


def right(count: int) -> Ask:
    """Answers so many golden questions rightly, and the others wrongly."""
    return lambda question, language: "a/right" if int(question) < count else "a/wrong"


def verdict(before: int | None, after: int, *, asked: int = 20, is_first: bool = False) -> Verdict:
    live = None if before is None else right(before)
    return judge(right(after), live, {"golden": golden(asked)}, [], GATE, is_first=is_first)


class TestRefusing:
    @pytest.mark.parametrize(
        ("before", "after", "is_refused"),
        [
            pytest.param(20, 20, False, id="as before"),
            pytest.param(18, 20, False, id="better"),
            pytest.param(20, 18, False, id="a little worse"),
            pytest.param(20, 17, True, id="much worse"),
            pytest.param(17, 16, False, id="just at the least"),
            pytest.param(16, 15, True, id="below the least"),
            pytest.param(5, 5, False, id="bad, and no worse"),
            pytest.param(5, 9, False, id="bad, and better"),
            pytest.param(None, 16, False, id="nothing to compare with"),
            pytest.param(None, 15, True, id="nothing to compare with, and bad"),
        ],
    )
    def test_by_the_share_that_is_right(self, before: int | None, after: int, is_refused: bool) -> None:
        assert bool(verdict(before, after).refused) is is_refused

    def test_the_first_one_ever_goes_live_whatever_it_is(self) -> None:
        assert not verdict(None, 0, is_first=True).refused

    def test_each_file_is_judged_by_itself(self) -> None:
        """Many questions that are right do not outvote a few that broke."""
        files = {"many": golden(100), "few": [GoldenQuestion(question="-1", lang="es", articles=("a/right",))]}
        candidate: Ask = lambda question, language: "a/right" if question != "-1" else "a/wrong"  # noqa: E731
        [refused] = judge(candidate, right(100), files, [], GATE).refused
        assert (refused.name, refused.right, refused.right_before) == ("few", 0, 1)

    def test_without_golden_questions_nothing_is_refused(self) -> None:
        assert not judge(right(0), right(1), {}, [], GATE).refused


class TestWhatChanged:
    def test_questions_that_got_better_and_worse(self) -> None:
        live = asking({"es 0": "a/right", "es 1": "a/wrong"})
        candidate = asking({"es 0": "a/wrong", "es 1": "a/too"})
        [result] = judge(candidate, live, {"golden": golden(3)}, [], Gate(most_fall=1, least_right=0)).golden
        assert result.worse == (Changed("0", "es", "a/right", "a/wrong", ("a/right", "a/too")),)
        assert result.better == (Changed("1", "es", "a/wrong", "a/too", ("a/right", "a/too")),)
        assert (result.right_before, result.right) == (1, 1)

    def test_real_questions_whose_first_article_changes(self) -> None:
        live = asking({"es a": "a/one", "en a": "a/one", "es b": "a/one"})
        candidate = asking({"es a": "a/two", "en a": "a/one", "es c": "a/new"})
        asked = [("a", "es"), ("a", "es"), ("a", "en"), ("b", "es"), ("c", "es"), ("d", "es")]
        found = judge(candidate, live, {}, asked, GATE)
        assert found.real_asked == 5
        assert found.real_changed == (
            Changed("a", "es", "a/one", "a/two"),
            Changed("b", "es", "a/one", ""),
            Changed("c", "es", "", "a/new"),
        )

    def test_with_nothing_live_no_real_question_is_asked(self) -> None:
        found = judge(asking({}), None, {"golden": golden(2)}, [("a", "es")], GATE, is_first=True)
        assert (found.real_asked, found.real_changed) == (0, ())
        assert found.golden[0].right_before is None

"""Answer quality holds: the assistant over the real guide, on questions that nothing was fitted to."""

import pytest

from bot.evaluating import Score, misses, table

# The least that is accepted: right article first, or the right outcome. These may only rise.
RIGHT_FIRST = {"es typical": 0.96, "es varied": 0.86, "en": 0.85}
LATER_TURNS = {"es": 0.83, "en": 0.80}
RIGHT_REFUSALS = 0.95
# The most that is accepted of questions that the guide answers. These may only fall.
WRONG_REFUSALS = 0.03
ANSWERED_WRONGLY = 0.09

LANGUAGES = ["es", "en"]
Scores = dict[str, list[Score]]


def figure(scores: list[Score], group: str, name: str) -> float:
    return table(scores)[group][name]


def worst(scores: list[Score], group: str) -> str:
    """What to look at first when a figure falls."""
    missed = [score for score in misses(scores) if group in score.groups][:10]
    return "\n".join(f"{s.question}: {s.outcome}, {s.first}; right: {', '.join(s.expected)}" for s in missed)


@pytest.mark.parametrize("group", RIGHT_FIRST)
def test_the_right_article_comes_first(scores: Scores, group: str) -> None:
    questions = scores["questions"]
    assert figure(questions, group, "right first") >= RIGHT_FIRST[group], worst(questions, group)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_goes_on_in_a_conversation_is_understood(scores: Scores, language: str) -> None:
    dialogues, group = scores["dialogues"], f"dialogues {language} later turns"
    assert figure(dialogues, group, "right first") >= LATER_TURNS[language], worst(dialogues, group)


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_questions_are_refused_that_the_guide_answers(scores: Scores, language: str) -> None:
    assert figure(scores["questions"], language, "refused") <= WRONG_REFUSALS, worst(scores["questions"], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_questions_are_answered_from_a_wrong_article(scores: Scores, language: str) -> None:
    wrong = figure(scores["questions"], language, "answered wrongly")
    assert wrong <= ANSWERED_WRONGLY, worst(scores["questions"], language)


def test_what_the_guide_does_not_cover_is_not_answered(scores: Scores) -> None:
    group = "to refuse or redirect"
    assert figure(scores["refusals"], group, "right outcome") >= RIGHT_REFUSALS, worst(scores["refusals"], group)


def test_every_kind_of_message_is_in_the_set(scores: Scores) -> None:
    groups = {name: set(table(found)) for name, found in scores.items()}
    assert groups["questions"] >= {f"{language} {kind}" for language in LANGUAGES for kind in ("typical", "varied")}
    assert groups["refusals"] >= {"… off-topic", "… near-miss", "… injection", "… language"}
    assert groups["dialogues"] >= {f"dialogues {language} later turns" for language in LANGUAGES}

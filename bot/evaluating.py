"""Score the assistant on questions with known answers, on messages to refuse, and on dialogues.

A line of a file is one of: a question with `articles` (any of them is right), a message with `expect` (outcomes that
are right), or a dialogue with `turns` of either kind. See tests/evaluation/README.md.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.assistant.answer import Answer, Outcome
from bot.assistant.context import Context
from bot.assistant.pipeline import Assistant
from bot.errors import ConsorciaError
from bot.presentation.messages import text_of

# Outcomes that answer, or ask which of the articles offered is meant.
_OFFERS = (Outcome.ANSWER, Outcome.CLARIFY)


class EvaluationError(ConsorciaError):
    """A file of questions cannot be read."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one message fared; `groups` are the rows of the table that it counts in."""

    question: str
    groups: tuple[str, ...]
    outcome: str
    first: str
    expected: tuple[str, ...]
    figures: dict[str, bool]


def evaluate(assistant: Assistant, path: Path) -> list[Score]:
    """Score every line of a file.

    Raises:
        EvaluationError: naming the line that cannot be read.
    """
    scores: list[Score] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({type(error).__name__})") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                scores += _score_line(assistant, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise EvaluationError(f"{path}:{number}: {type(error).__name__}: {error}") from None
    return scores


def table(scores: Iterable[Score]) -> dict[str, dict[str, float]]:
    """The share of each figure by group, with how many messages it is a share of."""
    counted: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for score in scores:
        for group in score.groups:
            for name, value in score.figures.items():
                counted[group][name].append(value)
    return {
        group: {"count": max(map(len, figures.values())), **{n: sum(v) / len(v) for n, v in figures.items()}}
        for group, figures in counted.items()
    }


def misses(scores: Iterable[Score]) -> list[Score]:
    """The messages that were answered wrongly, refused though the guide answers, or answered though it does not."""
    return [s for s in scores if s.figures.get("answered wrongly") or s.figures.get("refused") or not _is_fine(s)]


def _is_fine(score: Score) -> bool:
    return score.figures.get("right outcome", score.figures.get("right first", True))


def _score_line(assistant: Assistant, line: dict[str, Any]) -> Iterator[Score]:
    language = line["lang"] if line["lang"] in ("es", "en") else "es"
    if "turns" not in line:
        answer, _ = assistant.answer(line["question"], default_language=language)
        yield _score(answer, line, _groups(line))
        return
    context: Context | None = None
    for number, turn in enumerate(line["turns"]):
        answer, context = assistant.answer(turn["question"], context=context, default_language=language)
        place = "first turn" if number == 0 else "later turns"
        yield _score(answer, turn, (f"dialogues {line['lang']} {place}",))


def _groups(line: dict[str, Any]) -> tuple[str, ...]:
    if "expect" in line:
        return ("to refuse or redirect", f"… {line.get('kind', 'any')}")
    names = [line["lang"], *(f"{line['lang']} {line[key]}" for key in ("kind", "style") if key in line)]
    return tuple(names)


def _score(answer: Answer, line: dict[str, Any], groups: tuple[str, ...]) -> Score:
    first = answer.articles[0] if answer.articles else ""
    if "expect" in line:
        figures = {"right outcome": answer.outcome in line["expect"]}
        return Score(line["question"], groups, answer.outcome, first, tuple(line["expect"]), figures)
    accepted = set(line["articles"])
    offers = answer.outcome in _OFFERS
    right = offers and first in accepted
    figures = {
        "right first": right,
        "among three": offers and bool(accepted & set(answer.articles[:3])),
        "answered wrongly": answer.outcome is Outcome.ANSWER and first not in accepted,
        "clarified": answer.outcome is Outcome.CLARIFY,
        "refused": not offers,
    }
    if right and answer.outcome is Outcome.ANSWER and line.get("must_contain"):
        figures["strings present"] = all(text in text_of(answer) for text in line["must_contain"])
    return Score(line["question"], groups, answer.outcome, first, tuple(line["articles"]), figures)

"""The publishing gate: what a candidate would answer otherwise than what is live, and whether that may go live."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.guide.golden import Gate, GoldenQuestion

# The article that a reader would be offered first for a question in a language; "" where there is none.
Ask = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that the candidate answers from another article; `right` is empty where nobody said what is."""

    question: str
    language: str
    before: str
    after: str
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """How a file of golden questions fared; `right_before` is none where nothing was live to compare with."""

    name: str
    asked: int
    right: int
    right_before: int | None
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]
    is_too_low: bool
    fell_too_far: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found. `real_asked` counts the real questions asked, `real_changed` lists those that changed."""

    gate: Gate
    golden: tuple[GoldenResult, ...] = ()
    real_asked: int = 0
    real_changed: tuple[Changed, ...] = ()

    @property
    def refused(self) -> tuple[GoldenResult, ...]:
        """The files of golden questions because of which it may not go live."""
        return tuple(result for result in self.golden if result.is_too_low or result.fell_too_far)


def judge(
    candidate: Ask,
    live: Ask | None,
    golden: Mapping[str, Sequence[GoldenQuestion]],
    real: Iterable[tuple[str, str]],
    gate: Gate,
    *,
    is_first: bool = False,
) -> Verdict:
    """Ask both the same questions.

    Args:
        candidate: answers from what may go live.
        live: answers from what is live; none where it cannot be opened.
        golden: golden questions by file.
        real: what readers asked, with its language.
        gate: the thresholds.
        is_first: nothing was ever live; then whatever there is, is better.
    """
    real = list(dict.fromkeys(real)) if live else []
    asked = [(one.question, one.lang) for listed in golden.values() for one in listed] + real
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Both at once, so that what one has found out about a question serves the other.
        answers = pool.map(lambda one: (candidate(*one), live(*one) if live else ""), asked)
        answered = dict(zip(asked, answers, strict=True))
    results = tuple(
        _judge_file(name, listed, answered, gate, is_first=is_first, is_compared=live is not None)
        for name, listed in golden.items()
    )
    changed = (Changed(*one, before, after) for one in real for after, before in [answered[one]] if before != after)
    return Verdict(gate, results, len(real), tuple(changed))


def _judge_file(
    name: str,
    listed: Sequence[GoldenQuestion],
    answered: Mapping[tuple[str, str], tuple[str, str]],
    gate: Gate,
    *,
    is_first: bool,
    is_compared: bool,
) -> GoldenResult:
    right, right_before = 0, 0
    better: list[Changed] = []
    worse: list[Changed] = []
    for golden in listed:
        after, before = answered[golden.question, golden.lang]
        is_right, was_right = after in golden.articles, before in golden.articles
        right += is_right
        right_before += was_right
        if is_right != was_right:
            changed = Changed(golden.question, golden.lang, before, after, golden.articles)
            (better if is_right else worse).append(changed)
    share, share_before = right / len(listed), right_before / len(listed)
    # What is no worse than what is live may always take its place.
    is_worse = not is_compared or share < share_before
    return GoldenResult(
        name,
        len(listed),
        right,
        right_before if is_compared else None,
        tuple(better) if is_compared else (),
        tuple(worse),
        is_too_low=not is_first and is_worse and share < gate.least_right,
        fell_too_far=is_compared and share_before - share > gate.most_fall,
    )

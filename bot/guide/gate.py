"""The publishing gate: what a candidate would answer otherwise than what is live, and whether that may go live."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    results = tuple(_judge_file(name, asked, candidate, live, gate, is_first) for name, asked in golden.items())
    if live is None:
        return Verdict(gate, results)
    listed = list(dict.fromkeys(real))
    asked_both = (Changed(text, language, live(text, language), candidate(text, language)) for text, language in listed)
    return Verdict(gate, results, len(listed), tuple(one for one in asked_both if one.before != one.after))


def _judge_file(
    name: str, asked: Sequence[GoldenQuestion], candidate: Ask, live: Ask | None, gate: Gate, is_first: bool
) -> GoldenResult:
    right, right_before = 0, 0
    better: list[Changed] = []
    worse: list[Changed] = []
    for golden in asked:
        after = candidate(golden.question, golden.lang)
        before = live(golden.question, golden.lang) if live else ""
        is_right, was_right = after in golden.articles, before in golden.articles
        right += is_right
        right_before += was_right
        if is_right != was_right:
            changed = Changed(golden.question, golden.lang, before, after, golden.articles)
            (better if is_right else worse).append(changed)
    share, share_before = right / len(asked), right_before / len(asked)
    # What is no worse than what is live may always take its place.
    is_worse = live is None or share < share_before
    return GoldenResult(
        name,
        len(asked),
        right,
        right_before if live else None,
        tuple(better) if live else (),
        tuple(worse),
        is_too_low=not is_first and is_worse and share < gate.least_right,
        fell_too_far=live is not None and share_before - share > gate.most_fall,
    )

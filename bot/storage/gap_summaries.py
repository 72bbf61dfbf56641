"""A gap as staff see it: what was asked in which words, by how many people, how lately. Nobody's name."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.gaps import Asked, StoredGap

# After so many days an asker counts half.
HALF_LIFE_DAYS = 30.0
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class GapSummary:
    """A gap as staff see it: texts and numbers, and nobody's name.

    `wordings` are what was asked, the one that stands for all first; `weight` is what it is ranked by: its askers, each
    counting for less the longer ago it was. `was_tried` says that some of it was answered badly, or left unsure, and
    not refused.
    """

    id: int
    language: str
    state: str
    article: str
    wordings: tuple[str, ...]
    people: int
    times: int
    waiting: int
    last_asked: dt.datetime
    weight: float
    was_tried: bool

    @property
    def question(self) -> str:
        """The wording that stands for all."""
        return self.wordings[0]


def summarised(gap: StoredGap, now: dt.datetime) -> GapSummary:
    """A gap as staff see it."""
    latest: dict[int, dt.datetime] = {}
    for asked in gap.asked:
        latest.setdefault(asked.person, asked.at)
    ages = [(now - at) / dt.timedelta(days=HALF_LIFE_DAYS) for at in latest.values()]
    return GapSummary(
        gap.id,
        gap.language,
        gap.state,
        gap.article,
        wordings_of(gap.asked),
        len(latest),
        len(gap.asked),
        len({asked.person for asked in gap.asked if asked.is_waited_for}),
        gap.asked[0].at,
        sum(0.5**age for age in ages),
        any(asked.outcome != "refuse" for asked in gap.asked),
    )


def wordings_of(asked: Sequence[Asked]) -> tuple[str, ...]:
    """What was asked, each wording once: the most frequent first, and of those the shortest that is a sentence."""
    times = Counter(key_of(one.text) for one in asked)
    shown = {key_of(one.text): one.text for one in asked}
    order = sorted(shown, key=lambda key: (-times[key], len(key.split()) < _FEWEST_WORDS, len(key), key))
    return tuple(shown[key] for key in order)


def key_of(text: str) -> str:
    """The same for two texts of the same words, whatever their case and punctuation."""
    kept = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return " ".join(kept.split()) or text

"""What was announced lately as knowledge: which announcement a question is about, and whether it answers first.

The guide stays first wherever it is sure, unless the announcement says more of what is asked. Nothing here is written
anew: readers see the announcement's own words. The numbers were chosen with the questions of `tests/evaluation`, of
which ten announcements like those of the programme should take none from the guide.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.announcements.shelf import Reading, Shelf, Side
from bot.guide.following import LiveGuide
from bot.storage.announced import Announced
from bot.storage.stored_announcement import StoredAnnouncement

# How much of a question, by how rare its words are in the guide, must stand in an announcement that answers it; and in
# one that is worth a look where the guide knows nothing, or where the question was asked about it.
_ANSWERS = 0.7
_TOUCHES = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """An announcement that a question is about; `comes_first`: it answers better than the guide."""

    announcement: StoredAnnouncement
    comes_first: bool


class Knowledge:
    """Finds among the current announcements the one that a question is about.

    Args:
        announced: where they are kept.
        live: the guide, whose words say what is common and what is not.
    """

    def __init__(self, announced: Announced, live: LiveGuide) -> None:
        self._announced = announced
        self._live = live
        self._shelf = Shelf({}, {})

    async def find(self, question: str, language: str, answered_by: str, now: dt.datetime) -> Found | None:
        """The current announcement that a question is about, if one is near.

        Args:
            question: a cleaned question.
            language: the one it is asked in.
            answered_by: the article that the guide answers it with; empty where the guide does not.
            now: the time.
        """
        shelf = await self._shelf_of(await self._announced.current(now))
        nearest = max(shelf.read(question, language), key=lambda reading: reading.share, default=None)
        if nearest is None or not nearest.is_special:
            return None
        answers = nearest.share >= _ANSWERS
        if answers or (nearest.share >= _TOUCHES and not answered_by):
            comes_first = answers and (not answered_by or nearest.says_more_than(answered_by))
            return Found(nearest.announcement, comes_first)
        return None

    async def says(self, announcement: StoredAnnouncement, question: str, language: str, answered_by: str) -> bool:
        """Whether an announcement that a reader asks about answers the question, rather than the guide."""
        side = await asyncio.to_thread(self._side, language, [announcement])
        [reading] = side.read(question)
        return _answers(reading, answered_by)

    async def _shelf_of(self, current: Mapping[int, int]) -> Shelf:
        """Made anew only when something was announced, corrected or is over."""
        if not current:
            self._shelf = Shelf({}, {})
        elif current != self._shelf.current:
            announcements = await self._announced.versions(current)
            self._shelf = await asyncio.to_thread(self._put_up, current, announcements)
        return self._shelf

    def _put_up(self, current: Mapping[int, int], announcements: list[StoredAnnouncement]) -> Shelf:
        in_english = [one for one in announcements if one.content_en is not None]
        return Shelf(current, {"es": self._side("es", announcements), "en": self._side("en", in_english)})

    def _side(self, language: str, announcements: list[StoredAnnouncement]) -> Side:
        with self._live.reading() as searcher:
            return Side(language, announcements, searcher)


def _answers(reading: Reading, answered_by: str) -> bool:
    """Whether an announcement answers what was asked about it; what is common to all, the guide explains."""
    if not reading.weights or reading.tells_when:
        return True
    if reading.share < _TOUCHES:
        return False
    return not answered_by or reading.is_special or reading.says_more_than(answered_by)

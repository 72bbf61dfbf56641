"""What the guide lacks: questions that it could not answer, grouped, ranked, and beside what it has nearest to them."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from bot.desk.likeness import Likeness, Rows, group, likeness_in
from bot.guide.embedding import Embedder, Vectors
from bot.guide.following import LiveGuide
from bot.guide.nearest import Nearest, nearest
from bot.guide.search import Searcher
from bot.storage.gap_summaries import GapSummary, key_of, summarised
from bot.storage.gaps import ADDED, OPEN, OUTSIDE, UNDECIDED, Gaps, Group, Member, Unanswered


class GapDesk:
    """Keeps the groups up to date and shows them.

    Args:
        gaps: where they are kept.
        live: the guide.
        embedder: the live guide's model.
    """

    def __init__(self, gaps: Gaps, live: LiveGuide, embedder: Embedder) -> None:
        self._gaps = gaps
        self._live = live
        self._embedder = embedder
        self._grouping = asyncio.Lock()
        self._fitted: dict[str, tuple[str, Likeness]] = {}

    async def refresh(self) -> None:
        """Put questions that have come in since into their gaps, or into new ones; gaps that prove alike become one."""
        async with self._grouping:
            new = await self._gaps.ungrouped()
            for language in sorted({question.language for question in new}):
                members = await self._gaps.members(language)
                theirs = [question for question in new if question.language == language]
                groups, merged = await asyncio.to_thread(self._group, language, theirs, members)
                await self._gaps.keep(language, self._embedder.digest, groups, merged)

    async def ranked(self) -> list[GapSummary]:
        """The gaps that nobody has decided about, or that wait for a publication; the most wanted first."""
        now = dt.datetime.now(dt.UTC)
        summaries = [summarised(gap, now) for gap in await self._gaps.all_in(UNDECIDED)]
        return sorted(summaries, key=lambda gap: (-gap.weight, gap.id))

    async def get(self, gap_id: int) -> GapSummary | None:
        """A gap, whatever its state, also by the number of one that was merged into it."""
        gap = await self._gaps.get(gap_id)
        return summarised(gap, dt.datetime.now(dt.UTC)) if gap and gap.asked else None

    async def nearest(self, question: str, language: str) -> Nearest:
        """What the live guide has that is nearest to a question."""
        return await asyncio.to_thread(self._nearest, question, language)

    async def leave_out(self, gap_id: int, staff_id: int) -> bool:
        """A gap is out of scope; it stays, so that questions like it do not come back."""
        return await self._gaps.decide(gap_id, OUTSIDE, staff_id)

    async def take_back(self, gap_id: int, staff_id: int) -> bool:
        """A gap is in scope after all."""
        return await self._gaps.decide(gap_id, OPEN, staff_id, among=(OUTSIDE,))

    async def mark_added(self, gap_id: int, article: str, staff_id: int) -> bool:
        """A gap's question now stands among those of an article."""
        return await self._gaps.decide(gap_id, ADDED, staff_id, article=article)

    def _nearest(self, question: str, language: str) -> Nearest:
        with self._live.reading() as searcher:
            return nearest(searcher, question, language)

    def _group(
        self, language: str, new: Sequence[Unanswered], members: Sequence[Member]
    ) -> tuple[list[Group], dict[int, list[int]]]:
        """What joins which gap, and which gaps become one."""
        vectors = self._vectors(new, members)
        with self._live.reading() as searcher:
            likeness = self._likeness(searcher, language)
        texts = {question.id: question.text for question in new}
        texts |= {member.question_id: member.text for member in members}
        rows = dict(zip(texts, likeness.rows(list(texts.values()), np.stack([vectors[n] for n in texts])), strict=True))
        items = _items(new, members)
        sums: Rows = np.stack([np.sum([rows[n] for n in numbers], axis=0) for _, _, numbers in items])
        sizes, kinds = [len(numbers) for _, _, numbers in items], [kind for _, kind, _ in items]
        groups: list[Group] = []
        merged: dict[int, list[int]] = {}
        for found in group(sums, sizes, kinds, likeness.threshold):
            known = sorted(gap for gap in (items[n][0] for n in found) if gap is not None)
            joining = [number for n in found if items[n][0] is None for number in items[n][2]]
            if joining:
                groups.append(Group(known[0] if known else None, {n: _bytes(vectors[n]) for n in joining}))
            if known[1:]:
                merged[known[0]] = known[1:]
        stale = [member for member in members if member.model != self._embedder.digest]
        groups += [Group(m.gap_id, {m.question_id: _bytes(vectors[m.question_id])}) for m in stale]
        return groups, merged

    def _vectors(self, new: Sequence[Unanswered], members: Sequence[Member]) -> dict[int, Vectors]:
        """The vector of each question; those that the live model made are known already."""
        known = [member for member in members if member.model == self._embedder.digest]
        vectors = {m.question_id: np.frombuffer(m.vector, dtype=np.float16).astype(np.float32) for m in known}
        missing = {question.id: question.text for question in new}
        missing |= {member.question_id: member.text for member in members if member.question_id not in vectors}
        texts = list(dict.fromkeys(missing.values()))
        made = dict(zip(texts, self._embedder.embed(texts), strict=True)) if texts else {}
        return vectors | {number: made[text] for number, text in missing.items()}

    def _likeness(self, searcher: Searcher, language: str) -> Likeness:
        generation = searcher.generation.id
        fitted = self._fitted.get(language)
        if fitted is None or fitted[0] != generation:
            fitted = generation, likeness_in(searcher, language, self._embedder)
            self._fitted[language] = fitted
        return fitted[1]


def _items(new: Sequence[Unanswered], members: Sequence[Member]) -> list[tuple[int | None, str, list[int]]]:
    """(gap, its state, its questions) for gaps that are known, and for each new wording."""
    gaps: dict[int, tuple[int | None, str, list[int]]] = {}
    for member in members:
        gaps.setdefault(member.gap_id, (member.gap_id, member.state, []))[2].append(member.question_id)
    wordings: dict[str, list[int]] = defaultdict(list)
    for question in new:
        wordings[key_of(question.text)].append(question.id)
    return [*gaps.values(), *((None, "", numbers) for numbers in wordings.values())]


def _bytes(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()

"""Gaps: which questions the guide could not answer, in which groups, and what staff decided about them.

Whoever reads gaps sees texts and numbers of people, never who they are.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.gap_tables import AnswerWish, Gap, GapQuestion, MeantQuestion, Notice
from bot.storage.tables import Feedback, Question

OPEN, ADDED, ANSWERED, OUTSIDE = "open", "added", "answered", "outside"
# What staff still have to do with; new questions join these, and those out of scope.
UNDECIDED = (OPEN, ADDED)
JOINED = (*UNDECIDED, OUTSIDE)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that belongs to no gap yet."""

    id: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """A question that belongs to a gap, with its vector and the model that made it."""

    question_id: int
    gap_id: int
    state: str
    text: str
    vector: bytes
    model: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, with their vectors; they join a gap, or are a new one."""

    gap_id: int | None
    vectors: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """One time that a gap's question was asked. `person` tells askers apart and says nothing else."""

    person: int
    at: dt.datetime
    text: str
    outcome: str
    is_waited_for: bool


@dataclass(frozen=True, slots=True)
class StoredGap:
    """A gap as it is kept, with each time that it was asked, latest first."""

    id: int
    language: str
    state: str
    article: str
    decided_at: dt.datetime | None
    asked: list[Asked] = field(default_factory=list)


class Gaps:
    """The repository of gaps."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def mark_meant(self, question_id: int) -> None:
        """The asker of a question that the assistant was unsure of has said which article they meant."""
        new = insert_for(self._engine)(MeantQuestion).values(question_id=question_id, meant_at=dt.datetime.now(dt.UTC))
        async with self._engine.begin() as connection:
            await connection.execute(new.on_conflict_do_nothing())

    async def ungrouped(self) -> list[Unanswered]:
        """What belongs to no gap yet, oldest first. What was answered after all belongs to none any more."""
        answered = GapQuestion.question_id.not_in(select(Question.id).where(_is_unanswered()))
        new = select(Question.id, Question.language, Question.text).where(
            _is_unanswered(), ~exists().where(GapQuestion.question_id == Question.id)
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(GapQuestion).where(answered))
            await _remove_empty(connection)
            return [Unanswered(*row) for row in await connection.execute(new.order_by(Question.id))]

    async def members(self, language: str) -> list[Member]:
        """The questions of the gaps that new questions of a language may join."""
        columns = (
            select(GapQuestion.question_id, Gap.id, Gap.state, Question.text, GapQuestion.vector, GapQuestion.model)
            .join(Gap, Gap.id == GapQuestion.gap_id)
            .join(Question, Question.id == GapQuestion.question_id)
            .where(Gap.language == language, Gap.state.in_(JOINED), Gap.merged_into.is_(None))
        )
        async with self._engine.connect() as connection:
            return [Member(*row) for row in await connection.execute(columns.order_by(GapQuestion.question_id))]

    async def keep(
        self, language: str, model: str, groups: Sequence[Group], merged: Mapping[int, Collection[int]]
    ) -> None:
        """Keep a grouping.

        Args:
            language: of the questions.
            model: the digest of what made their vectors.
            groups: new questions, and old ones with new vectors.
            merged: for each gap that stays, those that turned out to be the same.
        """
        async with self._engine.begin() as connection:
            opened = iter(await _open(connection, language, sum(group.gap_id is None for group in groups)))
            homes = [group.gap_id or next(opened) for group in groups]
            rows = [
                {"question_id": question, "gap_id": home, "vector": vector, "model": model}
                for group, home in zip(groups, homes, strict=True)
                for question, vector in group.vectors.items()
            ]
            if rows:
                # Another process may have kept the same question a moment ago: it is in one gap, wherever that is.
                joining = insert_for(connection)(GapQuestion)
                anew = {"vector": joining.excluded.vector, "model": joining.excluded.model}
                await connection.execute(joining.on_conflict_do_update(index_elements=["question_id"], set_=anew), rows)
            for kept, others in merged.items():
                await _merge(connection, kept, others)
            await _remove_empty(connection)

    async def all_in(self, states: Collection[str] = UNDECIDED) -> list[StoredGap]:
        """The gaps in these states."""
        async with self._engine.connect() as connection:
            return await _read(connection, Gap.state.in_(states), Gap.merged_into.is_(None))

    async def state_of(self, question_id: int) -> str | None:
        """How the gap stands that a question belongs to; nothing for one that belongs to none."""
        statement = select(Gap.state).join(GapQuestion, GapQuestion.gap_id == Gap.id)
        async with self._engine.connect() as connection:
            return await connection.scalar(statement.where(GapQuestion.question_id == question_id))

    async def get(self, gap_id: int) -> StoredGap | None:
        """A gap, or the one that it was merged into."""
        async with self._engine.connect() as connection:
            home = await _home(connection, gap_id)
            return next(iter(await _read(connection, Gap.id == home)), None) if home else None

    async def decide(
        self, gap_id: int, state: str, staff_id: int, *, article: str = "", among: Collection[str] = UNDECIDED
    ) -> bool:
        """Keep what a member of staff decided, and say so in the audit; false where a gap is in another state already.

        Args:
            gap_id: the gap.
            state: what it is now.
            staff_id: who decided.
            article: to whose questions it was added.
            among: the states in which that can be decided.
        """
        values = {"state": state, "article": article, "decided_at": dt.datetime.now(dt.UTC)}
        statement = update(Gap).where(Gap.id == gap_id, Gap.state.in_(among), Gap.merged_into.is_(None))
        async with self._engine.begin() as connection:
            if not (await connection.execute(statement.values(values))).rowcount:
                return False
            await record(connection, staff_id, f"gap {state}", detail=f"gap {gap_id}: {article}".rstrip(": "))
        return True


def _is_unanswered() -> ColumnElement[bool]:
    """Refused, left unsure, or answered in a way that its reader found useless."""
    is_meant = exists().where(MeantQuestion.question_id == Question.id)
    is_useless = exists().where(Feedback.question_id == Question.id, Feedback.is_useful.is_(False))
    reasons = (
        and_(Question.outcome == "refuse", Question.reason == "not_covered"),
        and_(Question.outcome == "clarify", ~is_meant),
        is_useless,
    )
    return and_(Question.text != "", or_(*reasons))


async def _open(connection: AsyncConnection, language: str, count: int) -> list[int]:
    """So many new gaps."""
    if not count:
        return []
    row = {"language": language, "state": OPEN, "opened_at": dt.datetime.now(dt.UTC)}
    new = insert(Gap).returning(Gap.id, sort_by_parameter_order=True)
    return list((await connection.scalars(new, [row] * count)).all())


async def _home(connection: AsyncConnection, gap_id: int) -> int | None:
    """Where a gap is to be found, through however many mergers."""
    while True:
        row = (await connection.execute(select(Gap.id, Gap.merged_into).where(Gap.id == gap_id))).one_or_none()
        if row is None or row.merged_into is None:
            return row.id if row else None
        gap_id = row.merged_into


async def _read(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[StoredGap]:
    columns = (
        select(
            Gap.id,
            Gap.language,
            Gap.state,
            Gap.article,
            Gap.decided_at,
            Question.id.label("question"),
            Question.chat_id,
            Question.asked_at,
            Question.text,
            Question.outcome,
            exists().where(AnswerWish.question_id == Question.id).label("is_waited_for"),
        )
        .join(GapQuestion, GapQuestion.gap_id == Gap.id)
        .join(Question, Question.id == GapQuestion.question_id)
        .where(*conditions)
        .order_by(Question.id.desc())
    )
    found: dict[int, StoredGap] = {}
    # Numbers that are nobody's; whoever has been forgotten counts as one more each time.
    people: dict[int | str, int] = {}
    for row in await connection.execute(columns):
        gap = found.setdefault(row.id, StoredGap(row.id, row.language, row.state, row.article, row.decided_at))
        person = people.setdefault(f"q{row.question}" if row.chat_id is None else row.chat_id, len(people))
        gap.asked.append(Asked(person, row.asked_at, row.text, row.outcome, row.is_waited_for))
    return list(found.values())


async def _merge(connection: AsyncConnection, kept: int, others: Collection[int]) -> None:
    """Gaps become one; whoever was told of any of them was told of this one."""
    await connection.execute(update(GapQuestion).where(GapQuestion.gap_id.in_(others)).values(gap_id=kept))
    await connection.execute(update(Gap).where(Gap.id.in_(others)).values(merged_into=kept))
    twin = aliased(Notice)
    is_there = exists().where(twin.kind == Notice.kind, twin.subject == kept, twin.chat_id == Notice.chat_id)
    for other in others:
        theirs = Notice.kind == "answer", Notice.subject == other, ~is_there
        await connection.execute(update(Notice).where(*theirs).values(subject=kept))


async def _remove_empty(connection: AsyncConnection) -> None:
    """Gaps whose questions are all gone, but for those that lead to another."""
    is_empty = ~exists().where(GapQuestion.gap_id == Gap.id)
    await connection.execute(delete(Gap).where(is_empty, Gap.state != ANSWERED, Gap.merged_into.is_(None)))

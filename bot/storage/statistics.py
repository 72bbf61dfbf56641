"""Statistics: what was asked and how it ended, in figures. Nobody is named; people are only counted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, column, distinct, exists, func, or_, select, values
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.gap_tables import MeantQuestion
from bot.storage.tables import Feedback, Question, UtcDateTime
from bot.storage.ticket_tables import Ticket

# Outcomes of a message that asked something; the others are small talk, or lead to the menu or to a person.
ASKING = ("answer", "clarify", "refuse")
MOST_ARTICLES = 8


class Day(NamedTuple):
    """A day of a period, and the moments between which it lies."""

    date: dt.date
    begins: dt.datetime
    ends: dt.datetime


class Waits(NamedTuple):
    """How long those who asked an adviser waited for the first answer, shortest first, and how many still wait."""

    answered: tuple[dt.timedelta, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures.

    `days` has each day with how many messages ended how. `articles` are those that answered most, with how often.
    Thumbs are those under answers of the period, waits those of
    tickets that were opened in it.
    """

    days: Mapping[dt.date, Mapping[str, int]]
    people: int
    languages: Mapping[str, int]
    articles: tuple[tuple[str, int], ...]
    thumbs_up: int
    thumbs_down: int
    waits: Waits

    def total(self, *outcomes: str) -> int:
        """How many messages ended in one of these ways."""
        return sum(counts.get(outcome, 0) for counts in self.days.values() for outcome in outcomes)

    @property
    def questions(self) -> int:
        """How many messages asked something."""
        return self.total(*ASKING)

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote at all."""
        return not any(any(counts.values()) for counts in self.days.values())

    @property
    def answered_share(self) -> float | None:
        """Which part of the questions was answered; nothing without questions."""
        return self.total("answer") / self.questions if self.questions else None

    @property
    def useful_share(self) -> float | None:
        """Which part of the thumbs points up; nothing without thumbs."""
        given = self.thumbs_up + self.thumbs_down
        return self.thumbs_up / given if given else None


class Statistics:
    """The repository of figures.

    A question that the assistant was unsure of until its asker touched what they meant counts once, as answered.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def figures(self, days: Sequence[Day]) -> Figures:
        """The figures of a period.

        Args:
            days: one after the other, at least one.
        """
        within = and_(Question.asked_at >= days[0].begins, Question.asked_at < days[-1].ends, _counts())
        async with self._engine.connect() as connection:
            thumbs = await _thumbs(connection, within)
            return Figures(
                days=await _by_day(connection, days),
                people=await _people(connection, within),
                languages=await _languages(connection, within),
                articles=await _articles(connection, within),
                thumbs_up=thumbs.get(True, 0),
                thumbs_down=thumbs.get(False, 0),
                waits=await _waits(connection, days),
            )


def _counts() -> ColumnElement[bool]:
    return or_(Question.outcome != "clarify", ~exists().where(MeantQuestion.question_id == Question.id))


async def _by_day(connection: AsyncConnection, days: Sequence[Day]) -> dict[dt.date, dict[str, int]]:
    listed = values(column("number", Integer), column("begins", UtcDateTime), column("ends", UtcDateTime), name="days")
    day = listed.data([(number, day.begins, day.ends) for number, day in enumerate(days)]).cte("day")
    statement = (
        select(day.c.number, Question.outcome, func.count())
        .join_from(day, Question, and_(Question.asked_at >= day.c.begins, Question.asked_at < day.c.ends))
        .where(_counts())
        .group_by(day.c.number, Question.outcome)
    )
    counted: dict[dt.date, dict[str, int]] = {day.date: {} for day in days}
    for number, outcome, count in await connection.execute(statement):
        counted[days[number].date][outcome] = count
    return counted


async def _people(connection: AsyncConnection, within: ColumnElement[bool]) -> int:
    statement = select(func.count(distinct(Question.chat_id))).where(within)
    return int((await connection.execute(statement)).scalar_one())


async def _languages(connection: AsyncConnection, within: ColumnElement[bool]) -> dict[str, int]:
    count = func.count()
    statement = select(Question.language, count).where(within, Question.outcome.in_(ASKING))
    ranked = statement.group_by(Question.language).order_by(count.desc(), Question.language)
    return {language: number for language, number in await connection.execute(ranked)}


async def _articles(connection: AsyncConnection, within: ColumnElement[bool]) -> tuple[tuple[str, int], ...]:
    first = select(Question.articles[0].as_string().label("article")).where(within, Question.outcome == "answer")
    answered, count = first.subquery(), func.count()
    statement = (
        select(answered.c.article, count)
        .where(answered.c.article.is_not(None))
        .group_by(answered.c.article)
        .order_by(count.desc(), answered.c.article)
        .limit(MOST_ARTICLES)
    )
    return tuple((article, number) for article, number in await connection.execute(statement))


async def _thumbs(connection: AsyncConnection, within: ColumnElement[bool]) -> dict[bool, int]:
    statement = select(Feedback.is_useful, func.count()).join(Question, Question.id == Feedback.question_id)
    counted = await connection.execute(statement.where(within).group_by(Feedback.is_useful))
    return {is_useful: number for is_useful, number in counted}


async def _waits(connection: AsyncConnection, days: Sequence[Day]) -> Waits:
    """Tickets are few. One that was closed unanswered, or whose reader is gone, has nobody who waits."""
    statement = select(Ticket.created_at, Ticket.first_answer_at, Ticket.closed_at, Ticket.chat_id)
    opened = statement.where(Ticket.created_at >= days[0].begins, Ticket.created_at < days[-1].ends)
    rows = (await connection.execute(opened)).all()
    answered = sorted(row.first_answer_at - row.created_at for row in rows if row.first_answer_at)
    waiting = sum(not (row.first_answer_at or row.closed_at or row.chat_id is None) for row in rows)
    return Waits(tuple(answered), waiting)

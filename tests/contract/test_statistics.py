"""Statistics: each message on its day in Bogotá, and the figures of a period."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.statistics import last_days
from bot.storage.gap_tables import MeantQuestion
from bot.storage.readers import Readers
from bot.storage.statistics import Statistics, Waits
from bot.storage.tables import Feedback, Question
from bot.storage.ticket_tables import Ticket

ANA, LUIS, EVA = 501, 7_000_000_002, 503
# Noon of a Tuesday in Bogotá, which is five hours behind UTC.
NOW = dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC)
TODAY, YESTERDAY = dt.date(2026, 12, 1), dt.date(2026, 11, 30)
MIDNIGHT = dt.datetime(2026, 12, 1, 5, 0, tzinfo=dt.UTC)
MOMENT = dt.timedelta(milliseconds=1)


class Asking:
    """Readers who ask at certain moments."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def __call__(self, outcome: str = "answer", at: dt.datetime = NOW, **about: Any) -> int:
        row = {
            "chat_id": ANA,
            "asked_at": at,
            "language": "es",
            "text": "¿?",
            "outcome": outcome,
            "reason": "",
            "articles": ["consortia/joining"],
            "confidence": 0.5,
            "generation": "g",
            "elapsed_ms": 1,
        }
        async with self.engine.begin() as connection:
            statement = insert(Question).values(row | about).returning(Question.id)
            return int((await connection.execute(statement)).scalar_one())

    async def rated(self, question_id: int, is_useful: bool) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(
                insert(Feedback).values(question_id=question_id, is_useful=is_useful, given_at=NOW)
            )

    async def meant(self, question_id: int) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(insert(MeantQuestion).values(question_id=question_id, meant_at=NOW))


@pytest.fixture
async def ask(engine: AsyncEngine) -> Asking:
    for reader in (ANA, LUIS, EVA):
        await Readers(engine).remember(reader, "es", None)
    return Asking(engine)


@pytest.fixture
def statistics(engine: AsyncEngine) -> Statistics:
    return Statistics(engine)


WEEK = last_days(7, NOW)


async def test_a_database_in_which_nobody_asked_is_empty(statistics: Statistics) -> None:
    figures = await statistics.figures(WEEK)
    assert figures.is_empty
    assert list(figures.days) == [day.date for day in WEEK]
    assert (figures.questions, figures.people, figures.answered_share, figures.useful_share) == (0, 0, None, None)


async def test_a_day_is_one_of_bogota(statistics: Statistics, ask: Asking) -> None:
    await ask(at=MIDNIGHT - MOMENT)
    await ask("refuse", at=MIDNIGHT)
    figures = await statistics.figures(WEEK)
    assert figures.days[YESTERDAY] == {"answer": 1}
    assert figures.days[TODAY] == {"refuse": 1}


async def test_what_lies_outside_the_period_is_not_counted(statistics: Statistics, ask: Asking) -> None:
    first, after = WEEK[0].begins, WEEK[-1].ends
    for at in (first - MOMENT, first, after - MOMENT, after):
        await ask.rated(await ask(at=at), True)
    figures = await statistics.figures(WEEK)
    assert figures.total("answer") == figures.thumbs_up == figures.languages["es"] == 2
    assert figures.articles == (("consortia/joining", 2),)


async def test_small_talk_is_no_question(statistics: Statistics, ask: Asking) -> None:
    for outcome in ("answer", "answer", "answer", "clarify", "refuse", "smalltalk", "redirect"):
        await ask(outcome)
    figures = await statistics.figures(WEEK)
    assert (figures.questions, figures.answered_share) == (5, 0.6)
    assert figures.languages == {"es": 5}
    assert figures.total("smalltalk", "redirect") == 2


async def test_a_question_that_was_cleared_up_with_a_touch_counts_once(statistics: Statistics, ask: Asking) -> None:
    await ask.meant(await ask("clarify"))
    await ask("answer")
    figures = await statistics.figures(WEEK)
    assert (figures.questions, figures.answered_share) == (1, 1.0)


async def test_people_are_counted_once_and_the_forgotten_not_at_all(statistics: Statistics, ask: Asking) -> None:
    for reader in (ANA, ANA, LUIS, EVA, None):
        await ask(chat_id=reader)
    assert (await statistics.figures(WEEK)).people == 3


async def test_the_articles_that_answer_most_come_first(statistics: Statistics, ask: Asking) -> None:
    for _ in range(3):
        await ask(articles=["export/rut", "consortia/joining"])
    await ask()
    await ask("refuse", articles=["never/shown"])
    await ask(articles=[])
    figures = await statistics.figures(WEEK)
    assert figures.articles == (("export/rut", 3), ("consortia/joining", 1))


async def test_languages_and_thumbs(statistics: Statistics, ask: Asking) -> None:
    for language, is_useful in (("es", True), ("es", True), ("en", False), ("es", True)):
        await ask.rated(await ask(language=language), is_useful)
    await ask(language="en")
    figures = await statistics.figures(WEEK)
    assert figures.languages == {"es": 3, "en": 2}
    assert (figures.thumbs_up, figures.thumbs_down, figures.useful_share) == (3, 1, 0.75)


async def test_how_long_readers_waited_for_an_adviser(statistics: Statistics, engine: AsyncEngine) -> None:
    hour = dt.timedelta(hours=1)
    tickets = [
        {"first_answer_at": NOW + 3 * hour},
        {"first_answer_at": NOW + hour, "closed_at": NOW + 2 * hour},
        {"chat_id": None, "first_answer_at": NOW + 2 * hour},  # its reader asked to be forgotten later
        {},
        {"closed_at": NOW + hour},
        {"chat_id": None},
        {"created_at": WEEK[0].begins - MOMENT},
    ]
    usual = {"chat_id": ANA, "question": "", "language": "es", "state": "open", "created_at": NOW}
    usual |= {"first_answer_at": None, "closed_at": None}
    async with engine.begin() as connection:
        await connection.execute(insert(Ticket), [usual | ticket for ticket in tickets])
    assert (await statistics.figures(WEEK)).waits == Waits((hour, 2 * hour, 3 * hour), waiting=1)

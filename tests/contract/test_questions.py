"""Questions with their outcomes, and thumbs."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.questions import AnsweredQuestion, Questions
from bot.storage.readers import Readers
from bot.storage.tables import Feedback, Question

ANA, LUIS = 7_000_000_001, 502
ASKED = AnsweredQuestion(
    chat_id=ANA,
    language="es",
    text="¿cómo me uno a un consorcio? 🇨🇴 'comillas' \"dobles\"; --",
    outcome="answer",
    reason="found",
    articles=("consortia/joining", "certification/iso-22716"),
    confidence=0.875,
    generation="20261122T000000-abcdef",
    elapsed_ms=12,
)


@pytest.fixture
async def questions(engine: AsyncEngine) -> Questions:
    readers = Readers(engine)
    await readers.remember(ANA, "es", None)
    await readers.remember(LUIS, "es", None)
    return Questions(engine)


async def thumbs(engine: AsyncEngine) -> dict[int, bool]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(Feedback.question_id, Feedback.is_useful))
        return {row.question_id: row.is_useful for row in rows}


async def test_a_question_is_found_as_it_was_kept(questions: Questions) -> None:
    number = await questions.add(ASKED)
    assert await questions.get(number, ANA) == ASKED


async def test_each_has_a_number_of_its_own(questions: Questions) -> None:
    numbers = [await questions.add(ASKED) for _ in range(3)]
    assert numbers == sorted(set(numbers))


async def test_someone_elses_question_is_not_found(questions: Questions) -> None:
    number = await questions.add(ASKED)
    assert await questions.get(number, LUIS) is None


@pytest.mark.parametrize("number", [0, 4711, 10**18 - 1])
async def test_one_that_was_never_asked_is_not_found(questions: Questions, number: int) -> None:
    assert await questions.get(number, ANA) is None
    assert not await questions.rate(number, ANA, True)


async def test_a_question_of_an_unknown_reader_is_refused(questions: Questions) -> None:
    with pytest.raises(IntegrityError):
        await questions.add(dataclasses.replace(ASKED, chat_id=999))


async def test_the_last_ones_come_without_whose_they_were(questions: Questions) -> None:
    for text in ("uno", "", "dos", "tres"):
        await questions.add(dataclasses.replace(ASKED, text=text))
    assert await questions.latest(2) == [("tres", ASKED.language), ("dos", ASKED.language)]


async def test_the_moment_it_was_asked_is_kept_in_utc(questions: Questions, engine: AsyncEngine) -> None:
    await questions.add(ASKED)
    async with engine.connect() as connection:
        asked_at = (await connection.execute(select(Question.asked_at))).scalar_one()
    assert asked_at.utcoffset() == dt.timedelta(0)
    assert abs(dt.datetime.now(dt.UTC) - asked_at) < dt.timedelta(minutes=1)


async def test_the_last_thumb_counts(questions: Questions, engine: AsyncEngine) -> None:
    number = await questions.add(ASKED)
    assert await questions.rate(number, ANA, True)
    assert await questions.rate(number, ANA, False)
    assert await thumbs(engine) == {number: False}


async def test_a_thumb_on_someone_elses_question_is_refused_and_not_kept(
    questions: Questions, engine: AsyncEngine
) -> None:
    number = await questions.add(ASKED)
    assert not await questions.rate(number, LUIS, False)
    assert await thumbs(engine) == {}


async def test_questions_of_someone_erased_stay_without_them(questions: Questions, engine: AsyncEngine) -> None:
    number = await questions.add(ASKED)
    await questions.rate(number, ANA, True)
    await Readers(engine).erase(ANA)
    assert await questions.get(number, ANA) is None
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(Question.chat_id, Question.text))).all()
    assert tuple(row) == (None, ASKED.text)
    assert await thumbs(engine) == {number: True}

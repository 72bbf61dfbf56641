"""Many at once lose nothing, on either backend."""

import asyncio
from collections import Counter

from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.inbox import Inbox
from bot.storage.questions import AnsweredQuestion, Questions
from bot.storage.readers import Readers
from bot.storage.tables import Feedback, Question, Reader

TIMES = 200
ANA = 501
ASKED = AnsweredQuestion(ANA, "es", "¿cómo?", "answer", "found", (), 0.5, "g", 1)

counter = Table("counter", MetaData(), Column("n", Integer))


async def count(engine: AsyncEngine, table: type) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_increments(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(counter.create)
        await connection.execute(insert(counter).values(n=0))

    async def increment() -> None:
        async with engine.begin() as connection:
            n = (await connection.execute(select(counter.c.n).with_for_update())).scalar_one()
            await connection.execute(update(counter).values(n=n + 1))

    await asyncio.gather(*(increment() for _ in range(TIMES)))
    async with engine.connect() as connection:
        assert (await connection.execute(select(counter.c.n))).scalar_one() == TIMES


async def test_new_readers(engine: AsyncEngine) -> None:
    readers = Readers(engine)
    await asyncio.gather(*(readers.remember(chat, "es", None) for chat in range(1, TIMES + 1)))
    assert await count(engine, Reader) == TIMES


async def test_the_same_reader(engine: AsyncEngine) -> None:
    readers = Readers(engine)
    writes = [readers.remember(ANA, "es", None) if n % 2 else readers.choose_language(ANA, "en") for n in range(TIMES)]
    await asyncio.gather(*writes)
    assert await count(engine, Reader) == 1
    assert (await readers.get(ANA, "es")).chosen_language == "en"


async def test_questions_and_thumbs(engine: AsyncEngine) -> None:
    await Readers(engine).remember(ANA, "es", None)
    questions = Questions(engine)

    async def ask() -> int:
        number = await questions.add(ASKED)
        assert await questions.rate(number, ANA, True)
        return number

    numbers = await asyncio.gather(*(ask() for _ in range(TIMES)))
    assert len(set(numbers)) == TIMES == await count(engine, Question) == await count(engine, Feedback)


async def test_thumbs_on_one_question(engine: AsyncEngine) -> None:
    await Readers(engine).remember(ANA, "es", None)
    questions = Questions(engine)
    number = await questions.add(ASKED)
    kept = await asyncio.gather(*(questions.rate(number, ANA, bool(n % 2)) for n in range(TIMES)))
    assert all(kept)
    assert await count(engine, Feedback) == 1


async def test_an_update_that_comes_many_times_is_new_to_one(engine: AsyncEngine) -> None:
    inbox = Inbox(engine)
    batches = [[{"update_id": n % 20}, {"update_id": n % 20 + 1}] for n in range(TIMES)]
    new = await asyncio.gather(*(inbox.store(batch) for batch in batches))
    assert Counter(one for batch in new for one in batch) == Counter(range(21))

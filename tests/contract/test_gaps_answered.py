"""A publication is looked after once, whatever happens on the way."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.telling import Telling
from bot.storage.notices import NewNotice
from tests.support.assistants import an_article
from tests.support.gaps import ANA, BRAZIL, Desk, brazil, sure

OLD = an_article("markets/chile")


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    """A guide with one article, which has been looked at."""
    opened = Desk(engine)
    await opened.publishes(OLD)
    return opened


def later(desk: Desk, minutes: float) -> Telling:
    """A process that looks so many minutes from now."""
    then = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    return Telling(desk.storage, desk.guide, desk.guide, desk.work.desk, desk.voice, lambda: then)


async def test_of_several_processes_one_looks_after_a_publication(desk: Desk) -> None:
    workers = [desk.reopened().telling for _ in range(3)]
    assert sorted(await asyncio.gather(*(worker.look() for worker in workers))) == [False, False, True]
    assert not any(await asyncio.gather(*(worker.look() for worker in workers)))
    desk.guide.publish(OLD)
    assert sorted(await asyncio.gather(*(worker.look() for worker in workers))) == [False, False, True]


async def test_not_before_the_process_serves_it_itself(desk: Desk) -> None:
    desk.guide.serves_it = False
    assert not await desk.work.telling.look()
    desk.guide.serves_it = True
    assert await desk.work.telling.look()


async def test_what_a_process_died_over_is_taken_up_by_another(desk: Desk) -> None:
    now = dt.datetime.now(dt.UTC)
    published_at = desk.guide.live_since()
    assert await desk.storage.changes.claim(published_at, now)  # and no more is heard of it
    assert not await desk.work.telling.look()
    assert await later(desk, 6).look()


async def test_what_failed_is_tried_again_and_loses_nobody(desk: Desk) -> None:
    await desk.wishes(ANA, BRAZIL[0])
    desk.guide.publish(OLD, brazil())

    def fail(question: str) -> None:
        raise RuntimeError("the model broke")

    desk.voice.knows = fail
    with pytest.raises(RuntimeError):
        await desk.work.telling.look()
    desk.voice.knows = lambda question: sure("markets/brazil")
    assert not await desk.work.telling.look()
    assert await later(desk, 2).look()
    assert [(chat, state) for chat, state, _ in await desk.notices()] == [(ANA, "pending")]


async def test_a_reader_is_told_of_a_gap_once_even_if_queued_twice(desk: Desk) -> None:
    number = await desk.wishes(ANA, BRAZIL[0])
    gap = await desk.gap_of(number)
    notice = NewNotice(ANA, number, "es", "markets/brazil", "ya")
    for _ in range(2):
        await desk.storage.notices.answer(gap, "markets/brazil", [notice])
    assert len(await desk.notices()) == 1

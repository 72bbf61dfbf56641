"""Gaps: which questions they are made of, how they stay what they are, and what staff decide."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.audit import Audit
from bot.storage.gap_tables import GapQuestion
from bot.storage.gaps import Group
from bot.storage.notices import ANSWER, NewNotice
from bot.storage.personal_data import PersonalData
from bot.storage.questions import Questions
from tests.support.gaps import ANA, BRAZIL, EDITOR, EVA, FLOWERS, LUIS, Desk
from tests.support.guide import FakeEmbedder


@pytest.fixture
def desk(engine: AsyncEngine) -> Desk:
    return Desk(engine)


async def titles(desk: Desk) -> list[str]:
    await desk.work.desk.refresh()
    return [gap.question for gap in await desk.work.desk.ranked()]


class TestWhatIsAGap:
    async def test_what_was_refused_is_and_what_was_answered_is_not(self, desk: Desk) -> None:
        await desk.asks(ANA, BRAZIL[0])
        await desk.is_answered(ANA, "cómo me uno a un consorcio")
        await desk.asks(ANA, "hola", outcome="smalltalk", reason="greeting")
        await desk.asks(ANA, "asdf", reason="empty")
        assert await titles(desk) == [BRAZIL[0]]

    async def test_what_was_left_unsure_is_until_its_asker_says_what_they_meant(self, desk: Desk) -> None:
        number = await desk.asks(ANA, BRAZIL[0], outcome="clarify", reason="unsure")
        assert await titles(desk) == [BRAZIL[0]]
        await desk.storage.gaps.mark_meant(number)
        await desk.storage.gaps.mark_meant(number)
        assert await titles(desk) == []

    async def test_a_useless_answer_is_until_its_reader_thinks_better_of_it(self, desk: Desk) -> None:
        number = await desk.is_answered(ANA, BRAZIL[0])
        assert await titles(desk) == []
        await Questions(desk.engine).rate(number, ANA, False)
        assert await titles(desk) == [BRAZIL[0]]
        await Questions(desk.engine).rate(number, ANA, True)
        assert await titles(desk) == []

    async def test_whoever_is_forgotten_takes_their_questions_along(self, desk: Desk) -> None:
        await desk.asks(ANA, BRAZIL[0])
        gap = await desk.gap_of(await desk.asks(LUIS, BRAZIL[1]))
        await PersonalData(desk.engine).erase(LUIS)
        assert await desk.groups() == [[BRAZIL[0]]]
        await PersonalData(desk.engine).erase(ANA)
        assert await desk.groups() == []
        assert await desk.storage.gaps.get(gap) is None


class TestGroups:
    async def test_the_same_question_in_other_words_is_one_gap(self, desk: Desk) -> None:
        for chat, text in zip((ANA, LUIS, EVA, ANA, LUIS), (*BRAZIL, *FLOWERS), strict=True):
            await desk.asks(chat, text)
        assert await desk.groups() == [list(BRAZIL), list(FLOWERS)]

    async def test_each_language_has_its_own(self, desk: Desk) -> None:
        await desk.asks(ANA, "brazil")
        await desk.asks(LUIS, "brazil", language="en")
        assert len(await desk.groups()) == 2

    async def test_a_gap_keeps_its_number_when_others_come_and_after_a_restart(self, desk: Desk) -> None:
        first = await desk.gap_of(await desk.asks(ANA, BRAZIL[0]))
        desk.work = desk.reopened()
        await desk.asks(LUIS, FLOWERS[0])
        assert await desk.gap_of(await desk.asks(LUIS, BRAZIL[1])) == first

    async def test_gaps_that_prove_alike_become_the_older_one(self, desk: Desk) -> None:
        first, second = await desk.asks(ANA, BRAZIL[0]), await desk.asks(LUIS, FLOWERS[0])
        gaps = [await desk.gap_of(number) for number in (first, second)]
        await desk.storage.gaps.keep("es", "fake-1", [], {gaps[0]: [gaps[1]]})
        assert await desk.groups() == [[BRAZIL[0], FLOWERS[0]]]
        merged = await desk.work.desk.get(gaps[1])
        assert merged is not None
        assert (merged.id, merged.times) == (gaps[0], 2)
        assert not await desk.work.desk.leave_out(gaps[1], EDITOR)

    async def test_whoever_was_told_of_one_was_told_of_what_it_becomes(self, desk: Desk) -> None:
        numbers = [await desk.wishes(chat, text) for chat, text in ((LUIS, BRAZIL[0]), (ANA, FLOWERS[0]))]
        gaps = [await desk.gap_of(number) for number in numbers]
        await desk.storage.notices.answer(gaps[1], "", [NewNotice(ANA, numbers[1], "es", "", "ya")])
        await desk.storage.notices.answer(gaps[0], "", [NewNotice(LUIS, numbers[0], "es", "", "ya")])
        for gap in gaps:
            await desk.storage.notices.reopen(gap)
        await desk.storage.gaps.keep("es", "fake-1", [], {gaps[0]: [gaps[1]]})
        assert await desk.storage.wishes.waiting(gaps[0]) == []
        assert await desk.storage.notices.counts(ANSWER, gaps[0]) == {"pending": 2}

    async def test_known_groups_are_looked_at_again_with_what_is_new(self, desk: Desk) -> None:
        """Two that were kept apart, though alike, as by another model: the next question brings them together."""
        numbers = [await desk.asks(ANA, BRAZIL[0]), await desk.asks(LUIS, BRAZIL[0])]
        await desk.work.desk.refresh()
        vectors = {m.question_id: m.vector for m in await desk.storage.gaps.members("es")}
        async with desk.engine.begin() as connection:
            await connection.execute(GapQuestion.__table__.delete().where(GapQuestion.question_id == numbers[1]))
        await desk.storage.gaps.keep("es", "fake-1", [Group(None, {numbers[1]: vectors[numbers[1]]})], {})
        await desk.asks(EVA, BRAZIL[1])
        assert await desk.groups() == [[BRAZIL[0], BRAZIL[0], BRAZIL[1]]]

    async def test_two_processes_at_once_make_no_gap_twice(self, desk: Desk) -> None:
        for chat, text in zip((ANA, LUIS, EVA), BRAZIL, strict=True):
            await desk.asks(chat, text)
        await asyncio.gather(*(desk.reopened().desk.refresh() for _ in range(3)))
        assert await desk.groups() == [list(BRAZIL)]

    async def test_another_model_makes_all_vectors_anew(self, desk: Desk) -> None:
        await desk.asks(ANA, BRAZIL[0])
        await desk.work.desk.refresh()
        desk.work = desk.reopened(FakeEmbedder("fake-2"))
        await desk.asks(LUIS, BRAZIL[1])
        assert await desk.groups() == [[BRAZIL[0], BRAZIL[1]]]
        async with desk.engine.connect() as connection:
            assert set(await connection.scalars(select(GapQuestion.model))) == {"fake-2"}


class TestRanking:
    async def test_more_people_come_first_however_often_one_asks(self, desk: Desk) -> None:
        for _ in range(5):
            await desk.asks(ANA, FLOWERS[0])
        for chat, text in zip((ANA, LUIS, EVA), BRAZIL, strict=True):
            await desk.asks(chat, text)
        await desk.work.desk.refresh()
        brazil, flowers = await desk.work.desk.ranked()
        assert (brazil.people, brazil.times, flowers.people, flowers.times) == (3, 3, 1, 5)
        assert brazil.question == min(BRAZIL, key=len)

    async def test_what_was_asked_lately_comes_before_what_was_asked_long_ago(self, desk: Desk) -> None:
        for chat in (ANA, LUIS):
            await desk.asks(chat, FLOWERS[0], days_ago=90)
        await desk.asks(ANA, BRAZIL[0])
        assert await titles(desk) == [BRAZIL[0], FLOWERS[0]]

    async def test_it_says_how_many_and_never_who(self, desk: Desk) -> None:
        await desk.wishes(EVA, BRAZIL[0])
        await desk.work.desk.refresh()
        [gap] = await desk.work.desk.ranked()
        assert (gap.people, gap.waiting) == (1, 1)
        assert str(EVA) not in repr(gap) + repr(await desk.storage.gaps.get(gap.id))
        assert dt.datetime.now(dt.UTC) - gap.last_asked < dt.timedelta(minutes=1)


class TestDecisions:
    async def test_what_is_out_of_scope_does_not_come_back(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.asks(ANA, BRAZIL[0]))
        assert await desk.work.desk.leave_out(gap, EDITOR)
        await desk.asks(LUIS, BRAZIL[1])
        assert await titles(desk) == []
        assert await desk.groups() == [[BRAZIL[0], BRAZIL[1]]]
        assert await desk.work.desk.take_back(gap, EDITOR)
        assert await titles(desk) == [BRAZIL[0]]

    async def test_it_is_decided_once_and_the_audit_says_by_whom(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.asks(ANA, BRAZIL[0]))
        assert await desk.work.desk.mark_added(gap, "markets/chile", EDITOR)
        assert await desk.work.desk.leave_out(gap, EDITOR)
        assert not await desk.work.desk.leave_out(gap, EDITOR)
        assert not await desk.work.desk.mark_added(gap, "markets/chile", EDITOR)
        told = [(entry.staff_id, entry.action, entry.detail) for entry in await Audit(desk.engine).latest()]
        assert told == [
            (EDITOR, "gap outside", f"gap {gap}"),
            (EDITOR, "gap added", f"gap {gap}: markets/chile"),
        ]

    async def test_an_unknown_one_cannot_be_decided(self, desk: Desk) -> None:
        assert not await desk.work.desk.leave_out(4711, EDITOR)
        assert await desk.work.desk.get(4711) is None

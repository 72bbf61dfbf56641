"""After a publication: gaps are asked again, and those who wait are told, each once."""

import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.voice import Reply
from bot.storage.readers import Readers
from tests.support.assistants import an_article
from tests.support.gaps import ANA, BRAZIL, EDITOR, EVA, LUIS, Desk, brazil, sure, unsure

OLD = an_article("markets/chile")


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    """A guide with one article, which has been looked at."""
    opened = Desk(engine)
    await opened.publishes(OLD)
    return opened


async def states(desk: Desk) -> dict[int | None, str]:
    return {chat: state for chat, state, _ in await desk.notices()}


async def state_of(desk: Desk, gap: int) -> str:
    found = await desk.storage.gaps.get(gap)
    assert found is not None
    return found.state


class TestWhoIsTold:
    async def test_those_who_asked_and_agreed_each_in_their_language(self, desk: Desk) -> None:
        number = await desk.wishes(ANA, BRAZIL[0])
        await desk.wishes(LUIS, BRAZIL[1])
        await desk.asks(EVA, BRAZIL[2])
        await Readers(desk.engine).choose_language(LUIS, "en")
        gap = await desk.gap_of(number)
        desk.voice.knows = lambda question: sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert await desk.notices() == [
            (ANA, "pending", f"es: {BRAZIL[0]} → says markets/brazil"),
            (LUIS, "pending", f"en: {BRAZIL[1]} → says markets/brazil"),
        ]
        assert await state_of(desk, gap) == "answered"
        assert await desk.work.desk.ranked() == []

    async def test_nobody_twice_however_often_the_guide_is_published(self, desk: Desk) -> None:
        await desk.wishes(ANA, BRAZIL[0])
        await desk.wishes(ANA, BRAZIL[1])
        desk.voice.knows = lambda question: sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        notice = await desk.storage.notices.claim(dt.datetime.now(dt.UTC))
        assert notice is not None
        await desk.storage.notices.settle(notice.id, "sent")
        await desk.publishes(OLD, brazil("Pida otro registro."))
        await desk.publishes(OLD)
        await desk.publishes(OLD, brazil())
        assert await states(desk) == {ANA: "sent"}

    async def test_not_who_took_it_back_or_muted_it_all(self, desk: Desk) -> None:
        number = await desk.wishes(ANA, BRAZIL[0])
        await desk.wishes(LUIS, BRAZIL[1])
        assert await desk.storage.wishes.withdraw(number, ANA)
        await desk.storage.wishes.mute(LUIS)
        desk.voice.knows = lambda question: sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert await desk.notices() == []

    async def test_whose_own_words_are_not_surely_answered_gets_what_answers_the_others(self, desk: Desk) -> None:
        for chat, text in zip((ANA, LUIS, EVA), BRAZIL, strict=True):
            await desk.wishes(chat, text)
        near = unsure("markets/chile", "markets/brazil")
        desk.voice.knows = lambda question: near if question == BRAZIL[2] else sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert (EVA, "pending", f"es: {BRAZIL[2]} → from markets/brazil") in await desk.notices()

    async def test_who_asked_something_else_after_all_is_not_told_and_stays_a_gap(self, desk: Desk) -> None:
        for chat, text in zip((ANA, LUIS, EVA), BRAZIL, strict=True):
            await desk.wishes(chat, text)
        far = unsure("markets/chile")
        desk.voice.knows = lambda question: far if question == BRAZIL[2] else sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert set(await states(desk)) == {ANA, LUIS}
        assert sorted(await desk.groups()) == [list(BRAZIL[:2]), [BRAZIL[2]]]


class TestWhetherItIsAnswered:
    async def test_not_without_being_sure(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.wishes(ANA, BRAZIL[0]))
        desk.voice.knows = lambda question: unsure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert await desk.notices() == []
        assert await state_of(desk, gap) == "open"

    async def test_not_by_what_was_there_before(self, desk: Desk) -> None:
        """As what was answered, and found useless: the same answer again is no news."""
        await desk.is_answered(ANA, BRAZIL[0], "markets/chile")
        await desk.wishes(LUIS, BRAZIL[0])
        desk.voice.knows = lambda question: sure("markets/chile")
        await desk.publishes(OLD, brazil())
        assert await desk.notices() == []

    async def test_by_an_article_that_changed_in_either_language(self, desk: Desk) -> None:
        await desk.wishes(ANA, BRAZIL[0])
        desk.voice.knows = lambda question: sure("markets/chile")
        await desk.publishes(OLD, an_article("markets/chile", language="en"))
        assert await states(desk) == {ANA: "pending"}

    async def test_by_a_document_that_is_new(self, desk: Desk) -> None:
        await desk.wishes(ANA, BRAZIL[0])
        desk.voice.knows = lambda question: Reply("brasil.pdf", "", (), "page 3")
        desk.guide.publish(OLD)
        desk.guide.documents = {"brasil.pdf": "d1"}
        await desk.work.telling.look_after()
        assert await states(desk) == {ANA: "pending"}
        await desk.wishes(LUIS, BRAZIL[1])
        await desk.work.telling.look_after()
        assert await states(desk) == {ANA: "pending"}

    async def test_not_by_one_word_among_many(self, desk: Desk) -> None:
        for chat, text in zip((ANA, LUIS, EVA), BRAZIL, strict=True):
            await desk.wishes(chat, text)
        desk.voice.knows = lambda question: sure("markets/brazil") if question == BRAZIL[0] else unsure()
        await desk.publishes(OLD, brazil())
        assert await desk.notices() == []

    async def test_what_was_added_and_is_not_answered_is_open_again(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.asks(ANA, BRAZIL[0]))
        await desk.work.desk.mark_added(gap, "markets/chile", EDITOR)
        await desk.publishes(an_article("markets/chile", questions=[BRAZIL[0]]))
        assert await state_of(desk, gap) == "open"

    async def test_nothing_is_asked_where_nothing_changed(self, desk: Desk) -> None:
        await desk.wishes(ANA, BRAZIL[0])
        await desk.publishes(OLD)
        assert desk.voice.asked == []


class TestRollingBack:
    async def test_what_nobody_was_told_yet_is_taken_back(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.wishes(ANA, BRAZIL[0]))
        desk.voice.knows = lambda question: sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        desk.voice.knows = lambda question: unsure()
        await desk.publishes(OLD)
        assert await desk.notices() == []
        assert await state_of(desk, gap) == "open"
        desk.voice.knows = lambda question: sure("markets/brazil")
        await desk.publishes(OLD, brazil())
        assert await states(desk) == {ANA: "pending"}

    async def test_what_was_told_stays_told_and_the_gap_is_open_again(self, desk: Desk) -> None:
        gap = await desk.gap_of(await desk.wishes(ANA, BRAZIL[0]))
        desk.voice.knows = lambda question: sure("markets/chile")
        await desk.publishes(an_article("markets/chile", questions=[BRAZIL[0]]))
        notice = await desk.storage.notices.claim(dt.datetime.now(dt.UTC))
        assert notice is not None
        desk.voice.knows = lambda question: unsure()
        await desk.publishes(OLD)
        assert await state_of(desk, gap) == "open"
        assert await states(desk) == {ANA: "sending"}

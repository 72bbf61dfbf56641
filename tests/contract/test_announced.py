"""What was announced and still holds, as corrected; offers that are made once; topics that go on and off."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announced import HOLDS, MOST, Announced, told_at
from bot.storage.announcement_tables import Announcement
from bot.storage.flows import Flows
from bot.storage.offers import Offers
from bot.storage.personal_data import PersonalData
from bot.storage.questions import AnsweredQuestion, Questions
from bot.storage.readers import Readers
from bot.storage.subscribers import Subscribers
from tests.support.telling import correct, tell

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
ANA, LUIS = 501, 502


@pytest.fixture
def announced(engine: AsyncEngine) -> Announced:
    return Announced(engine)


async def texts(announced: Announced, now: dt.datetime = NOW) -> list[str]:
    """What can be asked about now, newest first."""
    return [one.content["text"] for one in await announced.versions(await announced.current(now))]


class TestWhatHolds:
    async def test_is_what_was_sent_newest_first(self, engine: AsyncEngine, announced: Announced) -> None:
        await tell(engine, "Una")
        await tell(engine, "Otra", state="sending")
        assert await texts(announced) == ["Otra", "Una"]

    async def test_is_not_what_is_not_sent_or_may_be_wrong(self, engine: AsyncEngine, announced: Announced) -> None:
        for state in ("draft", "approved", "paused", "cancelled"):
            await tell(engine, state, state=state)
        assert await texts(announced) == []

    async def test_is_not_what_has_reached_nobody(self, engine: AsyncEngine, announced: Announced) -> None:
        for delivery in ("pending", "blocked", "failed", "unknown", "withdrawn"):
            await tell(engine, delivery, delivery=delivery)
        assert await texts(announced) == []

    async def test_ends_with_its_last_day(self, engine: AsyncEngine, announced: Announced) -> None:
        await tell(engine, "Hasta mañana", valid_until=NOW + DAY)
        assert await texts(announced) == ["Hasta mañana"]
        assert await texts(announced, NOW + DAY) == []

    async def test_without_a_last_day_ends_after_a_month(self, engine: AsyncEngine, announced: Announced) -> None:
        await tell(engine, "Una", approved_at=NOW - HOLDS + DAY)
        assert await texts(announced) == ["Una"]
        assert await texts(announced, NOW + 2 * DAY) == []

    async def test_has_the_moment_when_it_was_to_be_sent(self, engine: AsyncEngine, announced: Announced) -> None:
        later = NOW + DAY
        one = await announced.get(await tell(engine, "Una", starts_at=later))
        assert one is not None
        assert told_at(one) == later

    async def test_is_no_endless_list(self, engine: AsyncEngine, announced: Announced) -> None:
        for number in range(MOST + 1):
            await tell(engine, str(number))
        assert len(await announced.current(NOW)) == MOST
        assert (await texts(announced))[0] == str(MOST)


class TestCorrections:
    async def test_count_from_their_approval_and_the_last_one_most(
        self, engine: AsyncEngine, announced: Announced
    ) -> None:
        wrong = await tell(engine, "Mal", "Wrong", valid_until=NOW + DAY)
        await correct(engine, wrong, "Mejor")
        await correct(engine, wrong, "Bien", "Right", state="approved")
        await correct(engine, wrong, "Borrador", state="draft")
        await correct(engine, wrong, "Cancelada", state="cancelled")
        [one] = await announced.versions(await announced.current(NOW))
        assert (one.id, one.content["text"], one.valid_until) == (wrong, "Bien", NOW + DAY)
        assert one.content_for("en")["text"] == "Right"
        assert (await announced.get(wrong)) == one

    async def test_that_remove_it_leave_nothing_to_ask_about(self, engine: AsyncEngine, announced: Announced) -> None:
        gone = await tell(engine, "Borrar")
        await correct(engine, gone, "Borrar", kind="delete")
        assert await texts(announced) == []
        assert await announced.get(gone) is None

    async def test_change_the_version_that_is_current(self, engine: AsyncEngine, announced: Announced) -> None:
        wrong = await tell(engine, "Mal")
        assert await announced.current(NOW) == {wrong: wrong}
        right = await correct(engine, wrong, "Bien")
        assert await announced.current(NOW) == {wrong: right}

    async def test_are_not_asked_about_themselves(self, engine: AsyncEngine, announced: Announced) -> None:
        edit = await correct(engine, await tell(engine, "Mal"), "Bien")
        assert await announced.get(edit) is None


class TestOneAnnouncement:
    async def test_can_be_asked_about_when_it_is_over_too(self, engine: AsyncEngine, announced: Announced) -> None:
        assert await announced.get(await tell(engine, "Una", valid_until=NOW - DAY)) is not None
        assert await announced.get(await tell(engine, "Otra", state="paused")) is not None

    async def test_cannot_when_it_was_cancelled_or_is_none(self, engine: AsyncEngine, announced: Announced) -> None:
        assert await announced.get(await tell(engine, "Una", state="cancelled")) is None
        assert await announced.get(999) is None

    async def test_counts_its_questions(self, engine: AsyncEngine, announced: Announced) -> None:
        one = await tell(engine, "Una")
        await announced.count_question(one)
        await announced.count_question(one)
        async with engine.connect() as connection:
            assert await connection.scalar(select(Announcement.questions).where(Announcement.id == one)) == 2


class TestOffers:
    async def answered(self, engine: AsyncEngine, *outcomes: str) -> None:
        """Ana has asked, and this is what came of it."""
        await Readers(engine).remember(ANA, "es", None)
        for outcome in outcomes:
            await Questions(engine).add(AnsweredQuestion(ANA, "es", "¿…?", outcome, "found", (), 1.0, "", 1))

    async def test_are_made_once(self, engine: AsyncEngine) -> None:
        await self.answered(engine)
        assert await Offers(engine).make(ANA, 0)
        assert not await Offers(engine).make(ANA, 0)

    async def test_wait_for_answers(self, engine: AsyncEngine) -> None:
        await self.answered(engine, "answer", "refuse", "clarify", "smalltalk")
        assert not await Offers(engine).make(ANA, 2)
        await self.answered(engine, "answer")
        assert await Offers(engine).make(ANA, 2)

    async def test_are_not_made_to_a_stranger(self, engine: AsyncEngine) -> None:
        assert not await Offers(engine).make(ANA, 0)

    async def test_are_not_made_to_a_subscriber_even_one_who_stopped(self, engine: AsyncEngine) -> None:
        await self.answered(engine)
        await Subscribers(engine).subscribe(ANA, "es", [], "1")
        assert not await Offers(engine).make(ANA, 0)
        await Subscribers(engine).stop_all(ANA)
        assert not await Offers(engine).make(ANA, 0)

    async def test_do_not_interrupt(self, engine: AsyncEngine) -> None:
        await self.answered(engine)
        await Flows(engine).put(ANA, "form", {})
        assert not await Offers(engine).make(ANA, 0)
        await Flows(engine).end(ANA)
        assert await Offers(engine).make(ANA, 0)

    async def test_are_not_made_to_who_has_declined(self, engine: AsyncEngine) -> None:
        await self.answered(engine)
        for chat_id in (ANA, LUIS):
            await Offers(engine).decline(chat_id, "en")
            assert not await Offers(engine).make(chat_id, 0)
        assert (await Readers(engine).get(ANA, "es")).last_language == "es"
        assert (await Readers(engine).get(LUIS, "es")).last_language == "en"

    async def test_are_told_and_forgotten_with_the_reader(self, engine: AsyncEngine) -> None:
        await self.answered(engine)
        await Offers(engine).make(ANA, 0)
        data = PersonalData(engine)
        assert (await data.of(ANA))["reader"]["offered_at"]
        await data.erase(ANA)
        await self.answered(engine)
        assert (await data.of(ANA))["reader"]["offered_at"] is None


class TestTopics:
    async def topics(self, engine: AsyncEngine) -> Any:
        known = await Subscribers(engine).get(ANA)
        return known and known.topics

    async def test_go_on_and_off_together_however_often(self, engine: AsyncEngine) -> None:
        subscribers = Subscribers(engine)
        await subscribers.subscribe(ANA, "es", ["agro"], "1")
        for _ in range(2):
            assert await subscribers.switch(ANA, ["agro", "calls", "fairs"], is_on=True)
            assert await self.topics(engine) == {"agro", "calls", "fairs"}
        for _ in range(2):
            assert await subscribers.switch(ANA, ["agro", "calls"], is_on=False)
            assert await self.topics(engine) == {"fairs"}
        assert await subscribers.switch(ANA, [], is_on=True)

    async def test_of_someone_who_does_not_get_announcements_stay(self, engine: AsyncEngine) -> None:
        subscribers = Subscribers(engine)
        assert not await subscribers.switch(ANA, ["agro"], is_on=True)
        await subscribers.subscribe(ANA, "es", ["agro"], "1")
        await subscribers.stop_all(ANA)
        assert not await subscribers.switch(ANA, ["agro"], is_on=False)
        assert await self.topics(engine) == {"agro"}

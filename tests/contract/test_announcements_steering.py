"""What holds an announcement or ends it: a pause, a cancellation, a bad beginning; and in which order they come."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.errors import WrongState
from bot.storage.outbox import Settlement
from tests.support.announcing import ANA, BETO, PATIENCE, Office
from tests.support.bot_api import BotApi, Delay, server_error, too_many_requests
from tests.support.telegram import in_process_bot


class TestPauseAndCancel:
    async def test_a_pause_holds_and_survives_another_sender(
        self, office: Office, engine: AsyncEngine, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 31))
        announcement = await office.approved()
        await office.staff.pause(announcement, ANA)
        other = await office.approved("Otra")
        await office.sent(other)
        await Office(engine, in_process_bot(api)).sent(other)  # a restart
        assert {sent.text for sent in api.sent} == {"Otra"}
        assert await office.counts(announcement) == {"pending": 30}
        await office.staff.resume(announcement, BETO)
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 30}

    async def test_a_cancelled_announcement_goes_to_nobody_else(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 201))
        api.script("sendMessage", *[Delay(0.01)] * 200)
        announcement = await office.approved()
        async with office.sending():
            await api.until(lambda: len(api.sent) >= 5)
            await office.staff.cancel(announcement, ANA)
            await office.until(announcement, lambda progress: progress.is_over)
        counts = await office.counts(announcement)
        assert set(counts) == {"sent", "withdrawn"}
        assert counts["sent"] == len(api.sent) < 200
        assert sum(counts.values()) == 200
        with pytest.raises(WrongState):
            await office.staff.resume(announcement, ANA)

    async def test_what_telegram_held_back_while_it_was_cancelled_is_withdrawn(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        announcement = await office.approved()
        outbox = office.storage.outbox("one")
        [claimed] = await outbox.claim(office.clock(), 5)
        await office.staff.cancel(announcement, ANA)
        await outbox.settle([_back(claimed.id, claimed.chat_id)])
        assert await office.states(announcement) == {1: "withdrawn"}

    async def test_steps_that_make_no_sense_are_refused(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.draft()
        with pytest.raises(WrongState):
            await office.staff.pause(announcement, ANA)
        with pytest.raises(WrongState):
            await office.staff.resume(announcement, ANA)
        await office.staff.cancel(announcement, ANA)
        for step in (office.staff.approve, office.staff.cancel, office.staff.pause):
            with pytest.raises(WrongState):
                await step(announcement, ANA)


class TestCanary:
    async def test_too_many_blocks_among_the_first_pause_it(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 101))
        api.blocked.update(range(1, 9))
        announcement = await office.approved()
        async with office.sending():
            paused = await office.until(announcement, lambda progress: progress.state == "paused")
            assert paused.reason == "canary: 8 of the first 20 are blocked or failed"
            assert await office.counts(announcement) == {"sent": 12, "blocked": 8, "pending": 80}
            await office.staff.resume(announcement, ANA)
            await office.until(announcement, lambda progress: progress.is_over)
        assert await office.counts(announcement) == {"sent": 92, "blocked": 8}

    async def test_the_rest_waits_until_the_first_have_their_outcome(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 101))
        announcement = await office.approved()
        outbox = office.storage.outbox("one")
        first = await outbox.claim(office.clock(), 100)
        assert len(first) == 20
        assert await outbox.claim(office.clock(), 100) == []
        await outbox.settle([_sent(one.id, one.chat_id) for one in first])
        assert len(await outbox.claim(office.clock(), 100)) == 80
        assert (await office.staff.progress(announcement)).state == "sending"


class TestOrder:
    async def test_each_reader_gets_announcements_in_order_also_after_a_delay(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 11))
        api.script("sendMessage", too_many_requests(1), chat_id=3)
        api.script("sendMessage", server_error(), chat_id=5)
        announcements = [await office.approved(text) for text in ("uno", "dos", "tres")]
        async with office.sending():
            await office.until(announcements[0], lambda progress: progress.counts["sent"] == 9)
            await api.until(lambda: len(api.texts_to(1)) == 3, PATIENCE)
            assert api.texts_to(5) == []
            office.clock.pass_by(seconds=10)
            for one in announcements:
                await office.until(one, lambda progress: progress.is_over)
        assert all(api.texts_to(chat) == ["uno", "dos", "tres"] for chat in range(1, 11))

    async def test_nobody_gets_two_within_a_second(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2])
        await office.sent(*[await office.approved(text) for text in ("uno", "dos")])
        for chat in (1, 2):
            first, second = (sent.at for sent in api.sent if sent.chat_id == chat)
            assert second - first >= 1.0


def _sent(delivery_id: int, chat_id: int) -> Settlement:
    return Settlement(delivery_id, chat_id, "sent", message_ids=(1,))


def _back(delivery_id: int, chat_id: int) -> Settlement:
    return Settlement(delivery_id, chat_id, "pending")

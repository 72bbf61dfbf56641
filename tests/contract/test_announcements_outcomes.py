"""What becomes of each recipient: blocked, unknown, tried again, moved; and who wants it no more by then."""

from tests.support.announcing import ANA, Office, times_sent
from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    BotApi,
    bad_request,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)


class TestOutcomes:
    async def test_blocked_and_gone_chats_are_marked_until_they_return(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3, 4])
        api.blocked.add(1)
        api.script("sendMessage", forbidden("user is deactivated"), chat_id=2)
        api.script("sendMessage", bad_request("chat not found"), chat_id=3)
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.states(announcement) == {1: "blocked", 2: "blocked", 3: "failed", 4: "sent"}
        assert (await office.staff.rehearse(await office.draft("Otra"))).left_out == {"unreachable": 3}
        await office.storage.subscribers.mark_returned(1)
        assert (await office.staff.rehearse(await office.draft("Otra"))).recipients == 2

    async def test_a_recipient_sent_to_after_a_429_counts_as_sent_and_not_as_failed(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        api.script("sendMessage", too_many_requests(1), too_many_requests(1))
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 2}
        assert len(api.sent) == 2

    async def test_a_cut_connection_is_unknown_and_not_repeated(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3])
        api.script("sendMessage", CUT_AFTER, chat_id=1)
        api.script("sendMessage", CUT_BEFORE, chat_id=2)
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.states(announcement) == {1: "unknown", 2: "unknown", 3: "sent"}
        assert times_sent(api) == {(1, "Hay convocatoria"): 1, (3, "Hay convocatoria"): 1}

    async def test_unknowns_are_sent_again_only_when_staff_say_so(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2])
        api.script("sendMessage", CUT_BEFORE, chat_id=2)
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.staff.resend_unknown(announcement, ANA) == 1
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 2}
        assert len(api.calls_of("sendMessage", 1)) == 1
        assert await office.staff.resend_unknown(announcement, ANA) == 0

    async def test_a_failure_of_telegram_is_tried_again(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        api.script("sendMessage", server_error())
        announcement = await office.approved()
        async with office.sending():
            await api.until(lambda: len(api.calls_of("sendMessage")) == 1)
            await office.until(announcement, lambda progress: progress.counts["pending"] == 1)
            office.clock.pass_by(seconds=6)
            await office.until(announcement, lambda progress: progress.is_over)
        assert await office.counts(announcement) == {"sent": 1}

    async def test_a_group_that_moved_gets_it_at_its_new_address(self, office: Office, api: BotApi) -> None:
        await office.subscribe([-5], ["agro"])
        api.script("sendMessage", migrated(-1005), chat_id=-5)
        announcement = await office.approved("Hola", "agro")
        await office.sent(announcement)
        assert await office.states(announcement) == {-1005: "sent"}
        moved = await office.storage.subscribers.get(-1005)
        assert moved is not None
        assert moved.topics == {"agro"}
        assert await office.storage.subscribers.get(-5) is None

    async def test_a_group_that_moved_to_where_it_is_known_gets_it_once(self, office: Office, api: BotApi) -> None:
        await office.subscribe([-5, -1005])
        api.script("sendMessage", migrated(-1005), chat_id=-5)
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 1, "withdrawn": 1}
        assert times_sent(api) == {(-1005, "Hay convocatoria"): 1}

    async def test_content_that_telegram_refuses_stops_the_whole_and_loses_nobody(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 101))
        api.script("sendMessage", *[bad_request("can't parse entities")] * 60)
        announcement = await office.approved()
        async with office.sending():
            stopped = await office.until(announcement, lambda p: p.state == "paused" and not p.counts["sending"])
            assert "parse entities" in stopped.reason
            assert api.sent == []
            assert await office.counts(announcement) == {"pending": 100}
            api.scripted.clear()
            await office.staff.resume(announcement, ANA)
            await office.until(announcement, lambda progress: progress.is_over)
        assert await office.counts(announcement) == {"sent": 100}

    async def test_a_refusal_here_and_there_is_the_recipients_and_stops_nothing(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 11))
        for chat_id in (3, 7):
            api.script("sendMessage", bad_request("something odd"), chat_id=chat_id)
        announcement = await office.approved()
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 8, "failed": 2}


class TestStillWanted:
    """Peers freeze the list when a message is scheduled: whoever leaves later still gets it."""

    async def test_whoever_left_after_the_approval_gets_nothing(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3, 4, 5], ["agro"])
        announcement = await office.approved("Hola", "agro")
        subscribers = office.storage.subscribers
        await subscribers.stop_all(1)
        await subscribers.switch(2, ["agro"], is_on=False)
        await subscribers.mark_unreachable(3, "bot was blocked by the user")
        await subscribers.erase(4)
        await office.sent(announcement)
        assert [sent.chat_id for sent in api.sent] == [5]
        assert await office.states(announcement) == {
            1: "withdrawn",
            2: "withdrawn",
            3: "withdrawn",
            None: "withdrawn",
            5: "sent",
        }

    async def test_whoever_subscribes_after_the_approval_is_not_added(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        announcement = await office.approved()
        await office.subscribe([2])
        await office.sent(announcement)
        assert [sent.chat_id for sent in api.sent] == [1]

    async def test_an_erased_chat_stays_in_the_totals_without_its_number(self, office: Office) -> None:
        await office.subscribe([1, 2])
        announcement = await office.approved()
        await office.sent(announcement)
        await office.storage.subscribers.erase(1)
        assert await office.states(announcement) == {None: "sent", 2: "sent"}

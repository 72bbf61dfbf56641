"""Announcements from draft to done, on every backend, against a Telegram within the process."""

import asyncio
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.content import Button, Content, File
from bot.announcements.errors import (
    NobodyToReach,
    NotAnAnnouncer,
    PastDate,
    SecondPersonNeeded,
    UnknownAnnouncement,
    UnknownTopic,
    WrongState,
)
from bot.storage.outbox import Settlement
from tests.support.announcing import ANA, BETO, NOBODY, PATIENCE, Office
from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    BotApi,
    Delay,
    bad_request,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)
from tests.support.telegram import in_process_bot


@pytest.fixture
def office(engine: AsyncEngine, api: BotApi, tmp_path: Path) -> Office:
    return Office(engine, in_process_bot(api), files_dir=tmp_path)


def texts(api: BotApi) -> Counter[tuple[int, str]]:
    """How often each chat got each text."""
    return Counter((sent.chat_id, sent.text) for sent in api.sent)


class TestFromDraftToDone:
    async def test_everyone_in_the_audience_gets_it_once_and_nobody_else(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 41), ["agro", "calls"])
        await office.subscribe(range(41, 61), ["agro"])
        await office.subscribe(range(61, 81), ["cosmetics", "calls"])
        announcement = await office.approved("Feria", "agro", "calls")
        [progress] = await office.sent(announcement)
        assert progress.state == "done"
        assert texts(api) == {(chat, "Feria"): 1 for chat in range(1, 41)}
        assert await office.counts(announcement) == {"sent": 40}

    async def test_all_reaches_also_those_without_topics_but_not_those_who_stopped(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2, 3], [])
        await office.storage.subscribers.stop_all(2)
        await office.sent(await office.approved())
        assert {sent.chat_id for sent in api.sent} == {1, 3}

    async def test_each_reads_it_in_their_language(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await office.subscribe([2], language="en")
        await office.sent(await office.approved("Hola", content_en=Content("Hello")))
        assert [api.texts_to(1), api.texts_to(2)] == [["Hola"], ["Hello"]]
        stop = [api.buttons_of(sent)[-1]["text"] for sent in sorted(api.sent, key=lambda one: one.chat_id)]
        assert stop == ["🔕 No recibir más avisos", "🔕 Stop these announcements"]

    async def test_only_one_language_may_be_chosen(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await office.subscribe([2], language="en")
        await office.sent(await office.approved("Hello", language="en"))
        assert [sent.chat_id for sent in api.sent] == [2]

    async def test_nothing_is_sent_before_its_time(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        later = office.clock() + dt.timedelta(hours=2)
        announcement = await office.approved(starts_at=later)
        other = await office.approved("Antes")
        async with office.sending():
            await office.until(other, lambda progress: progress.is_over)
            assert api.texts_to(1) == ["Antes"]
            office.clock.pass_by(hours=2)
            await office.until(announcement, lambda progress: progress.is_over)

    async def test_buttons_and_formatting_arrive(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        bold = ({"type": "bold", "offset": 0, "length": 4},)
        buttons = (
            Button("link", "Inscríbase", url="https://example.org"),
            Button("ask"),
            Button("remind", date="2026-12-24"),
        )
        announcement = await office.approved(content=Content("Hola a todos", bold), buttons=buttons)
        await office.sent(announcement)
        [sent] = api.sent
        assert [(entity["type"], entity["offset"], entity["length"]) for entity in sent.entities] == [("bold", 0, 4)]
        link, ask, remind, stop = api.buttons_of(sent)
        assert link == {"text": "Inscríbase", "url": "https://example.org"}
        assert ask["callback_data"] == f"1|ann|{announcement}"
        assert remind["callback_data"] == f"1|rmd|{announcement}|2"
        assert stop["callback_data"] == f"1|stop|{announcement}"


class TestApproving:
    async def test_of_two_at_once_one_wins(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 21))
        announcement = await office.draft()
        outcomes = await asyncio.gather(
            *(office.staff.approve(announcement, by) for by in (ANA, BETO)), return_exceptions=True
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Approval", "WrongState"]
        await office.sent(announcement)
        assert len(api.sent) == 20

    async def test_many_recipients_take_two_people(self, engine: AsyncEngine, api: BotApi) -> None:
        office = Office(engine, in_process_bot(api), second_approval_above=2)
        await office.subscribe([1, 2, 3])
        announcement = await office.draft()
        assert (await office.staff.rehearse(announcement)).needs_second_person
        assert (await office.staff.approve(announcement, ANA)).needs_second_person
        with pytest.raises(SecondPersonNeeded):
            await office.staff.approve(announcement, ANA)
        assert (await office.staff.progress(announcement)).state == "draft"
        assert not (await office.staff.approve(announcement, BETO)).needs_second_person
        assert (await office.staff.progress(announcement)).state == "approved"

    async def test_an_audience_of_nobody_is_refused(self, office: Office) -> None:
        await office.subscribe([1], ["agro"])
        announcement = await office.draft("Hola", "cosmetics")
        with pytest.raises(NobodyToReach):
            await office.staff.approve(announcement, ANA)
        assert (await office.staff.progress(announcement)).state == "draft"

    async def test_what_has_passed_meanwhile_is_refused(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.draft(valid_until=office.clock() + dt.timedelta(hours=1))
        office.clock.pass_by(hours=2)
        with pytest.raises(PastDate):
            await office.staff.approve(announcement, ANA)

    async def test_without_the_role_nothing_happens_and_the_audit_knows(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.draft()
        with pytest.raises(NotAnAnnouncer):
            await office.staff.approve(announcement, NOBODY)
        assert (await office.staff.progress(announcement)).state == "draft"
        [entry, *_] = await office.storage.audit.latest()
        assert (entry.staff_id, entry.action, entry.announcement_id, entry.detail) == (
            NOBODY,
            "refused",
            announcement,
            "approve",
        )

    async def test_every_step_is_in_the_audit(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.approved()
        await office.staff.pause(announcement, BETO)
        await office.staff.resume(announcement, ANA)
        await office.staff.cancel(announcement, BETO)
        steps = [(entry.action, entry.staff_id) for entry in reversed(await office.storage.audit.latest())]
        assert steps == [("draft", ANA), ("approve", ANA), ("pause", BETO), ("resume", ANA), ("cancel", BETO)]

    async def test_unknown_numbers_and_topics_are_named(self, office: Office) -> None:
        with pytest.raises(UnknownAnnouncement, match="12345"):
            await office.staff.approve(12345, ANA)
        with pytest.raises(UnknownTopic, match="fishing"):
            await office.draft("Hola", "fishing")

    async def test_rehearsal_says_who_is_left_out_and_why(self, office: Office) -> None:
        await office.subscribe([1, 2, 3, 4], ["agro"])
        await office.subscribe([5], ["cosmetics"])
        await office.subscribe([6], ["agro"], language="en")
        await office.storage.subscribers.stop_all(1)
        await office.storage.subscribers.mark_unreachable(2, "bot was blocked by the user")
        told = await office.staff.rehearse(await office.draft("Hola", "agro", language="es"))
        assert told.recipients == 2
        assert told.left_out == {"unsubscribed": 1, "unreachable": 1, "other language": 1, "other topics": 1}

    async def test_rehearsal_warns_of_a_text_sent_lately(self, office: Office) -> None:
        await office.subscribe([1])
        first = await office.approved("Hay  convocatoria")
        again = await office.draft("hay convocatoria")
        assert (await office.staff.rehearse(again)).alike == first
        assert (await office.staff.rehearse(await office.draft("Otra cosa"))).alike is None


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
        assert texts(api) == {(1, "Hay convocatoria"): 1, (3, "Hay convocatoria"): 1}

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
        assert texts(api) == {(-1005, "Hay convocatoria"): 1}

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
        await subscribers.switch(2, "agro", is_on=False)
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


class TestCorrections:
    async def test_an_edit_reaches_everyone_who_got_it(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3])
        api.blocked.add(3)
        wrong = await office.approved("El plazo es el 3", buttons=(Button("ask"),))
        await office.sent(wrong)
        edit = await office.staff.correct(wrong, BETO, Content("El plazo es el 5"))
        assert (await office.staff.rehearse(edit)).recipients == 2
        await office.staff.approve(edit, BETO)
        await office.sent(edit)
        assert [api.texts_to(chat) for chat in (1, 2, 3)] == [["El plazo es el 5"], ["El plazo es el 5"], []]
        assert await office.counts(edit) == {"sent": 2}
        ask = api.buttons_of(api.messages_to(1)[0])[0]
        assert ask["callback_data"] == f"1|ann|{wrong}"

    async def test_a_removal_takes_it_away_everywhere(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2])
        wrong = await office.approved("Error")
        await office.sent(wrong)
        removal = await office.staff.correct(wrong, ANA, None)
        await office.staff.approve(removal, ANA)
        await office.sent(removal)
        assert api.messages_to(1) == api.messages_to(2) == []

    async def test_a_message_the_reader_deleted_is_a_failure_of_that_one_only(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 6))
        wrong = await office.approved("Error")
        await office.sent(wrong)
        for sent in api.sent[:4]:
            del api.messages[sent.chat_id, sent.message_id]
        edit = await office.staff.correct(wrong, ANA, Content("Bien"))
        await office.staff.approve(edit, ANA)
        [progress] = await office.sent(edit)
        assert progress.state == "done"
        assert await office.counts(edit) == {"failed": 4, "sent": 1}

    async def test_what_is_on_its_way_must_end_first(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.approved()
        with pytest.raises(WrongState, match="done or cancelled"):
            await office.staff.correct(announcement, ANA, Content("Bien"))

    async def test_what_holds_is_known_as_corrected(self, office: Office) -> None:
        await office.subscribe([1])
        until_tomorrow = office.clock() + dt.timedelta(days=1)
        wrong = await office.approved("Mal", valid_until=until_tomorrow)
        gone = await office.approved("Borrar", valid_until=until_tomorrow)
        await office.approved("Sin plazo")
        await office.sent(wrong, gone)
        for number, content in ((wrong, Content("Bien")), (gone, None)):
            correction = await office.staff.correct(number, ANA, content)
            await office.staff.approve(correction, ANA)
            await office.sent(correction)
        [current] = await office.storage.announcements.current(office.clock())
        assert (current.id, current.content["text"]) == (wrong, "Bien")
        assert await office.storage.announcements.current(until_tomorrow) == []


class TestFiles:
    async def test_a_file_is_uploaded_once(self, office: Office, api: BotApi, tmp_path: Path) -> None:
        (tmp_path / "afiche.jpg").write_bytes(b"picture")
        await office.subscribe(range(1, 31))
        announcement = await office.approved(content=Content("Feria", files=(File("photo", path="afiche.jpg"),)))
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 30}
        uploads = [call for call in api.calls_of("sendPhoto") if not isinstance(call.parameters["photo"], str)]
        assert len(uploads) == 1

    async def test_an_album_comes_with_its_buttons_below(self, office: Office, api: BotApi, tmp_path: Path) -> None:
        for name in ("a.jpg", "b.jpg"):
            (tmp_path / name).write_bytes(name.encode())
        await office.subscribe([1, 2])
        files = (File("photo", path="a.jpg"), File("photo", path="b.jpg"))
        announcement = await office.approved(content=Content("Álbum", files=files))
        await office.sent(announcement)
        assert await office.counts(announcement) == {"sent": 2}
        for chat in (1, 2):
            first, second, below = api.messages_to(chat)
            assert (first["caption"], "caption" in second) == ("Álbum", False)
            assert [button["callback_data"] for button in api.buttons_of(below)] == [f"1|stop|{announcement}"]
        removal = await office.staff.correct(announcement, ANA, None)
        await office.staff.approve(removal, ANA)
        await office.sent(removal)
        assert api.messages_to(1) == []

    async def test_a_lost_file_stops_it_and_loses_nobody(self, office: Office, api: BotApi, tmp_path: Path) -> None:
        await office.subscribe(range(1, 31))
        announcement = await office.approved(content=Content(files=(File("photo", path="gone.jpg"),)))
        async with office.sending():
            paused = await office.until(announcement, lambda progress: progress.state == "paused")
            assert "file" in paused.reason
            (tmp_path / "gone.jpg").write_bytes(b"found")
            await office.staff.resume(announcement, ANA)
            await office.until(announcement, lambda progress: progress.is_over)
        assert await office.counts(announcement) == {"sent": 30}


class TestQuietHours:
    async def test_only_what_is_urgent_is_sent_at_night(self, engine: AsyncEngine, api: BotApi) -> None:
        office = Office(engine, in_process_bot(api), quiet_hours="20:00-08:00")
        office.clock.pass_by(hours=12)  # ten at night
        await office.subscribe([1])
        calm = await office.approved("Mañana")
        told = await office.staff.rehearse(calm)
        assert told.starts_at == dt.datetime(2026, 12, 2, 13, 0, tzinfo=dt.UTC)
        urgent = await office.approved("Ya", is_urgent=True)
        async with office.sending():
            await office.until(urgent, lambda progress: progress.is_over)
            assert api.texts_to(1) == ["Ya"]
            office.clock.pass_by(hours=10)
            await office.until(calm, lambda progress: progress.is_over)


def _sent(delivery_id: int, chat_id: int) -> Settlement:
    return Settlement(delivery_id, chat_id, "sent", message_ids=(1,))


def _back(delivery_id: int, chat_id: int) -> Settlement:
    return Settlement(delivery_id, chat_id, "pending")

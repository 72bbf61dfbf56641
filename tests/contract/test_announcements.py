"""Announcements from draft to done, on every backend, against a Telegram within the process."""

import asyncio
import datetime as dt
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
)
from tests.support.announcing import ANA, BETO, NOBODY, Office, times_sent
from tests.support.bot_api import BotApi
from tests.support.telegram import in_process_bot


class TestFromDraftToDone:
    async def test_everyone_in_the_audience_gets_it_once_and_nobody_else(self, office: Office, api: BotApi) -> None:
        await office.subscribe(range(1, 41), ["agro", "calls"])
        await office.subscribe(range(41, 61), ["agro"])
        await office.subscribe(range(61, 81), ["cosmetics", "calls"])
        announcement = await office.approved("Feria", "agro", "calls")
        [progress] = await office.sent(announcement)
        assert progress.state == "done"
        assert times_sent(api) == {(chat, "Feria"): 1 for chat in range(1, 41)}
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

    async def test_two_who_approve_at_once_are_two_people(self, engine: AsyncEngine, api: BotApi) -> None:
        office = Office(engine, in_process_bot(api), second_approval_above=2)
        await office.subscribe([1, 2, 3])
        announcement = await office.draft()
        both = await asyncio.gather(*(office.staff.approve(announcement, by) for by in (ANA, BETO)))
        assert sorted(approval.needs_second_person for approval in both) == [False, True]
        await office.sent(announcement)
        assert len(api.sent) == 3

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

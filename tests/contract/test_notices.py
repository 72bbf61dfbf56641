"""Notices go to single readers once, through the announcements' sender: its pace, its hours, its states."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.hours import QuietHours
from bot.announcements.notices import Noticing
from bot.announcements.pace import Governor
from bot.announcements.settling import ATTEMPTS
from bot.storage.notices import ANSWER, NewNotice
from bot.storage.personal_data import PersonalData
from bot.storage.readers import Readers
from tests.support.announcing import FAST, PATIENCE, Office
from tests.support.bot_api import CUT_AFTER, NO_CONNECTION, BotApi, server_error, too_many_requests
from tests.support.gaps import ANA, BRAZIL, LUIS, Desk
from tests.support.telegram import in_process_bot


@pytest.fixture
def office(engine: AsyncEngine, api: BotApi, tmp_path: Path) -> Office:
    return Office(engine, in_process_bot(api), files_dir=tmp_path)


@pytest.fixture
def desk(engine: AsyncEngine) -> Desk:
    return Desk(engine)


class Pace(Governor):
    """A pace at which waiting takes no time."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(FAST, lambda: self.now, self.pass_by)

    async def pass_by(self, seconds: float) -> None:
        self.now += seconds


def noticing(office: Office, quiet_hours: str = "", pace: Pace | None = None) -> Noticing:
    hours = QuietHours.parse(quiet_hours)
    return Noticing(office.storage, office.courier.bot, pace or Pace(), hours, office.clock)


async def queued(desk: Desk, *chats: int, **about: Any) -> tuple[int, dict[int, int]]:
    """Readers who are to be told of the answer to one gap: the gap, and the question of each."""
    numbers = {chat: await desk.wishes(chat, BRAZIL[0]) for chat in chats}
    gap = await desk.gap_of(numbers[chats[0]])
    told = {"language": "es", "article": "markets/brazil", "text": "**Ya** tenemos la respuesta."} | about
    notices = [NewNotice(chat, number, **told) for chat, number in numbers.items()]
    await desk.storage.notices.answer(gap, "markets/brazil", notices)
    return gap, numbers


async def counts(desk: Desk, gap: int) -> dict[str, int]:
    return await desk.storage.notices.counts(ANSWER, gap)


async def test_it_arrives_once_with_the_article_and_a_way_to_stop_them(office: Office, desk: Desk, api: BotApi) -> None:
    gap, _ = await queued(desk, ANA, LUIS)
    assert await noticing(office).send_due() == 2
    assert await noticing(office).send_due() == 0
    assert [sent.chat_id for sent in api.sent] == [ANA, LUIS]
    assert api.sent[0].text == "Ya tenemos la respuesta."
    assert [b["callback_data"] for b in api.buttons_of(api.sent[0])] == ["1|all|markets/brazil", "1|mute"]
    assert await counts(desk, gap) == {"sent": 2}


async def test_one_about_a_document_has_no_article_to_open(office: Office, desk: Desk, api: BotApi) -> None:
    await queued(desk, ANA, article="")
    await noticing(office).send_due()
    assert [b["callback_data"] for b in api.buttons_of(api.sent[0])] == ["1|mute"]


async def test_what_was_being_sent_when_a_process_died_is_unknown_and_not_sent_again(
    office: Office, desk: Desk, api: BotApi
) -> None:
    gap, _ = await queued(desk, ANA)
    claimed = await desk.storage.notices.claim(office.clock())
    assert claimed is not None
    assert claimed.chat_id == ANA  # and here the process dies
    async with office.sending(), asyncio.timeout(PATIENCE):
        while await counts(desk, gap) != {"unknown": 1}:  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # the database tells nobody of a change
    assert api.sent == []


async def test_a_cut_after_telegram_had_it_is_unknown_and_not_sent_again(
    office: Office, desk: Desk, api: BotApi
) -> None:
    gap, _ = await queued(desk, ANA)
    api.script("sendMessage", CUT_AFTER)
    await noticing(office).send_due()
    await noticing(office).send_due()
    assert await counts(desk, gap) == {"unknown": 1}
    assert len(api.sent) == 1


async def test_it_waits_where_telegram_asks_to_or_fails(office: Office, desk: Desk, api: BotApi) -> None:
    gap, _ = await queued(desk, ANA)
    api.script("sendMessage", too_many_requests(30), NO_CONNECTION, server_error())
    pace = Pace()
    sender = noticing(office, pace=pace)
    assert [await sender.send_due() for _ in range(4)] == [0, 0, 0, 1]
    assert pace.now > 30
    assert await counts(desk, gap) == {"sent": 1}


async def test_nobody_is_woken(office: Office, desk: Desk, api: BotApi) -> None:
    await queued(desk, ANA)
    office.clock.pass_by(hours=12)
    assert await noticing(office, "20:00-08:00").send_due() == 0
    office.clock.pass_by(hours=11)
    assert await noticing(office, "20:00-08:00").send_due() == 1


async def test_who_blocked_the_bot_is_passed_over(office: Office, desk: Desk, api: BotApi) -> None:
    gap, _ = await queued(desk, ANA, LUIS)
    api.blocked.add(ANA)
    assert await noticing(office).send_due() == 2
    assert await counts(desk, gap) == {"blocked": 1, "sent": 1}


async def test_who_mutes_takes_back_or_is_forgotten_before_it_leaves_gets_nothing(
    office: Office, desk: Desk, api: BotApi
) -> None:
    gap, numbers = await queued(desk, 1, 2, 3, 4)
    await desk.storage.wishes.mute(1)
    await desk.storage.wishes.withdraw(numbers[2], 2)
    await PersonalData(desk.engine).erase(3)
    await noticing(office).send_due()
    assert [sent.chat_id for sent in api.sent] == [4]
    assert await counts(desk, gap) == {"withdrawn": 3, "sent": 1}


async def test_an_unforeseen_fault_stops_one_and_not_the_others(
    office: Office, desk: Desk, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap, _ = await queued(desk, ANA, LUIS)
    sender = noticing(office)
    letter, failures = sender._letter, iter([True])

    async def fail_once(row: Any) -> Any:
        if next(failures, False):
            raise ValueError("unforeseen")
        return await letter(row)

    monkeypatch.setattr(sender, "_letter", fail_once)
    assert await sender.send_due() == 2
    assert await counts(desk, gap) == {"failed": 1, "sent": 1}


async def test_what_telegram_always_fails_at_is_given_up(office: Office, desk: Desk, api: BotApi) -> None:
    gap, _ = await queued(desk, ANA)
    api.script("sendMessage", *[server_error()] * ATTEMPTS)
    sender = noticing(office)
    for _ in range(ATTEMPTS):
        await sender.send_due()
    assert await counts(desk, gap) == {"failed": 1}


class TestWishes:
    async def test_agreeing_twice_is_harmless(self, desk: Desk) -> None:
        number = await desk.wishes(ANA, BRAZIL[0])
        assert not await desk.storage.wishes.agree(number, ANA, "2")
        [kept] = (await PersonalData(desk.engine).of(ANA))["answers_awaited"]["wishes"]
        assert (kept["question"], kept["text_version"]) == (BRAZIL[0], "1")

    async def test_nobody_agrees_for_another(self, desk: Desk) -> None:
        number = await desk.asks(ANA, BRAZIL[0])
        await Readers(desk.engine).remember(LUIS, "es", None)
        assert not await desk.storage.wishes.agree(number, LUIS, "1")
        await desk.wishes(LUIS, BRAZIL[0])
        assert not await desk.storage.wishes.withdraw(number, LUIS)

    async def test_a_new_wish_ends_the_mute_and_the_old_wishes_stay_muted(self, desk: Desk) -> None:
        await desk.wishes(ANA, BRAZIL[0])
        await desk.storage.wishes.mute(ANA)
        await desk.storage.wishes.mute(ANA)
        await desk.wishes(ANA, "otra cosa")
        about = (await PersonalData(desk.engine).of(ANA))["answers_awaited"]
        assert [wish["question"] for wish in about["wishes"]] == ["otra cosa"]
        assert about["muted_at"] is None

    async def test_a_mute_by_mistake_is_undone(self, desk: Desk) -> None:
        number = await desk.wishes(ANA, BRAZIL[0])
        await desk.storage.wishes.mute(ANA)
        await desk.storage.wishes.unmute(ANA)
        assert [one.chat_id for one in await desk.storage.wishes.waiting(await desk.gap_of(number))] == [ANA]


class TestPersonalData:
    async def test_once_it_is_over_neither_the_text_nor_the_wish_is_kept(
        self, office: Office, desk: Desk, api: BotApi
    ) -> None:
        numbers = [await desk.wishes(ANA, text) for text in (*BRAZIL[:2], "otra cosa")]
        gap = await desk.gap_of(numbers[0])
        await desk.storage.notices.answer(gap, "", [NewNotice(ANA, numbers[0], "es", "", "ya")])
        assert await desk.notices() == [(ANA, "pending", "ya")]
        await noticing(office).send_due()
        assert await desk.notices() == [(ANA, "sent", "")]
        about = (await PersonalData(desk.engine).of(ANA))["answers_awaited"]
        assert [wish["question"] for wish in about["wishes"]] == ["otra cosa"]

    async def test_all_of_it_is_shown_and_erased(self, office: Office, desk: Desk, api: BotApi) -> None:
        gap, _ = await queued(desk, ANA)
        await noticing(office).send_due()
        await desk.wishes(ANA, "otra cosa")
        await desk.storage.wishes.mute(ANA)
        about = (await PersonalData(desk.engine).of(ANA))["answers_awaited"]
        assert (len(about["wishes"]), about["told"][0]["state"], bool(about["muted_at"])) == (1, "sent", True)
        await PersonalData(desk.engine).erase(ANA)
        about = (await PersonalData(desk.engine).of(ANA))["answers_awaited"]
        assert about == {"wishes": [], "told": [], "muted_at": None}
        assert await desk.notices() == [(None, "sent", "")]
        assert await counts(desk, gap) == {"sent": 1}

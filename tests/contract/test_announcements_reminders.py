"""Reminders arrive once, also after a restart."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.content import Button
from bot.announcements.errors import PastDate
from bot.announcements.hours import QuietHours
from bot.announcements.reminders import Reminding, remind_at
from tests.support.announcing import Office
from tests.support.bot_api import CUT_AFTER, BotApi, too_many_requests
from tests.support.telegram import in_process_bot

DAY = dt.date(2026, 12, 10)


@pytest.fixture
async def office(engine: AsyncEngine, api: BotApi, tmp_path: Path) -> Office:
    return Office(engine, in_process_bot(api), files_dir=tmp_path)


def reminding(office: Office, quiet_hours: str = "") -> Reminding:
    return Reminding(office.storage, office.courier.bot, office.governor, QuietHours.parse(quiet_hours), office.clock)


async def asked_for(office: Office, chat_id: int, days_before: int = 3) -> int:
    """A reminder of an announcement that has been sent."""
    announcement = await office.approved("Cierra la convocatoria", buttons=(Button("remind", date=DAY.isoformat()),))
    moment = remind_at(DAY, days_before, office.clock())
    assert await office.storage.reminders.add(chat_id, announcement, DAY, moment)
    assert not await office.storage.reminders.add(chat_id, announcement, DAY, moment)
    return announcement


async def test_it_comes_on_its_day_once_with_what_it_is_about(office: Office, api: BotApi) -> None:
    await office.subscribe([1])
    announcement = await asked_for(office, 1)
    assert await reminding(office).send_due() == 0
    office.clock.pass_by(days=6)
    assert await reminding(office).send_due() == 1
    assert await reminding(office).send_due() == 0
    [sent] = api.sent
    assert "jueves, 10 de diciembre de 2026" in sent.text
    assert "Cierra la convocatoria" in sent.text
    assert api.buttons_of(sent)[0]["callback_data"] == f"1|ann|{announcement}"


async def test_one_that_was_being_sent_when_the_process_died_is_not_sent_again(office: Office, api: BotApi) -> None:
    await office.subscribe([1])
    await asked_for(office, 1)
    office.clock.pass_by(days=6)
    assert len(await office.storage.reminders.claim(office.clock(), 10)) == 1
    assert await office.storage.reminders.abandon() == 1
    assert await reminding(office).send_due() == 0
    assert api.sent == []


async def test_it_waits_where_telegram_asks_to_and_not_after_a_cut(office: Office, api: BotApi) -> None:
    await office.subscribe([1])
    await asked_for(office, 1)
    office.clock.pass_by(days=6)
    api.script("sendMessage", too_many_requests(1), CUT_AFTER)
    assert await reminding(office).send_due() == 0
    assert await reminding(office).send_due() == 1  # it may have arrived
    assert await reminding(office).send_due() == 0
    assert len(api.sent) == 1


async def test_nobody_is_woken(office: Office, api: BotApi) -> None:
    await office.subscribe([1])
    await asked_for(office, 1)
    office.clock.pass_by(days=6, hours=12)
    assert await reminding(office, "20:00-08:00").send_due() == 0
    office.clock.pass_by(hours=10)
    assert await reminding(office, "20:00-08:00").send_due() == 1


async def test_a_blocked_reader_is_marked(office: Office, api: BotApi) -> None:
    await office.subscribe([1])
    await asked_for(office, 1)
    api.blocked.add(1)
    office.clock.pass_by(days=6)
    await reminding(office).send_due()
    reader = await office.storage.subscribers.get(1)
    assert reader is not None
    assert reader.is_unreachable


async def test_a_moment_that_has_passed_cannot_be_asked_for(office: Office) -> None:
    with pytest.raises(PastDate):
        remind_at(dt.date(2026, 12, 2), 3, office.clock())

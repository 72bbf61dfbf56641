"""Reminders arrive once, also after a restart, and only while they make sense."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.content import Button, Content
from bot.announcements.errors import PastDate
from bot.announcements.hours import QuietHours
from bot.announcements.reminders import Reminding, remind_at
from bot.storage.announcement_tables import Announcement, Reminder
from tests.support.announcing import ANA, Office
from tests.support.bot_api import CUT_AFTER, BotApi, too_many_requests
from tests.support.telegram import in_process_bot

DAY = dt.date(2026, 12, 10)
LINK = {"type": "text_link", "offset": 7, "length": 3, "url": "https://example.org/a_b"}


@pytest.fixture
async def office(engine: AsyncEngine, api: BotApi) -> Office:
    return Office(engine, in_process_bot(api))


def reminding(office: Office, quiet_hours: str = "", bot: Any = None) -> Reminding:
    """What sends reminders, as after a restart."""
    bot = bot or office.courier.bot
    return Reminding(office.storage, bot, office.governor, QuietHours.parse(quiet_hours), office.clock)


async def asked_for(office: Office, chat_id: int, text: str = "Cierra la convocatoria", **about: Any) -> int:
    """A reminder, three days before, of an announcement that has been sent."""
    announcement = await office.approved(text, buttons=(Button("remind", date=DAY.isoformat()),), **about)
    await has_become(office, announcement, "done")
    moment = remind_at(DAY, 3, office.clock())
    assert await office.storage.reminders.add(chat_id, announcement, DAY, moment)
    assert not await office.storage.reminders.add(chat_id, announcement, DAY, moment)
    return announcement


async def has_become(office: Office, announcement: int, state: str) -> None:
    """What a sender or staff would have made of an announcement."""
    async with office.engine.begin() as connection:
        await connection.execute(update(Announcement).where(Announcement.id == announcement).values(state=state))


async def states(office: Office) -> list[str]:
    """What became of the reminders."""
    async with office.engine.connect() as connection:
        return list(await connection.scalars(select(Reminder.state).order_by(Reminder.id)))


class SlowBot:
    """A bot whose messages are on their way for as long as a test wants."""

    def __init__(self) -> None:
        self.is_asked, self.may_go = asyncio.Event(), asyncio.Event()

    async def send_message(self, *_: object, **__: object) -> None:
        self.is_asked.set()
        await self.may_go.wait()


class TestItComes:
    async def test_on_its_day_once_with_what_it_is_about(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        announcement = await asked_for(office, 1)
        assert await reminding(office).send_due() == 0
        office.clock.pass_by(days=6)
        assert await reminding(office).send_due() == 1
        assert await reminding(office).send_due() == 0
        [sent] = api.sent
        said = "⏰ Me pidió que le recordara esto: es el jueves 10 de diciembre.\n\nCierra la convocatoria"
        assert sent.text == said
        assert api.buttons_of(sent)[0]["callback_data"] == f"1|ann|{announcement}"
        assert await states(office) == ["sent"]

    async def test_in_the_readers_language_with_its_links(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1], language="en")
        await asked_for(office, 1, content=Content("Hay"), content_en=Content("Apply, now", (LINK,)))
        office.clock.pass_by(days=6)
        await reminding(office).send_due()
        [sent] = api.sent
        assert sent.text == "⏰ You asked me to remind you of this: it is on Thursday, December 10.\n\nApply, now"
        [link] = api.calls_of("sendMessage", 1)[-1].parameters["entities"]
        assert (link["type"], link["url"]) == ("text_link", "https://example.org/a_b")

    async def test_with_the_words_it_was_corrected_to(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        wrong = await asked_for(office, 1)
        edit = await office.staff.correct(wrong, ANA, Content("Cierra el 10, no el 11"))
        await has_become(office, edit, "done")
        office.clock.pass_by(days=6)
        await reminding(office).send_due()
        assert api.sent[0].text.endswith("\n\nCierra el 10, no el 11")

    async def test_when_nobody_is_woken(self, office: Office) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        office.clock.pass_by(days=6, hours=12)
        assert await reminding(office, "20:00-08:00").send_due() == 0
        office.clock.pass_by(hours=10)
        assert await reminding(office, "20:00-08:00").send_due() == 1


class TestItStaysAway:
    async def test_when_the_day_is_over(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        office.clock.pass_by(days=10)
        await reminding(office).send_due()
        assert (api.sent, await states(office)) == ([], ["withdrawn"])

    async def test_when_the_announcement_was_cancelled(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        announcement = await asked_for(office, 1)
        await has_become(office, announcement, "cancelled")
        office.clock.pass_by(days=6)
        await reminding(office).send_due()
        assert (api.sent, await states(office)) == ([], ["withdrawn"])

    async def test_when_the_reader_has_stopped_announcements(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2])
        await asked_for(office, 1)
        assert await office.storage.subscribers.stop_all(1)
        assert not await office.storage.subscribers.stop_all(1)
        office.clock.pass_by(days=6)
        assert await reminding(office).send_due() == 0
        assert (api.sent, await states(office)) == ([], [])

    async def test_when_the_reader_took_it_back(self, office: Office) -> None:
        await office.subscribe([1, 2])
        announcement = await asked_for(office, 1)
        moment = remind_at(DAY, 3, office.clock())
        reminders = office.storage.reminders
        assert not await reminders.remove(2, announcement, moment)
        assert await reminders.remove(1, announcement, moment)
        assert not await reminders.remove(1, announcement, moment)
        assert await reminders.add(1, announcement, DAY, moment)


class TestWhateverHappens:
    async def test_one_that_was_being_sent_when_the_process_died_is_not_sent_again(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        office.clock.pass_by(days=6)
        assert len(await office.storage.reminders.claim(office.clock(), 10)) == 1
        assert await office.storage.reminders.abandon() == 1
        assert await reminding(office).send_due() == 0
        assert api.sent == []

    async def test_a_stop_in_the_middle_loses_none(self, office: Office) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        await asked_for(office, 1, "Otra")
        office.clock.pass_by(days=6)
        bot = SlowBot()
        sending = asyncio.create_task(reminding(office, bot=bot).send_due())
        await bot.is_asked.wait()
        sending.cancel()
        bot.may_go.set()
        await asyncio.wait([sending])
        assert await states(office) == ["sent", "pending"]

    async def test_it_waits_where_telegram_asks_to_and_not_after_a_cut(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        office.clock.pass_by(days=6)
        api.script("sendMessage", too_many_requests(1), CUT_AFTER)
        assert await reminding(office).send_due() == 0
        assert await states(office) == ["pending"]
        assert await reminding(office).send_due() == 1  # it may have arrived
        assert await reminding(office).send_due() == 0
        assert len(api.sent) == 1
        assert await states(office) == ["unknown"]

    async def test_a_blocked_reader_is_marked(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await asked_for(office, 1)
        api.blocked.add(1)
        office.clock.pass_by(days=6)
        await reminding(office).send_due()
        reader = await office.storage.subscribers.get(1)
        assert reader is not None
        assert reader.is_unreachable
        assert await states(office) == ["blocked"]

    async def test_a_moment_that_has_passed_cannot_be_asked_for(self, office: Office) -> None:
        with pytest.raises(PastDate):
            remind_at(dt.date(2026, 12, 2), 3, office.clock())

"""One message that shows how a sending goes, and the buttons that hold it, let it go on, or end it."""

import asyncio
import datetime as dt
from collections.abc import Callable

from bot.handlers import watcher
from bot.presentation.texts import announcing as texts
from bot.storage.outbox import Settlement
from tests.support.announcing import ANA, BETO, Office
from tests.support.bot_api import CUT_BEFORE, BotApi, Call, bad_request, server_error
from tests.support.local_bot import LocalBot, labels, running


async def approve(bot: LocalBot, office: Office, recipients: int = 10, **about: object) -> int:
    """An announcement for all of them that Ana has approved in the chat."""
    await office.subscribe(range(1, recipients + 1))
    announcement_id = await office.draft("Feria", **about)
    await bot.hears(ANA, "/anuncios")
    await bot.pressed(ANA, str(announcement_id))
    await bot.pressed(ANA, "✅ Ap")
    return announcement_id


async def deliver(office: Office, number: int) -> None:
    """So many more have got it."""
    outbox = office.storage.outbox("w")
    claimed = await outbox.claim(office.clock(), number, False, set())
    await outbox.settle([Settlement(one.id, one.chat_id, "sent", message_ids=(1,)) for one in claimed])


async def look(bot: LocalBot) -> None:
    """What the bot does every few seconds."""
    await watcher.look(bot.application.bot, bot.services)


def shown(api: BotApi, chat: int = ANA) -> str:
    return api.texts_to(chat)[-1]


def edits(api: BotApi) -> list[Call]:
    return api.calls_of("editMessageText", ANA)


class TestTheMessage:
    async def test_it_follows_the_sending_and_becomes_the_result(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        assert "░" * 10 + " 0 %" in shown(api)
        await deliver(office, 4)
        await look(desk)
        assert "▓▓▓▓░░░░░░ 40 %" in shown(api)
        assert "4 de 10 personas" in shown(api)
        assert "🏁 Falta más o menos 1 minuto" in shown(api)
        assert labels(api.messages_to(ANA)[-1]) == [texts.PAUSE, texts.CANCEL]
        api.blocked.add(10)
        await office.sent(1)
        await look(desk)
        assert "terminado" in shown(api)
        assert texts.OUTCOMES["sent"].format(number=9) in shown(api)
        assert texts.OUTCOMES["blocked"].format(number=1) in shown(api)
        assert labels(api.messages_to(ANA)[-1]) == [texts.MAKE_REPORT, texts.CORRECT]

    async def test_it_is_changed_only_when_there_is_something_new_and_no_more_when_it_is_over(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        await look(desk)
        before = len(edits(api))
        for _ in range(3):
            await look(desk)
        assert len(edits(api)) == before
        await office.sent(1)
        await look(desk)
        assert len(edits(api)) == before + 1
        assert await desk.services.watching.open() == []

    async def test_a_restart_goes_on_with_the_same_message(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        async with running(new_desk()) as bot:
            await approve(bot, office)
        messages = len(api.messages_to(ANA))
        async with running(new_desk()) as bot:
            await office.sent(1)
            await look(bot)
        assert len(api.messages_to(ANA)) == messages
        assert "terminado" in shown(api)

    async def test_a_process_that_died_before_it_said_the_last_word_is_made_up_for(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        await office.sent(1)
        api.script("editMessageText", *[server_error()] * 100)
        desk.naps.taken.clear()
        await look(desk)  # gives up in the end
        assert "terminado" not in shown(api)
        api.scripted.clear()
        await look(desk)
        assert "terminado" in shown(api)

    async def test_one_that_was_deleted_is_not_tried_for_ever(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        message = api.messages_to(ANA)[-1]["message_id"]
        del api.messages[ANA, message]
        await deliver(office, 4)
        await look(desk)
        assert await desk.services.watching.open() == []

    async def test_of_two_processes_one_changes_it(
        self, desk: LocalBot, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        await deliver(office, 4)
        [watching] = await desk.services.watching.open()
        other = new_desk()
        await asyncio.gather(*(watcher._show_one(desk.application.bot, b.services, watching) for b in (desk, other)))
        await other.close()
        assert len(edits(api)) == 1

    async def test_opened_again_it_moves_to_the_end_of_the_chat(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        old = api.messages_to(ANA)[-1]["message_id"]
        await desk.hears(ANA, "/anuncios")
        await desk.pressed(ANA, "1")
        assert (ANA, old) not in api.messages
        await deliver(office, 4)
        await look(desk)
        assert "40 %" in shown(api)

    async def test_what_waits_for_its_time_says_until_when(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await approve(desk, office, starts_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=400))
        assert "🕗 Espera: sale el" in shown(api)
        before = len(edits(api))
        await look(desk)
        await look(desk)
        assert len(edits(api)) <= before + 1

    async def test_a_reader_of_english_watches_in_english(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await desk.services.readers.choose_language(ANA, "en")
        await approve(desk, office)
        await deliver(office, 4)
        await look(desk)
        assert shown(api).startswith("📣 Announcement 1 · being sent")


class TestButtons:
    async def test_a_pause_and_its_end_are_shown_at_once_to_all_who_watch(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        await desk.hears(BETO, "/anuncios")
        await desk.pressed(BETO, "1")
        await desk.pressed(ANA, "⏸")
        for chat in (ANA, BETO):
            assert "en pausa" in shown(api, chat)
            assert labels(api.messages_to(chat)[-1]) == [texts.RESUME, texts.CANCEL]
        assert (await office.staff.progress(1)).state == "paused"
        await desk.pressed(BETO, "▶️ Seguir")
        assert "enviando" in shown(api)

    async def test_a_pause_survives_a_restart(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        async with running(new_desk()) as bot:
            await approve(bot, office)
            await bot.pressed(ANA, "⏸")
        async with running(new_desk()) as bot:
            async with office.sending():
                await look(bot)
                assert "en pausa" in shown(api)
            assert api.texts_to(1) == []
            await bot.pressed(ANA, "▶️ Seguir")
            await office.sent(1)
            await look(bot)
        assert api.texts_to(1) == ["Feria"]
        assert "terminado" in shown(api)

    async def test_cancelling_asks_once_and_can_be_declined(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await approve(desk, office)
        await deliver(office, 4)
        [asked] = await desk.pressed(ANA, texts.CANCEL)
        assert asked.text == texts.ASK_CANCEL.format(id=1, settled="4 personas", left="6 personas")
        await desk.pressed(ANA, texts.NO_GO_ON)
        assert shown(api) == texts.LEFT_AS_IT_IS
        assert (await office.staff.progress(1)).state != "cancelled"
        await desk.pressed(ANA, texts.CANCEL)
        await desk.pressed(ANA, texts.YES_CANCEL)
        assert shown(api) == texts.CANCELLED.format(id=1)
        assert await office.counts(1) == {"sent": 4, "withdrawn": 6}

    async def test_a_button_that_comes_too_late_says_how_it_stands(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        pause = desk.button(ANA, "⏸")[1]["callback_data"]
        await office.sent(1)
        [said] = await desk.pressed_data(ANA, pause)
        assert said.text == texts.FAULTS["WrongState"].format(id=1, state="terminado")


class TestStops:
    async def test_a_canary_that_went_badly_says_so(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await approve(desk, office, 100)
        api.blocked.update(range(1, 10))
        async with office.sending():
            await office.until(1, lambda progress: progress.state == "paused" and not progress.counts["sending"])
        await look(desk)
        assert texts.CANARY.format(begun=20, spoilt=9) in shown(api)
        assert labels(api.messages_to(ANA)[-1]) == [texts.RESUME, texts.CANCEL]

    async def test_content_that_telegram_refuses_says_so(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await approve(desk, office, 30)
        for chat in range(1, 31):
            api.script("sendMessage", bad_request("something odd_"), chat_id=chat)
        async with office.sending():
            await office.until(1, lambda progress: progress.state == "paused" and not progress.counts["sending"])
        await look(desk)
        assert texts.CONTENT.format(error="Something odd_") in shown(api)

    async def test_the_unknown_are_named_and_sent_again_only_when_told_so(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await approve(desk, office)
        api.script("sendMessage", CUT_BEFORE, chat_id=3)
        api.script("sendMessage", CUT_BEFORE, chat_id=4)
        await office.sent(1)
        await look(desk)
        assert texts.OUTCOMES["unknown"].format(number=2) in shown(api)
        again = desk.button(ANA, "❓")[1]["callback_data"]
        [asked] = await desk.pressed(ANA, "❓")
        assert asked.text == texts.ASK_SEND_AGAIN.format(number="2 personas")
        await desk.pressed(ANA, texts.NO_SEND_AGAIN)
        assert (await office.staff.progress(1)).state == "done"
        await desk.pressed(ANA, "❓")
        await desk.pressed(ANA, "✅ Sí, enviar de nuevo")
        assert shown(api) == texts.SENT_AGAIN.format(number="2 personas")
        await office.sent(1)
        await look(desk)
        assert await office.counts(1) == {"sent": 10}
        assert [len(api.texts_to(chat)) for chat in range(1, 11)] == [1] * 10
        assert texts.OUTCOMES["sent"].format(number=10) in "".join(api.texts_to(ANA))
        [none] = await desk.pressed_data(ANA, again)
        assert none.text == texts.NONE_UNKNOWN

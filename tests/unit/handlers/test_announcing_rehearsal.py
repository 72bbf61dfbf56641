"""Before anyone gets it: the real message to the announcer, whom it reaches, and the approval, for many by two."""

import datetime as dt
from collections.abc import Callable

from bot.announcements.hours import BOGOTA
from bot.presentation.callback_data import data
from bot.presentation.texts import announcing as texts
from tests.support.announcing import ANA, BETO, NOBODY, Office
from tests.support.bot_api import CUT_BEFORE, BotApi, bad_request
from tests.support.local_bot import LocalBot, labels, running


async def put_together(bot: LocalBot, text: str | None = "Feria", *taps: str, **about: object) -> None:
    """Ana puts an announcement for everyone together."""
    await bot.hears(ANA, "/anunciar")
    await bot.hears(ANA, text, **about)
    for tap in ("👥", "▫️ Todos", *taps):
        await bot.pressed(ANA, tap)


async def compose(bot: LocalBot, text: str = "Feria en Cali", *taps: str) -> None:
    """Ana puts an announcement for everyone together and rehearses it."""
    await put_together(bot, text, *taps, "▶️ Ensayar")


async def state(office: Office, announcement_id: int = 1) -> str:
    return (await office.staff.progress(announcement_id)).state


class TestRehearsing:
    async def test_the_real_message_comes_first_in_each_language(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await desk.hears(ANA, "/anunciar")
        await desk.hears(
            ANA, None, photo={}, caption="Feria", caption_entities=[{"type": "bold", "offset": 0, "length": 5}]
        )
        await desk.pressed(ANA, "🇬🇧")
        await desk.hears(ANA, "Fair")
        await desk.pressed(ANA, "👥")
        await desk.pressed(ANA, "▫️ Todos")
        spanish, english, told = await desk.pressed(ANA, "▶️ Ensayar")
        assert (spanish.method, spanish.text, spanish.entities[0]["type"]) == ("sendPhoto", "Feria", "bold")
        assert labels(spanish) == ["🔕 No recibir más avisos"]
        assert (english.method, english.text) == ("sendMessage", "Fair")
        assert labels(english) == ["🔕 Stop these announcements"]
        assert told.text.startswith(texts.REHEARSED.replace("**", ""))

    async def test_only_the_chosen_language_is_shown(self, desk: LocalBot, office: Office) -> None:
        await office.subscribe([1], language="en")
        await desk.hears(ANA, "/anunciar")
        await desk.hears(ANA, "Feria")
        await desk.pressed(ANA, "🇬🇧")
        await desk.hears(ANA, "Fair")
        for tap in ("👥", "▫️ Todos", "▫️ Solo inglés"):
            await desk.pressed(ANA, tap)
        shown = await desk.pressed(ANA, "▶️ Ensayar")
        assert [one.text for one in shown][:-1] == ["Fair"]

    async def test_an_album_comes_with_its_buttons_below(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await desk.hears(ANA, "/anunciar")
        for _ in range(2):
            await desk.hears(ANA, None, photo={}, media_group_id="a1")
        for tap in ("👥", "▫️ Todos"):
            await desk.pressed(ANA, tap)
        shown = await desk.pressed(ANA, "▶️ Ensayar")
        assert [one.method for one in shown] == ["sendMediaGroup", "sendMediaGroup", "sendMessage", "sendMessage"]

    async def test_it_says_who_gets_it_who_not_and_why(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3, 4], ["agro"])
        await office.subscribe([5], ["cosmetics"])
        await office.storage.subscribers.stop_all(1)
        await office.storage.subscribers.mark_unreachable(2, "bot was blocked by the user")
        await desk.hears(ANA, "/anunciar")
        await desk.hears(ANA, "Feria")
        for tap in ("👥", "▫️ 🌱", "▶️ Ensayar"):
            await desk.pressed(ANA, tap)
        told = api.texts_to(ANA)[-1]
        assert "2 personas: quienes siguen 🌱 Agroindustria y alimentos" in told
        for reason in ("unsubscribed", "unreachable", "other topics"):
            assert texts.REASONS[reason].format(number=1) in told

    async def test_it_says_when_it_leaves_and_is_done(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        now = dt.datetime.now(BOGOTA)
        quiet = f"{now - dt.timedelta(hours=1):%H:%M}-{now + dt.timedelta(hours=2):%H:%M}"
        async with running(new_desk(quiet_hours=quiet)) as bot:
            await compose(bot)
            assert texts.CARD_STARTS_NOW not in api.texts_to(ANA)[-1]
            assert "🕗 Sale " in api.texts_to(ANA)[-1]
            await bot.pressed(ANA, "✏️ Cambiar algo")
            await bot.pressed(ANA, "🔔")
            await bot.pressed(ANA, "▶️ Ensayar")
            assert texts.CARD_STARTS_NOW in api.texts_to(ANA)[-1]
            assert "🏁" in api.texts_to(ANA)[-1]

    async def test_a_text_that_was_sent_lately_is_pointed_out(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        await desk.pressed(ANA, "✅ Aprobar")
        await compose(desk, "feria en  CALI")
        assert texts.SAID_LATELY.format(id=1) in api.texts_to(ANA)[-1]

    async def test_what_telegram_refuses_is_told_before_anyone_gets_it_and_can_be_mended(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await put_together(desk)
        api.script("sendMessage", bad_request("can't parse entities: unexpected end"), chat_id=ANA)
        [shown] = await desk.pressed(ANA, "▶️ Ensayar")
        assert "parse entities: unexpected end" in shown.text
        assert "«Feria»" in shown.text
        assert await state(office) == "cancelled"
        await desk.hears(ANA, "Feria otra vez")
        await desk.pressed(ANA, "▶️ Ensayar")
        await desk.pressed(ANA, "✅ Aprobar")
        assert await state(office, 2) == "approved"

    async def test_a_file_that_telegram_does_not_have_any_more(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await put_together(desk, None, document={})
        api.files._by_id.clear()
        [shown] = await desk.pressed(ANA, "▶️ Ensayar")
        assert shown.text.startswith("⚠️ Telegram no acepta este mensaje")

    async def test_a_telegram_that_cannot_be_reached_loses_nothing(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await put_together(desk)
        api.script("sendMessage", CUT_BEFORE, chat_id=ANA)
        [shown] = await desk.pressed(ANA, "▶️ Ensayar")
        assert shown.text.startswith(texts.NOT_SHOWN)
        await desk.pressed(ANA, "▶️ Ensayar")
        assert labels(api.messages_to(ANA)[-1])[0] == "✅ Aprobar: enviar a 1 persona"

    async def test_an_audience_of_nobody_cannot_be_approved(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await compose(desk)
        assert labels(api.messages_to(ANA)[-1]) == [texts.CHANGE, texts.DISCARD]
        [refused] = await desk.pressed_data(ANA, data("an-approve", 1))
        assert refused.text == texts.FAULTS["NobodyToReach"]
        assert await state(office) == "draft"

    async def test_a_time_that_passed_meanwhile_is_told_and_nothing_lost(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await desk.hears(ANA, "/anunciar")
        await desk.hears(ANA, "Feria")
        for tap in ("👥", "▫️ Todos", "⬅️", "🕗", "Mañana a las 8:00"):
            await desk.pressed(ANA, tap)
        desk.services.announcer.clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
        await desk.pressed(ANA, "▶️ Ensayar")
        assert api.texts_to(ANA)[-1].startswith(texts.FAULTS["PastDate"])
        assert "«Feria»" in api.texts_to(ANA)[-1]


class TestDraft:
    async def test_it_can_be_changed_until_it_is_approved(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await compose(desk)
        old = desk.button(ANA, "✅")[1]["callback_data"]
        [shown] = await desk.pressed(ANA, "✏️ Cambiar algo")
        assert shown.text.startswith(texts.DRAFT_CHANGED)
        assert "«Feria en Cali»" in shown.text
        assert "1 persona" in shown.text
        [refused] = await desk.pressed_data(ANA, old)
        assert "cancelado" in refused.text
        await desk.hears(ANA, "Feria en Pasto")
        await desk.pressed(ANA, "▶️ Ensayar")
        await desk.pressed(ANA, "✅ Aprobar")
        await office.sent(2)
        assert api.texts_to(1) == ["Feria en Pasto"]

    async def test_another_one_that_is_half_done_is_not_lost_by_that(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        change = desk.button(ANA, "✏️ Cambiar algo")[1]["callback_data"]
        await desk.hears(ANA, "/anunciar")
        await desk.hears(ANA, "Otra cosa")
        [shown] = await desk.pressed_data(ANA, change)
        assert shown.text.startswith(texts.HALF_DONE)
        assert "«Otra cosa»" in shown.text
        assert await state(office) == "draft"

    async def test_it_can_be_thrown_away_but_not_once_it_is_approved(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        drop = desk.button(ANA, "🗑 Descartar")[1]["callback_data"]
        await desk.pressed(ANA, "✅ Aprobar")
        [refused] = await desk.pressed_data(ANA, drop)
        assert "aprobado" in refused.text
        assert await state(office) == "approved"
        await compose(desk, "Otra")
        await desk.pressed(ANA, "🗑 Descartar")
        assert await state(office, 2) == "cancelled"

    async def test_after_it_the_announcer_asks_questions_as_anyone(self, desk: LocalBot, office: Office) -> None:
        await office.subscribe([1])
        await compose(desk)
        await desk.hears(ANA, "¿cómo me uno?")
        assert desk.assistant.asked

    async def test_a_rehearsal_that_was_interrupted_leaves_no_second_draft(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        flow = await desk.services.flows.get(ANA)
        assert flow is None
        # As a process leaves it that was killed while it showed the rehearsal.
        await desk.pressed(ANA, "✏️ Cambiar algo")
        kept = await desk.services.flows.get(ANA)
        assert kept is not None
        again = await office.draft("Feria en Cali")
        await desk.services.flows.put(ANA, "announce", kept.data | {"draft": again})
        await desk.pressed(ANA, "▶️ Ensayar")
        assert await state(office, again) == "cancelled"

    async def test_one_that_was_approved_meanwhile_cannot_be_changed(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        change = desk.button(ANA, "✏️ Cambiar algo")[1]["callback_data"]
        await office.staff.approve(1, BETO)
        [refused] = await desk.pressed_data(ANA, change)
        assert refused.text == texts.FAULTS["WrongState"].format(id=1, state="aprobado")
        assert await desk.services.flows.get(ANA) is None

    async def test_a_change_that_was_interrupted_is_not_lost(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await compose(desk)
        await desk.pressed(ANA, "✏️ Cambiar algo")
        kept = await desk.services.flows.get(ANA)
        assert kept is not None
        # As a process leaves it that was killed when the draft was gone and the card not there yet.
        await desk.services.flows.put(ANA, "announce", kept.data | {"draft": 1})
        await desk.pressed(ANA, "▶️ Ensayar")
        await desk.pressed(ANA, "✅ Aprobar")
        assert await state(office, 2) == "approved"


class TestApproving:
    async def test_the_audience_gets_it_and_the_announcer_watches(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        await compose(desk)
        [watching] = await desk.pressed(ANA, "✅ Aprobar")
        assert watching.text.startswith("📣 Aviso 1 · aprobado")
        assert labels(watching) == [texts.PAUSE, texts.CANCEL]
        await office.sent(1)
        assert [api.texts_to(chat) for chat in (1, 2)] == [["Feria en Cali"]] * 2

    async def test_above_a_number_it_takes_two_and_the_others_see_the_same_rehearsal(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        async with running(new_desk(second_approval_above=1)) as bot:
            await compose(bot)
            assert texts.TWO_PEOPLE in api.texts_to(ANA)[-1]
            approve = bot.button(ANA, "✅")[1]["callback_data"]
            [waits] = await bot.pressed(ANA, "✅ Aprobar")
            assert waits.text == texts.APPROVED_FIRST.format(number="1 persona")
            assert await state(office) == "draft"
            message, told = api.texts_to(BETO)
            assert message == "Feria en Cali"
            assert told.startswith("👆 Aviso 1: falta que otra persona lo apruebe")
            assert "2 personas" in told
            [refused] = await bot.pressed_data(ANA, approve)
            assert refused.text == texts.FAULTS["SecondPersonNeeded"]
            await bot.pressed(BETO, "✅ Aprobar")
            assert await state(office) == "approved"
            for chat in (ANA, BETO):  # both watch
                assert api.texts_to(chat)[-1].startswith("📣 Aviso 1 · aprobado")

    async def test_where_nobody_else_can_be_told_it_is_said_what_to_do(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        api.blocked.add(BETO)
        async with running(new_desk(second_approval_above=1)) as bot:
            await compose(bot)
            [waits] = await bot.pressed(ANA, "✅ Aprobar")
        assert waits.text == texts.NOBODY_TO_APPROVE.format(id=1)

    async def test_a_change_after_the_first_approval_needs_both_again(
        self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        async with running(new_desk(second_approval_above=1)) as bot:
            await compose(bot)
            await bot.pressed(ANA, "✅ Aprobar")
            old = bot.button(BETO, "✅")[1]["callback_data"]
            await bot.pressed(BETO, "✏️ Cambiar algo")
            assert api.texts_to(ANA)[-1] == texts.DROPPED_BY_OTHER.format(id=1)
            [refused] = await bot.pressed_data(BETO, old)
            assert "cancelado" in refused.text
            assert await state(office) == "cancelled"

    async def test_of_two_at_once_one_counts_and_the_other_is_told(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 6))
        await compose(desk)
        presses = [api.user_presses(chat, 1, data("an-approve", 1)) for chat in (ANA, BETO)]
        for press in presses:
            await desk.inbox.until_handled(press)
        told = [text for chat in (ANA, BETO) for text in api.texts_to(chat)]
        assert len([text for text in told if text.startswith("⚠️ El aviso 1 ya está")]) == 1
        await office.sent(1)
        assert [len(api.texts_to(chat)) for chat in range(1, 6)] == [1] * 5

    async def test_the_approver_hears_of_it_when_the_drafter_is_gone(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await compose(desk)
        api.script("sendMessage", bad_request("chat not found"), chat_id=ANA)
        [watching] = await desk.pressed_data(BETO, data("an-approve", 1))
        assert watching.text.startswith("📣 Aviso 1")

    async def test_without_the_role_no_button_does_anything(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await compose(desk)
        for action in (
            "an-approve",
            "an-redo",
            "an-drop",
            "an-pause",
            "an-cancel",
            "an-resend",
            "an-edit",
            "an-delete",
        ):
            await desk.pressed_data(NOBODY, data(action, 1))
        assert await state(office) == "draft"
        refusals = [entry for entry in await desk.services.audit.latest() if entry.action == "refused"]
        assert {entry.staff_id for entry in refusals} == {NOBODY}
        assert len(refusals) == 8

    async def test_every_step_is_in_the_audit(self, desk: LocalBot, office: Office) -> None:
        await office.subscribe([1])
        await compose(desk)
        await desk.pressed(ANA, "✏️ Cambiar algo")
        await desk.pressed(ANA, "▶️ Ensayar")
        await desk.pressed(ANA, "✅ Aprobar")
        steps = [(entry.action, entry.staff_id) for entry in reversed(await desk.services.audit.latest())]
        assert steps == [(step, ANA) for step in ("draft", "discard", "draft", "approve")]

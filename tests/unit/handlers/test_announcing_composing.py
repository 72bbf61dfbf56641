"""An announcer puts an announcement together in the chat; nothing of it is sent before it is approved."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.presentation import texts as general
from bot.presentation.callback_data import data
from bot.presentation.texts import announcing as texts
from bot.storage.sketch import Sketch
from tests.support.announcing import ANA, BETO, NOBODY, Office
from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi, Sent
from tests.support.local_bot import LocalBot, labels, running

BOLD = [{"type": "bold", "offset": 0, "length": 5}]


async def sketch(bot: LocalBot) -> Sketch:
    """What Ana's chat has put together."""
    flow = await bot.services.flows.get(ANA)
    assert flow is not None
    return Sketch.from_json(flow.data)


def card(api: BotApi) -> str:
    """What the last message to Ana says."""
    return api.texts_to(ANA)[-1]


async def send_album(bot: LocalBot, *captions: str, album: str = "a1", kind: str = "photo") -> list[Sent]:
    """Ana sends an album; its pieces come one by one."""
    sent = []
    for caption in captions:
        about: dict[str, Any] = {kind: {}, "media_group_id": album} | ({"caption": caption} if caption else {})
        sent += await bot.hears(ANA, None, **about)
    return sent


@pytest.fixture
async def begun(desk: LocalBot) -> LocalBot:
    await desk.hears(ANA, "/anunciar")
    return desk


class TestBeginning:
    async def test_three_taps_lead_from_the_message_to_the_rehearsal(
        self, begun: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1, 2])
        await begun.hears(ANA, "Feria en Cali", entities=BOLD)
        for tap in ("👥", "▫️ Todos", "▶️ Ensayar"):
            await begun.pressed(ANA, tap)
        assert api.texts_to(ANA)[-2] == "Feria en Cali"
        assert "2 personas" in card(api)
        assert labels(api.messages_to(ANA)[-1])[0] == "✅ Aprobar: enviar a 2 personas"

    async def test_the_card_says_what_was_understood(self, begun: LocalBot, api: BotApi) -> None:
        [shown] = await begun.hears(ANA, "Feria *en* Cali_", entities=BOLD)
        assert texts.FORMATTED_TEXT in shown.text
        assert "«Feria *en* Cali_»" in shown.text
        assert texts.CARD_NO_AUDIENCE.replace("**", "") in shown.text

    @pytest.mark.parametrize(
        ("kind", "file", "said"),
        [("photo", "photo-1", "1 foto"), ("video", "video-1", "1 video"), ("document", "document-1", "documento.pdf")],
    )
    async def test_files_are_taken_with_their_caption(self, begun: LocalBot, kind: str, file: str, said: str) -> None:
        [shown] = await begun.hears(ANA, None, **{kind: {}}, caption="Feria", caption_entities=BOLD)
        assert said in shown.text
        content = (await sketch(begun)).content
        assert content is not None
        assert (content["text"], content["entities"][0]["type"]) == ("Feria", "bold")
        assert [one["file_id"] for one in content["files"]] == [file]

    async def test_somebody_without_the_role_is_refused_and_the_audit_knows(
        self, desk: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        for command in ("/anunciar", "/anuncios"):
            [refused] = await desk.hears(NOBODY, command)
            assert refused.text == general.FOR_STAFF
        assert [(e.staff_id, e.action) for e in await desk.services.audit.latest()] == [(NOBODY, "refused")] * 2
        assert not assistant.asked

    async def test_somebody_who_lost_the_role_meanwhile_is_refused_and_asks_again_as_a_reader(
        self, begun: LocalBot, new_desk: Callable[..., LocalBot], assistant: ScriptedAssistant
    ) -> None:
        begun.services.staff._named = {}
        [refused] = await begun.hears(ANA, "Feria")
        assert refused.text == general.FOR_STAFF
        await begun.hears(ANA, "¿cómo me uno?")
        assert [asked.message for asked in assistant.asked] == ["¿cómo me uno?"]

    async def test_in_a_group_it_points_to_the_private_chat(self, desk: LocalBot) -> None:
        [said] = await desk.hears(-5, "/anunciar", chat_type="group", user_id=ANA)
        assert said.text == texts.ONLY_IN_PRIVATE

    async def test_an_admin_may_and_the_english_command_works(self, desk: LocalBot) -> None:
        [intro] = await desk.hears(BETO, "/announce")
        assert labels(intro) == [texts.DISCARD]

    async def test_what_is_half_done_is_not_lost_by_beginning_again(self, begun: LocalBot) -> None:
        await begun.hears(ANA, "Feria")
        [shown] = await begun.hears(ANA, "/anunciar")
        assert shown.text.startswith(texts.HALF_DONE)
        assert "«Feria»" in shown.text

    async def test_it_survives_a_restart(self, new_desk: Callable[..., LocalBot], office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        async with running(new_desk()) as bot:
            await bot.hears(ANA, "/anunciar")
            await bot.hears(ANA, "Feria")
            await bot.pressed(ANA, "👥")
        async with running(new_desk()) as bot:
            await bot.pressed(ANA, "▫️ Todos")
            await bot.pressed(ANA, "▶️ Ensayar")
        assert "Feria" in api.texts_to(ANA)

    async def test_cancelar_and_discarding_leave_it(self, desk: LocalBot, assistant: ScriptedAssistant) -> None:
        for leave in (lambda: desk.hears(ANA, "/cancelar"), lambda: desk.pressed(ANA, texts.DISCARD)):
            await desk.hears(ANA, "/anunciar")
            await desk.hears(ANA, "Feria")
            await leave()
            assert await desk.services.flows.get(ANA) is None
        await desk.hears(ANA, "¿cómo me uno?")
        assert len(assistant.asked) == 1

    async def test_another_message_takes_the_place_of_the_first(self, begun: LocalBot, api: BotApi) -> None:
        await begun.hears(ANA, "Feria")
        [shown] = await begun.hears(ANA, "Rueda de negocios")
        assert shown.text.startswith(texts.MESSAGE_REPLACED)
        assert "«Rueda de negocios»" in shown.text
        assert len(api.messages_to(ANA)) == 1  # one card, at the end

    async def test_a_message_that_comes_twice_after_an_interruption_is_taken_once(self, begun: LocalBot) -> None:
        await begun.hears(ANA, "Feria")
        await begun.pressed(ANA, "🔘")
        await begun.pressed(ANA, "➕ Un enlace")
        before = await sketch(begun)
        await begun.hears(ANA, "Inscríbase https://ejemplo.org")
        link = begun.api.updates.all[max(begun.api.updates.all)]
        # As a process leaves it that was killed before it had said anything.
        await begun.application.process_update(_as_update(begun, link))
        after = await sketch(begun)
        assert (after.content, len(after.buttons)) == (before.content, 1)


class TestAlbums:
    async def test_its_pieces_become_one_announcement(self, begun: LocalBot, api: BotApi) -> None:
        await send_album(begun, "Feria", "", "")
        content = (await sketch(begun)).content
        assert content is not None
        assert [file["file_id"] for file in content["files"]] == ["photo-1", "photo-2", "photo-3"]
        assert content["text"] == "Feria"
        assert "3 fotos, con texto" in card(api)
        assert len(api.messages_to(ANA)) == 1

    async def test_a_restart_between_its_pieces_loses_none(
        self, new_desk: Callable[..., LocalBot], api: BotApi
    ) -> None:
        async with running(new_desk()) as bot:
            await bot.hears(ANA, "/anunciar")
            await send_album(bot, "", "Feria")
        async with running(new_desk()) as bot:
            await send_album(bot, "")
            content = (await sketch(bot)).content
        assert content is not None
        assert (len(content["files"]), content["text"]) == (3, "Feria")

    async def test_a_piece_that_comes_twice_is_in_it_once(self, begun: LocalBot) -> None:
        await send_album(begun, "Feria", "")
        piece = begun.api.updates.all[max(begun.api.updates.all)]
        await begun.application.process_update(_as_update(begun, piece))
        content = (await sketch(begun)).content
        assert content is not None
        assert len(content["files"]) == 2

    async def test_one_that_cannot_be_announced_is_refused_once(self, begun: LocalBot) -> None:
        refused = await send_album(begun, "Música", "", kind="audio")
        assert [sent.text.startswith(texts.FAULTS["UnsupportedMessage"]) for sent in refused] == [True]
        refused = await send_album(begun, "x" * 2_000, "", "", album="a2")
        assert ["1.024" in sent.text for sent in refused] == [True]
        assert (await sketch(begun)).content is None

    async def test_the_english_version_may_be_one_too(self, begun: LocalBot, api: BotApi) -> None:
        await send_album(begun, "Feria", "")
        await begun.pressed(ANA, "🇬🇧")
        await send_album(begun, "Fair", "", album="a2")
        kept = await sketch(begun)
        assert kept.content is not None
        assert kept.content_en is not None
        assert [len(kept.content["files"]), len(kept.content_en["files"])] == [2, 2]
        assert kept.content_en["text"] == "Fair"


class TestEditedOriginals:
    async def test_an_edited_text_is_taken(self, begun: LocalBot, api: BotApi) -> None:
        await begun.hears(ANA, "Feria en Cali")
        original = _last_of_ana(api)
        shown = await begun._because_of(lambda: api.user_edits(ANA, original, "Feria en Pasto"), ANA)
        assert shown[0].text.startswith(texts.TAKEN_FROM_EDIT)
        assert "«Feria en Pasto»" in shown[0].text

    async def test_an_edited_caption_of_an_album_is_taken_and_its_files_stay(
        self, begun: LocalBot, api: BotApi
    ) -> None:
        await send_album(begun, "Feria", "")
        original = min(one for (chat, one), m in api.messages.items() if chat == ANA and "photo" in m)
        await begun._because_of(lambda: api.user_edits(ANA, original, "Rueda"), ANA)
        content = (await sketch(begun)).content
        assert content is not None
        assert (content["text"], len(content["files"])) == ("Rueda", 2)

    async def test_an_edit_that_cannot_be_announced_changes_nothing_and_says_so(
        self, begun: LocalBot, api: BotApi
    ) -> None:
        await begun.hears(ANA, "Feria")
        original = _last_of_ana(api)
        [shown] = await begun._because_of(lambda: api.user_edits(ANA, original, "x" * 5_000), ANA)
        assert shown.text.startswith(texts.UNCHANGED_BECAUSE)
        content = (await sketch(begun)).content
        assert content is not None
        assert content["text"] == "Feria"

    async def test_a_rehearsed_draft_gives_way_to_it(self, begun: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await begun.hears(ANA, "Feria en Cali")
        original = _last_of_ana(api)
        for tap in ("👥", "▫️ Todos", "▶️ Ensayar"):
            await begun.pressed(ANA, tap)
        [shown] = await begun._because_of(lambda: api.user_edits(ANA, original, "Feria en Pasto"), ANA)
        assert shown.text.startswith(texts.REHEARSE_AGAIN)
        assert (await office.staff.progress(1)).state == "cancelled"
        [refused] = await begun.pressed(ANA, "✅ Aprobar")
        assert "cancelado" in refused.text
        await begun.pressed(ANA, "▶️ Ensayar")
        assert "Feria en Pasto" in api.texts_to(ANA)

    async def test_after_the_approval_it_is_said_that_nothing_changes(
        self, begun: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await begun.hears(ANA, "Feria en Cali")
        original = _last_of_ana(api)
        for tap in ("👥", "▫️ Todos", "▶️ Ensayar", "✅ Aprobar"):
            await begun.pressed(ANA, tap)
        [said] = await begun._because_of(lambda: api.user_edits(ANA, original, "Feria en Pasto"), ANA)
        assert said.text == texts.UNCHANGED_BY_EDIT.format(id=1)
        await office.sent(1)
        assert api.texts_to(1) == ["Feria en Cali"]

    async def test_what_was_thrown_away_is_nothing_to_talk_about(
        self, begun: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await begun.hears(ANA, "Feria en Cali")
        original = _last_of_ana(api)
        for tap in ("👥", "▫️ Todos", "▶️ Ensayar", texts.DISCARD):
            await begun.pressed(ANA, tap)
        assert await begun._because_of(lambda: api.user_edits(ANA, original, "Feria en Pasto"), ANA) == []

    async def test_a_deleted_original_changes_nothing(self, begun: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await begun.hears(ANA, None, photo={}, caption="Feria")
        del api.messages[ANA, _last_of_ana(api)]
        for tap in ("👥", "▫️ Todos", "▶️ Ensayar", "✅ Aprobar"):
            await begun.pressed(ANA, tap)
        await office.sent(1)
        assert api.texts_to(1) == ["Feria"]

    async def test_other_edited_messages_are_left_alone(self, begun: LocalBot, api: BotApi) -> None:
        await begun.hears(ANA, "Feria")
        for writer in (ANA, NOBODY):
            await begun.hears(writer, "/ayuda")
            own = [m for (chat, _), m in api.messages.items() if chat == writer and m["from"]["id"] == writer]
            edited = api.user_edits(writer, own[-1]["message_id"], "/temas")
            before = len(api.sent)
            await begun.inbox.until_handled(edited)
            assert len(api.sent) == before


class TestParts:
    @pytest.fixture
    async def composed(self, begun: LocalBot, office: Office) -> LocalBot:
        await office.subscribe([1, 2, 3], ["agro", "calls"])
        await office.subscribe([4, 5], ["agro"], language="en")
        await begun.hears(ANA, "Feria")
        return begun

    async def test_the_number_of_recipients_follows_every_tap(self, composed: LocalBot, api: BotApi) -> None:
        await composed.pressed(ANA, "👥")
        for tap, number in (
            ("▫️ 🌱", "5 personas"),
            ("▫️ 📣", "3 personas"),
            ("▫️ Solo inglés", "nadie"),
            ("✅ 📣", "2 personas"),
            ("▫️ Todos", "2 personas"),
            ("▫️ Español", "5 personas"),
            ("▫️ 🧴", "nadie"),
        ):
            await composed.pressed(ANA, tap)
            assert card(api).split("\n")[1].endswith(number), (tap, card(api))

    async def test_readers_of_english_without_a_version_are_pointed_out(self, composed: LocalBot, api: BotApi) -> None:
        for tap in ("👥", "▫️ Todos", "⬅️"):
            await composed.pressed(ANA, tap)
        assert texts.CARD_ENGLISH_READERS.format(number=2) in card(api)
        await composed.pressed(ANA, "🇬🇧")
        await composed.hears(ANA, "Fair")
        assert "«Fair»" in card(api)
        await composed.pressed(ANA, "🇬🇧")
        await composed.pressed(ANA, texts.DROP_ENGLISH)
        assert (await sketch(composed)).content_en is None

    async def test_up_to_three_buttons(self, composed: LocalBot, api: BotApi) -> None:
        await composed.pressed(ANA, "🔘")
        await composed.pressed(ANA, "➕ Un enlace")
        await composed.hears(ANA, "Inscríbase | Sign up https://ejemplo.org/feria")
        await composed.pressed(ANA, "➕ Preguntar")
        await composed.pressed(ANA, "➕ Recordarme")
        tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
        await composed.hears(ANA, f"{tomorrow:%Y-%m-%d}")
        assert not [label for label in labels(api.messages_to(ANA)[-1]) if label.startswith("➕")]
        link, ask, remind = (await sketch(composed)).buttons
        assert (link["label"], link["label_en"], link["url"]) == ("Inscríbase", "Sign up", "https://ejemplo.org/feria")
        assert (ask["kind"], remind["date"]) == ("ask", f"{tomorrow:%Y-%m-%d}")
        await composed.pressed(ANA, "🗑 Quitar: Inscríbase")
        assert [button["kind"] for button in (await sketch(composed)).buttons] == ["ask", "remind"]

    async def test_times_and_urgency(self, new_desk: Callable[..., LocalBot], api: BotApi) -> None:
        async with running(new_desk(quiet_hours="20:00-08:00")) as bot:
            await bot.hears(ANA, "/anunciar")
            await bot.hears(ANA, "Feria")
            await bot.pressed(ANA, "🕗")
            await bot.pressed(ANA, "Mañana a las 8:00")
            assert "mañana a las 8:00" in card(api)
            await bot.pressed(ANA, "⏳")
            await bot.pressed(ANA, "En 7 días")
            await bot.pressed(ANA, "🔔")
            assert texts.CARD_URGENT in card(api)
            kept = await sketch(bot)
        assert kept.starts_at is not None
        assert kept.valid_until is not None
        assert 6 <= (kept.valid_until - kept.starts_at).days <= 7
        assert kept.is_urgent

    async def test_without_quiet_hours_nothing_is_said_of_urgency(self, composed: LocalBot, api: BotApi) -> None:
        assert texts.CARD_CALM not in card(api)
        assert texts.MAKE_URGENT not in labels(api.messages_to(ANA)[-1])


class TestBadInput:
    @pytest.mark.parametrize(
        ("fault", "message"),
        [
            ("MessageTooLong", {"text": "x" * 4_097}),
            ("MessageTooLong", {"text": None, "photo": {}, "caption": "x" * 1_025}),
            ("UnsupportedMessage", {"text": None, "sticker": {"emoji": "🙂"}}),
            ("UnsupportedMessage", {"text": None, "voice": {}}),
            ("UnsupportedMessage", {"text": None, "location": {"latitude": 3.4, "longitude": -76.5}}),
            ("UnsupportedMessage", {"text": None, "animation": {}, "document": {}}),
            (
                "UnsupportedMessage",
                {
                    "text": None,
                    "poll": {
                        "id": "1",
                        "question": "¿Va?",
                        "options": [],
                        "total_voter_count": 0,
                        "is_closed": False,
                        "is_anonymous": True,
                        "type": "regular",
                        "allows_multiple_answers": False,
                        "allows_revoting": False,
                        "members_only": False,
                    },
                },
            ),
            (
                "UnsafeLink",
                {
                    "text": "Vea",
                    "entities": [{"type": "text_link", "offset": 0, "length": 3, "url": "javascript:alert(1)"}],
                },
            ),
            ("TooMuchFormatting", {"text": "x" * 101, "entities": BOLD * 101}),
        ],
    )
    async def test_a_message_that_cannot_be_announced_says_why_and_another_is_awaited(
        self, begun: LocalBot, fault: str, message: dict[str, Any]
    ) -> None:
        [refused] = await begun.hears(ANA, **message)
        assert refused.text.startswith(texts.FAULTS[fault].split("{")[0])
        assert texts.INTRO.split("\n")[0].replace("**", "") in refused.text
        assert (await sketch(begun)).content is None
        [shown] = await begun.hears(ANA, "Feria")
        assert "«Feria»" in shown.text

    @pytest.mark.parametrize(
        ("screen", "typed", "fault"),
        [
            (("🔘", "➕ Un enlace"), "Ver javascript:alert(1)", "UnsafeLink"),
            (("🔘", "➕ Un enlace"), "Ver http://ejemplo.org", "UnsafeLink"),
            (("🔘", "➕ Un enlace"), "https://ejemplo.org", "FaultyButton"),
            (("🔘", "➕ Un enlace"), "x" * 65 + " https://ejemplo.org", "FaultyButton"),
            (("🔘", "➕ Recordarme"), "1/1/2020", "PastDate"),
            (("🔘", "➕ Recordarme"), "cuando pueda", "UnreadableDate"),
            (("🕗",), "2020-01-01 09:00", "PastDate"),
            (("🕗",), "luego", "UnreadableDate"),
            (("⏳",), "2020-01-01", "PastDate"),
        ],
    )
    async def test_what_is_typed_wrong_says_why_and_is_asked_again(
        self, begun: LocalBot, api: BotApi, screen: tuple[str, ...], typed: str, fault: str
    ) -> None:
        await begun.hears(ANA, "Feria")
        for tap in screen:
            await begun.pressed(ANA, tap)
        asked, before = card(api), await sketch(begun)
        [shown] = await begun.hears(ANA, typed)
        assert shown.text.startswith(texts.FAULTS[fault].split("{")[0])
        assert shown.text.endswith(asked)
        kept = await sketch(begun)
        assert (kept.step, kept.content, kept.buttons) == (before.step, before.content, ())

    async def test_a_sticker_where_a_date_is_asked_for(self, begun: LocalBot) -> None:
        await begun.hears(ANA, "Feria")
        await begun.pressed(ANA, "🕗")
        [shown] = await begun.hears(ANA, None, sticker={"emoji": "🙂"})
        assert shown.text.startswith(texts.FAULTS["UnreadableDate"])

    async def test_buttons_of_an_earlier_announcement_say_so(self, begun: LocalBot) -> None:
        await begun.hears(ANA, "Feria")
        old = begun.button(ANA, "👥")[1]["callback_data"]
        await begun.pressed(ANA, texts.DISCARD)
        for press in (old, data("anu", 1, "fly", ""), data("anu", 1, "lang", "xx")):
            assert await begun.pressed_data(ANA, press) == []
            assert begun.last_alert()["text"] == texts.OLD_BUTTON
        await begun.hears(ANA, "/anunciar")
        await begun.hears(ANA, "Rueda")
        await begun.pressed_data(ANA, old)
        assert begun.last_alert()["text"] == texts.OLD_BUTTON

    async def test_a_button_that_no_card_has_changes_nothing(self, begun: LocalBot) -> None:
        await begun.hears(ANA, "Feria")
        before = await sketch(begun)
        for what, value in (("lang", "xx"), ("end-in", "9" * 30), ("start-at", "mañana")):
            [said] = await begun.pressed_data(ANA, data("anu", before.key, what, value))
            assert said.text == texts.OLD_BUTTON
        assert await sketch(begun) == before

    async def test_without_an_audience_it_is_asked_for(self, begun: LocalBot, api: BotApi) -> None:
        await begun.hears(ANA, "Feria")
        await begun.pressed(ANA, "▶️ Ensayar")
        assert card(api) == texts.ASK_AUDIENCE_FIRST.replace("**", "")

    async def test_a_topic_that_is_gone_meanwhile_is_named_as_such(self, begun: LocalBot, api: BotApi) -> None:
        await begun.hears(ANA, "Feria")
        await begun.pressed_data(ANA, data("anu", (await sketch(begun)).key, "topic", "fishing"))
        await begun.pressed(ANA, "▶️ Ensayar")
        assert card(api).startswith(texts.FAULTS["UnknownTopic"])


def _last_of_ana(api: BotApi) -> int:
    """Ana's own last message."""
    return max(one for (chat, one), message in api.messages.items() if chat == ANA and message["from"]["id"] == ANA)


def _as_update(bot: LocalBot, payload: dict[str, Any]) -> Any:
    from telegram import Update

    return Update.de_json(payload, bot.application.bot)

"""A conversation between a reader and an adviser, in both shapes of a staff group."""

import pytest

from bot.presentation.texts import tickets as texts
from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi, bad_request
from tests.support.desk import GROUP, READER, Desk

LONG = " ".join(["Para exportar panela inscríbase primero en el ICA"] * 4)


class TestToTheReader:
    async def test_what_staff_writes_arrives_once_with_the_way_to_answer(
        self, help_desk: Desk, assistant: ScriptedAssistant
    ) -> None:
        ticket = await help_desk.hands_over()
        said = await help_desk.staff_says(ticket, "Sí se puede")
        assert [one.text for one in said] == ["👤 Asesor: Sí se puede", texts.WRITING]
        assert [one.text for one in await help_desk.staff_says(ticket, "y es fácil")] == ["👤 Asesor: y es fácil"]
        assert await help_desk.state(ticket) == "answered"
        assert assistant.asked == []

    async def test_what_was_bold_stays_bold(self, help_desk: Desk) -> None:
        ticket = await help_desk.hands_over()
        bold = [{"type": "bold", "offset": 3, "length": 2}]
        [said, _] = await help_desk.staff_says(ticket, "🥭 sí", entities=bold)
        assert [said.text.encode("utf-16-le")[2 * e["offset"] :][: 2 * e["length"]].decode("utf-16-le")
                for e in said.entities] == ["👤 Asesor:", "sí"]  # fmt: skip

    @pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "audio"])
    async def test_files_arrive_with_their_caption(self, help_desk: Desk, api: BotApi, kind: str) -> None:
        ticket = await help_desk.hands_over()
        [file, _] = await help_desk.staff_says(ticket, None, caption="el formato", **{kind: {}})
        assert (file.method, file.text) == ("copyMessage", "👤 Asesor: el formato")
        assert kind in api.messages[READER, file.message_id]

    async def test_what_has_no_text_is_announced(self, help_desk: Desk) -> None:
        ticket = await help_desk.hands_over()
        said = await help_desk.staff_says(ticket, None, sticker={})
        assert [(one.method, one.text) for one in said[:2]] == [("sendMessage", "👤 Asesor:"), ("copyMessage", "")]

    async def test_a_text_without_room_for_who_speaks_is_whole(self, help_desk: Desk) -> None:
        ticket = await help_desk.hands_over()
        said = await help_desk.staff_says(ticket, "a" * 4096)
        assert [one.text for one in said[:2]] == ["👤 Asesor:", "a" * 4096]

    @pytest.mark.parametrize(("text", "about"), [("// ¿quién sabe?", {}), (None, {"caption": "//ojo", "photo": {}})])
    async def test_internal_comments_stay_inside(self, help_desk: Desk, text: str | None, about: dict) -> None:
        ticket = await help_desk.hands_over()
        assert await help_desk.staff_says(ticket, text, **about) == []
        assert await help_desk.state(ticket) == "open"

    async def test_a_mention_is_for_the_guide(self, help_desk: Desk, assistant: ScriptedAssistant) -> None:
        ticket = await help_desk.hands_over()
        assert await help_desk.staff_says(ticket, "@consorcia_bot ¿cómo me uno?") == []
        assert len(assistant.asked) == 1
        assert "Su empresa presenta una carta" in help_desk.in_group()[-1]["text"]

    async def test_what_staff_says_elsewhere_in_the_group_goes_nowhere(
        self, help_desk: Desk, assistant: ScriptedAssistant
    ) -> None:
        await help_desk.hands_over()
        update = help_desk.staff_writes({}, "¿almorzamos?")
        await help_desk.bot.inbox.until_handled(update)
        assert "¿almorzamos?" not in " ".join(help_desk.api.texts_to(READER))
        assert (len(help_desk.in_group()), assistant.asked) == (1, [])

    async def test_staff_hears_of_a_reader_who_blocked_the_bot(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        api.user_blocks(READER)
        await help_desk.staff_says(ticket, "Sí se puede")
        note = help_desk.in_group()[-1]
        assert note["text"] == texts.BLOCKED
        assert ("message_thread_id" in note) is help_desk.has_topics
        assert await help_desk.state(ticket) == "open"

    async def test_staff_hears_of_what_cannot_be_copied(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        api.script("copyMessage", bad_request("message can't be copied"))
        await help_desk.staff_says(ticket, None, sticker={})
        assert help_desk.in_group()[-1]["text"] == texts.NOT_DELIVERED

    async def test_an_edit_changes_what_the_reader_has(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        where = await help_desk.where(ticket)
        update = help_desk.staff_writes(where, "Cuesta 100")
        await help_desk.bot.inbox.until_handled(update)
        before = len(api.messages_to(READER))
        await help_desk.edits(GROUP, update["message"]["message_id"], "Cuesta 200")
        assert "👤 Asesor: Cuesta 200" in api.texts_to(READER)
        assert "👤 Asesor: Cuesta 100" not in api.texts_to(READER)
        assert len(api.messages_to(READER)) == before

    async def test_an_edited_caption_too(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        update = help_desk.staff_writes(await help_desk.where(ticket), None, photo={}, caption="viejo")
        await help_desk.bot.inbox.until_handled(update)
        await help_desk.edits(GROUP, update["message"]["message_id"], "nuevo")
        assert "👤 Asesor: nuevo" in api.texts_to(READER)

    async def test_an_edit_that_cannot_follow_comes_as_a_correction(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        update = help_desk.staff_writes(await help_desk.where(ticket), "Cuesta 100")
        await help_desk.bot.inbox.until_handled(update)
        api.script("editMessageText", bad_request("message can't be edited"), chat_id=READER)
        await help_desk.edits(GROUP, update["message"]["message_id"], "Cuesta 200")
        assert api.texts_to(READER)[-1] == "👤 Asesor (corregido): Cuesta 200"


class TestToStaff:
    async def test_after_the_adviser_the_next_message_is_for_them_until_cancelled(
        self, help_desk: Desk, assistant: ScriptedAssistant, api: BotApi
    ) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "¿para qué país?")
        assert await help_desk.bot.hears(READER, "para Chile") == []
        copy = help_desk.in_group()[-1]
        assert copy["text"] == "🙋 #1: para Chile"
        assert ("message_thread_id" in copy) is help_desk.has_topics
        assert ["👌"] in api.reactions.values()
        assert await help_desk.state(ticket) == "open"
        await help_desk.bot.hears(READER, "/cancelar")
        await help_desk.bot.hears(READER, "¿cómo me uno?")
        assert [asked.message for asked in assistant.asked] == ["¿cómo me uno?"]

    async def test_until_then_the_reader_goes_on_asking_the_guide(
        self, help_desk: Desk, assistant: ScriptedAssistant
    ) -> None:
        await help_desk.hands_over()
        await help_desk.bot.hears(READER, "¿cómo me uno?")
        assert len(assistant.asked) == 1
        await help_desk.bot.pressed(READER, texts.BUTTON_WRITE)
        await help_desk.bot.hears(READER, None, photo={}, caption="mi empaque")
        assert help_desk.in_group()[-1]["caption"] == "🙋 #1: mi empaque"

    async def test_a_reply_to_the_adviser_reaches_them_whatever_else_goes_on(
        self, help_desk: Desk, assistant: ScriptedAssistant
    ) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.bot.services.flows.put(READER, "guide", {})
        [said, hint] = await help_desk.staff_says(ticket, "¿para qué país?")
        assert hint.text == texts.REPLY_TO_WRITE
        await help_desk.bot.hears(READER, "para Chile", reply_to=said.message_id)
        assert help_desk.in_group()[-1]["text"] == "🙋 #1: para Chile"
        assert assistant.asked == []

    async def test_staff_answers_the_copy_of_what_the_reader_wrote(self, help_desk: Desk) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "¿para qué país?")
        await help_desk.bot.hears(READER, "para Chile")
        where = await help_desk.where(ticket) | {"reply_to": help_desk.in_group()[-1]["message_id"]}
        await help_desk.bot.inbox.until_handled(help_desk.staff_writes(where, "entonces sí"))
        assert help_desk.api.texts_to(READER)[-1] == "👤 Asesor: entonces sí"

    async def test_an_edit_of_the_reader_follows(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "¿para qué país?")
        update = api.user_writes(READER, "para Chile")
        await help_desk.bot.inbox.until_handled(update)
        await help_desk.edits(READER, update["message"]["message_id"], "para Perú")
        assert help_desk.in_group()[-1]["text"] == "🙋 #1: para Perú"

    async def test_a_deleted_topic_is_made_anew_and_the_message_is_in_it(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "¿para qué país?")
        before = await help_desk.bot.services.desk.tickets.get(ticket)
        if help_desk.has_topics:
            api.delete_topic(GROUP, before.topic_id)
        else:
            del api.messages[GROUP, before.card_id]
        await help_desk.bot.hears(READER, "para Chile")
        assert help_desk.in_group()[-1]["text"] == "🙋 #1: para Chile"
        after = await help_desk.bot.services.desk.tickets.get(ticket)
        if help_desk.has_topics:
            assert after.topic_id != before.topic_id
            assert [one["message_thread_id"] for one in help_desk.in_group()[-2:]] == [after.topic_id] * 2
        where = {"topic": after.topic_id} if help_desk.has_topics else {}
        where |= {"reply_to": help_desk.in_group()[-1]["message_id"]}
        await help_desk.bot.inbox.until_handled(help_desk.staff_writes(where, "entonces sí"))
        assert api.texts_to(READER)[-1] == "👤 Asesor: entonces sí"

    async def test_the_reader_hears_when_the_group_cannot_be_reached(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "¿para qué país?")
        api.blocked.add(GROUP)
        [said] = await help_desk.bot.hears(READER, "para Chile")
        assert said.text == texts.NOT_PASSED_ON


class TestTheEnd:
    async def test_closing_says_goodbye_and_begins_anew_with_the_guide(
        self, help_desk: Desk, api: BotApi, assistant: ScriptedAssistant
    ) -> None:
        await help_desk.bot.hears(READER, "¿cómo me uno?")
        ticket = await help_desk.hands_over()
        await help_desk.staff_says(ticket, "Sí se puede")
        await help_desk.staff_presses(texts.BUTTON_CLOSE)
        assert "¿Le sirvió?" in api.texts_to(READER)[-1]
        assert await help_desk.state(ticket) == "closed"
        assert len(api.closed_topics) == help_desk.has_topics
        await help_desk.bot.pressed(READER, "👍")
        kept = await help_desk.bot.services.desk.tickets.get(ticket)
        assert (kept.is_useful, kept.first_answer_at is not None) == (True, True)
        await help_desk.bot.hears(READER, "¿y cuánto cuesta?")
        assert assistant.asked[-1].context is None
        assert (await help_desk.bot.services.audit.latest())[0].action == "ticket closed"

    async def test_a_closed_one_opens_again_when_the_reader_writes(self, help_desk: Desk, api: BotApi) -> None:
        ticket = await help_desk.hands_over()
        [said, _] = await help_desk.staff_says(ticket, "Sí se puede")
        await help_desk.staff_presses(texts.BUTTON_CLOSE)
        await help_desk.bot.hears(READER, "¿y a Perú?", reply_to=said.message_id)
        assert await help_desk.state(ticket) == "open"
        assert help_desk.in_group()[-1]["text"] == "🙋 #1: ¿y a Perú?"
        assert api.closed_topics == set()

    async def test_who_erased_everything_gets_nothing_more(self, help_desk: Desk) -> None:
        ticket = await help_desk.hands_over()
        await help_desk.bot.services.personal_data.erase(READER)
        assert await help_desk.staff_says(ticket, "Sí se puede") == []
        assert help_desk.in_group()[-1]["text"] == texts.NOBODY_THERE

    async def test_a_good_answer_becomes_a_draft(self, help_desk: Desk, api: BotApi) -> None:
        await help_desk.bot.hears(READER, "¿cómo exporto panela?")
        await help_desk.bot.hears(READER, "/asesor")
        await help_desk.bot.pressed(READER, texts.BUTTON_SEND)
        await help_desk.staff_says(1, LONG)
        await help_desk.staff_presses(texts.BUTTON_GUIDE)
        await help_desk.staff_presses(texts.BUTTON_DRAFT)
        [sent] = api.calls_of("sendDocument", GROUP)
        document = help_desk.in_group()[-1]
        content = api.files.content(api.files.get_file({"file_id": document["document"]["file_id"]})["file_path"])
        assert content is not None
        for part in (b"title: ", "¿cómo exporto panela?".encode(), LONG.encode(), b"reviewed: 2026-12-01"):
            assert part in content
        assert sent.parameters["caption"] == texts.DRAFT_CAPTION
        assert ("message_thread_id" in document) is help_desk.has_topics

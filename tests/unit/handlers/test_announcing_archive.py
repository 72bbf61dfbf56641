"""Looking back: the list, each one's details, and its report."""

import csv
import io
from typing import Any

import pytest

from bot.handlers import announce_archive
from bot.presentation.callback_data import data
from bot.presentation.texts import announcing as texts
from tests.support.announcing import ANA, NOBODY, Office
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, labels


class TestList:
    async def test_without_any_it_says_how_to_begin(self, desk: LocalBot) -> None:
        [said] = await desk.hears(ANA, "/anuncios")
        assert said.text == texts.LIST_EMPTY

    async def test_the_newest_come_first_with_their_state_and_numbers(self, desk: LocalBot, office: Office) -> None:
        await office.subscribe([1, 2])
        await office.approved("Feria")
        await office.sent(1)
        await office.draft("Rueda de *negocios*")
        [listed] = await desk.hears(ANA, "/announcement_list")
        heading, draft, sent = listed.text.split("\n\n")
        assert heading == "📋 Avisos (1 a 2 de 2)"
        assert draft.startswith("📣 Aviso 2 · en borrador")
        assert draft.endswith("«Rueda de *negocios*»")
        assert sent.startswith("📣 Aviso 1 · terminado")
        assert sent.endswith("✅ 2 de 2")

    async def test_it_has_pages_and_leaves_out_what_was_thrown_away(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        for number in range(8):
            await office.draft(f"Aviso {number}")
        await office.staff.discard(3, ANA)
        await desk.hears(ANA, "/anuncios")
        assert labels(api.messages_to(ANA)[-1]) == ["8", "7", "6", "5", "4", "▶️"]
        await desk.pressed(ANA, "▶️")
        assert labels(api.messages_to(ANA)[-1]) == ["2", "1", "◀️"]
        await desk.pressed(ANA, "◀️")
        assert labels(api.messages_to(ANA)[-1])[0] == "8"
        await desk.pressed_data(ANA, data("an-list", 999))
        assert labels(api.messages_to(ANA)[-1])[0] == "1"

    async def test_a_draft_opens_as_its_rehearsal(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await office.draft("Feria")
        await desk.hears(ANA, "/anuncios")
        message, told = await desk.pressed(ANA, "1")
        assert message.text == "Feria"
        assert labels(told)[0] == "✅ Aprobar: enviar a 1 persona"

    async def test_a_number_that_is_none_says_so(self, desk: LocalBot) -> None:
        asking = ("an-open", "an-report", "an-halt", "an-again", "an-edit")
        for action in (*asking, "an-approve", "an-redo", "an-drop", "an-resend", "an-delete", "an-pause", "an-cancel"):
            said = await desk.pressed_data(ANA, data(action, 12345))
            assert [one.text for one in said] == [texts.FAULTS["UnknownAnnouncement"]], action


class TestReport:
    @pytest.fixture
    async def sent(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3])
        api.blocked.add(2)
        await office.approved("Feria")
        await office.sent(1)

    @pytest.mark.usefixtures("sent")
    async def test_it_is_a_picture_and_a_line_for_each_recipient(self, desk: LocalBot, api: BotApi) -> None:
        await desk.pressed_data(ANA, data("an-report", 1))
        picture, table = (call.parameters["document"] for call in api.calls_of("sendDocument", ANA))
        assert (picture.name, picture.content[:4]) == ("aviso-1.png", b"\x89PNG")
        assert table.name == "aviso-1.csv"
        rows = list(csv.DictReader(io.StringIO(table.content.decode())))
        assert [(row["chat_id"], row["state"]) for row in rows] == [("1", "sent"), ("2", "blocked"), ("3", "sent")]

    @pytest.mark.usefixtures("sent")
    async def test_without_the_library_the_lines_come_alone(
        self, desk: LocalBot, api: BotApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(*_: Any) -> bytes:
            raise announce_archive.PicturesMissing("pictures need matplotlib")

        monkeypatch.setattr(announce_archive, "picture", missing)
        [table] = await desk.pressed_data(ANA, data("an-report", 1))
        assert table.text.endswith(texts.NO_PICTURE)

    @pytest.mark.usefixtures("sent")
    async def test_nobody_else_gets_it(self, desk: LocalBot, api: BotApi) -> None:
        await desk.pressed_data(NOBODY, data("an-report", 1))
        assert api.calls_of("sendDocument") == []

"""What was sent can be corrected where it arrived, or taken away, after a rehearsal of what that does."""

import datetime as dt

import pytest
from sqlalchemy import update

from bot.announcements.content import Content, File
from bot.presentation.callback_data import data
from bot.presentation.texts import announcing as texts
from bot.storage.announcement_tables import Delivery
from tests.support.announcing import ANA, Office
from tests.support.bot_api import BotApi, bad_request
from tests.support.local_bot import LocalBot, labels


async def correct(bot: LocalBot, how: str) -> None:
    """Ana opens the first announcement and chooses how to correct it."""
    await bot.hears(ANA, "/anuncios")
    for tap in ("1", "✏️ Corregir", how):
        await bot.pressed(ANA, tap)


@pytest.fixture
async def sent(office: Office) -> Office:
    await office.subscribe([1, 2, 3])
    await office.approved("El plazo es el 3")
    await office.sent(1)
    return office


class TestEditing:
    async def test_the_new_text_is_rehearsed_and_then_everywhere(
        self, desk: LocalBot, sent: Office, api: BotApi
    ) -> None:
        await correct(desk, "✏️ Cambiar")
        message, told = await desk.hears(ANA, "El plazo es el 5")
        assert message.text == "El plazo es el 5"
        assert told.text.startswith(texts.WOULD_CORRECT.replace("**", "").format(corrects=1))
        assert labels(told) == ["✅ Aprobar: cambiarlo para 3 personas", texts.DISCARD]
        assert api.texts_to(1) == ["El plazo es el 3"]
        [watching] = await desk.pressed(ANA, "✅ Aprobar")
        assert watching.text.startswith("✏️ Corrección 2 del aviso 1")
        await sent.sent(2)
        assert [api.texts_to(chat) for chat in (1, 2, 3)] == [["El plazo es el 5"]] * 3

    async def test_the_english_version_is_asked_for_where_there_is_one(
        self, desk: LocalBot, office: Office, api: BotApi
    ) -> None:
        await office.subscribe([1])
        await office.subscribe([2], language="en")
        await office.approved("El 3", content_en=Content("The 3rd"))
        await office.sent(1)
        await correct(desk, "✏️ Cambiar")
        [asked] = await desk.hears(ANA, "El 5")
        assert asked.text == texts.ASK_RIGHT_ENGLISH
        await desk.hears(ANA, "The 5th")
        await desk.pressed(ANA, "✅ Aprobar")
        await office.sent(2)
        assert [api.texts_to(chat) for chat in (1, 2)] == [["El 5"], ["The 5th"]]

    async def test_the_english_version_may_stay(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        await office.subscribe([2], language="en")
        await office.approved("El 3", content_en=Content("The 3rd"))
        await office.sent(1)
        await correct(desk, "✏️ Cambiar")
        await desk.hears(ANA, "El 5")
        await desk.pressed(ANA, texts.ENGLISH_STAYS)
        await desk.pressed(ANA, "✅ Aprobar")
        await office.sent(2)
        assert [api.texts_to(chat) for chat in (1, 2)] == [["El 5"], ["The 3rd"]]

    async def test_a_caption_changes_and_its_photo_stays(self, desk: LocalBot, office: Office, api: BotApi) -> None:
        await office.subscribe([1])
        api.files.part("photo")
        await office.approved(content=Content("Mal", files=(File("photo", "photo-1"),)))
        await office.sent(1)
        await correct(desk, "✏️ Cambiar")
        message, _ = await desk.hears(ANA, "Bien")
        assert message.method == "sendPhoto"
        await desk.pressed(ANA, "✅ Aprobar")
        await office.sent(2)
        assert api.messages_to(1)[0]["caption"] == "Bien"
        assert "photo" in api.messages_to(1)[0]

    @pytest.mark.usefixtures("sent")
    async def test_what_cannot_be_taken_says_why_and_is_asked_again(self, desk: LocalBot) -> None:
        await correct(desk, "✏️ Cambiar")
        for message, fault in (
            ({"text": None, "photo": {}}, texts.ONLY_TEXT_CAN_CHANGE),
            ({"text": "x" * 5_000}, texts.FAULTS["MessageTooLong"].split("{")[0]),
        ):
            [refused] = await desk.hears(ANA, **message)
            assert refused.text.startswith(fault)
            assert refused.text.endswith(texts.ASK_RIGHT_TEXT)

    async def test_what_telegram_refuses_changes_nothing_and_can_be_tried_again(
        self, desk: LocalBot, sent: Office, api: BotApi
    ) -> None:
        await correct(desk, "✏️ Cambiar")
        api.script("sendMessage", bad_request("can't parse entities"), chat_id=ANA)
        [refused] = await desk.hears(ANA, "El plazo es el 5")
        assert refused.text.startswith("⚠️ Telegram no acepta")
        assert (await sent.staff.progress(2)).state == "cancelled"
        assert len(await desk.hears(ANA, "El plazo es el 6")) == 2

    @pytest.mark.usefixtures("sent")
    async def test_leaving_it_ends_it(self, desk: LocalBot) -> None:
        await correct(desk, "✏️ Cambiar")
        await desk.pressed(ANA, texts.NO_SEND_AGAIN)
        assert await desk.services.flows.get(ANA) is None

    async def test_what_is_on_its_way_must_end_first(self, desk: LocalBot, sent: Office, api: BotApi) -> None:
        await sent.approved("Otro")
        await desk.pressed_data(ANA, data("an-fix", 2))
        await desk.pressed(ANA, "🗑 Borrarlo")
        assert api.texts_to(ANA)[-1] == texts.FAULTS["WrongState"].format(id=2, state="aprobado")


class TestDeleting:
    async def test_it_says_for_how_many_and_takes_it_away(self, desk: LocalBot, sent: Office, api: BotApi) -> None:
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=49)
        async with sent.engine.begin() as connection:
            await connection.execute(update(Delivery).where(Delivery.chat_id == 3).values(settled_at=long_ago))
        await correct(desk, "🗑 Borrarlo")
        told = api.messages_to(ANA)[-1]
        assert labels(told) == ["✅ Aprobar: borrarlo para 2 personas", texts.DISCARD]
        assert texts.REASONS["out of reach"].format(number=1) in told["text"]
        assert "«El plazo es el 3»" in told["text"]
        await desk.pressed(ANA, "✅ Aprobar")
        await sent.sent(2)
        assert [len(api.messages_to(chat)) for chat in (1, 2, 3)] == [0, 0, 1]

    async def test_after_two_days_there_is_nothing_to_approve(self, desk: LocalBot, sent: Office, api: BotApi) -> None:
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=49)
        async with sent.engine.begin() as connection:
            await connection.execute(update(Delivery).values(settled_at=long_ago))
        await correct(desk, "🗑 Borrarlo")
        told = api.messages_to(ANA)[-1]
        assert texts.CHANGES_NOBODY.replace("**", "") in told["text"]
        assert labels(told) == [texts.DISCARD]

"""The stand-in for Telegram behaves like Telegram, reached either way through the bot's own library."""

import asyncio
import logging
import re
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    MessageEntity,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    OK,
    ApiError,
    BotApi,
    Delay,
    Outcome,
    bad_gateway,
    bad_request,
    conflict,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)
from tests.support.telegram import TOKEN, BotApiServer, InProcessRequest, in_process_bot

ANA, STAFF = 501, -1001


def http_bot(server: BotApiServer, token: str = TOKEN) -> Bot:
    """A bot on real sockets, whatever proxy this machine is told to use."""
    requests = [HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2)]
    return Bot(
        token,
        base_url=server.base_url,
        base_file_url=server.file_url,
        request=requests[0],
        get_updates_request=requests[1],
    )


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def server(api: BotApi) -> Iterator[BotApiServer]:
    with BotApiServer(api) as running:
        yield running


@pytest.fixture(params=["in process", "over HTTP"])
async def bot(request: pytest.FixtureRequest, api: BotApi) -> AsyncIterator[Bot]:
    over_http = request.param == "over HTTP"
    reached = http_bot(request.getfixturevalue("server")) if over_http else in_process_bot(api)
    async with reached:
        yield reached


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"Botón {one[:9]}", callback_data=one)] for one in data])


def refused(reason: str) -> "pytest.RaisesExc[BadRequest]":
    """A 400 for this reason; the library rewrites capitals."""
    return pytest.raises(BadRequest, match=re.compile(re.escape(reason), re.IGNORECASE))


class TestSending:
    async def test_a_message_is_kept_and_recorded(self, bot: Bot, api: BotApi) -> None:
        bold = MessageEntity("bold", 5, 4)
        message = await bot.send_message(ANA, "🇨🇴 ñandú", entities=[bold])
        [sent] = api.sent
        assert (sent.method, sent.chat_id, sent.message_id) == ("sendMessage", ANA, message.message_id)
        assert sent.entities == [{"type": "bold", "offset": 5, "length": 4}]
        assert message.parse_entity(bold) == "ñand"
        assert api.messages[ANA, message.message_id]["text"] == sent.text

    async def test_who_the_bot_is(self, bot: Bot) -> None:
        assert (await bot.get_me()).username == "consorcia_bot"

    async def test_ids_are_shared_by_private_chats_and_counted_anew_in_a_group(self, bot: Bot) -> None:
        sent = [await bot.send_message(chat, "hola") for chat in (ANA, 502, STAFF)]
        assert [message.message_id for message in sent] == [1, 2, 1]

    async def test_a_reply_shows_what_it_answers(self, bot: Bot, api: BotApi) -> None:
        asked = api.user_writes(ANA, "¿qué es el RUT?")["message"]
        answer = await bot.send_message(ANA, "…", reply_to_message_id=asked["message_id"])
        assert answer.reply_to_message is not None
        assert answer.reply_to_message.text == "¿qué es el RUT?"
        with refused("to be replied not found"):
            await bot.send_message(ANA, "…", reply_to_message_id=99)
        await bot.send_message(ANA, "…", reply_to_message_id=99, allow_sending_without_reply=True)

    async def test_files_travel_both_ways(self, bot: Bot, api: BotApi) -> None:
        sent = await bot.send_photo(ANA, b"picture", caption="mapa")
        again = await bot.send_photo(502, sent.photo[-1].file_id)
        assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
        file = await bot.get_file(sent.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == b"picture"
        document = await bot.send_document(ANA, b"%PDF", filename="guía.pdf")
        assert document.document is not None
        assert document.document.file_name == "guía.pdf"
        assert (await bot.send_video(ANA, "https://example.org/video.mp4")).video is not None
        with refused("wrong file identifier"):
            await bot.send_photo(ANA, "unheard-of")

    async def test_people_send_files_too(self, bot: Bot, api: BotApi) -> None:
        api.user_writes(ANA, None, document={"content": b"text", "file_name": "nota.txt"}, caption="mire")
        api.user_writes(ANA, None, photo={}, voice={}, sticker={}, document={"file_size": 21 * 2**20})
        small, other = await bot.get_updates()
        assert small.message is not None
        assert small.message.document is not None
        file = await small.message.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"text"
        assert other.message is not None
        assert other.message.document is not None
        with refused("too big"):
            await other.message.document.get_file()

    async def test_an_album_is_several_messages(self, bot: Bot, api: BotApi) -> None:
        media = [InputMediaDocument(b"one", caption="uno"), InputMediaDocument(b"two")]
        messages = await bot.send_media_group(ANA, media)
        assert len({message.media_group_id for message in messages}) == 1
        assert api.texts_to(ANA) == ["uno", ""]

    async def test_copies_and_forwards(self, bot: Bot, api: BotApi) -> None:
        entity = {"type": "bold", "offset": 0, "length": 3}
        first = api.user_writes(STAFF, "¡Hoy!", user_id=9, chat_type="supergroup", entities=[entity])
        second = api.user_writes(STAFF, None, user_id=9, chat_type="supergroup", photo={}, caption="foto")
        ids = [one["message"]["message_id"] for one in (first, second)]
        await bot.copy_message(ANA, STAFF, ids[0])
        await bot.copy_message(ANA, STAFF, ids[1], caption="otra")
        assert len(await bot.copy_messages(502, STAFF, [*ids, 99])) == 2
        forwarded = await bot.forward_message(503, STAFF, ids[0])
        assert forwarded.forward_origin is not None
        assert api.texts_to(ANA) == ["¡Hoy!", "otra"]
        assert api.sent[0].entities == [entity]
        assert api.texts_to(502) == ["¡Hoy!", "foto"]
        with refused("to copy not found"):
            await bot.copy_message(ANA, STAFF, 99)

    async def test_a_topic_must_exist(self, bot: Bot, api: BotApi) -> None:
        with refused("not a forum"):
            await bot.create_forum_topic(STAFF, "Ana")
        api.add_chat(STAFF, is_forum=True)
        topic = (await bot.create_forum_topic(STAFF, "Ana")).message_thread_id
        await bot.send_message(STAFF, "pregunta", message_thread_id=topic)
        api.delete_topic(STAFF, topic)
        with refused("thread not found"):
            await bot.send_message(STAFF, "otra", message_thread_id=topic)

    async def test_unknown_chats_are_refused_if_strict(self, bot: Bot, api: BotApi) -> None:
        await bot.send_message(77, "hola")
        api.strict_chats = True
        api.user_writes(ANA, "hola")
        await bot.send_message(ANA, "hola")
        with refused("Chat not found"):
            await bot.send_message(78, "hola")


class TestLimits:
    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("ñ" * 4096, None),
            ("ñ" * 4097, "message is too long"),
            ("😀" * 2048, None),
            ("😀" * 2048 + "a", "message is too long"),
            (" \n", "message text is empty"),
        ],
    )
    async def test_text_is_counted_in_utf16_units(self, bot: Bot, text: str, refusal: str | None) -> None:
        if refusal is None:
            await bot.send_message(ANA, text)
        else:
            with refused(refusal):
                await bot.send_message(ANA, text)

    async def test_caption(self, bot: Bot) -> None:
        await bot.send_photo(ANA, b"picture", caption="a" * 1024)
        with refused("caption is too long"):
            await bot.send_photo(ANA, b"picture", caption="a" * 1025)

    @pytest.mark.parametrize(
        ("entity", "refusal"),
        [
            (("bold", 0, 99), "ends after the end"),
            (("bold", 9, 1), "begins after the end"),
            (("bold", -1, 2), "incorrect offset"),
            (("bold", 1, 1), "in a middle of a UTF-16 symbol"),
            (("sparkle", 0, 2), "Unsupported type"),
            (("text_link", 0, 2), "url"),
        ],
    )
    async def test_garbage_entities(self, bot: Bot, entity: tuple[str, int, int], refusal: str) -> None:
        with refused(refusal):
            await bot.send_message(ANA, "😀 hola", entities=[MessageEntity(*entity)])

    async def test_only_a_hundred_entities_are_kept(self, bot: Bot, api: BotApi) -> None:
        await bot.send_message(ANA, "a" * 101, entities=[MessageEntity("bold", i, 1) for i in range(101)])
        assert len(api.sent[0].entities) == 100

    @pytest.mark.parametrize(
        ("markup", "refusal"),
        [
            (keyboard("ñ" * 32), None),
            (keyboard("ñ" * 33), "BUTTON_DATA_INVALID"),
            (keyboard(*"x" * 100), None),
            (keyboard(*"x" * 101), "markup is too long"),
            (InlineKeyboardMarkup([[InlineKeyboardButton("no action")]]), "Text buttons are unallowed"),
            (InlineKeyboardMarkup([[InlineKeyboardButton("x", url="javascript:x")]]), "Wrong HTTP URL"),
        ],
    )
    async def test_keyboards(self, bot: Bot, markup: InlineKeyboardMarkup, refusal: str | None) -> None:
        if refusal is None:
            await bot.send_message(ANA, "elija", reply_markup=markup)
        else:
            with refused(refusal):
                await bot.send_message(ANA, "elija", reply_markup=markup)

    async def test_commands(self, bot: Bot, api: BotApi) -> None:
        await bot.set_my_commands([BotCommand("ayuda", "Qué puedo preguntar")], language_code="es")
        assert len(api.commands) == 1
        await bot.delete_my_commands(language_code="es")
        assert not api.commands
        await bot.set_my_description("Guía")
        await bot.set_my_short_description("Guía")
        with refused("COMMAND_INVALID"):
            await bot.set_my_commands([BotCommand("Preparación", "…")])

    def test_half_a_sign_cannot_travel(self, api: BotApi) -> None:
        with pytest.raises(ApiError, match="UTF-8"):
            api.handle("sendMessage", {"chat_id": ANA, "text": "\ud83d"})


class TestChanging:
    async def test_an_edit_changes_what_stands(self, bot: Bot, api: BotApi) -> None:
        sent = await bot.send_message(ANA, "buscando…", reply_markup=keyboard("stop"))
        await bot.edit_message_text("listo", ANA, sent.message_id, reply_markup=keyboard("yes", "no"))
        assert api.texts_to(ANA) == ["listo"]
        [message] = api.messages_to(ANA)
        assert [button["callback_data"] for button in api.buttons_of(message)] == ["yes", "no"]
        assert [button["callback_data"] for button in api.buttons_of(api.sent[0])] == ["stop"]
        await bot.edit_message_reply_markup(ANA, sent.message_id)
        assert api.buttons_of(api.messages_to(ANA)[0]) == []

    async def test_an_edit_that_changes_nothing_is_refused(self, bot: Bot) -> None:
        sent = await bot.send_message(ANA, "listo", reply_markup=keyboard("yes"))
        with refused("not modified"):
            await bot.edit_message_text("listo", ANA, sent.message_id, reply_markup=keyboard("yes"))
        await bot.edit_message_text("listo", ANA, sent.message_id)
        with refused("not modified"):
            await bot.edit_message_text("listo", ANA, sent.message_id)

    async def test_only_own_and_present_messages_can_be_edited(self, bot: Bot, api: BotApi) -> None:
        theirs = api.user_writes(ANA, "hola")["message"]["message_id"]
        with refused("can't be edited"):
            await bot.edit_message_text("x", ANA, theirs)
        with refused("to edit not found"):
            await bot.edit_message_text("x", ANA, 99)
        photo = await bot.send_photo(ANA, b"picture", caption="uno")
        with refused("no text in the message"):
            await bot.edit_message_text("x", ANA, photo.message_id)
        await bot.edit_message_caption(ANA, photo.message_id, caption="dos")
        assert api.texts_to(ANA) == ["dos"]

    async def test_deleting(self, bot: Bot, api: BotApi) -> None:
        ids = [(await bot.send_message(ANA, text)).message_id for text in "abc"]
        await bot.delete_message(ANA, ids[0])
        await bot.delete_messages(ANA, [ids[1], 99])
        assert api.texts_to(ANA) == ["c"]
        assert len(api.sent) == 3
        with refused("to delete not found"):
            await bot.delete_message(ANA, ids[0])


class TestPeople:
    async def test_a_command_is_marked_as_in_telegram(self, bot: Bot, api: BotApi) -> None:
        api.user_writes(ANA, "/start promo", first_name="Luz", language_code="en")
        [update] = await bot.get_updates()
        assert update.message is not None
        assert update.message.from_user is not None
        assert update.message.from_user.first_name == "Luz"
        assert update.message.from_user.language_code == "en"
        assert update.message.parse_entities(["bot_command"]) == {update.message.entities[0]: "/start"}

    async def test_a_pressed_button_is_answered_once_it_was_pressed(self, bot: Bot, api: BotApi) -> None:
        sent = await bot.send_message(ANA, "¿sí?", reply_markup=keyboard("yes"))
        query_id = api.user_presses(ANA, sent.message_id, "yes")["callback_query"]["id"]
        [update] = await bot.get_updates()
        assert update.callback_query is not None
        assert update.callback_query.data == "yes"
        await update.callback_query.answer("hecho")
        assert api.callback_answers[query_id]["text"] == "hecho"
        with refused("query is too old"):
            await bot.answer_callback_query("1")

    async def test_a_button_of_a_removed_message(self, bot: Bot, api: BotApi) -> None:
        api.user_presses(ANA, 99, "yes")
        [update] = await bot.get_updates()
        assert update.callback_query is not None
        assert update.callback_query.message is not None
        assert not update.callback_query.message.is_accessible

    async def test_blocking_and_returning(self, bot: Bot, api: BotApi) -> None:
        api.user_writes(ANA, "hola")
        api.user_blocks(ANA)
        for refused in (bot.send_message(ANA, "aviso"), bot.send_chat_action(ANA, "typing")):
            with pytest.raises(Forbidden, match="blocked by the user"):
                await refused
        assert (await bot.get_chat_member(ANA, bot.id)).status == "kicked"
        api.user_returns(ANA)
        await bot.send_message(ANA, "aviso")
        blocked, returned = (await bot.get_updates())[1:]
        assert blocked.my_chat_member is not None
        assert blocked.my_chat_member.new_chat_member.status == "kicked"
        assert returned.my_chat_member is not None
        assert returned.my_chat_member.new_chat_member.status == "member"

    async def test_who_is_in_a_chat(self, bot: Bot, api: BotApi) -> None:
        api.user_writes(STAFF, "hola", user_id=9, chat_type="supergroup")
        api.user_writes(ANA, "hola")
        assert (await bot.get_chat(STAFF)).type == "supergroup"
        assert (await bot.get_chat_member(STAFF, 9)).status == "member"
        assert (await bot.get_chat_member(STAFF, ANA)).status == "left"
        with pytest.raises(ValueError, match="user_id"):
            api.user_writes(STAFF, "hola", chat_type="supergroup")

    async def test_people_correct_themselves(self, bot: Bot, api: BotApi) -> None:
        written = api.user_writes(ANA, "certificasion")["message"]
        api.user_edits(ANA, written["message_id"], "certificación")
        edited = (await bot.get_updates())[1].edited_message
        assert edited is not None
        assert edited.text == "certificación"


class TestUpdates:
    @staticmethod
    def ids(updates: tuple[Update, ...]) -> list[int]:
        return [update.update_id for update in updates]

    async def test_a_higher_offset_confirms(self, bot: Bot, api: BotApi) -> None:
        first, second, third = (api.user_writes(ANA, text)["update_id"] for text in "abc")
        assert self.ids(await bot.get_updates(limit=2)) == [first, second]
        assert self.ids(await bot.get_updates()) == [first, second, third]
        assert self.ids(await bot.get_updates(offset=second)) == [second, third]
        assert self.ids(await bot.get_updates()) == [second, third]
        assert self.ids(await bot.get_updates(offset=-1)) == [third]
        assert self.ids(await bot.get_updates(offset=third + 1)) == []

    async def test_an_update_can_come_again(self, bot: Bot, api: BotApi) -> None:
        first, second = (api.user_writes(ANA, text)["update_id"] for text in "ab")
        await bot.get_updates(offset=second + 1)
        api.redeliver(first)
        assert self.ids(await bot.get_updates(offset=second + 1)) == [first]
        assert self.ids(await bot.get_updates(offset=second + 1)) == []

    async def test_a_poll_wakes_for_news_from_another_thread(self, bot: Bot, api: BotApi) -> None:
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await api.until(lambda: api.calls_of("getUpdates"))
        update = await asyncio.to_thread(api.user_writes, ANA, "hola")
        async with asyncio.timeout(1):
            assert self.ids(await polling) == [update["update_id"]]

    async def test_a_poll_ends_with_nothing(self, bot: Bot) -> None:
        async with asyncio.timeout(2):
            assert await bot.get_updates(timeout=1) == ()

    async def test_a_second_poller_replaces_the_first(self, bot: Bot, api: BotApi) -> None:
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await api.until(lambda: api.calls_of("getUpdates"))
        await bot.get_updates()
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await polling

    async def test_only_the_kinds_asked_for(self, bot: Bot, api: BotApi) -> None:
        await bot.get_updates(allowed_updates=["message"])
        api.user_blocks(ANA)
        api.user_writes(ANA, "hola")
        [update] = await bot.get_updates()
        assert update.message is not None

    async def test_a_webhook_takes_over(self, bot: Bot, api: BotApi) -> None:
        with refused("HTTPS"):
            await bot.set_webhook("http://example.org")
        await bot.set_webhook("https://example.org/telegram", secret_token="s" * 8, allowed_updates=["message"])
        api.user_writes(ANA, "hola")
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == ("https://example.org/telegram", 1)
        assert api.updates.webhook["secret_token"] == "s" * 8
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.get_updates() == ()


class TestOutcomes:
    @pytest.mark.parametrize(
        ("outcome", "error", "message"),
        [
            (forbidden(), Forbidden, "blocked by the user"),
            (forbidden("user is deactivated"), Forbidden, "deactivated"),
            (bad_request("can't parse entities"), BadRequest, "parse entities"),
            (migrated(-1002), ChatMigrated, "-1002"),
            (conflict("two pollers"), Conflict, "two pollers"),
            (too_many_requests(3), RetryAfter, "3"),
            (server_error(), NetworkError, "Internal Server Error"),
            (bad_gateway(), NetworkError, "Bad Gateway"),
            (CUT_BEFORE, NetworkError, "disconnected"),
        ],
    )
    async def test_nothing_is_sent(
        self,
        bot: Bot,
        api: BotApi,
        outcome: Outcome,
        error: type[TelegramError],
        message: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.CRITICAL)
        api.script("sendMessage", outcome)
        with pytest.raises(error, match=message) as raised:
            await bot.send_message(ANA, "aviso")
        assert raised.type is error
        assert api.sent == []
        await bot.send_message(ANA, "aviso")
        assert api.texts_to(ANA) == ["aviso"]
        assert len(api.calls_of("sendMessage", ANA)) == 2

    async def test_retry_after_is_a_duration(self, bot: Bot, api: BotApi) -> None:
        api.script("sendMessage", too_many_requests(3))
        with pytest.raises(RetryAfter) as raised:
            await bot.send_message(ANA, "aviso")
        assert raised.value.retry_after == timedelta(seconds=3)

    async def test_delivered_but_unanswered(self, bot: Bot, api: BotApi) -> None:
        api.script("sendMessage", CUT_AFTER)
        with pytest.raises(NetworkError):
            await bot.send_message(ANA, "aviso")
        assert [sent.text for sent in api.sent] == ["aviso"]

    async def test_delivered_but_answered_too_late(self, bot: Bot, api: BotApi) -> None:
        api.script("sendMessage", Delay(60))
        with pytest.raises(TimedOut):
            await bot.send_message(ANA, "aviso", read_timeout=0.05)
        assert [sent.text for sent in api.sent] == ["aviso"]

    async def test_a_late_answer_still_counts(self, bot: Bot, api: BotApi) -> None:
        api.script("sendMessage", Delay(0.05))
        assert (await bot.send_message(ANA, "aviso")).text == "aviso"

    async def test_outcomes_in_order_for_one_chat(self, bot: Bot, api: BotApi) -> None:
        api.script("sendMessage", OK, forbidden(), chat_id=ANA)
        for chat in (ANA, 502, 502):
            await bot.send_message(chat, "aviso")
        with pytest.raises(Forbidden):
            await bot.send_message(ANA, "aviso")
        assert api.scripted == []

    async def test_an_unknown_method(self, bot: Bot) -> None:
        with pytest.raises(EndPointNotFound):
            await bot.do_api_request("sendTelegram")


class TestServer:
    @pytest.mark.parametrize(("token", "status"), [(TOKEN, 200), ("1:wrong", 401), ("malformed", 404), ("", 404)])
    async def test_the_token_is_checked(self, server: BotApiServer, token: str, status: int) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{server.base_url}{token}/getMe")
        assert answer.status_code == status
        assert answer.json()["ok"] is (status == 200)

    async def test_a_wrong_token_within_the_process(self, api: BotApi) -> None:
        request = InProcessRequest(api, token="1:other")
        with pytest.raises(InvalidToken):
            await Bot(TOKEN, request=request, get_updates_request=request).get_me()

    async def test_json_forms_and_queries(self, server: BotApiServer, api: BotApi) -> None:
        url = f"{server.base_url}{TOKEN}/sendMessage"
        message: dict[str, Any] = {"chat_id": ANA, "text": "hola"}
        async with httpx.AsyncClient(trust_env=False) as client:
            typed = await client.post(url, json=message | {"entities": []})
            texts = await client.post(url, data=message | {"entities": "[]"})
            query = await client.get(url, params=message)
            broken = await client.post(url, content="{", headers={"Content-Type": "application/json"})
            unread = await client.post(url, data=message | {"entities": "["})
            wrong = await client.get(f"{server.base_url}{TOKEN}/sendTelegram")
        assert [answer.status_code for answer in (typed, texts, query)] == [200, 200, 200]
        assert [answer.status_code for answer in (broken, unread, wrong)] == [400, 400, 404]
        assert "sendTelegram" in wrong.json()["description"]
        assert api.texts_to(ANA) == ["hola"] * 3

    async def test_it_stops_in_the_middle_of_a_poll_and_comes_back(self, api: BotApi) -> None:
        with BotApiServer(api) as server:
            async with http_bot(server) as bot:
                polling = asyncio.create_task(bot.get_updates(timeout=30))
                await api.until(lambda: api.calls_of("getUpdates"))
                await asyncio.to_thread(server.stop)
                with pytest.raises(NetworkError):
                    await polling
                with BotApiServer(api, port=server.port):
                    assert (await bot.send_message(ANA, "de vuelta")).text == "de vuelta"

    def test_waiting_sees_what_other_threads_do(self, api: BotApi) -> None:
        sender = threading.Thread(target=api.handle, args=("sendMessage", {"chat_id": ANA, "text": "hola"}))
        sender.start()
        assert api.wait_for(lambda: api.texts_to(ANA)) == ["hola"]
        sender.join()

    def test_waiting_in_vain_tells_what_was_called(self, api: BotApi) -> None:
        api.arrive("sendMessage", {"chat_id": ANA, "text": "hola"})
        with pytest.raises(AssertionError, match=r"sendMessage.*hola"):
            api.wait_for(lambda: False, timeout=0.01)

"""Roles by invitation: who is in the team, a link that is good once, and taking a role back."""

import re

import pytest

from bot.presentation import texts as reader_texts
from bot.presentation.callback_data import data
from bot.presentation.localisation import translate
from bot.presentation.texts import staff as texts
from bot.storage.staff import Role
from tests.support.announcing import ANA, BETO, NOBODY
from tests.support.bot_api import BotApi, Message, forbidden
from tests.support.local_bot import LocalBot, labels

# Ana may announce, Beto is an admin: the settings say so.
NEW, LATE = 801, 802


async def invite(desk: LocalBot, role: str = "editor", admin: int = BETO) -> str:
    """What the link of a new invitation gives to /start."""
    await desk.hears(admin, "/personal")
    await desk.pressed(admin, texts.BUTTON_INVITE)
    await desk.pressed(admin, texts.ROLES[role])
    [found] = re.findall(r"https://t\.me/consorcia_bot\?start=(inv_[\w-]+)", desk.api.texts_to(admin)[-1])
    return str(found)


def last(api: BotApi, chat_id: int) -> Message:
    return api.messages_to(chat_id)[-1]


def said(text: str, language: str = "es", **values: object) -> str:
    return translate(text, language, **values).replace("**", "")


class TestTheTeam:
    async def test_shows_who_has_which_role_and_what_the_settings_say(self, desk: LocalBot) -> None:
        await desk.hears(ANA, "hola", first_name="Ana María")
        [shown] = await desk.hears(BETO, "/personal", first_name="Beto")
        assert f"Beto ({BETO}): 👑 Administrador (en la configuración)" in shown.text
        assert f"Ana María ({ANA}): 📣 Encargado de avisos (en la configuración)" in shown.text
        assert labels(shown) == [texts.BUTTON_INVITE]

    async def test_someone_telegram_does_not_know_is_shown_by_number(self, desk: LocalBot, api: BotApi) -> None:
        api.script("getChat", forbidden(), chat_id=ANA)
        [shown] = await desk.hears(BETO, "/personal")
        assert f"• {ANA}: 📣" in shown.text

    @pytest.mark.parametrize("reader", [ANA, NOBODY])
    async def test_is_for_admins_only(self, desk: LocalBot, reader: int) -> None:
        for command in ("/personal", "/staff"):
            [refused] = await desk.hears(reader, command)
            assert refused.text == reader_texts.FOR_STAFF
        for pressed in (data("st-role", "admin"), data("st-gone", ANA, "announcer")):
            assert [one.text for one in await desk.pressed_data(reader, pressed)] == [reader_texts.FOR_STAFF]
        assert len(await desk.services.staff.members()) == 2
        assert (await desk.services.audit.latest())[0].detail == "removed: needs admin"

    async def test_is_not_for_groups(self, desk: LocalBot) -> None:
        [told] = await desk.hears(-5, "/personal", chat_type="group", user_id=BETO)
        assert told.text == texts.PRIVATE_ONLY

    async def test_a_button_with_a_role_that_does_not_exist_is_kindly_refused(self, desk: LocalBot) -> None:
        await desk.pressed_data(BETO, data("st-role", "emperor"))
        assert desk.last_alert()["text"] == reader_texts.BUTTON_EXPIRED


class TestTheInvitation:
    async def test_who_opens_it_has_the_role_and_the_admin_is_told(self, desk: LocalBot, api: BotApi) -> None:
        link = await invite(desk)
        [welcome] = await desk.hears(NEW, f"/start {link}", first_name="Eva")
        assert welcome.text.startswith("🎉 Ya es parte del equipo: ✏️ Editor de la guía")
        assert "/guia" in welcome.text
        assert "/anunciar" not in welcome.text
        assert last(api, BETO)["text"] == said(texts.TOLD, who=f"Eva ({NEW})", role=texts.ROLES["editor"])
        assert await desk.services.staff.roles(NEW) == {Role.EDITOR}

    async def test_it_works_once(self, desk: LocalBot) -> None:
        link = await invite(desk)
        await desk.hears(NEW, f"/start {link}")
        [told] = await desk.hears(LATE, f"/start {link}", language_code="en")
        assert told.text == translate(texts.REFUSED["used"], "en")
        assert await desk.services.staff.roles(LATE) == set()

    async def test_whoever_opens_it_again_is_reminded_of_what_they_may_do(self, desk: LocalBot, api: BotApi) -> None:
        link = await invite(desk)
        await desk.hears(NEW, f"/start {link}")
        before = len(api.messages_to(BETO))
        [again] = await desk.hears(NEW, f"/start {link}")
        assert again.text.startswith("👍 Usted ya tiene este rol")
        assert len(api.messages_to(BETO)) == before

    async def test_the_admin_does_not_use_it_up_by_looking(self, desk: LocalBot) -> None:
        link = await invite(desk)
        await desk.hears(BETO, f"/start {link}")
        [welcome] = await desk.hears(NEW, f"/start {link}")
        assert welcome.text.startswith("🎉")

    @pytest.mark.parametrize("token", ["inv_", "inv_abc", "inv_" + "x" * 60])
    async def test_one_that_nobody_made_gets_a_kind_line(self, desk: LocalBot, token: str) -> None:
        [told] = await desk.hears(NEW, f"/start {token}")
        assert told.text == texts.REFUSED["unknown"]

    async def test_it_is_not_opened_in_a_group(self, desk: LocalBot) -> None:
        link = await invite(desk)
        [told] = await desk.hears(-5, f"/start {link}", chat_type="group", user_id=NEW)
        assert told.text == texts.OPEN_IN_PRIVATE
        assert await desk.services.staff.roles(NEW) == set()

    async def test_an_admin_who_blocked_the_bot_is_in_nobodys_way(self, desk: LocalBot, api: BotApi) -> None:
        link = await invite(desk)
        api.blocked.add(BETO)
        [welcome] = await desk.hears(NEW, f"/start {link}")
        assert welcome.text.startswith("🎉")


class TestTakingBack:
    async def test_it_asks_first_and_then_the_role_is_gone(self, desk: LocalBot, api: BotApi) -> None:
        await desk.hears(NEW, f"/start {await invite(desk)}", first_name="Eva")
        await desk.hears(BETO, "/personal")
        await desk.pressed(BETO, "🗑 Eva")
        assert await desk.services.staff.roles(NEW) == {Role.EDITOR}
        await desk.pressed(BETO, texts.BUTTON_REMOVE_YES)
        assert await desk.services.staff.roles(NEW) == set()
        assert last(api, BETO)["text"] == said(texts.REMOVED, who=f"Eva ({NEW})", role=texts.ROLES["editor"])
        await desk.pressed(BETO, texts.BUTTON_BACK)
        assert "Eva" not in last(api, BETO)["text"]

    async def test_ones_own_as_admin_and_those_of_the_settings_stay(self, desk: LocalBot, api: BotApi) -> None:
        await desk.hears(NEW, f"/start {await invite(desk, 'admin')}", first_name="Eva")
        [shown] = await desk.hears(NEW, "/personal")
        assert labels(shown) == [texts.BUTTON_INVITE]
        for pressed in (data("st-gone", NEW, "admin"), data("st-gone", ANA, "announcer")):
            await desk.pressed_data(NEW, pressed, shown.message_id)
            assert last(api, NEW)["text"] == texts.NOT_REMOVED
        assert await desk.services.staff.has(NEW, Role.ADMIN)


class TestHelp:
    async def test_shows_staff_their_commands_and_readers_none(self, desk: LocalBot) -> None:
        [ana], [beto], [reader] = [await desk.hears(person, "/ayuda") for person in (ANA, BETO, NOBODY)]
        assert "/anunciar" in ana.text
        assert "/personal" not in ana.text
        assert "/personal" in beto.text
        assert "Para el equipo" not in reader.text

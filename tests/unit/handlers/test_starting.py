"""The first steps: /start, help, the language, and what is no text."""

from typing import Any

import pytest

from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.assistants import ScriptedAssistant
from tests.support.local_bot import LocalBot, labels

ANA = 501


def said(text: str, language: str = "es") -> str:
    """A text as Telegram shows it: bold is no longer in it."""
    return translate(text, language).replace("**", "")


class TestStart:
    async def test_welcomes_with_the_sections_of_the_guide(self, bot: LocalBot) -> None:
        [welcome] = await bot.hears(ANA, "/start")
        assert welcome.text == said(texts.WELCOME)
        assert labels(welcome) == [
            texts.SECTIONS[name] for name in ("programme", "consortia", "certification", "export")
        ]

    async def test_an_english_telegram_is_welcomed_in_english(self, bot: LocalBot) -> None:
        [welcome] = await bot.hears(ANA, "/start", language_code="en-GB")
        assert welcome.text == said(texts.WELCOME, "en") != said(texts.WELCOME)
        assert labels(welcome)[1] == translate(texts.SECTIONS["consortia"], "en")

    @pytest.mark.parametrize("language_code", ["es", "pt-br", None])
    async def test_every_other_telegram_is_welcomed_in_spanish(self, bot: LocalBot, language_code: str | None) -> None:
        [welcome] = await bot.hears(ANA, "/start", language_code=language_code)
        assert welcome.text == said(texts.WELCOME)

    async def test_the_bold_name_of_the_assistant_is_an_entity(self, bot: LocalBot) -> None:
        [welcome] = await bot.hears(ANA, "/start")
        [bold] = [entity for entity in welcome.entities if entity["type"] == "bold"]
        utf16 = welcome.text.encode("utf-16-le")
        assert utf16[2 * bold["offset"] :][: 2 * bold["length"]].decode("utf-16-le") == "Consorcia"

    async def test_begins_a_new_conversation(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        await bot.hears(ANA, "¿cómo me uno?")
        await bot.hears(ANA, "/start")
        await bot.hears(ANA, "¿y cuánto se demora?")
        assert assistant.asked[-1].context is None

    async def test_a_deep_link_is_welcomed_like_anyone(self, bot: LocalBot) -> None:
        [welcome] = await bot.hears(ANA, "/start folleto2026")
        assert welcome.text == said(texts.WELCOME)


class TestCommands:
    @pytest.mark.parametrize("command", ["/ayuda", "/help", "/AYUDA", "/ayuda@consorcia_bot"])
    async def test_help(self, bot: LocalBot, command: str) -> None:
        [helped] = await bot.hears(ANA, command)
        assert helped.text.startswith("Cómo usar Consorcia")

    @pytest.mark.parametrize("command", ["/temas", "/menu", "/topics"])
    async def test_the_topics(self, bot: LocalBot, command: str) -> None:
        [menu] = await bot.hears(ANA, command)
        assert texts.SECTIONS["consortia"] in labels(menu)

    async def test_one_that_does_not_exist_gets_a_kind_word(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        [unknown] = await bot.hears(ANA, "/nada_de_eso")
        assert unknown.text == said(texts.UNKNOWN_COMMAND)
        assert not assistant.asked

    async def test_a_slash_within_a_question_is_a_question(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        await bot.hears(ANA, "¿qué hace /ayuda y/o /temas?")
        assert [asked.message for asked in assistant.asked] == ["¿qué hace /ayuda y/o /temas?"]


class TestLanguage:
    async def test_the_choice_is_shown_confirmed_in_place_and_kept(self, bot: LocalBot) -> None:
        [choice] = await bot.hears(ANA, "/idioma")
        assert labels(choice) == ["Español", "English"]
        assert await bot.pressed(ANA, "English") == []  # no new message: the old one changes
        assert bot.api.texts_to(ANA) == [translate(texts.LANGUAGE_CHOSEN, "en")]
        [helped] = await bot.hears(ANA, "/ayuda")
        assert helped.text.startswith(translate(texts.HELP, "en")[2:15])

    async def test_answers_follow_the_choice(self, bot: LocalBot, assistant: ScriptedAssistant) -> None:
        await bot.hears(ANA, "/language")
        await bot.pressed(ANA, "English")
        await bot.hears(ANA, "¿cómo me uno?")
        assert assistant.asked[-1].reply_language == "en"

    async def test_without_a_choice_the_language_last_used_is_offered(
        self, bot: LocalBot, assistant: ScriptedAssistant
    ) -> None:
        await bot.hears(ANA, "how do I join?", language_code="en")
        await bot.hears(ANA, "ISO 22716", language_code="es")
        assert [(one.reply_language, one.default_language) for one in assistant.asked] == [(None, "en")] * 2

    async def test_one_that_the_guide_does_not_have_is_refused(self, bot: LocalBot) -> None:
        await bot.hears(ANA, "/idioma")
        await bot.pressed_data(ANA, "1|lang|fr")
        assert bot.last_alert()["show_alert"] is True


class TestWhatIsNoText:
    @pytest.mark.parametrize(
        "part",
        [
            {"photo": {"content": b"..."}, "caption": "¿qué es esto?"},
            {"voice": {}},
            {"sticker": {}},
            {"document": {}},
            {"video_note": {}},
            {"location": {"latitude": 4.6, "longitude": -74.1}},
            {"contact": {"phone_number": "300", "first_name": "Luz"}},
        ],
        ids=lambda part: next(iter(part)),
    )
    async def test_gets_a_kind_word(self, bot: LocalBot, assistant: ScriptedAssistant, part: dict[str, Any]) -> None:
        [reply] = await bot.hears(ANA, None, **part)
        assert reply.text == said(texts.ONLY_TEXT)
        assert not assistant.asked

    async def test_what_telegram_itself_tells_of_a_chat_gets_nothing(self, bot: LocalBot) -> None:
        assert await bot.hears(ANA, None, message_auto_delete_timer_changed={"message_auto_delete_time": 86400}) == []

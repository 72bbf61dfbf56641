"""A reader's own data: shown as a file, and really erased."""

import pytest

from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot, labels

ANA, BERTA = 501, 502


async def test_my_data_lists_what_was_asked(bot: LocalBot) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    await bot.hears(BERTA, "¿cuánto cuesta?")
    kept = await bot.services.personal_data.of(ANA)
    assert [question["text"] for question in kept["questions"]] == ["¿cómo me uno?"]
    assert kept["reader"]["last_language"] == "es"


async def test_my_data_comes_as_a_file(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/mis_datos")
    assert len(api.calls_of("sendDocument", ANA)) == 1


async def test_erasing_asks_first(bot: LocalBot) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    [asked] = await bot.hears(ANA, "/borrar_mis_datos")
    assert labels(asked) == [texts.ERASE_YES, texts.ERASE_NO]
    assert (await bot.services.personal_data.of(ANA))["questions"]


async def test_yes_erases_everything_of_this_chat_and_of_no_other(bot: LocalBot) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    await bot.hears(BERTA, "¿cuánto cuesta?")
    await bot.hears(ANA, "/borrar_mis_datos")
    await bot.pressed(ANA, texts.ERASE_YES)
    kept = await bot.services.personal_data.of(ANA)
    assert (kept["reader"], kept["questions"]) == (None, [])
    assert (await bot.services.personal_data.of(BERTA))["questions"]


async def test_no_keeps_everything(bot: LocalBot) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    await bot.hears(ANA, "/borrar_mis_datos")
    await bot.pressed(ANA, texts.ERASE_NO)
    assert (await bot.services.personal_data.of(ANA))["questions"]


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_question_is_in_the_readers_language(bot: LocalBot, language: str) -> None:
    [asked] = await bot.hears(ANA, "/borrar_mis_datos", language_code=language)
    assert asked.text == translate(texts.ERASE_ASK, language)


async def test_commands_of_what_is_to_come_open_the_guide(bot: LocalBot) -> None:
    [shown] = await bot.hears(ANA, "/interes")
    assert labels(shown)

"""The menu: sections, articles, their parts, and the way back, all in one message."""

import pytest

from bot.presentation import texts
from tests.support.assistants import FixedGuide, ScriptedAssistant, an_article
from tests.support.bot_api import BotApi, bad_request
from tests.support.local_bot import LocalBot, labels, running

ANA = 501
SECTION = texts.SECTIONS["certification"]


async def test_a_section_an_article_its_parts_and_back_in_the_same_message(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/temas")
    seen = []
    for label in (SECTION, "ISO 22716", "Pasos para", "◀️", "◀️", "⬅️ ✅", "⬅️ Todos"):
        assert await bot.pressed(ANA, label) == []
        [message] = api.messages_to(ANA)
        seen.append(message["text"].split("\n")[0])
    assert seen == [
        SECTION,
        "ISO 22716: buenas prácticas para cosméticos",
        "Pasos para certificarse",
        "Quién la exige",
        "ISO 22716: buenas prácticas para cosméticos",
        SECTION,
        texts.REASONS["menu"].split("\n")[0],
    ]


async def test_the_first_page_lists_the_parts_and_the_last_the_sources(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/temas")
    await bot.pressed(ANA, SECTION)
    await bot.pressed(ANA, "ISO 22716")
    [message] = api.messages_to(ANA)
    assert "Revisado en noviembre de 2026" in message["text"]
    assert labels(message) == [
        "Quién la exige",
        "Pasos para certificarse",
        "Cuánto se demora",
        texts.SOURCES,
        texts.NEXT,
        f"⬅️ {SECTION}",
    ]
    await bot.pressed(ANA, texts.SOURCES)
    [message] = api.messages_to(ANA)
    assert "Guía de prueba, Ministerio de Pruebas, 2025" in message["text"]
    assert texts.NEXT not in labels(message)


async def test_next_reads_an_article_from_its_first_page_to_its_last(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/temas")
    await bot.pressed(ANA, SECTION)
    await bot.pressed(ANA, "ISO 22716")
    titles = []
    while texts.NEXT in labels(api.messages_to(ANA)[0]):
        await bot.pressed(ANA, texts.NEXT)
        titles.append(api.texts_to(ANA)[0].split("\n")[0])
    assert titles == ["Quién la exige", "Pasos para certificarse", "Cuánto se demora", texts.SOURCES]


async def test_the_guide_is_shown_in_the_readers_language(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/topics", language_code="en")
    await bot.pressed(ANA, "✅")
    await bot.pressed(ANA, "ISO 22716")
    assert api.texts_to(ANA)[0].startswith("ISO 22716: good practice for cosmetics")


async def test_the_same_button_twice_is_no_error(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "/temas")
    message, button = bot.button(ANA, SECTION)
    for _ in range(2):
        assert await bot.pressed_data(ANA, button["callback_data"], message["message_id"]) == []
    assert len(api.messages_to(ANA)) == 1


@pytest.mark.parametrize("reason", ["message can't be edited", "message to edit not found"])
async def test_a_message_that_cannot_be_changed_any_more_is_followed_by_a_new_one(
    bot: LocalBot, api: BotApi, reason: str
) -> None:
    await bot.hears(ANA, "/temas")
    api.script("editMessageText", bad_request(reason))
    [section] = await bot.pressed(ANA, SECTION)
    assert section.text.startswith(SECTION)


async def test_a_button_under_a_message_that_telegram_forgot_still_works(bot: LocalBot) -> None:
    [section] = await bot.pressed_data(ANA, "1|sec|certification|0", message_id=9_999)
    assert section.text.startswith(SECTION)


@pytest.fixture
def many_articles() -> FixedGuide:
    return FixedGuide([an_article(f"markets/place-{n:02}", title=f"Mercado {n}") for n in range(19)])


async def test_a_long_section_has_pages(
    api: BotApi, database: str, assistant: ScriptedAssistant, many_articles: FixedGuide
) -> None:
    async with running(LocalBot(api, database, assistant, many_articles)) as bot:
        await bot.hears(ANA, "/temas")
        await bot.pressed(ANA, texts.SECTIONS["markets"])
        pages = [labels(api.messages_to(ANA)[0])]
        while "▶️" in pages[-1]:
            await bot.pressed(ANA, "▶️")
            pages.append(labels(api.messages_to(ANA)[0]))
    articles = [[label for label in page if label.startswith("Mercado")] for page in pages]
    assert [len(page) for page in articles] == [8, 8, 3]
    assert [label for page in articles for label in page] == [f"Mercado {n}" for n in range(19)]
    assert ["◀️" in page for page in pages] == [False, True, True]
    assert all(texts.ALL_TOPICS in page for page in pages)


@pytest.mark.parametrize("data", ["1|sec|markets|99", "1|art|markets/place-01|99"])
async def test_a_page_that_is_gone_shows_the_last_one(
    api: BotApi, database: str, assistant: ScriptedAssistant, many_articles: FixedGuide, data: str
) -> None:
    async with running(LocalBot(api, database, assistant, many_articles)) as bot:
        [menu] = await bot.hears(ANA, "/temas")
        await bot.pressed_data(ANA, data, menu.message_id)
        assert labels(api.messages_to(ANA)[0])[0] in ("Mercado 16", "◀️")

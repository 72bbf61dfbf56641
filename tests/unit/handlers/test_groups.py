"""In a group the bot speaks when spoken to."""

import pytest

from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi
from tests.support.local_bot import LocalBot

GROUP, ANA, LUIS = -1001, 501, 502


async def heard_in_group(bot: LocalBot, text: str | None, **about: object):
    return await bot.hears(GROUP, text, chat_type="supergroup", user_id=ANA, **about)


@pytest.mark.parametrize(
    "text",
    [
        "¿cómo me uno a un consorcio?",
        "consorcia_bot",
        "@consorcia_bot2 ¿cómo me uno?",
        "@otro_bot ¿cómo me uno?",
        "/desconocido",
    ],
)
async def test_what_people_say_to_each_other_gets_nothing(
    bot: LocalBot, assistant: ScriptedAssistant, text: str
) -> None:
    assert await heard_in_group(bot, text) == []
    assert not assistant.asked


@pytest.mark.parametrize(
    "text", ["@consorcia_bot ¿cómo me uno?", "¿cómo me uno? @Consorcia_Bot", "¿cómo me uno?\n@CONSORCIA_BOT"]
)
async def test_a_mention_is_answered_without_the_mention(
    bot: LocalBot, assistant: ScriptedAssistant, text: str
) -> None:
    [answer] = await heard_in_group(bot, text)
    assert answer.chat_id == GROUP
    assert [asked.message.strip() for asked in assistant.asked] == ["¿cómo me uno?"]


async def test_the_answer_is_a_reply_to_the_question(bot: LocalBot, api: BotApi) -> None:
    [answer] = await heard_in_group(bot, "@consorcia_bot ¿cómo me uno?")
    assert api.messages[GROUP, answer.message_id]["reply_to_message"]["text"] == "@consorcia_bot ¿cómo me uno?"


async def test_a_question_deleted_meanwhile_is_answered_all_the_same(bot: LocalBot, api: BotApi) -> None:
    asked = api.user_writes(GROUP, "@consorcia_bot ¿cómo me uno?", chat_type="supergroup", user_id=ANA)
    del api.messages[GROUP, asked["message"]["message_id"]]
    await bot.inbox.until_handled(asked)
    assert len(api.texts_to(GROUP)) == 1


async def test_a_reply_to_the_bot_is_answered(bot: LocalBot) -> None:
    [answer] = await heard_in_group(bot, "@consorcia_bot ¿cómo me uno?")
    assert len(await heard_in_group(bot, "¿y cuánto se demora?", reply_to=answer.message_id)) == 1


async def test_a_reply_to_someone_else_is_not(bot: LocalBot, api: BotApi) -> None:
    said = api.user_writes(GROUP, "yo ya me uní", chat_type="supergroup", user_id=LUIS)
    assert await heard_in_group(bot, "¿y cuánto se demora?", reply_to=said["message"]["message_id"]) == []


@pytest.mark.parametrize("part", [{"photo": {}}, {"voice": {}}, {"sticker": {}}], ids=lambda part: next(iter(part)))
async def test_photos_and_voices_of_a_group_get_nothing(bot: LocalBot, part: dict) -> None:
    assert await heard_in_group(bot, None, **part) == []


async def test_commands_work(bot: LocalBot) -> None:
    assert len(await heard_in_group(bot, "/temas@consorcia_bot")) == 1


async def test_a_private_chat_needs_no_mention(bot: LocalBot, assistant: ScriptedAssistant) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    assert len(assistant.asked) == 1

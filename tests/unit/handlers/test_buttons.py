"""Buttons that are old, foreign or forged, and acknowledging those that are ours."""

import pytest

from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.assistants import ScriptedAssistant
from tests.support.bot_api import BotApi, Outcome, bad_request, server_error, too_many_requests
from tests.support.local_bot import LocalBot

ANA = 501

FOREIGN = [
    "0|menu",
    "2|menu",
    "menu",
    "1",
    "1|",
    "1|fly|me",
    "1|menu|extra",
    "1|sec",
    "1|sec|consortia",
    "1|sec|nowhere|0",
    "1|sec|consortia|-1",
    "1|sec|consortia|primera",
    "1|sec|consortia|٣",
    "1|art|consortia/gone|0",
    "1|art|consortia/joining|1.5",
    "1|all|consortia/gone",
    "1|rel|consortia/joining|99",
    "1|rel|consortia/joining|-1",
    "1|rel|consortia/gone|0",
    "1|say|consortia/joining|4711",
    "1|fb|4711|+",
    "1|fb|1|x",
    "1|fb|" + "9" * 50 + "|+",
    "1|lang|fr",
    "\U0001f600",
]


@pytest.mark.parametrize("data", FOREIGN)
async def test_one_that_means_nothing_gets_a_kind_alert(bot: LocalBot, assistant: ScriptedAssistant, data: str) -> None:
    assert await bot.pressed_data(ANA, data) == []
    assert bot.last_alert()["text"] == texts.BUTTON_EXPIRED
    assert bot.last_alert()["show_alert"] is True
    assert not assistant.asked


async def test_the_alert_is_in_the_readers_language(bot: LocalBot) -> None:
    await bot.hears(ANA, "/start", language_code="en")
    await bot.pressed_data(ANA, "0|menu")
    assert bot.last_alert()["text"] == translate(texts.BUTTON_EXPIRED, "en")


@pytest.mark.parametrize("text", [texts.BUTTON_EXPIRED, texts.THANKS_FOR_RATING, texts.SORRY_FOR_ANSWER])
@pytest.mark.parametrize("language", ["es", "en"])
def test_alerts_are_as_short_as_telegram_wants_them(text: str, language: str) -> None:
    assert len(translate(text, language)) <= 200


@pytest.mark.parametrize(
    "outcome",
    [bad_request("query is too old and response timeout expired"), server_error(), too_many_requests(30)],
    ids=["too old", "500", "429"],
)
@pytest.mark.parametrize("label", ["¿Puedo unirme", "📖 Ver todo"])
async def test_one_that_cannot_be_acknowledged_does_what_it_says(
    bot: LocalBot, api: BotApi, outcome: Outcome, label: str
) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    api.script("answerCallbackQuery", outcome)
    [sent] = await bot.pressed(ANA, label)
    assert sent.text != texts.SOMETHING_FAILED
    assert not bot.naps.taken


async def test_every_one_is_acknowledged(bot: LocalBot, api: BotApi) -> None:
    await bot.hears(ANA, "¿cómo me uno?")
    for label in ("📖 Ver todo", "Siguiente", "⬅️", "⬅️ Todos", "¿Puedo unirme", "👍"):
        await bot.pressed(ANA, label)
    await bot.hears(ANA, "/idioma")
    await bot.pressed(ANA, "Español")
    assert len(api.callback_answers) == len(api.callback_queries) == 7

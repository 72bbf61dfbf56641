"""From /anunciar to the last recipient, over HTTP with the real process: composed, approved, watched until done."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.storage.engine import open_engine
from tests.support.announcing import ANA, subscribe
from tests.support.bot_api import BotApi, Message
from tests.support.process import BotProcess

SECONDS = 30.0
RECIPIENTS = range(1001, 1017)


def press(api: BotApi, label: str) -> None:
    """Ana presses the newest button whose label begins so, as soon as it is there."""

    def found() -> tuple[int, str] | None:
        for message in reversed(api.messages_to(ANA)):
            for button in api.buttons_of(message):
                if button["text"].startswith(label):
                    return message["message_id"], button["callback_data"]
        return None

    message_id, data = api.wait_for(found, SECONDS) or (0, "")
    api.user_presses(ANA, message_id, data)


def said(api: BotApi, words: str) -> Message:
    """The bot's message to Ana that says this, as soon as there is one."""
    return api.wait_for(
        lambda: next((one for one in api.messages_to(ANA) if words in one.get("text", "")), None), SECONDS
    )


def test_from_the_message_to_the_result(new_process: Callable[..., Any], api: BotApi) -> None:
    process: BotProcess = new_process(STAFF_ANNOUNCERS=str(ANA), QUIET_HOURS="", ANNOUNCE_RATE_PER_SECOND="60")
    process.start()

    async def readers_subscribe() -> None:
        engine = open_engine(process.database)
        await subscribe(engine, RECIPIENTS)
        await engine.dispose()

    asyncio.run(readers_subscribe())
    api.blocked.add(RECIPIENTS[7])
    api.user_writes(ANA, "/anunciar")
    for piece in range(2):
        caption = {} if piece else {"caption": "Feria en Cali"}
        api.user_writes(ANA, None, photo={"content": b"picture"}, media_group_id="a1", **caption)
    said(api, "2 fotos, con texto")
    press(api, "👥")
    press(api, "▫️ 🌱")
    press(api, "▶️ Ensayar")
    press(api, "✅ Aprobar: enviar a 16 personas")
    press(api, "⏸ Pausar")
    watching = said(api, "· en pausa")
    press(api, "▶️ Seguir")
    result = said(api, "· terminado")
    assert result["message_id"] == watching["message_id"]
    assert "✅ Enviados: 15" in result["text"]
    assert "🚫 Bloquearon el bot: 1" in result["text"]
    albums = [api.texts_to(chat) for chat in RECIPIENTS if chat != RECIPIENTS[7]]
    assert albums == [["Feria en Cali", "", "👆 Sobre este aviso:"]] * 15
    assert process.terminate() == 0
    assert "Traceback" not in process.log

"""The running bot sees a publication, and tells who waits for it: across processes, and once."""

import shutil
from collections.abc import Callable
from pathlib import Path

from bot.guide.embedding import OnnxEmbedder
from bot.guide.publishing import Library
from bot.settings import CONFIG_DIR
from tests.support.assistants import SMALL_GUIDE
from tests.support.bot_api import BotApi
from tests.support.guide import write_pair
from tests.support.process import BotProcess

READER = 6_001
ASKED = "¿Cuánta miel da una colmena de abejas al año?"


def test_the_answer_comes_back_once_also_after_a_restart(
    new_process: Callable[..., BotProcess], data_dir: Path, embedder: OnnxEmbedder, api: BotApi, tmp_path: Path
) -> None:
    process = new_process(QUIET_HOURS="")
    process.start()
    api.user_writes(READER, ASKED)
    api.wait_for(lambda: api.messages_to(READER), 15)
    # What "Avíseme" carries; over so small a guide the bot is unsure where over a real one it refuses.
    api.user_presses(READER, api.messages_to(READER)[-1]["message_id"], "1|tell|1")
    api.wait_for(lambda: any("una sola vez" in m["text"] for m in api.messages_to(READER)), 15)
    knowledge = tmp_path / "knowledge"
    shutil.copytree(SMALL_GUIDE, knowledge)
    asked = [ASKED, "cuánta miel dan las abejas", "kilos de miel por colmena", "¿cuánto produce una colmena?"]
    write_pair(
        knowledge,
        "export/bees",
        title="Abejas y colmenas",
        summary="Una colmena da 20 kilos de miel al año.",
        body="\n## Cuánta miel\nUna colmena de abejas da 20 kilos de miel al año.\n",
        questions=asked,
    )
    Library(data_dir / "guide").publish(knowledge, CONFIG_DIR, embedder, by="tests")
    told = lambda: [m["text"] for m in api.messages_to(READER) if "Ya tenemos la respuesta" in m["text"]]  # noqa: E731
    api.wait_for(told, 30)
    process.kill()
    process.start()
    api.user_writes(READER, "gracias")
    api.wait_for(lambda: "Con mucho gusto" in api.messages_to(READER)[-1]["text"], 15)
    [text] = told()
    assert f"«{ASKED}»" in text
    assert "20 kilos de miel" in text

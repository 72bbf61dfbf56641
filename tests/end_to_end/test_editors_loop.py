"""The circle closes, over HTTP: asked in vain, seen as one gap, written, reviewed, published, told, and taken back."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.support.assistants import SMALL_GUIDE
from tests.support.bot_api import BotApi
from tests.support.guide import article_text
from tests.support.process import BotProcess

ANA, BETO = 7_001, 7_002
READERS = (7_101, 7_102, 7_103)
ASKED = (
    "¿Cuánta miel da una colmena de abejas al año?",
    "cuánta miel da la colmena",
    "cuanta miel da una colmena al año",
)
QUESTIONS = "\n".join([*ASKED, "cuánta miel dan las abejas", "kilos de miel por colmena", "cuánto produce una colmena"])
BEES = article_text(
    "\n## Cuánta miel\nUna colmena de abejas da 20 kilos de miel al año.\n",
    id="export/bees",
    title="Abejas y colmenas",
    summary="Una colmena da 20 kilos de miel al año.",
)
PATIENCE = 90.0


class Chat:
    """Someone's chat with the bot, seen from the outside."""

    def __init__(self, api: BotApi, chat_id: int) -> None:
        self.api = api
        self.id = chat_id

    def texts(self) -> list[str]:
        return self.api.texts_to(self.id)

    def hears(self, expected: str) -> str:
        """Wait until the bot has said something in its latest messages."""
        return self.api.wait_for(lambda: next((t for t in self.texts()[-3:] if expected in t), None), PATIENCE) or ""

    def writes(self, text: str | None, expected: str, **parts: object) -> str:
        before = len(self.texts())
        self.api.user_writes(self.id, text, **parts)
        self.api.wait_for(lambda: len(self.texts()) > before, PATIENCE)
        return self.hears(expected)

    def presses(self, label: str, expected: str) -> str:
        message, button = next(
            (message, button)
            for message in reversed(self.api.messages_to(self.id))
            for button in self.api.buttons_of(message)
            if button["text"].startswith(label)
        )
        self.api.user_presses(self.id, message["message_id"], button["callback_data"])
        return self.hears(expected)


def test_from_a_question_in_vain_to_its_answer_and_back(
    new_process: Callable[..., BotProcess], data_dir: Path, api: BotApi, tmp_path: Path
) -> None:
    knowledge = tmp_path / "knowledge"
    shutil.copytree(SMALL_GUIDE, knowledge)
    process = new_process(QUIET_HOURS="", KNOWLEDGE_DIR=str(knowledge), STAFF_EDITORS=str(ANA), STAFF_ADMINS=str(BETO))
    process.start()
    ana, beto = Chat(api, ANA), Chat(api, BETO)
    readers = [Chat(api, chat_id) for chat_id in READERS]

    for number, (reader, asked) in enumerate(zip(readers, ASKED, strict=True), start=1):
        reader.writes(asked, "")
        api.user_presses(reader.id, api.messages_to(reader.id)[-1]["message_id"], f"1|tell|{number}")
        reader.hears("una sola vez")
    assert "👥 3 personas" in beto.writes("/vacios", "Lo que falta en la guía (1)")

    for caption in ("/guia es", "/guia en"):
        document = {"content": BEES.encode(), "file_name": "bees.md"}
        ana.writes(None, "export/bees.md", document=document, caption=caption)
        questions = {"content": QUESTIONS.encode(), "file_name": "bees.questions.txt"}
        ana.writes(None, "export/bees.questions.txt", document=questions, caption=caption)
    reviewed = ana.presses("🔎", "Revisión lista")
    assert "➕ Abejas y colmenas es/export/bees" in reviewed
    assert "20 kilos" in ana.writes("¿cuánta miel da una colmena?", "🧪 Prueba 1 de 3")
    assert not (knowledge / "es/export/bees.md").exists()
    ana.presses("✅", "Publicado")
    assert (knowledge / "es/export/bees.md").read_text(encoding="utf-8") == BEES

    for reader, asked in zip(readers, ASKED, strict=True):
        assert "20 kilos de miel" in reader.hears(f"«{asked}»")
    newcomer = Chat(api, 7_200)
    assert "Abejas y colmenas" in newcomer.writes(ASKED[0], "20 kilos de miel")

    beto.writes("/guia historial", "🟢 En vivo")
    beto.presses("↩️ Volver a", "¿Volver a la versión")
    beto.presses("↩️ Sí", "volvió la versión")
    # The running bot looks once a second at what is live.
    assert any("20 kilos" not in newcomer.writes(ASKED[0], "") for _ in range(200))
    for reader in readers:
        assert sum("Ya tenemos la respuesta" in text for text in reader.texts()) == 1
    assert process.terminate() == 0

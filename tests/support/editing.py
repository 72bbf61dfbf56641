"""Editors at their chats, and what they send."""

from collections.abc import Callable
from pathlib import Path

from bot.guide.following import LiveGuide
from bot.storage.audit import Entry
from bot.storage.staff import Role
from tests.support.assistants import FixedGuide, ScriptedAssistant
from tests.support.bot_api import BotApi, Sent
from tests.support.guide import SmallGuide, article_text
from tests.support.local_bot import LocalBot

ANA, BETO, READER = 51, 52, 99
STAFF = {Role.EDITOR: frozenset({ANA, BETO})}

PACKING = "es/export/packing.md"
BODY = "\n## Cajas\nElija cajas de cartón.\n\n## Estibas\nFumigue la madera.\n"


def packing(summary: str = "Use cajas de plástico, secas y limpias.", **meta: object) -> str:
    """The article on packing with another summary."""
    return article_text(BODY, **{"id": "export/packing", "title": "Cómo empacar", "summary": summary} | meta)


def insurance(**meta: object) -> str:
    """An article that the small guide does not have."""
    text = {"id": "export/insurance", "title": "Seguros", "summary": "Pida una póliza de carga."}
    return article_text("\n## Póliza\nCompare las primas.\n", **text | meta)


def editors_bot(api: BotApi, database: str, guide: SmallGuide, live: LiveGuide | FixedGuide | None = None) -> LocalBot:
    """A bot in which Ana and Beto may change a guide."""
    return LocalBot(api, database, ScriptedAssistant(), live or FixedGuide([]), staff=STAFF, edited=guide)


async def sends(
    bot: LocalBot, editor: int, name: str, content: str | bytes, caption: str | None = "/guia es", **about: object
) -> str:
    """What the bot says to a file."""
    data = content.encode() if isinstance(content, str) else content
    captioned = {} if caption is None else {"caption": caption}
    sent = await bot.hears(editor, None, document={"content": data, "file_name": name} | about, **captioned)
    return said(sent)


async def reviewed(bot: LocalBot, editor: int) -> str:
    """What the bot says to the button that reviews."""
    return said(await bot.pressed(editor, "🔎"))


async def changes_packing(bot: LocalBot, editor: int, summary: str = "Use cajas de plástico, secas y limpias.") -> None:
    """An editor sends another article on packing, in both languages."""
    await sends(bot, editor, "packing.md", packing(summary))
    await sends(bot, editor, "packing.md", packing(summary), "/guia en")


def said(sent: list[Sent]) -> str:
    """Everything that was sent, as one text."""
    return "\n".join(one.text for one in sent)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def audited(bot: LocalBot) -> list[tuple[int, str]]:
    """Who did what, the latest first."""
    tell: Callable[[Entry], tuple[int, str]] = lambda entry: (entry.staff_id, entry.action)  # noqa: E731
    return [tell(entry) for entry in await bot.services.audit.latest()]

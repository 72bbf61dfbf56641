"""Check an installation part by part, and say what to do about each fault."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.answering import open_library
from bot.errors import ConsorciaError, GenerationError
from bot.guide.embedding import Embedder, load_embedder
from bot.guide.generation import open_generation
from bot.settings import CONFIG_DIR, Settings, load_settings
from bot.storage.engine import is_up_to_date


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part of the installation is."""

    subject: str
    is_well: bool
    message: str


def examine() -> list[Finding]:
    """Examine every part; a part that needs a broken one is left out."""
    try:
        settings = load_settings()
    except ConsorciaError as error:
        return [Finding("settings", False, str(error))]
    findings = [
        Finding("settings", True, "read"),
        _look("token", lambda: _token(settings)),
        _look("database", lambda: _database(settings)),
    ]
    try:
        embedder = load_embedder(settings.embedding_model)
    except ConsorciaError as error:
        return [*findings, Finding("model", False, str(error))]
    findings.append(Finding("model", True, f"{embedder.name} ({embedder.digest})"))
    findings.append(_look("index", lambda: _index(settings, embedder)))
    return findings


def _look(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, look())
    except ConsorciaError as error:
        return Finding(subject, False, str(error))


def _token(settings: Settings) -> str:
    if settings.telegram_token is None:
        return "not set; the terminal works (python -m bot chat). For Telegram put TELEGRAM_TOKEN in .env"
    token = settings.telegram_token.get_secret_value()

    async def name() -> str:
        async with Bot(token, base_url=settings.telegram_api_url) as bot:
            return bot.username

    try:
        return f"belongs to @{asyncio.run(name())}"
    except InvalidToken:
        raise ConsorciaError("Telegram does not know it; copy it again from @BotFather") from None
    except TelegramError as error:
        raise ConsorciaError(f"Telegram cannot be reached ({type(error).__name__}); check the network") from None


def _database(settings: Settings) -> str:
    if not settings.database_url and not (settings.data_dir / "consorcia.db").exists():
        return "not created yet; the bot creates it when it starts"
    if is_up_to_date(settings.database):
        return "reached, schema up to date"
    return "reached; the bot will upgrade its schema when it starts"


def _index(settings: Settings, embedder: Embedder) -> str:
    library = open_library(settings)
    generation = open_generation(library.live(), embedder.digest)
    try:
        count = sum(len(articles) for articles in generation.articles.values())
    finally:
        generation.close()
    if library.is_stale(settings.knowledge_dir, CONFIG_DIR, embedder):
        raise GenerationError(f"{generation.id} is older than the guide's files; run: python ingest.py build")
    return f"{generation.id}, {count} articles"

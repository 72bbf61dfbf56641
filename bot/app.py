"""The composition root: the only place that wires things together."""

import asyncio
import logging
import signal
from dataclasses import dataclass
from typing import cast

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.assistant.pipeline import Assistant
from bot.errors import ConsorciaError
from bot.guide.embedding import Embedder, load_embedder
from bot.guide.following import LiveGuide
from bot.guide.publishing import Library
from bot.handlers.delivery import PatientDelivery
from bot.handlers.intake import Bot, Intake
from bot.handlers.routing import register
from bot.handlers.services import Services
from bot.handlers.throttle import Throttle
from bot.presentation.localisation import translate
from bot.presentation.texts import COMMANDS
from bot.settings import CONFIG_DIR, Settings
from bot.storage.engine import migrate, open_engine
from bot.storage.inbox import Inbox
from bot.storage.questions import Questions
from bot.storage.readers import Readers

_log = logging.getLogger(__name__)


class TelegramRefusal(ConsorciaError):
    """Telegram will not work with this token as things stand."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Everything needed to answer, without Telegram or the database."""

    live: LiveGuide
    assistant: Assistant


def open_library(settings: Settings) -> Library:
    """The generations of the guide."""
    return Library(settings.guide_dir, settings.generations_kept)


def open_answering(settings: Settings, embedder: Embedder | None = None) -> Answering:
    """The assistant over the live guide.

    Raises:
        GenerationError: there is no index, or it cannot be used.
        ModelError: the embedding model cannot be loaded.
    """
    live = LiveGuide(open_library(settings), embedder or load_embedder(settings.embedding_model))
    return Answering(live, Assistant(live, CONFIG_DIR, settings.context_minutes))


async def run_bot(settings: Settings) -> None:
    """Run the bot until a signal stops it.

    Raises:
        TelegramRefusal: the token is missing or wrong, or another process uses it.
    """
    if settings.telegram_token is None:
        raise TelegramRefusal("TELEGRAM_TOKEN is not set; get a token from @BotFather and put it in .env")
    migrate(settings.database)
    answering = open_answering(settings)
    engine = open_engine(settings.database)
    services = Services(
        assistant=answering.assistant,
        live=answering.live,
        readers=Readers(engine),
        questions=Questions(engine),
        inbox=Inbox(engine),
        throttle=Throttle(settings.answers_per_minute),
    )
    application = build_application(settings, services)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        async with application:
            await _introduce(application)
            _log.info("answering as @%s", application.bot.username)
            await Intake(application, services).run(stop)
    except InvalidToken:
        raise TelegramRefusal("Telegram does not know this TELEGRAM_TOKEN; copy it again from @BotFather") from None
    except Conflict:
        raise TelegramRefusal("another process is already answering with this TELEGRAM_TOKEN; stop it first") from None
    finally:
        answering.live.close()
        await engine.dispose()


def build_application(settings: Settings, services: Services) -> Bot:
    """The python-telegram-bot application with every handler, not yet started."""
    if settings.telegram_token is None:
        raise TelegramRefusal("TELEGRAM_TOKEN is not set")
    builder = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(settings.telegram_api_url)
        .base_file_url(settings.telegram_file_url)
        .context_types(ContextTypes(bot_data=cast(type[Services], lambda: services)))
        .rate_limiter(PatientDelivery())
        .updater(None)
        .job_queue(None)
    )
    application: Bot = builder.build()
    register(application)
    return application


async def _introduce(application: Bot) -> None:
    """Put the commands into Telegram's menu; a bot that cannot do that yet answers all the same."""
    try:
        for language, code in (("es", None), ("en", "en")):
            commands = [BotCommand(name, translate(text, language)) for name, text in COMMANDS.items()]
            await application.bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        _log.warning("the command menu could not be set: %s", type(error).__name__)

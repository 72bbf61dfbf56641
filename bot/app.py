"""The composition root: the only place that wires things together."""

import asyncio
import datetime as dt
import logging
import signal
from collections.abc import Coroutine
from typing import Any, cast

from telegram import Bot as TelegramBot
from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest, HTTPXRequest

from bot.announcements.announcer import open_announcer
from bot.announcements.audience import Topics
from bot.announcements.courier import Courier
from bot.announcements.hours import QuietHours
from bot.announcements.knowledge import Knowledge
from bot.announcements.pace import Governor
from bot.announcements.sender import AT_ONCE, Sender
from bot.answering import open_answering, open_library
from bot.desk.editing import Editing
from bot.desk.gap_work import GapWork
from bot.desk.tickets import OfficeHours, TicketDesk
from bot.errors import ConsorciaError
from bot.handlers.delivery import PatientDelivery
from bot.handlers.digest import send_digest
from bot.handlers.intake import Bot, Intake
from bot.handlers.routing import register
from bot.handlers.services import Services
from bot.handlers.throttle import Throttle
from bot.handlers.watcher import watch
from bot.presentation.localisation import translate
from bot.presentation.texts import COMMANDS
from bot.reviewing import review_apart
from bot.routine import MONDAY, Work, do_as_due
from bot.settings import CONFIG_DIR, Settings
from bot.speaking import Speaker
from bot.storage.announcement_storage import AnnouncementStorage
from bot.storage.engine import migrate, open_engine
from bot.storage.flows import Flows
from bot.storage.gap_storage import GapStorage
from bot.storage.inbox import Inbox
from bot.storage.invitations import Invitations
from bot.storage.offers import Offers
from bot.storage.personal_data import PersonalData
from bot.storage.questions import Questions
from bot.storage.readers import Readers
from bot.storage.routines import Routines
from bot.storage.staff import Staff
from bot.storage.statistics import Statistics
from bot.storage.tickets import Tickets
from bot.storage.uploads import Uploads

_log = logging.getLogger(__name__)


class TelegramRefusal(ConsorciaError):
    """Telegram will not work with this token as things stand."""


async def run_bot(settings: Settings) -> None:
    """Run the bot until a signal stops it.

    Raises:
        TelegramRefusal: the token is missing or wrong, or another process uses it; or Telegram cannot be reached.
    """
    if settings.telegram_token is None:
        raise TelegramRefusal("TELEGRAM_TOKEN is not set; get a token from @BotFather and put it in .env")
    migrate(settings.database)
    answering = open_answering(settings)
    engine = open_engine(settings.database)
    storage = AnnouncementStorage.over(engine)
    staff = Staff(engine, settings.staff)
    questions = Questions(engine)
    services = Services(
        assistant=answering.assistant,
        live=answering.live,
        readers=Readers(engine),
        questions=questions,
        inbox=Inbox(engine),
        personal_data=PersonalData(engine),
        subscribers=storage.subscribers,
        topics=Topics(CONFIG_DIR / "topics.yaml"),
        offers=Offers(engine),
        announced=storage.announced,
        knowledge=Knowledge(storage.announced, answering.live),
        reminders=storage.reminders,
        announcer=open_announcer(settings, storage),
        announcements=storage.announcements,
        deliveries=storage.deliveries,
        watching=storage.watching,
        announced_files_dir=settings.announced_files_dir,
        editing=Editing(
            open_library(settings),
            answering.embedder,
            CONFIG_DIR,
            review_apart,
            Uploads(engine),
            questions,
            storage.audit,
            settings.knowledge_dir,
            settings.uploads_dir,
        ),
        gaps=GapWork.over(
            GapStorage.over(engine),
            answering.live,
            open_library(settings),
            answering.embedder,
            settings.knowledge_dir,
            Speaker(answering.assistant),
        ),
        desk=TicketDesk(
            Tickets(engine),
            settings.staff_chat_id,
            OfficeHours.parse(settings.office_hours),
            settings.answer_within_hours,
        ),
        flows=Flows(engine),
        staff=staff,
        invitations=Invitations(engine, staff),
        statistics=Statistics(engine),
        audit=storage.audit,
        throttle=Throttle(settings.answers_per_minute),
    )
    quiet_hours = QuietHours.parse(settings.quiet_hours)
    governor = Governor(settings.announce_rate_per_second)
    application = build_application(settings, services, PatientDelivery(governor=governor))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        if await _done_unless_stopped(application.initialize(), stop):
            _log.info("answering as @%s", application.bot.username)
            announcing = asyncio.create_task(_announce(settings, storage, governor, quiet_hours, stop))
            watching = asyncio.create_task(watch(application.bot, services, stop))
            telling = asyncio.create_task(services.gaps.telling.run(stop))
            routine = asyncio.create_task(do_as_due(_works(services, application.bot), Routines(engine), stop))
            try:
                await _serve(application, services, stop)
            finally:
                stop.set()
                await asyncio.gather(announcing, watching, telling, routine)
    except InvalidToken:
        raise TelegramRefusal("Telegram does not know this TELEGRAM_TOKEN; copy it again from @BotFather") from None
    except Conflict as error:
        raise TelegramRefusal(_explanation(error)) from None
    except TelegramError as error:
        raise TelegramRefusal(f"Telegram cannot be reached ({type(error).__name__}); check the network") from None
    finally:
        await application.shutdown()
        answering.live.close()
        await engine.dispose()


def build_application(
    settings: Settings,
    services: Services,
    delivery: PatientDelivery | None = None,
    transport: BaseRequest | None = None,
) -> Bot:
    """The python-telegram-bot application with every handler, not yet started.

    Args:
        settings: has the token and Telegram's address.
        services: what the handlers work with.
        delivery: how replies are repeated.
        transport: carries every request; HTTP if none is given.
    """
    if settings.telegram_token is None:
        raise TelegramRefusal("TELEGRAM_TOKEN is not set")
    builder = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(settings.telegram_api_url)
        .base_file_url(settings.telegram_file_url)
        .context_types(ContextTypes(bot_data=cast(type[Services], lambda: services)))
        .rate_limiter(delivery or PatientDelivery())
        .updater(None)
        .job_queue(None)
    )
    if transport is not None:
        builder = builder.request(transport).get_updates_request(transport)
    application: Bot = builder.build()
    register(application)
    return application


def _works(services: Services, bot: TelegramBot) -> tuple[Work, ...]:
    """What the bot does by itself, and when."""
    return (
        Work("prune", dt.time(3), services.flows.prune),
        Work("prune-uploads", dt.time(3), services.editing.prune),
        Work("prune-tickets", dt.time(3), services.desk.tickets.prune),
        Work("prune-watching", dt.time(3), services.watching.prune),
        Work("prune-invitations", dt.time(3), services.invitations.prune),
        Work("digest", dt.time(8), lambda: send_digest(bot, services), weekday=MONDAY),
    )


async def _announce(
    settings: Settings, storage: AnnouncementStorage, governor: Governor, quiet_hours: QuietHours, stop: asyncio.Event
) -> None:
    """Send announcements until told to stop; without a limiter in between, for the outbox must see every failure."""
    if settings.telegram_token is None:
        return
    # Patient, for whoever gives up on an answer does not know whether the message arrived.
    transport = HTTPXRequest(connection_pool_size=AT_ONCE + 4, read_timeout=20, write_timeout=20, connect_timeout=10)
    bot = TelegramBot(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_api_url,
        base_file_url=settings.telegram_file_url,
        request=transport,
        get_updates_request=transport,
    )
    courier = Courier(bot, settings.announced_files_dir)
    try:
        await Sender(storage, courier, governor, quiet_hours).run(stop)
    finally:
        await transport.shutdown()


async def _serve(application: Bot, services: Services, stop: asyncio.Event) -> None:
    introducing = asyncio.create_task(_introduce(application))
    try:
        await Intake(application, services).run(stop)
    finally:
        introducing.cancel()
        await asyncio.gather(introducing, return_exceptions=True)


async def _done_unless_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Whether the work came to its end before the bot was told to stop."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        await working
        return True
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return False


def _explanation(error: Conflict) -> str:
    if "webhook" in error.message.lower():
        return "a webhook is set for this TELEGRAM_TOKEN, so that updates go there; remove it with deleteWebhook"
    return "another process is already answering with this TELEGRAM_TOKEN; stop it first"


async def _introduce(application: Bot) -> None:
    """Put the commands into Telegram's menu; a bot that cannot do that yet answers all the same."""
    try:
        for language, code in (("es", None), ("en", "en")):
            commands = [BotCommand(name, translate(text, language)) for name, text in COMMANDS.items()]
            await application.bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        _log.warning("the command menu could not be set: %s", type(error).__name__)

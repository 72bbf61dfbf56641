"""The messages in which announcers watch an announcement: changed when there is something new, until it is over."""

import asyncio
import hashlib
import logging
from contextlib import suppress

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers.replying import change, send
from bot.handlers.services import Services
from bot.presentation.messages import Message
from bot.presentation.watching import standing_message
from bot.storage.watching import Watcher

LOOK_SECONDS = 3.0

_log = logging.getLogger(__name__)


async def watch(bot: Bot, services: Services, stop: asyncio.Event) -> None:
    """Keep every message that watches up to date, until told to stop."""
    looking = asyncio.create_task(_look_for_ever(bot, services))
    await stop.wait()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)


async def look(bot: Bot, services: Services) -> None:
    """Show what has changed, in every message that watches."""
    await _show(bot, services, await services.watching.open())


async def look_at(bot: Bot, services: Services, announcement_id: int) -> None:
    """The same for one announcement."""
    watchers = await services.watching.of(announcement_id)
    await _show(bot, services, [one for one in watchers if one.message_id and not one.is_over])


async def begin_to_watch(bot: Bot, services: Services, chat_id: int, announcement_id: int) -> None:
    """A message at the end of this chat shows from now on how it goes; one that did so before goes."""
    shown, _ = await _message(services, chat_id, announcement_id)
    message_id = await send(bot, chat_id, shown)
    if message_id is None:
        return
    before = await services.watching.begin(announcement_id, chat_id, message_id)
    if before:
        with suppress(TelegramError):
            await bot.delete_message(chat_id, before)


async def language_in(services: Services, chat_id: int) -> str:
    """The language of an announcer who is written to unasked."""
    reader = await services.readers.get(chat_id, "es")
    return reader.chosen_language or reader.last_language


async def _show(bot: Bot, services: Services, watchers: list[Watcher]) -> None:
    done = await asyncio.gather(*(_show_one(bot, services, one) for one in watchers), return_exceptions=True)
    for failure in done:
        if isinstance(failure, Exception):
            _log.warning("a message that watches could not be changed: %s", type(failure).__name__)


async def _show_one(bot: Bot, services: Services, watcher: Watcher) -> None:
    """Let one message say how it goes now, if that is new; of two processes one does."""
    watching = services.watching
    shown, is_over = await _message(services, watcher.chat_id, watcher.announcement_id)
    digest = hashlib.sha256(repr(shown).encode()).hexdigest()
    if digest != watcher.shown:
        if not await watching.claim(watcher, digest):
            return
    elif not is_over:
        return
    try:
        await change(bot, watcher.chat_id, watcher.message_id or 0, shown)
    except (BadRequest, Forbidden):  # the message, or the announcer, is gone
        await watching.end(watcher)
        return
    if is_over:
        await watching.end(watcher)


async def _look_for_ever(bot: Bot, services: Services) -> None:
    while True:
        try:
            await look(bot, services)
        except Exception:
            _log.exception("those who watch cannot be shown anything; the next try is in a moment")
        await asyncio.sleep(LOOK_SECONDS)


async def _message(services: Services, chat_id: int, announcement_id: int) -> tuple[Message, bool]:
    standing = await services.announcer.standing(announcement_id)
    shown = standing_message(
        standing.announcement,
        standing.progress,
        waits_until=standing.waits_until,
        finishes_at=standing.finishes_at,
        now=services.announcer.clock(),
        language=await language_in(services, chat_id),
    )
    return shown, standing.progress.is_over

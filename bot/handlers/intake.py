"""Take updates from Telegram by polling: stored before Telegram is told, in order per chat, chats side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.announcements.arrival import seconds
from bot.handlers.ask import default_language
from bot.handlers.replying import send
from bot.handlers.routing import ALLOWED_UPDATES
from bot.handlers.services import Services
from bot.presentation import messages, texts
from bot.presentation.localisation import translate

POLL_SECONDS = 25
CHATS_AT_ONCE = 32
DRAIN_SECONDS = 5.0
PRUNE_SECONDS = 3600.0
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0

_log = logging.getLogger(__name__)

Bot = Application[Any, Any, Any, Any, Any, Any]


class Intake:
    """Polls Telegram and hands each update to the application once.

    A chat's updates wait for one another; a chat that floods holds one place of `CHATS_AT_ONCE` and no more.

    Args:
        application: has the handlers.
        services: what the handlers work with.
        sleep: waits so many seconds; replaced in tests.
    """

    def __init__(
        self,
        application: Bot,
        services: Services,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._application = application
        self._inbox = services.inbox
        self._services = services
        self._sleep = sleep
        self._waiting: dict[int, deque[tuple[Update, bool]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Finish what an earlier process left, then poll until told to stop, then finish what was begun.

        Raises:
            InvalidToken: Telegram does not know the token, or not any more.
            Conflict: another process polls with the same token.
        """
        await self._resume()
        polling = asyncio.create_task(self._poll())
        pruning = asyncio.create_task(self._prune())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                polling.result()
        finally:
            for task in (polling, pruning, stopping):
                task.cancel()
            await asyncio.gather(polling, pruning, stopping, return_exceptions=True)
            if self._workers:
                _, late = await asyncio.wait(self._workers, timeout=DRAIN_SECONDS)
                for worker in late:  # the inbox knows what they leave
                    worker.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def _poll(self) -> None:
        offset: int | None = None
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                payloads = await self._fetch(offset)
                new = set(await self._inbox.store(payloads))
            except (InvalidToken, Conflict):
                raise
            except RetryAfter as error:
                await self._sleep(seconds(error.retry_after))
                continue
            except Exception as error:
                if isinstance(error, TelegramError):
                    _log.warning("Telegram cannot be reached (%s); again in %.1f s", type(error).__name__, wait)
                else:
                    _log.exception("updates cannot be stored; Telegram is asked for them again in %.1f s", wait)
                await self._sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
                continue
            wait = _FIRST_WAIT_SECONDS
            for payload in payloads:
                if payload["update_id"] in new:
                    await self._accept(payload)
                # Asking for what follows tells Telegram that this one is safe.
                offset = payload["update_id"] + 1

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        # As Telegram sends them: the library's own get_updates fails for all over one update that it cannot read, and
        # do_api_request warns against being used for this.
        arguments: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            arguments["offset"] = offset
        bot = self._application.bot
        return list(await bot._post("getUpdates", arguments, read_timeout=POLL_SECONDS + 10))

    async def _accept(self, payload: dict[str, Any], was_replying: bool = False) -> None:
        try:
            update = Update.de_json(payload, self._application.bot)
        except Exception:
            _log.exception("update %s cannot be read and is left out", payload["update_id"])
            await self._inbox.mark_handled(payload["update_id"])
            return
        chat_id = update.effective_chat.id if update.effective_chat else 0
        if chat_id in self._waiting:
            self._waiting[chat_id].append((update, was_replying))
            return
        self._waiting[chat_id] = deque([(update, was_replying)])
        worker = asyncio.create_task(self._work(chat_id))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        while waiting:
            async with self._places:
                await self._handle(*waiting.popleft())
        del self._waiting[chat_id]

    async def _handle(self, update: Update, was_replying: bool) -> None:
        try:
            if was_replying:
                await self._tell_of_interruption(update)
            else:
                await self._application.process_update(update)
            await self._inbox.mark_handled(update.update_id)
        except Exception:
            # The application's error handler has spoken already; an update must not stop those behind it.
            _log.exception("update %s could not be finished", update.update_id)

    async def _resume(self) -> None:
        """Take up what an earlier process received and did not finish."""
        for state, payload in await self._inbox.unhandled():
            await self._accept(payload, was_replying=state == "replying")

    async def _tell_of_interruption(self, update: Update) -> None:
        """A reply was on its way when the earlier process ended: say so, for it may have arrived."""
        chat = update.effective_chat
        if chat is None:
            return
        reader = await self._services.readers.get(chat.id, default_language(update))
        text = translate(texts.MAYBE_ARRIVED, reader.chosen_language or reader.last_language)
        with suppress(TelegramError):
            await send(self._application.bot, chat.id, messages.Message(text))

    async def _prune(self) -> None:
        while True:
            try:
                await self._inbox.prune()
            except Exception:
                _log.exception("old updates could not be removed; the next try is in an hour")
            await self._sleep(PRUNE_SECONDS)

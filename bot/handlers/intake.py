"""Take updates from Telegram by polling: stored before Telegram is told, in order per chat, chats side by side."""

import asyncio
import logging
from collections import deque
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.handlers.ask import default_language
from bot.handlers.replying import send
from bot.handlers.routing import ALLOWED_UPDATES
from bot.handlers.services import Services
from bot.presentation import messages, texts
from bot.presentation.localisation import translate

POLL_SECONDS = 25
CHATS_AT_ONCE = 32
DRAIN_SECONDS = 10.0
PRUNE_SECONDS = 3600.0
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0

_log = logging.getLogger(__name__)

Bot = Application[Any, Any, Any, Any, Any, Any]


class Intake:
    """Polls Telegram and hands each update to the application once.

    A chat's updates wait for one another; a chat that floods holds one place of `CHATS_AT_ONCE` and no more.
    """

    def __init__(self, application: Bot, services: Services) -> None:
        self._application = application
        self._inbox = services.inbox
        self._services = services
        self._waiting: dict[int, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Finish what an earlier process left, then poll until told to stop, then finish what was begun.

        Raises:
            InvalidToken: Telegram does not know the token.
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
                await asyncio.wait(self._workers, timeout=DRAIN_SECONDS)

    async def _poll(self) -> None:
        offset: int | None = None
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                payloads = await self._fetch(offset)
                wait = _FIRST_WAIT_SECONDS
            except (InvalidToken, Conflict):
                raise
            except RetryAfter as error:
                delay = error.retry_after
                await asyncio.sleep(delay if isinstance(delay, int | float) else delay.total_seconds())
                continue
            except TelegramError as error:
                _log.warning("Telegram cannot be reached (%s); again in %.1f s", type(error).__name__, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
                continue
            if payloads:
                new = set(await self._inbox.store(payloads))
                for payload in payloads:
                    if payload["update_id"] in new:
                        await self._accept(payload)
                # Asking for what follows tells Telegram that these are safe.
                offset = payloads[-1]["update_id"] + 1

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        # As Telegram sends them: one update that the library cannot read must not hold up the others.
        arguments: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            arguments["offset"] = offset
        return list(
            await self._application.bot.do_api_request(
                "getUpdates", api_kwargs=arguments, read_timeout=POLL_SECONDS + 10
            )
        )

    async def _accept(self, payload: dict[str, Any]) -> None:
        try:
            update = Update.de_json(payload, self._application.bot)
        except Exception:
            _log.exception("update %s cannot be read and is left out", payload["update_id"])
            await self._inbox.mark_handled(payload["update_id"])
            return
        chat_id = update.effective_chat.id if update.effective_chat else 0
        if chat_id in self._waiting:
            self._waiting[chat_id].append(update)
            return
        self._waiting[chat_id] = deque([update])
        worker = asyncio.create_task(self._work(chat_id))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        while waiting:
            update = waiting.popleft()
            async with self._places:
                await self._handle(update)
        del self._waiting[chat_id]

    async def _handle(self, update: Update) -> None:
        try:
            await self._application.process_update(update)
            await self._inbox.mark_handled(update.update_id)
        except Exception:
            # The application's error handler has spoken already; an update must not stop those behind it.
            _log.exception("update %s could not be finished", update.update_id)

    async def _resume(self) -> None:
        """Handle what was received but not answered; where a reply was on its way, say so instead of repeating it."""
        for state, payload in await self._inbox.unhandled():
            update = Update.de_json(payload, self._application.bot)
            if state == "replying" and update.callback_query is None and update.effective_chat:
                text = translate(texts.MAYBE_ARRIVED, default_language(update))
                await send(self._application.bot, update.effective_chat.id, messages.Message(text))
                await self._inbox.mark_handled(update.update_id)
            else:
                await self._accept(payload)

    async def _prune(self) -> None:
        while True:
            await self._inbox.prune()
            await asyncio.sleep(PRUNE_SECONDS)

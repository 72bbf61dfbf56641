"""The governor: the pace at which messages leave, bulk and replies together, for the whole bot.

Why not aiolimiter: its bucket lets a full burst through (59 calls in one second for 30 a second), and with a bucket of
one it spaces the calls as they leave here, which says nothing of how they arrive. Here a call counts until a second
after its *answer*. So whichever second Telegram's clock may cut out, no more than the limit arrive in it: of the calls
that arrive in it, the one that left last left when all the others were unanswered, or answered less than a second ago.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

TELEGRAM_PER_SECOND = 30
RESERVED_FOR_REPLIES = 8
WINDOW_SECONDS = 1.0
PER_CHAT_SECONDS = 1.0
# Turns that are closer together than this are given out together.
GRAIN_SECONDS = 0.01
# How soon to look again when only an answer can make room.
_LOOK_AGAIN_SECONDS = 0.02


class Window:
    """At most `limit` calls in any second, wherever the clock stands that counts them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._unanswered = 0
        self._answered: deque[float] = deque()

    def free(self, now: float) -> int:
        """How many calls may leave now."""
        while self._answered and self._answered[0] <= now - WINDOW_SECONDS:
            self._answered.popleft()
        return max(0, self._limit - self._unanswered - len(self._answered))

    def wait(self, now: float) -> float:
        """Seconds until it is worth looking again."""
        if self.free(now):
            return 0.0
        return self._answered[0] + WINDOW_SECONDS - now if self._answered else _LOOK_AGAIN_SECONDS

    def begin(self, calls: int = 1) -> None:
        """So many calls leave."""
        self._unanswered += calls

    def give_back(self, calls: int) -> None:
        """So many calls did not leave after all."""
        self._unanswered -= calls

    def end(self, now: float) -> None:
        """A call was answered, or given up."""
        self._unanswered -= 1
        self._answered.append(now)


class Governor:
    """Bulk takes turns; replies go first, and wait only where Telegram itself would refuse them.

    Args:
        bulk_per_second: turns for bulk in a second, evenly spaced.
        clock: a monotonic clock in seconds.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        bulk_per_second: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._spacing = 1 / bulk_per_second
        self._bulk = Window(bulk_per_second)
        self._all = Window(max(TELEGRAM_PER_SECOND, bulk_per_second + RESERVED_FOR_REPLIES))
        self._next_turn = 0.0
        self._held_until = 0.0
        self._replies_waiting = 0
        self._chats: dict[int, float] = {}

    def take(self, up_to: int) -> int:
        """Turns for bulk messages to leave at once: one, unless they are due closer together than a grain of time."""
        now = self._clock()
        if up_to <= 0 or now < max(self._held_until, self._next_turn) or self._replies_waiting:
            return 0
        late = min(now - self._next_turn, GRAIN_SECONDS)
        turns = min(up_to, 1 + int(late / self._spacing), self._bulk.free(now), self._all.free(now))
        if turns:
            # What was missed longer ago than a grain is not made up for: that would be a burst.
            self._next_turn = now - late + turns * self._spacing
            self._bulk.begin(turns)
            self._all.begin(turns)
        return turns

    def give_back(self, turns: int) -> None:
        """Turns that were taken and not used."""
        if turns:
            self._bulk.give_back(turns)
            self._all.give_back(turns)
            self._next_turn -= turns * self._spacing

    def answered(self, chat_id: int) -> None:
        """A bulk message has its answer, or was given up."""
        now = self._clock()
        self._bulk.end(now)
        self._all.end(now)
        self._touch(chat_id, now)

    def wait(self) -> float:
        """Seconds until there may be a turn for bulk."""
        now = self._clock()
        return max(self._held_until - now, self._next_turn - now, self._bulk.wait(now), self._all.wait(now), 0.0)

    def wait_for_chat(self, chat_id: int) -> float:
        """Seconds until this chat may get another bulk message."""
        return max(0.0, self._chats.get(chat_id, -PER_CHAT_SECONDS) + PER_CHAT_SECONDS - self._clock())

    async def turn(self) -> None:
        """Wait for one turn and take it."""
        while not self.take(1):
            await self._sleep(max(self.wait(), 0.001))

    def hold(self, seconds: float) -> None:
        """No bulk for so long: Telegram asked for it, or cannot be reached. Replies are not held."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @asynccontextmanager
    async def reply(self, chat_id: int | None) -> AsyncIterator[None]:
        """A reply leaves within the block, as soon as Telegram takes one more from this bot."""
        self._replies_waiting += 1
        try:
            while delay := self._all.wait(self._clock()):
                await self._sleep(delay)
            self._all.begin()
        finally:
            self._replies_waiting -= 1
        try:
            yield
        finally:
            now = self._clock()
            self._all.end(now)
            if chat_id is not None:
                self._touch(chat_id, now)

    def _touch(self, chat_id: int, now: float) -> None:
        if len(self._chats) > 10_000:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now - PER_CHAT_SECONDS}
        self._chats[chat_id] = now

"""How many questions one chat may ask in a minute."""

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0


class Throttle:
    """A sliding window per chat; quiet chats are forgotten.

    Args:
        per_minute: how many are let through in a minute.
        clock: a monotonic clock in seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._times: dict[int, deque[float]] = {}

    def admits(self, chat_id: int) -> bool:
        """Whether one more question of this chat is taken now; a refused one does not count."""
        now = self._clock()
        if len(self._times) > 10_000:
            self._times = {chat: times for chat, times in self._times.items() if times[-1] > now - WINDOW_SECONDS}
        times = self._times.setdefault(chat_id, deque())
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        if len(times) >= self._per_minute:
            return False
        times.append(now)
        return True

"""The governor, with a clock that the test moves: what Telegram would count, whatever the calls' delays."""

import asyncio
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements.pace import GRAIN_SECONDS, Governor, Window


class Clock:
    """Seconds; who sleeps moves them."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.001)


def governor(per_second: int) -> tuple[Governor, Clock]:
    clock = Clock()
    return Governor(per_second, clock, clock.sleep), clock


def busiest_second(times: list[float]) -> int:
    times = sorted(times)
    return max(sum(start <= time < start + 1.0 for time in times) for start in times)


@given(
    limit=st.integers(1, 6),
    delays=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1), st.floats(0, 0.3)), min_size=1, max_size=60),
)
@settings(deadline=None)
def test_no_second_of_telegrams_clock_sees_more_than_the_limit(
    limit: int, delays: list[tuple[float, float, float]]
) -> None:
    """Each call takes its time, arrives at some point of it, and the next is asked for after a while."""
    window = Window(limit)
    now, arrivals, answers = 0.0, [], []
    for takes, arrives, pause in delays:
        now += pause
        while True:
            for answer in sorted(one for one in answers if one <= now):
                window.end(answer)
                answers.remove(answer)
            if window.free(now):
                break
            now += 0.01
        window.begin()
        arrivals.append(now + takes * arrives)
        answers.append(now + takes)
    assert busiest_second(arrivals) <= limit


def test_turns_are_evenly_spaced_and_not_a_burst() -> None:
    pace, clock = governor(20)
    clock.now += 60  # a long idle time is not made up for
    times = []
    for _ in range(2_000):
        if pace.take(32):
            times.append(clock.now)
            pace.answered(len(times))
        clock.now += 0.001
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 1 / 20 - GRAIN_SECONDS - 0.001
    assert 36 <= len(times) <= 40


def test_turns_that_are_not_used_cost_nothing() -> None:
    pace, _ = governor(1)
    for _ in range(50):
        assert pace.take(1) == 1
        pace.give_back(1)
    assert pace.take(1) == 1
    assert pace.take(1) == 0


def test_fast_paces_give_turns_together_but_never_more_than_a_grain_of_them() -> None:
    pace, clock = governor(2_000)
    clock.now += 60
    assert pace.take(1_000) == 1 + 2_000 * GRAIN_SECONDS


def test_bulk_waits_as_long_as_it_is_held_and_replies_do_not() -> None:
    async def scene() -> None:
        pace, clock = governor(22)
        pace.hold(30)
        began = clock.now
        async with pace.reply(1):
            pass
        assert clock.now == began
        assert pace.take(1) == 0
        await pace.turn()
        assert clock.now >= began + 30

    asyncio.run(scene())


def test_a_hold_is_not_shortened_by_another() -> None:
    pace, clock = governor(22)
    pace.hold(30)
    pace.hold(1)
    clock.now += 29
    assert pace.take(1) == 0


def test_replies_displace_bulk_before_they_wait_themselves() -> None:
    async def scene() -> None:
        pace, clock = governor(22)
        for chat_id in range(30):
            async with pace.reply(chat_id):
                pass
        assert pace.take(1) == 0
        began = clock.now
        async with pace.reply(99):
            pass
        assert 0.9 < clock.now - began < 1.1

    asyncio.run(scene())


def test_a_chat_gets_one_bulk_message_a_second() -> None:
    pace, clock = governor(22)
    assert pace.wait_for_chat(1) == 0
    pace.take(1)
    pace.answered(1)
    assert pace.wait_for_chat(1) == 1.0
    assert pace.wait_for_chat(2) == 0
    clock.now += 1.0
    assert pace.wait_for_chat(1) == 0


def test_a_call_that_is_never_answered_still_counts() -> None:
    pace, clock = governor(2)
    for _ in range(2):
        assert pace.take(1) == 1
        clock.now += 0.6
    clock.now += 60
    assert pace.take(1) == 0

"""How many questions a chat may ask in a minute."""

from bot.handlers.throttle import WINDOW_SECONDS, Throttle
from tests.support.local_bot import Clock

ANA, LUIS = 501, 502


def test_so_many_are_let_through_in_any_minute() -> None:
    clock = Clock()
    throttle = Throttle(2, clock)
    taken = []
    for seconds in (0, 30, 30, 59, 60, 61, 89, 90):
        clock.now = 1_000.0 + seconds
        taken.append(throttle.admits(ANA))
    assert taken == [True, True, False, False, True, False, False, True]


def test_each_chat_has_its_own_minute() -> None:
    throttle = Throttle(1, Clock())
    assert [throttle.admits(chat) for chat in (ANA, LUIS, ANA, LUIS)] == [True, True, False, False]


def test_quiet_chats_are_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(1, clock)
    for chat in range(10_001):
        throttle.admits(chat)
    clock.now += WINDOW_SECONDS + 1
    throttle.admits(ANA)
    assert len(throttle._times) == 1

"""The outbox under every sequence of events that hypothesis can think of: nothing is lost, nothing is doubled."""

import asyncio
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from bot.announcements.errors import AnnouncementError
from bot.storage.claiming import Claimed
from bot.storage.engine import open_engine
from bot.storage.outbox import Outbox, Settlement
from tests.support.announcing import ANA, Office
from tests.support.bot_api import BotApi
from tests.support.telegram import in_process_bot

CHATS = st.integers(1, 6)
FINAL = {"sent", "blocked", "failed", "unknown", "withdrawn"}
FATES = ("sent", "lost", "blocked", "failed", "held", "unknown, arrived", "unknown, not arrived")


class OutboxMachine(RuleBasedStateMachine):
    """Staff, readers, one sender after another, and what Telegram really delivered.

    `database` is a migrated one; every example begins by emptying it.
    """

    database: str

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.engine = open_engine(self.database)
        self.do(self._empty())
        self.office = Office(self.engine, in_process_bot(BotApi()))
        self.outbox: Outbox
        self.workers = 0
        self.in_flight: list[Claimed] = []
        self.received: Counter[tuple[int, int]] = Counter()  # by announcement and row
        self.allowed: Counter[tuple[int, int]] = Counter()  # how often staff asked for it again
        self.audience: dict[int, int] = {}
        self.new_sender()
        self.do(self.office.subscribe(range(1, 7)))

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def _empty(self) -> None:
        async with self.engine.begin() as connection:
            for table in ("delivery", "reminder", "announcement", "subscription", "subscriber", "audit"):
                await connection.execute(text(f"DELETE FROM {table}"))

    def teardown(self) -> None:
        try:
            self.finish_everything()
        finally:
            self.do(self.engine.dispose())
            self.loop.close()

    def new_sender(self) -> None:
        """A process died, and another begins."""
        self.workers += 1
        self.outbox = self.office.storage.outbox(f"worker {self.workers}")
        self.in_flight = []
        self.do(self.outbox.abandon(self.office.clock()))

    @rule(topics=st.sampled_from([("all",), ("agro",)]))
    def announce(self, topics: tuple[str, ...]) -> None:
        number = self.do(self.office.draft("Hola", *topics))
        try:
            self.audience[number] = self.do(self.office.staff.approve(number, ANA)).recipients
        except AnnouncementError:
            self.audience[number] = 0

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        claimed = self.do(self.outbox.claim(self.office.clock(), limit))
        assert len(claimed) <= limit
        self.in_flight += claimed

    @rule(fate=st.sampled_from(FATES), which=st.integers(0, 10))
    def settle(self, fate: str, which: int) -> None:
        if not self.in_flight:
            return
        one = self.in_flight.pop(which % len(self.in_flight))
        if fate in ("sent", "lost", "unknown, arrived"):
            self.received[one.announcement_id, one.id] += 1
        if fate == "lost":  # it arrived, and the process died before it could write so
            self.new_sender()
            return
        state = {"held": "pending"}.get(fate, fate.split(",")[0])
        unreachable = "blocked" if fate == "blocked" else ""
        self.do(self.outbox.settle([Settlement(one.id, one.chat_id, state, unreachable=unreachable)]))

    @rule()
    def crash(self) -> None:
        self.new_sender()

    @rule(act=st.sampled_from(["pause", "resume", "cancel"]), which=st.integers(0, 10))
    def decide(self, act: str, which: int) -> None:
        if not self.audience:
            return
        number = sorted(self.audience)[which % len(self.audience)]
        try:
            self.do(getattr(self.office.staff, act)(number, ANA))
        except AnnouncementError:
            return

    @rule(which=st.integers(0, 10))
    def send_unknown_again(self, which: int) -> None:
        if not self.audience:
            return
        number = sorted(self.audience)[which % len(self.audience)]
        before = self.do(self._rows(number))
        if self.do(self.office.staff.resend_unknown(number, ANA)):
            for row, (state, chat_id) in before.items():
                if state == "unknown" and chat_id is not None:
                    self.allowed[number, row] += 1

    @rule(chat=CHATS, act=st.sampled_from(["stop", "switch off", "return", "erase"]))
    def a_reader_decides(self, chat: int, act: str) -> None:
        subscribers = self.office.storage.subscribers
        if act == "stop":
            self.do(subscribers.stop_all(chat))
        elif act == "switch off":
            self.do(subscribers.switch(chat, ["agro"], is_on=False))
        elif act == "return":
            self.do(subscribers.subscribe(chat, "es", ["agro"], "2"))
        else:
            self.do(subscribers.erase(chat))

    @invariant()
    def nobody_gets_more_than_once_what_staff_did_not_ask_for_again(self) -> None:
        for row, number in self.received.items():
            assert number <= 1 + self.allowed[row]

    @invariant()
    def no_delivery_is_lost(self) -> None:
        for number, recipients in self.audience.items():
            assert len(self.do(self._rows(number))) == recipients

    def finish_everything(self) -> None:
        """Let all that is open come to an end: every delivery has a final state, and those sent were received."""
        self.new_sender()
        for number in self.audience:
            if self.do(self.office.staff.progress(number)).state == "paused":
                self.do(self.office.staff.resume(number, ANA))
        for _ in range(200):
            claimed = self.do(self.outbox.claim(self.office.clock(), 10))
            for one in claimed:
                self.received[one.announcement_id, one.id] += 1
            self.do(self.outbox.settle([Settlement(one.id, one.chat_id, "sent") for one in claimed]))
            if not claimed:
                break
        self.nobody_gets_more_than_once_what_staff_did_not_ask_for_again()
        self.no_delivery_is_lost()
        for number, recipients in self.audience.items():
            rows = self.do(self._rows(number))
            assert {state for state, _ in rows.values()} <= FINAL
            assert all(self.received[number, row] >= 1 for row, (state, _) in rows.items() if state == "sent")
            if recipients:
                assert self.do(self.office.staff.progress(number)).state in ("done", "cancelled")

    async def _rows(self, announcement_id: int) -> dict[int, tuple[str, int | None]]:
        statement = text("SELECT id, state, chat_id FROM delivery WHERE announcement_id = :id")
        async with self.engine.connect() as connection:
            rows = await connection.execute(statement, {"id": announcement_id})
            return {row.id: (row.state, row.chat_id) for row in rows}


def test_nothing_is_lost_or_doubled_whatever_happens(database: str) -> None:
    machine = type("Machine", (OutboxMachine,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

"""Announcements: how fast, how much memory, how long an approval takes.

    python -m benchmarks.announcements        (PostgreSQL too where TEST_DATABASE_URL or the local server answers)

Speed is measured with the pace off against a bare loop over the same HTTP calls to the same server, in turn, several
rounds; what counts is the ratio. Memory is the peak of a process that sends to so many recipients, with answers made on
the spot. Every part runs in a process of its own.
"""

import argparse
import asyncio
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "1")

ROUNDS = 3
RECIPIENTS = 2_000
FEW, MANY = 1_000, 100_000
SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://root@127.0.0.1/test")


async def office(database: str, bot: Any, recipients: int) -> Any:
    """Staff and a sender over a new database with so many subscribers."""
    from bot.storage.engine import migrate, open_engine
    from tests.support.announcing import Office, subscribe

    migrate(database)
    engine = open_engine(database)
    for start in range(1, recipients + 1, 10_000):
        await subscribe(engine, range(start, min(start + 10_000, recipients + 1)))
    return Office(engine, bot)


async def approve_and_send(database: str, bot: Any, recipients: int) -> dict[str, float]:
    """Seconds to approve, and to send to everyone."""
    there = await office(database, bot, recipients)
    draft = await there.draft()
    started = time.perf_counter()
    await there.staff.approve(draft, 71)
    approved = time.perf_counter()
    async with there.sending():
        while (await there.storage.announcements.get(draft)).state != "done":
            await asyncio.sleep(0.05)  # a look that costs next to nothing
        sent = time.perf_counter()
    assert (await there.counts(draft)) == {"sent": recipients}
    await there.engine.dispose()
    return {"approving_s": approved - started, "per_second": recipients / (sent - approved)}


async def outbox(database: str, base_url: str, recipients: int) -> dict[str, float]:
    """Our sender, over HTTP."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    from tests.support.telegram import TOKEN

    async with Bot(TOKEN, base_url=base_url, request=HTTPXRequest(connection_pool_size=20)) as bot:
        return await approve_and_send(database, bot, recipients)


async def bare(base_url: str, recipients: int, at_once: int) -> dict[str, float]:
    """The loop of a first tutorial (or `at_once` of them together): no database, no pace, no account of anything."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    from bot.announcements.keyboard import keyboard
    from tests.support.telegram import TOKEN

    async with Bot(TOKEN, base_url=base_url, request=HTTPXRequest(connection_pool_size=20)) as bot:
        chats = iter(range(1, recipients + 1))

        async def loop() -> None:
            for chat_id in chats:
                await bot.send_message(chat_id, "Hay convocatoria", reply_markup=keyboard(1, (), "es"))

        started = time.perf_counter()
        await asyncio.gather(*(loop() for _ in range(at_once)))
        return {"per_second": recipients / (time.perf_counter() - started)}


async def memory(database: str, recipients: int) -> dict[str, float]:
    """The peak of a process that sends to so many, Telegram's answers made on the spot."""
    from telegram import Bot
    from telegram.request import BaseRequest

    from tests.support.telegram import TOKEN

    class Instant(BaseRequest):
        read_timeout = 5.0

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any) -> Any:
            chat = {"id": request_data.parameters["chat_id"], "type": "private"}
            message = {"message_id": 1, "date": 0, "chat": chat, "text": "x"}
            return 200, json.dumps({"ok": True, "result": message}).encode()

    instant = Instant()
    told = await approve_and_send(database, Bot(TOKEN, request=instant, get_updates_request=instant), recipients)
    return told | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def telegram() -> None:
    """The stand-in in a process of its own, so that it costs the others nothing but its core."""
    from tests.support.bot_api import BotApi
    from tests.support.telegram import BotApiServer

    with BotApiServer(BotApi()) as server:
        print(server.base_url, flush=True)
        sys.stdin.read()


@contextmanager
def running_telegram() -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "benchmarks.announcements", "telegram"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """An empty one."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'benchmark.db'}"
        return
    import psycopg
    from sqlalchemy import make_url

    schema = f"benchmark_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, connect_timeout=3, autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {schema}")
        try:
            url = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
            yield url.render_as_string(hide_password=False)
        finally:
            server.execute(f"DROP SCHEMA {schema} CASCADE")


def apart(*arguments: object) -> dict[str, float]:
    """What a part measures in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.announcements", *map(str, arguments)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def backends() -> list[str]:
    """Those that answer."""
    import psycopg

    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        print("no PostgreSQL answers: SQLite only")
        return ["sqlite"]
    return ["sqlite", "postgresql"]


def speed(kinds: list[str]) -> None:
    """Rounds in turn, medians and their ratio to the bare loop."""
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, at_once in (("bare loop", 1), ("bare loop, 16 at once", 16)):
            with running_telegram() as base_url:
                found.setdefault(name, []).append(apart("bare", base_url, RECIPIENTS, at_once)["per_second"])
        for kind in kinds:
            with running_telegram() as base_url, new_database(kind) as database:
                told = apart("outbox", database, base_url, RECIPIENTS)
                found.setdefault(f"outbox, {kind}", []).append(told["per_second"])
    base = statistics.median(found["bare loop"])
    print(f"recipients per second, pace off, {RECIPIENTS} recipients, median of {ROUNDS} rounds (lowest–highest)")
    for name, rates in found.items():
        middle = statistics.median(rates)
        print(f"  {name:24} {middle:7.0f} ({min(rates):.0f}–{max(rates):.0f})   {middle / base:.2f} × the bare loop")


def size(kinds: list[str]) -> None:
    """Memory and approval at few and many recipients."""
    for kind in kinds:
        for recipients in (FEW, MANY):
            with new_database(kind) as database:
                told = apart("memory", database, recipients)
            print(
                f"  {kind}, {recipients} recipients: peak {told['peak_mb']:.0f} MB, "
                f"approved in {told['approving_s']:.2f} s, then {told['per_second']:.0f} a second without HTTP"
            )


def main() -> None:
    """Everything, or one part of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*")
    match parser.parse_args().part:
        case ["telegram"]:
            telegram()
        case ["bare", base_url, recipients, at_once]:
            print(json.dumps(asyncio.run(bare(base_url, int(recipients), int(at_once)))))
        case ["outbox", database, base_url, recipients]:
            print(json.dumps(asyncio.run(outbox(database, base_url, int(recipients)))))
        case ["memory", database, recipients]:
            print(json.dumps(asyncio.run(memory(database, int(recipients)))))
        case _:
            kinds = backends()
            speed(kinds)
            size(kinds)


if __name__ == "__main__":
    main()

"""The inbox: nothing that Telegram handed over is lost, nothing is taken twice."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import open_engine
from bot.storage.inbox import KEPT, Inbox
from bot.storage.tables import InboxUpdate


@pytest.fixture
def inbox(engine: AsyncEngine) -> Inbox:
    return Inbox(engine)


def payload(update_id: int, text: str = "hola") -> dict[str, Any]:
    return {"update_id": update_id, "message": {"text": text}}


async def known(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(InboxUpdate.update_id).order_by(InboxUpdate.update_id))).scalars())


async def grow_old(engine: AsyncEngine, age: dt.timedelta) -> None:
    """Let everything in the inbox have come so long ago."""
    async with engine.begin() as connection:
        await connection.execute(update(InboxUpdate).values(received_at=dt.datetime.now(dt.UTC) - age))


async def test_updates_are_new_once(inbox: Inbox) -> None:
    assert await inbox.store([payload(1), payload(2)]) == [1, 2]
    assert await inbox.store([payload(1), payload(2)]) == []
    assert await inbox.store([payload(2), payload(3)]) == [3]


async def test_nothing_to_store_is_no_matter(inbox: Inbox) -> None:
    assert await inbox.store([]) == []


async def test_what_is_not_handled_is_found_oldest_first(inbox: Inbox) -> None:
    await inbox.store([payload(3), payload(1), payload(2), payload(4)])
    await inbox.mark_replying(2)
    await inbox.mark_handled(3)
    assert await inbox.unhandled() == [("received", payload(1)), ("replying", payload(2)), ("received", payload(4))]


async def test_after_a_crash_the_next_process_finds_it(inbox: Inbox, database: str) -> None:
    await inbox.store([payload(1)])
    other = open_engine(database)
    try:
        assert await Inbox(other).unhandled() == [("received", payload(1))]
        assert await Inbox(other).store([payload(1)]) == []
    finally:
        await other.dispose()


async def test_what_people_wrote_goes_when_it_is_handled(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.store([payload(1, "mi cédula es 123")])
    await inbox.mark_replying(1)
    await inbox.mark_handled(1)
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(InboxUpdate.state, InboxUpdate.payload))).all()
    assert tuple(row) == ("handled", None)


async def test_marking_what_was_never_stored_changes_nothing(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.mark_replying(9)
    await inbox.mark_handled(9)
    assert await known(engine) == []


@pytest.mark.parametrize(
    "text",
    ["🇨🇴 ñandú", "\x00 nada", "\ud83d", "\u202e\u200b", "'; DROP TABLE reader; --", "%s {} \\u0000", "a" * 4_096],
    ids=["emoji", "NUL", "half a sign", "invisible", "SQL", "escapes", "long"],
)
async def test_any_text_is_kept_as_it_came(inbox: Inbox, text: str) -> None:
    await inbox.store([payload(1, text)])
    assert await inbox.unhandled() == [("received", payload(1, text))]


async def test_numbers_beyond_32_bits_are_kept(inbox: Inbox) -> None:
    assert await inbox.store([payload(2**40)]) == [2**40]


async def test_what_telegram_cannot_repeat_any_more_is_forgotten(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.store([payload(1), payload(2), payload(3)])
    await inbox.mark_handled(1)
    await inbox.mark_replying(2)
    await grow_old(engine, KEPT + dt.timedelta(minutes=1))
    await inbox.prune()
    assert await known(engine) == [2, 3]  # not handled: kept, however old


async def test_what_telegram_may_still_repeat_is_remembered(inbox: Inbox, engine: AsyncEngine) -> None:
    await inbox.store([payload(1)])
    await inbox.mark_handled(1)
    await grow_old(engine, KEPT - dt.timedelta(minutes=1))
    await inbox.prune()
    assert await inbox.store([payload(1)]) == []

"""Readers: their language and what their conversation is about."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.readers import Readers, ReaderState, StoredContext
from bot.storage.tables import Reader

ANA, GROUP = 7_000_000_001, -1_002_147_483_649  # both beyond 32 bits
BOGOTA = dt.timezone(dt.timedelta(hours=-5))
CONTEXT = StoredContext("¿cómo me uno? 🇨🇴", "consortia/joining", "es", dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))


@pytest.fixture
def readers(engine: AsyncEngine) -> Readers:
    return Readers(engine)


async def test_who_never_wrote_has_the_default_language_and_no_row(readers: Readers, engine: AsyncEngine) -> None:
    assert await readers.get(ANA, "en") == ReaderState(None, "en", None)
    async with engine.connect() as connection:
        assert (await connection.execute(select(Reader.chat_id))).all() == []


@pytest.mark.parametrize("chat_id", [ANA, GROUP])
async def test_what_was_remembered_is_known(readers: Readers, chat_id: int) -> None:
    await readers.remember(chat_id, "es", CONTEXT)
    assert await readers.get(chat_id, "en") == ReaderState(None, "es", CONTEXT)


async def test_a_chosen_language_stays_when_another_is_used(readers: Readers) -> None:
    await readers.choose_language(ANA, "en")
    await readers.remember(ANA, "es", None)
    assert await readers.get(ANA, "es") == ReaderState("en", "es", None)


async def test_choosing_keeps_the_conversation(readers: Readers) -> None:
    await readers.remember(ANA, "es", CONTEXT)
    await readers.choose_language(ANA, "en")
    assert (await readers.get(ANA, "es")).context == CONTEXT


async def test_a_new_conversation_forgets_the_old_one_alone(readers: Readers) -> None:
    await readers.remember(ANA, "en", CONTEXT)
    await readers.remember(GROUP, "en", CONTEXT)
    await readers.forget_context(ANA)
    assert await readers.get(ANA, "es") == ReaderState(None, "en", None)
    assert (await readers.get(GROUP, "es")).context == CONTEXT


async def test_what_the_reader_was_asked_to_choose_from_is_remembered(readers: Readers) -> None:
    asked = replace(CONTEXT, article="", choices=("agro", "cosmetics"))
    await readers.remember(ANA, "es", asked)
    assert (await readers.get(ANA, "es")).context == asked


async def test_a_conversation_from_before_choices_were_kept_is_known(readers: Readers, engine: AsyncEngine) -> None:
    await readers.remember(ANA, "es", CONTEXT)
    async with engine.begin() as connection:
        kept = (await connection.execute(select(Reader.context))).scalar_one()
        del kept["choices"]
        await connection.execute(update(Reader).values(context=kept))
    assert (await readers.get(ANA, "es")).context == CONTEXT


async def test_a_moment_keeps_its_instant_whatever_its_zone(readers: Readers) -> None:
    local = dt.datetime(2026, 11, 22, 23, 30, tzinfo=BOGOTA)
    await readers.remember(ANA, "es", StoredContext("q", "a/b", "es", local))
    kept = (await readers.get(ANA, "es")).context
    assert kept is not None
    assert kept.at == local


async def test_when_a_reader_came_first_does_not_change(readers: Readers, engine: AsyncEngine) -> None:
    await readers.remember(ANA, "es", None)
    async with engine.connect() as connection:
        first = (await connection.execute(select(Reader.created_at))).scalar_one()
    await readers.remember(ANA, "en", None)
    async with engine.connect() as connection:
        assert (await connection.execute(select(Reader.created_at))).scalar_one() == first
    assert first.tzinfo is not None
    assert abs(dt.datetime.now(dt.UTC) - first) < dt.timedelta(minutes=1)


async def test_who_is_erased_is_unknown_again(readers: Readers) -> None:
    await readers.choose_language(ANA, "en")
    await readers.erase(ANA)
    assert await readers.get(ANA, "es") == ReaderState(None, "es", None)

"""Readers: their language and their conversation's context."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.tables import Reader


@dataclass(frozen=True, slots=True)
class StoredContext:
    """The last answered question of a chat, as `bot.assistant.context.Context` has it."""

    question: str
    article: str
    language: str
    at: dt.datetime
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What is known of a chat when it writes."""

    chosen_language: str | None
    last_language: str
    context: StoredContext | None
    was_offered: bool = False


class Readers:
    """The repository of readers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, chat_id: int, default_language: str) -> ReaderState:
        """What is known of a chat; a new reader with a default language when it never wrote before."""
        columns = select(Reader.chosen_language, Reader.last_language, Reader.context, Reader.offered_at)
        async with self._engine.connect() as connection:
            row = (await connection.execute(columns.where(Reader.chat_id == chat_id))).one_or_none()
        if row is None:
            return ReaderState(None, default_language, None)
        return ReaderState(row.chosen_language, row.last_language, _context(row.context), row.offered_at is not None)

    async def remember(self, chat_id: int, last_language: str, context: StoredContext | None) -> None:
        """Keep the language last used and the context; adds the reader when new."""
        kept: dict[str, object] = {
            "last_language": last_language,
            "context": None
            if context is None
            else {
                "question": context.question,
                "article": context.article,
                "language": context.language,
                "at": context.at.isoformat(),
                "choices": list(context.choices),
            },
        }
        await self._upsert(chat_id, kept)

    async def choose_language(self, chat_id: int, language: str) -> None:
        """Keep the language a reader asked for."""
        await self._upsert(chat_id, {"chosen_language": language, "last_language": language})

    async def forget_context(self, chat_id: int) -> None:
        """Begin a new conversation."""
        async with self._engine.begin() as connection:
            await connection.execute(update(Reader).where(Reader.chat_id == chat_id).values(context=None))

    async def erase(self, chat_id: int) -> None:
        """Remove a reader; their questions stay without the chat."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(Reader).where(Reader.chat_id == chat_id))

    async def _upsert(self, chat_id: int, values: dict[str, object]) -> None:
        new = insert_for(self._engine)(Reader).values(chat_id=chat_id, created_at=dt.datetime.now(dt.UTC), **values)
        async with self._engine.begin() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=values))


def _context(kept: dict[str, Any] | None) -> StoredContext | None:
    if kept is None:
        return None
    return StoredContext(
        kept["question"],
        kept["article"],
        kept["language"],
        dt.datetime.fromisoformat(kept["at"]),
        tuple(kept.get("choices", ())),
    )

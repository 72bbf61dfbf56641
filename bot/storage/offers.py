"""Offering announcements: to each reader once, and never to someone who has them, stopped them or declined them."""

import datetime as dt

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.announcement_tables import Subscriber
from bot.storage.engine import insert_for
from bot.storage.flow_tables import Flow
from bot.storage.tables import Question, Reader


class Offers:
    """The repository of offers; each is a moment in its reader's row."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def make(self, chat_id: int, after_answers: int) -> bool:
        """Whether to offer announcements now; true once in a reader's life.

        Args:
            chat_id: the reader, who is not in the middle of something.
            after_answers: how many questions must have been answered before.
        """
        answers = (
            select(func.count())
            .select_from(Question)
            .where(Question.chat_id == chat_id, Question.outcome == "answer")
            .scalar_subquery()
        )
        offering = (
            update(Reader)
            .where(
                Reader.chat_id == chat_id,
                Reader.offered_at.is_(None),
                ~exists().where(Flow.chat_id == chat_id),
                answers >= after_answers,
            )
            .values(offered_at=dt.datetime.now(dt.UTC))
        )
        is_subscriber = select(exists().where(Subscriber.chat_id == chat_id))
        async with self._engine.begin() as connection:
            is_time = (await connection.execute(offering)).rowcount == 1
            return is_time and not await connection.scalar(is_subscriber)

    async def decline(self, chat_id: int, language: str) -> None:
        """A reader does not want announcements; the language is kept where the reader is new."""
        now = dt.datetime.now(dt.UTC)
        new = insert_for(self._engine)(Reader).values(
            chat_id=chat_id, last_language=language, created_at=now, offered_at=now
        )
        async with self._engine.begin() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_={"offered_at": now}))

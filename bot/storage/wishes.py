"""Who wants to be told when their question is answered, and who does not want to be told of anything any more."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.gap_tables import AnswerWish, GapQuestion, Notice, NoticeMute
from bot.storage.tables import Question, Reader


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reader who waits for the answer to a question, and the language that they use now."""

    question_id: int
    chat_id: int
    text: str
    asked_at: dt.datetime
    language: str


class Wishes:
    """The repository of readers' wishes to be told."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def agree(self, question_id: int, chat_id: int, text_version: str) -> bool:
        """A reader wants to be told about a question of theirs, under this version of the text.

        Whoever had wanted to be told of nothing any more begins anew with this one. Returns false, and changes nothing,
        where that is known already, or the question is not this chat's.
        """
        theirs = select(exists().where(Question.id == question_id, Question.chat_id == chat_id))
        new = insert_for(self._engine)(AnswerWish).values(
            question_id=question_id, chat_id=chat_id, agreed_at=dt.datetime.now(dt.UTC), text_version=text_version
        )
        async with self._engine.begin() as connection:
            if not await connection.scalar(theirs):
                return False
            if (await connection.execute(delete(NoticeMute).where(NoticeMute.chat_id == chat_id))).rowcount:
                await connection.execute(delete(AnswerWish).where(AnswerWish.chat_id == chat_id))
            added = await connection.scalar(new.on_conflict_do_nothing().returning(AnswerWish.question_id))
        return added is not None

    async def withdraw(self, question_id: int, chat_id: int) -> bool:
        """A reader does not want to be told about a question after all; false where they never did."""
        theirs = delete(AnswerWish).where(AnswerWish.question_id == question_id, AnswerWish.chat_id == chat_id)
        async with self._engine.begin() as connection:
            return (await connection.execute(theirs)).rowcount > 0

    async def mute(self, chat_id: int) -> None:
        """A reader wants to be told of nothing any more, neither of answers nor of corrections."""
        new = insert_for(self._engine)(NoticeMute).values(chat_id=chat_id, muted_at=dt.datetime.now(dt.UTC))
        async with self._engine.begin() as connection:
            await connection.execute(new.on_conflict_do_nothing())

    async def unmute(self, chat_id: int) -> None:
        """That was a mistake: all is as before."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(NoticeMute).where(NoticeMute.chat_id == chat_id))

    async def waiting(self, gap_id: int) -> list[Waiting]:
        """Those who wait for the answer to a gap and have not been told yet, each once, with their first question."""
        told = exists().where(Notice.kind == "answer", Notice.subject == gap_id, Notice.chat_id == AnswerWish.chat_id)
        is_muted = exists().where(NoticeMute.chat_id == AnswerWish.chat_id)
        columns = (
            select(
                AnswerWish.question_id,
                AnswerWish.chat_id,
                Question.text,
                Question.asked_at,
                func.coalesce(Reader.chosen_language, Reader.last_language, Question.language),
            )
            .join(Question, Question.id == AnswerWish.question_id)
            .join(GapQuestion, GapQuestion.question_id == Question.id)
            .join(Reader, Reader.chat_id == AnswerWish.chat_id)
            .where(GapQuestion.gap_id == gap_id, ~told, ~is_muted)
            .order_by(Question.id.desc())
        )
        async with self._engine.connect() as connection:
            first = {row.chat_id: Waiting(*row) for row in await connection.execute(columns)}
        return sorted(first.values(), key=lambda one: one.question_id)

"""Questions with their outcomes, and what readers thought of the answers."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import insert_for
from bot.storage.tables import Feedback, Question


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as it is kept."""

    chat_id: int | None
    language: str
    text: str
    outcome: str
    reason: str
    articles: tuple[str, ...]
    confidence: float
    generation: str
    elapsed_ms: int


class Questions:
    """The repository of questions and feedback."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, question: AnsweredQuestion) -> int:
        """Keep a question; its reader must be known. Returns its id."""
        statement = (
            insert(Question)
            .values(
                chat_id=question.chat_id,
                asked_at=dt.datetime.now(dt.UTC),
                language=question.language,
                text=question.text,
                outcome=question.outcome,
                reason=question.reason,
                articles=list(question.articles),
                confidence=question.confidence,
                generation=question.generation,
                elapsed_ms=question.elapsed_ms,
            )
            .returning(Question.id)
        )
        async with self._engine.begin() as connection:
            return int((await connection.execute(statement)).scalar_one())

    async def get(self, question_id: int, chat_id: int) -> AnsweredQuestion | None:
        """A question of this chat; nothing for someone else's."""
        statement = select(Question.__table__).where(Question.id == question_id, Question.chat_id == chat_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return AnsweredQuestion(
            row.chat_id,
            row.language,
            row.text,
            row.outcome,
            row.reason,
            tuple(row.articles),
            row.confidence,
            row.generation,
            row.elapsed_ms,
        )

    async def last_id(self, chat_id: int) -> int | None:
        """The last question about the guide that a chat has asked within a day."""
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        statement = select(Question.id).where(
            Question.chat_id == chat_id, Question.text != "", Question.asked_at > since
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(statement.order_by(Question.id.desc()).limit(1))).scalar_one_or_none()

    async def failed_in_a_row(self, chat_id: int, most: int = 3) -> int:
        """How many of a chat's last questions got no answer, or one that did not help; counted up to `most`."""
        statement = (
            select(Question.outcome, Feedback.is_useful)
            .outerjoin(Feedback, Feedback.question_id == Question.id)
            .where(Question.chat_id == chat_id, Question.text != "")
            .order_by(Question.id.desc())
        )
        async with self._engine.connect() as connection:
            last = (await connection.execute(statement.limit(most))).all()
        failed = [row.outcome in ("refuse", "clarify") or row.is_useful is False for row in last]
        return failed.index(False) if False in failed else len(failed)

    async def latest(self, limit: int = 200) -> list[tuple[str, str]]:
        """The last questions about the guide with their language, newest first; nobody is told whose they were."""
        statement = select(Question.text, Question.language).where(Question.text != "")
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(Question.id.desc()).limit(limit))
            return [(row.text, row.language) for row in rows]

    async def rate(self, question_id: int, chat_id: int, is_useful: bool) -> bool:
        """Keep a thumb; false when the question is not this chat's."""
        if await self.get(question_id, chat_id) is None:
            return False
        values = {"is_useful": is_useful, "given_at": dt.datetime.now(dt.UTC)}
        statement = insert_for(self._engine)(Feedback).values(question_id=question_id, **values)
        async with self._engine.begin() as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["question_id"], set_=values))
        return True

"""Notices: what single readers are told because the guide changed. Claimed before they are sent and settled after."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.gap_tables import AnswerWish, ArticleChange, Gap, GapQuestion, Notice, NoticeMute
from bot.storage.gaps import ANSWERED, OPEN
from bot.storage.tables import Question, Reader

ANSWER, CORRECTION = "answer", "correction"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What a reader is to be told: Markdown, about a question of theirs, from an article ("" for a document)."""

    chat_id: int
    question_id: int
    language: str
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice that is now ours to send."""

    id: int
    chat_id: int
    language: str
    article: str
    text: str


class Notices:
    """The repository of notices."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def answer(
        self, gap_id: int, article: str, notices: Sequence[NewNotice], unlike: Collection[int] = ()
    ) -> None:
        """A gap is answered from an article: keep that, with what readers are told.

        Args:
            gap_id: the gap.
            article: what answers it.
            notices: to those who wait for it; whoever was told of this gap before is not told again.
            unlike: questions of the gap that are not answered by this; they leave it, to be grouped anew.
        """
        values = {"state": ANSWERED, "article": article[:255], "decided_at": dt.datetime.now(dt.UTC)}
        async with self._engine.begin() as connection:
            await connection.execute(update(Gap).where(Gap.id == gap_id).values(values))
            await _queue(connection, ANSWER, gap_id, notices)
            if unlike:
                leaving = GapQuestion.gap_id == gap_id, GapQuestion.question_id.in_(unlike)
                await connection.execute(delete(GapQuestion).where(*leaving))

    async def reopen(self, gap_id: int) -> None:
        """A gap is not answered (any more)."""
        values = {"state": OPEN, "article": "", "decided_at": None}
        async with self._engine.begin() as connection:
            await connection.execute(update(Gap).where(Gap.id == gap_id).values(values))

    async def recall(self) -> None:
        """Take back every answer that nobody has been told yet: its gap is open again, to be asked anew."""
        waiting = Notice.kind == ANSWER, Notice.state == "pending"
        values = {"state": OPEN, "article": "", "decided_at": None}
        async with self._engine.begin() as connection:
            theirs = Gap.id.in_(select(Notice.subject).where(*waiting)), Gap.state == ANSWERED
            await connection.execute(update(Gap).where(*theirs).values(values))
            await connection.execute(delete(Notice).where(*waiting))

    async def correct(self, change_id: int, staff_id: int, notices: Sequence[NewNotice], detail: str) -> int | None:
        """Send the correction of an article; how many readers get it, or nothing where someone was quicker."""
        change = update(ArticleChange).where(ArticleChange.id == change_id, ArticleChange.state == "new")
        async with self._engine.begin() as connection:
            if not (await connection.execute(change.values(state="sent"))).rowcount:
                return None
            queued = await _queue(connection, CORRECTION, change_id, notices)
            await record(connection, staff_id, "correction sent", detail=f"{detail}: {queued} readers")
        return queued

    async def are_waiting(self) -> bool:
        """Whether any waits to be sent."""
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(select(exists().where(Notice.state == "pending"))))

    async def claim(self, now: dt.datetime) -> DueNotice | None:
        """Take the next notice; those whose reader does not want them any more are withdrawn. Only who leads does."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Notice)
                .where(Notice.state == "pending", _is_unwanted())
                .values(state="withdrawn", settled_at=now, text="")
            )
            first = (
                select(Notice.id)
                .where(Notice.state == "pending")
                .order_by(Notice.id)
                .limit(1)
                .with_for_update(skip_locked=True)
                .cte("first")
            )
            taking = (
                update(Notice)
                .where(Notice.id.in_(select(first.c.id)))
                .values(state="sending")
                .returning(Notice.id, Notice.chat_id, Notice.language, Notice.article, Notice.text)
            )
            row: Any = (await connection.execute(taking)).one_or_none()
        return DueNotice(*row) if row else None

    async def settle(self, notice_id: int, state: str, error: str = "") -> None:
        """Write what became of a notice; with the state `pending` it waits for another try.

        What it said is not kept once it is over, nor the wish that is fulfilled.
        """
        values: dict[str, object] = {"state": state, "error": error[:200]}
        if state != "pending":
            values |= {"text": "", "settled_at": dt.datetime.now(dt.UTC)}
        async with self._engine.begin() as connection:
            await connection.execute(update(Notice).where(Notice.id == notice_id).values(values))
            if state == "sent":
                await _fulfil(connection, notice_id)

    async def abandon(self) -> int:
        """What an earlier process was sending may have arrived: it is not sent again."""
        values = {"state": "unknown", "error": "interrupted", "text": "", "settled_at": dt.datetime.now(dt.UTC)}
        async with self._engine.begin() as connection:
            lost = await connection.execute(update(Notice).where(Notice.state == "sending").values(values))
        return lost.rowcount

    async def counts(self, kind: str, subject: int) -> dict[str, int]:
        """How many notices about a gap or a change are in each state."""
        columns = select(Notice.state, func.count()).where(Notice.kind == kind, Notice.subject == subject)
        async with self._engine.connect() as connection:
            return {state: number for state, number in await connection.execute(columns.group_by(Notice.state))}


async def _fulfil(connection: AsyncConnection, notice_id: int) -> None:
    """A reader has the answer to a gap: of that they need not be told any more, whatever of it they asked."""
    notice = select(Notice.chat_id, Notice.subject).where(Notice.id == notice_id, Notice.kind == ANSWER).subquery()
    of_gap = select(GapQuestion.question_id).where(GapQuestion.gap_id == select(notice.c.subject).scalar_subquery())
    theirs = AnswerWish.chat_id == select(notice.c.chat_id).scalar_subquery(), AnswerWish.question_id.in_(of_gap)
    await connection.execute(delete(AnswerWish).where(*theirs))


async def kept_about(connection: AsyncConnection, chat_id: int) -> dict[str, Any]:
    """What a reader wishes to be told, and was told, as JSON."""
    wishes = (
        select(Question.text, AnswerWish.agreed_at, AnswerWish.text_version)
        .join(Question, Question.id == AnswerWish.question_id)
        .where(AnswerWish.chat_id == chat_id)
        .order_by(AnswerWish.question_id)
    )
    told = select(Notice.kind, Notice.article, Notice.text, Notice.state, Notice.created_at)
    muted_at = await connection.scalar(select(NoticeMute.muted_at).where(NoticeMute.chat_id == chat_id))
    return {
        "wishes": [
            {"question": text, "agreed_at": agreed_at.isoformat(), "text_version": version}
            for text, agreed_at, version in await connection.execute(wishes)
        ],
        "told": [
            {"kind": kind, "article": article, "text": text, "state": state, "created_at": created_at.isoformat()}
            for kind, article, text, state, created_at in await connection.execute(
                told.where(Notice.chat_id == chat_id).order_by(Notice.id)
            )
        ],
        "muted_at": muted_at.isoformat() if muted_at else None,
    }


async def forget(connection: AsyncConnection, chat_id: int) -> None:
    """Forget a reader: what waits for them is withdrawn, what they were told stays in the totals without them."""
    await connection.execute(delete(AnswerWish).where(AnswerWish.chat_id == chat_id))
    await connection.execute(delete(NoticeMute).where(NoticeMute.chat_id == chat_id))
    theirs = update(Notice).where(Notice.chat_id == chat_id)
    withdrawn = {"state": "withdrawn", "settled_at": dt.datetime.now(dt.UTC)}
    await connection.execute(theirs.where(Notice.state == "pending").values(withdrawn))
    await connection.execute(theirs.values(chat_id=None, question_id=None, text=""))


def _is_unwanted() -> ColumnElement[bool]:
    """Muted or forgotten meanwhile; or the wish for this very answer was withdrawn."""
    has_wish = exists().where(AnswerWish.question_id == Notice.question_id, AnswerWish.chat_id == Notice.chat_id)
    return or_(
        exists().where(NoticeMute.chat_id == Notice.chat_id),
        ~exists().where(Reader.chat_id == Notice.chat_id),
        and_(Notice.kind == ANSWER, ~has_wish),
    )


async def _queue(connection: AsyncConnection, kind: str, subject: int, notices: Sequence[NewNotice]) -> int:
    """Keep notices, but for readers who were told of this before; how many are new."""
    queued = 0
    for notice in notices:
        new = insert_for(connection)(Notice).values(
            kind=kind,
            subject=subject,
            chat_id=notice.chat_id,
            question_id=notice.question_id,
            language=notice.language,
            article=notice.article,
            text=notice.text,
            state="pending",
            created_at=dt.datetime.now(dt.UTC),
        )
        kept = await connection.scalar(new.on_conflict_do_nothing().returning(Notice.id))
        queued += kept is not None
    return queued

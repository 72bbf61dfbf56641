"""What a publication changed: which articles say something else, who was answered from them, and who looks after it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.gap_tables import ArticleChange, ArticleVersion, NoticeMute, PublicationCheck
from bot.storage.tables import Question, Reader

# Longer than looking after a publication takes: after that, whoever began it is gone.
LEASE = dt.timedelta(minutes=5)

# By (language, id): an article's digest, and its summary and sentences with figures. A document has its path for an id.
Said = Mapping[tuple[str, str], tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Change:
    """An article that gives another summary or other figures than before."""

    id: int
    language: str
    article: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    changed_at: dt.datetime
    state: str

    @property
    def gone(self) -> list[str]:
        """What it says no more."""
        return [said for said in self.before if said not in self.after]

    @property
    def new(self) -> list[str]:
        """What it says instead."""
        return [said for said in self.after if said not in self.before]


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of what readers were told, the article's title, and how many of them were, by how many days back."""

    change: Change
    title: str
    readers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """A reader who was answered from an article, with the last question of theirs that was."""

    question_id: int
    chat_id: int
    text: str
    asked_at: dt.datetime
    language: str


class Changes:
    """The repository of what publications changed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def claim(self, published_at: dt.datetime, now: dt.datetime) -> bool:
        """Take up a publication; false where it, or a later one, is looked after already.

        One that was taken up by a process that died is taken up again.
        """
        values = {"published_at": published_at, "claimed_until": now + LEASE, "finished_at": None}
        is_new = PublicationCheck.published_at < published_at
        is_left = and_(
            PublicationCheck.published_at == published_at,
            PublicationCheck.finished_at.is_(None),
            PublicationCheck.claimed_until < now,
        )
        new = insert_for(self._engine)(PublicationCheck).values(id=1, **values)
        taking = new.on_conflict_do_update(index_elements=["id"], set_=values, where=or_(is_new, is_left))
        async with self._engine.begin() as connection:
            return (await connection.execute(taking.returning(PublicationCheck.id))).one_or_none() is not None

    async def are_looked_after(self, published_at: dt.datetime) -> bool:
        """Whether nothing is left to do about a publication."""
        done = exists().where(PublicationCheck.published_at >= published_at, PublicationCheck.finished_at.is_not(None))
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(select(done)))

    async def finish(self, published_at: dt.datetime, now: dt.datetime) -> None:
        """A publication was looked after."""
        await self._set(published_at, finished_at=now)

    async def give_up(self, published_at: dt.datetime, now: dt.datetime) -> None:
        """Looking after a publication failed: it may be tried again in a minute."""
        await self._set(published_at, claimed_until=now + dt.timedelta(minutes=1))

    async def compare(self, said: Said, now: dt.datetime) -> None:
        """Keep what the live guide says, and where that is something else than what readers may have been told.

        What it says the first time has always been so.
        """
        async with self._engine.begin() as connection:
            rows = (await connection.execute(select(ArticleVersion.__table__))).all()
            known = {(row.language, row.article): row for row in rows}
            new = [
                {
                    "language": language,
                    "article": article,
                    "digest": digest,
                    "said": sentences,
                    "changed_at": now if known else None,
                }
                for (language, article), (digest, sentences) in said.items()
                if (language, article) not in known
            ]
            if new:
                await connection.execute(insert(ArticleVersion), new)
            for key, row in known.items():
                if key not in said:
                    await connection.execute(delete(ArticleVersion).where(*_is(ArticleVersion, key)))
                elif said[key][0] != row.digest:
                    await _keep_change(connection, key, row.said, *said[key], now)

    async def changed_at(self) -> dict[tuple[str, str], dt.datetime]:
        """Since when each article says what it says, by (language, id); those that always did are left out."""
        columns = select(ArticleVersion.language, ArticleVersion.article, ArticleVersion.changed_at)
        async with self._engine.connect() as connection:
            rows = await connection.execute(columns.where(ArticleVersion.changed_at.is_not(None)))
            return {(row.language, row.article): row.changed_at for row in rows}

    async def undecided(self) -> list[Change]:
        """The changes that nobody has decided about, latest first."""
        new = select(ArticleChange.__table__).where(ArticleChange.state == "new").order_by(ArticleChange.id.desc())
        async with self._engine.connect() as connection:
            return [_change(row) for row in await connection.execute(new)]

    async def get(self, change_id: int) -> Change | None:
        """A change, decided or not."""
        one = select(ArticleChange.__table__).where(ArticleChange.id == change_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(one)).one_or_none()
        return _change(row) if row else None

    async def dismiss(self, change_id: int, staff_id: int) -> bool:
        """Nobody is told of a change; false where that was decided already."""
        new = update(ArticleChange).where(ArticleChange.id == change_id, ArticleChange.state == "new")
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(
                    new.values(state="dismissed").returning(ArticleChange.language, ArticleChange.article)
                )
            ).one_or_none()
            if row is None:
                return False
            await record(connection, staff_id, "correction dismissed", detail=f"{row.language}/{row.article}")
        return True

    async def answered_from(self, change: Change, since: dt.datetime) -> list[Answered]:
        """Those who were answered from an article before it changed and may be told, each once."""
        theirs = (
            select(func.max(Question.id))
            .where(
                Question.outcome == "answer",
                Question.language == change.language,
                Question.articles[0].as_string() == change.article,
                Question.asked_at >= since,
                Question.asked_at < change.changed_at,
                ~exists().where(NoticeMute.chat_id == Question.chat_id),
            )
            .group_by(Question.chat_id)
        )
        columns = (
            select(
                Question.id,
                Question.chat_id,
                Question.text,
                Question.asked_at,
                func.coalesce(Reader.chosen_language, Reader.last_language),
            )
            .join(Reader, Reader.chat_id == Question.chat_id)
            .where(Question.id.in_(theirs))
            .order_by(Question.id)
        )
        async with self._engine.connect() as connection:
            rows: Iterable[Any] = await connection.execute(columns)
            return [Answered(*row) for row in rows]

    async def _set(self, published_at: dt.datetime, **values: object) -> None:
        statement = update(PublicationCheck).where(PublicationCheck.published_at == published_at)
        async with self._engine.begin() as connection:
            await connection.execute(statement.values(**values))


def _is(table: type[ArticleVersion] | type[ArticleChange], key: tuple[str, str]) -> tuple[ColumnElement[bool], ...]:
    return table.language == key[0], table.article == key[1]


async def _keep_change(
    connection: AsyncConnection,
    key: tuple[str, str],
    before: list[str],
    digest: str,
    after: list[str],
    now: dt.datetime,
) -> None:
    """An article is another one now. What nobody has decided about yet is compared with what stood there at first."""
    version = update(ArticleVersion).where(*_is(ArticleVersion, key))
    await connection.execute(version.values(digest=digest, said=after, changed_at=now))
    if before == after:
        return
    undecided = (*_is(ArticleChange, key), ArticleChange.state == "new")
    row = (await connection.execute(select(ArticleChange.id, ArticleChange.before).where(*undecided))).one_or_none()
    if row is None:
        values = {"language": key[0], "article": key[1], "before": before, "after": after}
        await connection.execute(insert(ArticleChange).values(values | {"changed_at": now, "state": "new"}))
    elif row.before == after:
        await connection.execute(delete(ArticleChange).where(ArticleChange.id == row.id))
    else:
        again = update(ArticleChange).where(ArticleChange.id == row.id)
        await connection.execute(again.values(after=after))


def _change(row: Any) -> Change:
    return Change(row.id, row.language, row.article, tuple(row.before), tuple(row.after), row.changed_at, row.state)

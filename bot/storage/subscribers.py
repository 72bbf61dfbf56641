"""Subscribers: consent, topics, language, and whether they can be reached."""

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.announcement_tables import Delivery, Reminder, Subscriber, Subscription
from bot.storage.engine import insert_for
from bot.storage.reach import ERASED

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class SubscriberState:
    """What is known of a subscriber."""

    chat_id: int
    language: str
    topics: frozenset[str]
    consent_at: dt.datetime
    consent_version: str
    is_stopped: bool
    is_unreachable: bool


class Subscribers:
    """The repository of subscribers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, chat_id: int) -> SubscriberState | None:
        """A subscriber, also one who has stopped; nothing for a chat that never agreed."""
        async with self._engine.connect() as connection:
            return next(iter(await _states(connection, [chat_id])), None)

    async def subscribe(self, chat_id: int, language: str, topics: Iterable[str], consent_version: str) -> None:
        """A reader agrees (again) to announcements, under this version of the text, on these topics."""
        async with self._engine.begin() as connection:
            await _keep(connection, {chat_id: language}, consent_version)
            await _choose(connection, {chat_id: topics})

    async def switch(self, chat_id: int, topics: Iterable[str], is_on: bool) -> bool:
        """Turn topics on or off; false, and nothing changed, for a chat that does not get announcements."""
        wanted = list(topics)
        agrees = exists().where(Subscriber.chat_id == chat_id, Subscriber.stopped_at.is_(None))
        async with self._engine.begin() as connection:
            if not await connection.scalar(select(agrees)):
                return False
            if is_on and wanted:
                new = insert_for(connection)(Subscription).on_conflict_do_nothing()
                await connection.execute(new, [{"chat_id": chat_id, "topic": topic} for topic in wanted])
            elif not is_on:
                await connection.execute(
                    delete(Subscription).where(Subscription.chat_id == chat_id, Subscription.topic.in_(wanted))
                )
        return True

    async def set_language(self, chat_id: int, language: str) -> None:
        """Keep the language announcements come in; a chat that is no subscriber is left alone."""
        await self._set(chat_id, language=language)

    async def stop_all(self, chat_id: int) -> bool:
        """No more announcements and reminders, from now on; false when there were none to stop.

        Topics are kept for a return.
        """
        stopping = (
            update(Subscriber)
            .where(Subscriber.chat_id == chat_id, Subscriber.stopped_at.is_(None))
            .values(stopped_at=dt.datetime.now(dt.UTC))
        )
        waiting = delete(Reminder).where(Reminder.chat_id == chat_id, Reminder.state == "pending")
        async with self._engine.begin() as connection:
            stopped = (await connection.execute(stopping)).rowcount
            withdrawn = (await connection.execute(waiting)).rowcount
        return bool(stopped or withdrawn)

    async def mark_unreachable(self, chat_id: int, reason: str) -> None:
        """Telegram says that this chat blocked the bot or is gone."""
        async with self._engine.begin() as connection:
            await mark_unreachable(connection, chat_id, reason)

    async def mark_returned(self, chat_id: int) -> None:
        """The person has let the bot in again."""
        await self._set(chat_id, unreachable_since=None, unreachable_reason="")

    async def erase(self, chat_id: int) -> None:
        """Forget a chat: what waits for it is withdrawn, what was sent stays in the totals without the chat."""
        waiting = (Delivery.chat_id == chat_id, Delivery.state == "pending")
        async with self._engine.begin() as connection:
            # First what refers to it, then itself: a delivery in the sender's hands is settled by its id.
            await connection.execute(
                update(Delivery)
                .where(*waiting)
                .values(state="withdrawn", error=ERASED, settled_at=dt.datetime.now(dt.UTC))
            )
            await connection.execute(
                update(Delivery).where(Delivery.chat_id == chat_id).values(chat_id=None, message_ids=None)
            )
            await connection.execute(delete(Reminder).where(Reminder.chat_id == chat_id))
            await connection.execute(delete(Subscriber).where(Subscriber.chat_id == chat_id))

    async def take_over(self, rows: Iterable[tuple[int, str, tuple[str, ...]]], consent_version: str) -> list[int]:
        """Add (chat, language, topics) from elsewhere; returns the chats left out because they had stopped."""
        wanted = {chat_id: (language, topics) for chat_id, language, topics in rows}
        stopped = select(Subscriber.chat_id).where(Subscriber.chat_id.in_(wanted), Subscriber.stopped_at.is_not(None))
        async with self._engine.begin() as connection:
            refused = list((await connection.scalars(stopped)).all())
            taken = {chat_id: said for chat_id, said in wanted.items() if chat_id not in set(refused)}
            await _keep(connection, {chat_id: language for chat_id, (language, _) in taken.items()}, consent_version)
            await _choose(connection, {chat_id: topics for chat_id, (_, topics) in taken.items()})
        return refused

    async def all_active(self) -> AsyncIterator[SubscriberState]:
        """Everyone who has not stopped, by chat, read in pages."""
        after: int | None = None
        while True:
            page = select(Subscriber.chat_id).where(Subscriber.stopped_at.is_(None)).order_by(Subscriber.chat_id)
            async with self._engine.connect() as connection:
                if after is not None:
                    page = page.where(Subscriber.chat_id > after)
                states = await _states(connection, (await connection.scalars(page.limit(PAGE))).all())
            if not states:
                return
            for state in states:
                yield state
            after = states[-1].chat_id

    async def _set(self, chat_id: int, **values: object) -> bool:
        async with self._engine.begin() as connection:
            changed = await connection.execute(update(Subscriber).where(Subscriber.chat_id == chat_id).values(**values))
        return changed.rowcount > 0


async def mark_unreachable(connection: AsyncConnection, chat_id: int, reason: str) -> None:
    """The same as `Subscribers.mark_unreachable`, in someone else's transaction; the first time is kept."""
    await connection.execute(
        update(Subscriber)
        .where(Subscriber.chat_id == chat_id, Subscriber.unreachable_since.is_(None))
        .values(unreachable_since=dt.datetime.now(dt.UTC), unreachable_reason=reason[:64])
    )


async def move(connection: AsyncConnection, old: int, new: int) -> None:
    """A group has become a supergroup with another id: the subscriber and what waits for it go along.

    Where the new chat is known already it stays as it is, and what waits for it twice is withdrawn.
    """
    kept = (await connection.execute(select(Subscriber.__table__).where(Subscriber.chat_id == old))).mappings().first()
    topics = (await connection.scalars(select(Subscription.topic).where(Subscription.chat_id == old))).all()
    is_known = await connection.scalar(select(exists().where(Subscriber.chat_id == new)))
    if kept and not is_known:
        await connection.execute(insert(Subscriber).values(dict(kept) | {"chat_id": new}))
        await _choose(connection, {new: topics})
    await connection.execute(delete(Subscriber).where(Subscriber.chat_id == old))
    same = Delivery.__table__.alias("same")
    has_own = exists().where(same.c.announcement_id == Delivery.announcement_id, same.c.chat_id == new)
    waiting = (Delivery.chat_id == old, Delivery.state.in_(("pending", "sending")))
    await connection.execute(
        update(Delivery)
        .where(*waiting, has_own)
        .values(state="withdrawn", error=f"the chat moved to {new}", settled_at=dt.datetime.now(dt.UTC))
    )
    await connection.execute(update(Delivery).where(*waiting, ~has_own).values(chat_id=new))
    await connection.execute(update(Reminder).where(Reminder.chat_id == old).values(chat_id=new))


async def _keep(connection: AsyncConnection, languages: Mapping[int, str], consent_version: str) -> None:
    """Each of these chats agrees, reads this language, and can be reached as far as is known."""
    agreed = {"consent_at": dt.datetime.now(dt.UTC), "consent_version": consent_version}
    fresh = {"stopped_at": None, "unreachable_since": None, "unreachable_reason": ""}
    new = insert_for(connection)(Subscriber)
    changed = {name: new.excluded[name] for name in ("language", *agreed, *fresh)}
    rows = [{"chat_id": chat_id, "language": language} | agreed | fresh for chat_id, language in languages.items()]
    if rows:
        await connection.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=changed), rows)


async def _choose(connection: AsyncConnection, topics: Mapping[int, Iterable[str]]) -> None:
    """Each of these chats has these topics on, and no others."""
    await connection.execute(delete(Subscription).where(Subscription.chat_id.in_(list(topics))))
    rows = [{"chat_id": chat_id, "topic": topic} for chat_id, chosen in topics.items() for topic in sorted(set(chosen))]
    if rows:
        await connection.execute(insert(Subscription), rows)


async def _states(connection: AsyncConnection, chats: Iterable[int]) -> list[SubscriberState]:
    wanted = list(chats)
    topics: dict[int, set[str]] = {chat: set() for chat in wanted}
    for row in await connection.execute(
        select(Subscription.chat_id, Subscription.topic).where(Subscription.chat_id.in_(wanted))
    ):
        topics[row.chat_id].add(row.topic)
    rows = await connection.execute(
        select(Subscriber.__table__).where(Subscriber.chat_id.in_(wanted)).order_by(Subscriber.chat_id)
    )
    return [
        SubscriberState(
            row.chat_id,
            row.language,
            frozenset(topics[row.chat_id]),
            row.consent_at,
            row.consent_version,
            row.stopped_at is not None,
            row.unreachable_since is not None,
        )
        for row in rows
    ]

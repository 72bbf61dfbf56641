"""Tickets: questions handed to an adviser, where staff sees them, and the pairs of messages of both sides."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.audit import record
from bot.storage.engine import insert_for
from bot.storage.ticket_tables import Ticket, TicketMessage

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
UNDER_WAY = (OPEN, ANSWERED)
TO_READER, TO_STAFF, NOTE = "to_reader", "to_staff", "note"
# How long a closed ticket still knows whose it was.
KEPT = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class StoredTicket:
    """A ticket as it is kept; the fields are those of the table."""

    id: int
    chat_id: int | None
    question_id: int | None
    question: str
    language: str
    state: str
    staff_chat_id: int | None
    topic_id: int | None
    card_id: int | None
    created_at: dt.datetime
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    is_useful: bool | None

    @property
    def is_gap(self) -> bool:
        """Whether it came from the gaps, and nobody waits; who is forgotten takes the question along."""
        return self.chat_id is None and bool(self.question)


@dataclass(frozen=True, slots=True)
class Pair:
    """A message on both sides of a ticket."""

    staff_message_id: int
    reader_message_id: int | None
    direction: str


class Tickets:
    """The repository of tickets."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open(self, chat_id: int | None, question: str, language: str, question_id: int | None = None) -> int:
        """Keep a new ticket; returns its number.

        Args:
            chat_id: the reader's; nobody's for a gap.
            question: what is asked.
            language: the reader's.
            question_id: the kept question that it is about, if the bot was asked before.
        """
        about = {"chat_id": chat_id, "question": question, "language": language, "question_id": question_id}
        values = about | {"state": OPEN, "created_at": dt.datetime.now(dt.UTC)}
        async with self._engine.begin() as connection:
            return int((await connection.execute(insert(Ticket).values(values).returning(Ticket.id))).scalar_one())

    async def get(self, ticket_id: int) -> StoredTicket | None:
        """A ticket by its number."""
        return await self._one(Ticket.id == ticket_id)

    async def of_reader(self, chat_id: int) -> StoredTicket | None:
        """The ticket of a reader that is under way."""
        return await self._one(Ticket.chat_id == chat_id, Ticket.state.in_(UNDER_WAY))

    async def in_topic(self, staff_chat_id: int, topic_id: int) -> StoredTicket | None:
        """The ticket whose topic this is."""
        return await self._one(Ticket.staff_chat_id == staff_chat_id, Ticket.topic_id == topic_id)

    async def with_staff_message(self, staff_chat_id: int, message_id: int) -> StoredTicket | None:
        """The ticket that a message in the staff group belongs to: its card, or one of its messages."""
        belongs = select(TicketMessage.ticket_id).where(TicketMessage.staff_message_id == message_id)
        is_of_it = (Ticket.card_id == message_id) | Ticket.id.in_(belongs)
        return await self._one(Ticket.staff_chat_id == staff_chat_id, is_of_it)

    async def with_reader_message(self, chat_id: int, message_id: int) -> StoredTicket | None:
        """The ticket that a message in a reader's chat belongs to."""
        belongs = select(TicketMessage.ticket_id).where(TicketMessage.reader_message_id == message_id)
        return await self._one(Ticket.chat_id == chat_id, Ticket.id.in_(belongs))

    async def listed(self, limit: int, skip: int = 0) -> list[StoredTicket]:
        """Those under way: first what waits for staff, the oldest first."""
        order = case((Ticket.state == OPEN, 0), else_=1), Ticket.created_at, Ticket.id
        statement = select(Ticket.__table__).where(Ticket.state.in_(UNDER_WAY)).order_by(*order)
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.limit(limit).offset(skip))
            return [StoredTicket(**row._mapping) for row in rows]

    async def count(self) -> int:
        """How many are under way."""
        statement = select(func.count()).select_from(Ticket).where(Ticket.state.in_(UNDER_WAY))
        async with self._engine.connect() as connection:
            return int((await connection.execute(statement)).scalar_one())

    async def place(self, ticket_id: int, staff_chat_id: int, topic_id: int | None, card_id: int) -> None:
        """Staff sees a ticket here from now on; numbers of messages in another group mean nothing in this one."""
        here = {"staff_chat_id": staff_chat_id, "topic_id": topic_id, "card_id": card_id}
        elsewhere = select(Ticket.id).where(Ticket.id == ticket_id, Ticket.staff_chat_id != staff_chat_id)
        async with self._engine.begin() as connection:
            await connection.execute(delete(TicketMessage).where(TicketMessage.ticket_id.in_(elsewhere)))
            await connection.execute(update(Ticket).where(Ticket.id == ticket_id).values(here))

    async def keep(self, ticket_id: int, staff_message_id: int, reader_message_id: int | None, direction: str) -> None:
        """Keep which message is which on the other side; the first of staff to a reader answers the ticket."""
        pair = {"reader_message_id": reader_message_id, "direction": direction}
        statement = insert_for(self._engine)(TicketMessage).values(
            ticket_id=ticket_id, staff_message_id=staff_message_id, **pair
        )
        async with self._engine.begin() as connection:
            known = ["ticket_id", "staff_message_id"]
            await connection.execute(statement.on_conflict_do_update(index_elements=known, set_=pair))
            if direction == TO_READER:
                answered = func.coalesce(Ticket.first_answer_at, dt.datetime.now(dt.UTC))
                values = {"state": ANSWERED, "first_answer_at": answered, "closed_at": None}
                await connection.execute(update(Ticket).where(Ticket.id == ticket_id).values(values))
            elif direction == TO_STAFF:
                await connection.execute(update(Ticket).where(Ticket.id == ticket_id).values(_OPENED))

    async def pair_of_staff(self, ticket_id: int, message_id: int) -> Pair | None:
        """The pair of a message in the staff group."""
        return await self._pair(TicketMessage.ticket_id == ticket_id, TicketMessage.staff_message_id == message_id)

    async def pair_of_reader(self, ticket_id: int, message_id: int) -> Pair | None:
        """The pair of a message in the reader's chat."""
        return await self._pair(TicketMessage.ticket_id == ticket_id, TicketMessage.reader_message_id == message_id)

    async def close(self, ticket_id: int, staff_id: int) -> bool:
        """Close a ticket, and say so in the audit; false where it is closed already."""
        closed = {"state": CLOSED, "closed_at": dt.datetime.now(dt.UTC)}
        return await self._move(ticket_id, staff_id, Ticket.state.in_(UNDER_WAY), closed)

    async def reopen(self, ticket_id: int, staff_id: int) -> bool:
        """Open a closed ticket again, and say so in the audit; false where it is open already."""
        return await self._move(ticket_id, staff_id, Ticket.state == CLOSED, _OPENED)

    async def rate(self, ticket_id: int, chat_id: int, is_useful: bool) -> bool:
        """Keep what a reader thought of the conversation; false where it is not theirs."""
        statement = update(Ticket).where(Ticket.id == ticket_id, Ticket.chat_id == chat_id)
        async with self._engine.begin() as connection:
            return bool((await connection.execute(statement.values(is_useful=is_useful))).rowcount)

    async def prune(self) -> None:
        """Forget whose the tickets were that have been closed for long, and what was asked."""
        is_old = and_(Ticket.state == CLOSED, Ticket.closed_at < dt.datetime.now(dt.UTC) - KEPT)
        async with self._engine.begin() as connection:
            await _anonymise(connection, is_old)

    async def _move(self, ticket_id: int, staff_id: int, among: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        async with self._engine.begin() as connection:
            moved = await connection.execute(update(Ticket).where(Ticket.id == ticket_id, among).values(values))
            if moved.rowcount:
                await record(connection, staff_id, f"ticket {values['state']}", detail=f"#{ticket_id}")
            return bool(moved.rowcount)

    async def _one(self, *which: ColumnElement[bool]) -> StoredTicket | None:
        statement = select(Ticket.__table__).where(*which).order_by(Ticket.id.desc()).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return StoredTicket(**row._mapping) if row else None

    async def _pair(self, *which: ColumnElement[bool]) -> Pair | None:
        columns = select(TicketMessage.staff_message_id, TicketMessage.reader_message_id, TicketMessage.direction)
        async with self._engine.connect() as connection:
            row = (await connection.execute(columns.where(*which).limit(1))).one_or_none()
        return Pair(*row) if row else None


async def kept_of(connection: AsyncConnection, chat_id: int) -> list[Any]:
    """The rows that know a reader, to show to them."""
    columns = select(
        Ticket.id, Ticket.question, Ticket.state, Ticket.created_at, Ticket.closed_at, Ticket.is_useful
    ).where(Ticket.chat_id == chat_id)
    return list((await connection.execute(columns.order_by(Ticket.id))).all())


async def forget(connection: AsyncConnection, chat_id: int) -> None:
    """Forget a reader: their tickets stay as figures, closed and without question, reader or messages."""
    await _anonymise(connection, Ticket.chat_id == chat_id)


_OPENED: dict[str, Any] = {"state": OPEN, "closed_at": None}


async def _anonymise(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    ids = select(Ticket.id).where(which)
    await connection.execute(delete(TicketMessage).where(TicketMessage.ticket_id.in_(ids)))
    closed_at = func.coalesce(Ticket.closed_at, dt.datetime.now(dt.UTC))
    nobody = {"chat_id": None, "question_id": None, "question": "", "state": CLOSED, "closed_at": closed_at}
    await connection.execute(update(Ticket).where(which).values(nobody))

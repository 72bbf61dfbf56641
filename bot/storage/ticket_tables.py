"""The tables of tickets: what was handed to an adviser, and which message on one side is which on the other."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Id, Table


class Ticket(Table):
    """A question handed to an adviser.

    `state` is `open` (staff is to answer), `answered` or `closed`. `staff_chat_id`, `topic_id` and `card_id` say where
    staff sees it: a topic in a group that has them, else replies to the card. The reader and the question go when its
    owner asks to be forgotten, or with age; a gap that was handed over never had a reader.
    """

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    question_id: Mapped[int | None] = mapped_column(Id, ForeignKey("question.id", ondelete="SET NULL"))
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16))
    staff_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    topic_id: Mapped[int | None] = mapped_column(BigInteger)
    card_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    first_answer_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    is_useful: Mapped[bool | None]

    __table_args__ = (
        Index("ix_ticket_state", "state"),
        Index("ix_ticket_chat_id", "chat_id"),
        Index("ix_ticket_place", "staff_chat_id", "topic_id"),
    )


class TicketMessage(Table):
    """A message of a ticket on both sides. `direction` is `to_reader`, `to_staff` or `note`: only staff sees that."""

    __tablename__ = "ticket_message"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    staff_message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reader_message_id: Mapped[int | None] = mapped_column(BigInteger)
    direction: Mapped[str] = mapped_column(String(16))

    __table_args__ = (Index("ix_ticket_message_staff_message_id", "staff_message_id"),)

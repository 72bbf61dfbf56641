"""Every table, in the glossary's words."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# SQLite numbers rows by itself only in a plain INTEGER primary key.
Id = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC on both backends; SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse moments without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Table(DeclarativeBase):
    """Base of the tables."""

    type_annotation_map = {dt.datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Reader(Table):
    """A chat that has written to the bot, its language, and what its conversation is about.

    `chosen_language` is what the reader asked for, `last_language` what they last wrote in. `offered_at` is when it was
    settled whether to offer them announcements: made, declined, or not needed. That is done once.
    """

    __tablename__ = "reader"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chosen_language: Mapped[str | None] = mapped_column(String(2))
    last_language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[dt.datetime]
    context: Mapped[dict[str, Any] | None]
    offered_at: Mapped[dt.datetime | None]


class Question(Table):
    """A message that was answered, with its outcome. The chat is let go when its owner asks, or with age."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("reader.chat_id", ondelete="SET NULL"))
    asked_at: Mapped[dt.datetime]
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    articles: Mapped[list[str]]
    confidence: Mapped[float] = mapped_column(Float)
    generation: Mapped[str] = mapped_column(String(64))
    elapsed_ms: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_question_chat_id", "chat_id"), Index("ix_question_asked_at", "asked_at"))


class Feedback(Table):
    """A reader's thumb on an answer; the last one counts."""

    __tablename__ = "feedback"

    question_id: Mapped[int] = mapped_column(
        Id, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    is_useful: Mapped[bool]
    given_at: Mapped[dt.datetime]


class InboxUpdate(Table):
    """An update from Telegram: stored before Telegram is told, so that a killed process loses none.

    `state` is `received`, `replying` (a reply was about to be sent) or `handled`; the payload goes when handled.
    """

    __tablename__ = "inbox_update"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    received_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any] | None]

    __table_args__ = (Index("ix_inbox_update_state", "state"),)


# The rest of the schema; here so that whoever has the tables, as the migrations do, has all of them.
from bot.storage import announcement_tables, flow_tables, gap_tables, ticket_tables, upload_tables  # noqa: E402, F401

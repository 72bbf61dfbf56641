"""The tables of announcements: who wants them, what is announced, what became of each delivery, who watches."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Id, Table


class Subscriber(Table):
    """A chat that has agreed to announcements, and whether it still does and can be reached.

    `consent_version` names the text that was agreed to. `unreachable_since` is set when Telegram says that the chat
    blocked the bot or is gone, and cleared when the person returns.
    """

    __tablename__ = "subscriber"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(2))
    consent_at: Mapped[dt.datetime]
    consent_version: Mapped[str] = mapped_column(String(32))
    stopped_at: Mapped[dt.datetime | None]
    unreachable_since: Mapped[dt.datetime | None]
    unreachable_reason: Mapped[str] = mapped_column(String(64), server_default="")


class Subscription(Table):
    """A topic that a subscriber has switched on."""

    __tablename__ = "subscription"

    chat_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("subscriber.chat_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)


class Announcement(Table):
    """Something to tell subscribers, or (`kind` is `edit` or `delete`) the correction of something told.

    `state` goes `draft → approved → sending ⇄ paused → done | cancelled`. `content` and `content_en` are what
    `bot.announcements.content` makes of the messages; `audience` is who was chosen. The first deliveries,
    `canary_size` of them, are waited for and looked at before the rest goes out.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    corrects: Mapped[int | None] = mapped_column(Id, ForeignKey("announcement.id"))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    content: Mapped[dict[str, Any]]
    content_en: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    audience: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    is_urgent: Mapped[bool]
    starts_at: Mapped[dt.datetime | None]
    valid_until: Mapped[dt.datetime | None]
    canary_size: Mapped[int] = mapped_column(Integer, server_default="0")
    is_canary_over: Mapped[bool]
    questions: Mapped[int] = mapped_column(Integer, server_default="0")
    created_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    first_approved_by: Mapped[int | None] = mapped_column(BigInteger)
    approved_by: Mapped[int | None] = mapped_column(BigInteger)
    approved_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("ix_announcement_state", "state"), Index("ix_announcement_digest", "digest"))


class Delivery(Table):
    """One announcement for one recipient.

    `state` goes `pending → sending → sent | blocked | failed | unknown`, or from `pending` to `withdrawn` where the
    recipient or the announcement is out of it before anything was sent. `worker` says which sender holds the row,
    until `lease_until`. The chat is let go when its owner asks to be forgotten.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(Id, ForeignKey("announcement.id", ondelete="CASCADE"))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(String(200), server_default="")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    not_before: Mapped[dt.datetime | None]
    worker: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[dt.datetime | None]
    message_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    settled_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("announcement_id", "chat_id", name="uq_delivery_announcement_chat"),
        Index("ix_delivery_announcement_state", "announcement_id", "state", "id"),
        Index("ix_delivery_chat_id", "chat_id"),
        Index(
            "ix_delivery_sending",
            "lease_until",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
    )


class Reminder(Table):
    """A reader asked to be reminded of an announcement's date. `state` is as a delivery's."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    announcement_id: Mapped[int] = mapped_column(Id, ForeignKey("announcement.id", ondelete="CASCADE"))
    event_date: Mapped[dt.date]
    remind_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(String(200), server_default="")

    __table_args__ = (
        UniqueConstraint("chat_id", "announcement_id", "remind_at", name="uq_reminder_chat_announcement_at"),
        Index("ix_reminder_state", "state", "remind_at"),
    )


class Watch(Table):
    """A chat of an announcer that has to do with an announcement.

    `message_id` is the bot's message that shows how it goes, `shown` a digest of what it says now. `originals` are the
    announcer's own messages that the announcement was made from, by version.
    """

    __tablename__ = "watch"

    announcement_id: Mapped[int] = mapped_column(
        Id, ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    originals: Mapped[dict[str, Any]]
    shown: Mapped[str] = mapped_column(String(64), server_default="")
    is_over: Mapped[bool]
    since: Mapped[dt.datetime]

    __table_args__ = (Index("ix_watch_chat_id", "chat_id"),)


class AuditEntry(Table):
    """What a member of staff did, or tried to do, and when."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime]
    staff_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(32))
    announcement_id: Mapped[int | None] = mapped_column(Id)
    detail: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (Index("ix_audit_at", "at"),)


class SenderLease(Table):
    """On SQLite: which process sends announcements, until when (in PostgreSQL an advisory lock says so)."""

    __tablename__ = "sender_lease"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[dt.datetime]

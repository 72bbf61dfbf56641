"""The tables of gaps: what the guide could not answer, who wants to be told, and what they are told."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Id, Table


class Gap(Table):
    """One question, in whatever words it was asked, that the guide could not answer.

    `state` is `open`, `added` (an editor put it into the questions of `article`, and a publication will show whether
    that answers it), `answered` (from `article`) or `outside` (out of scope: kept, so that it does not come back). A
    gap that turned out to be another one says which in `merged_into`.
    """

    __tablename__ = "gap"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16))
    article: Mapped[str] = mapped_column(String(255), server_default="")
    opened_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    merged_into: Mapped[int | None] = mapped_column(Id, ForeignKey("gap.id", ondelete="CASCADE"))

    __table_args__ = (Index("ix_gap_state", "state"),)


class GapQuestion(Table):
    """A question that belongs to a gap, with its vector, so that what is new can be compared with it."""

    __tablename__ = "gap_question"

    question_id: Mapped[int] = mapped_column(
        Id, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    gap_id: Mapped[int] = mapped_column(Id, ForeignKey("gap.id", ondelete="CASCADE"))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    model: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_gap_question_gap_id", "gap_id"),)


class MeantQuestion(Table):
    """A question that the assistant was unsure of, until its asker touched the article that they meant."""

    __tablename__ = "meant_question"

    question_id: Mapped[int] = mapped_column(
        Id, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    meant_at: Mapped[dt.datetime]


class AnswerWish(Table):
    """A reader has agreed to be told when their question is answered; `text_version` names what they agreed to."""

    __tablename__ = "answer_wish"

    question_id: Mapped[int] = mapped_column(
        Id, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    chat_id: Mapped[int] = mapped_column(BigInteger)
    agreed_at: Mapped[dt.datetime]
    text_version: Mapped[str] = mapped_column(String(32))

    __table_args__ = (Index("ix_answer_wish_chat_id", "chat_id"),)


class NoticeMute(Table):
    """A reader who does not want to be told of answers and corrections any more."""

    __tablename__ = "notice_mute"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    muted_at: Mapped[dt.datetime]


class Notice(Table):
    """What one reader is told because the guide changed; `state` is as a delivery's.

    `kind` is `answer` (`subject` is the gap) or `correction` (`subject` is the article's change). The reader and the
    text go when its owner asks to be forgotten.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[int] = mapped_column(Id)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    question_id: Mapped[int | None] = mapped_column(Id, ForeignKey("question.id", ondelete="SET NULL"))
    language: Mapped[str] = mapped_column(String(2))
    article: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(String(200), server_default="")
    created_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject", "chat_id", name="uq_notice_kind_subject_chat"),
        Index("ix_notice_state", "state", "id"),
        Index("ix_notice_chat_id", "chat_id"),
    )


class ArticleVersion(Table):
    """What the live guide says in an article, and since when; `changed_at` is empty for what was always there."""

    __tablename__ = "article_version"

    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    article: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[list[str]]
    changed_at: Mapped[dt.datetime | None]


class ArticleChange(Table):
    """An article now gives another summary or other figures than it gave to readers.

    `before` and `after` are its summary and its sentences with figures. `state` is `new`, `sent` (a correction went to
    those who had been answered from it) or `dismissed`.
    """

    __tablename__ = "article_change"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    article: Mapped[str] = mapped_column(String(255))
    before: Mapped[list[str]]
    after: Mapped[list[str]]
    changed_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))

    __table_args__ = (Index("ix_article_change_state", "state"),)


class PublicationCheck(Table):
    """The last publication whose consequences were, or are being, looked after, and by whom until when: one row."""

    __tablename__ = "publication_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    published_at: Mapped[dt.datetime]
    claimed_until: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

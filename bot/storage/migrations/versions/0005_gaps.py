"""Gaps: what staff decided, and who wants to be told."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Id, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gap",
        sa.Column("id", Id, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("article", sa.String(length=255), server_default="", nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("merged_into", Id, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["gap.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gap_state", "gap", ["state"])
    op.create_table(
        "gap_question",
        sa.Column("question_id", Id, autoincrement=False, nullable=False),
        sa.Column("gap_id", Id, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["gap_id"], ["gap.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_index("ix_gap_question_gap_id", "gap_question", ["gap_id"])
    op.create_table(
        "meant_question",
        sa.Column("question_id", Id, autoincrement=False, nullable=False),
        sa.Column("meant_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_table(
        "answer_wish",
        sa.Column("question_id", Id, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_index("ix_answer_wish_chat_id", "answer_wish", ["chat_id"])
    _create_telling()


def _create_telling() -> None:
    op.create_table(
        "notice_mute",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("muted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", Id, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject", "chat_id", name="uq_notice_kind_subject_chat"),
    )
    op.create_index("ix_notice_state", "notice", ["state", "id"])
    op.create_index("ix_notice_chat_id", "notice", ["chat_id"])
    op.create_table(
        "article_version",
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("language", "article"),
    )
    op.create_table(
        "article_change",
        sa.Column("id", Id, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_article_change_state", "article_change", ["state"])
    op.create_table(
        "publication_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    for table in (
        "publication_check",
        "article_change",
        "article_version",
        "notice",
        "notice_mute",
        "answer_wish",
        "meant_question",
        "gap_question",
        "gap",
    ):
        op.drop_table(table)

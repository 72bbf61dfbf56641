"""Tickets."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", Id, nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("staff_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("first_answer_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("is_useful", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ticket_state", "ticket", ["state"])
    op.create_index("ix_ticket_chat_id", "ticket", ["chat_id"])
    op.create_index("ix_ticket_place", "ticket", ["staff_chat_id", "topic_id"])
    op.create_table(
        "ticket_message",
        sa.Column("ticket_id", Id, autoincrement=False, nullable=False),
        sa.Column("staff_message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reader_message_id", sa.BigInteger(), nullable=True),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "staff_message_id"),
    )
    op.create_index("ix_ticket_message_staff_message_id", "ticket_message", ["staff_message_id"])


def downgrade() -> None:
    op.drop_table("ticket_message")
    op.drop_table("ticket")

"""Uploads to the guide."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Id, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guide_upload",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("staff_id", "place", name="uq_guide_upload_staff_place"),
    )
    op.create_index("ix_guide_upload_place", "guide_upload", ["place"])


def downgrade() -> None:
    op.drop_table("guide_upload")

"""Readers are offered announcements once."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reader", sa.Column("offered_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("reader", "offered_at")

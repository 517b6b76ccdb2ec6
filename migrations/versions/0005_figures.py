"""Figures: who is in a block of them, so that nobody is counted twice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Add it; what stands stays as it is."""
    op.add_column("recipient", sa.Column("counted_at", _INSTANT, nullable=True))
    is_uncounted = sa.text("answered_at IS NOT NULL AND counted_at IS NULL")
    op.create_index(
        "ix_recipient_uncounted",
        "recipient",
        ["posting_id", "participant_id"],
        sqlite_where=is_uncounted,
        postgresql_where=is_uncounted,
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_recipient_uncounted", "recipient")
    with op.batch_alter_table("recipient") as recipient:
        recipient.drop_column("counted_at")

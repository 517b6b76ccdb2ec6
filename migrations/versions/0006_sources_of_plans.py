"""Plan items: what a need was chosen from, so that the way from a patient's unmet need to a plan stays known."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.String(26).with_variant(sa.String(26, collation="C"), "postgresql")


def upgrade() -> None:
    """Add it; items that stand were chosen from nothing known."""
    op.add_column("plan_item", sa.Column("from_id", _ID, nullable=True))


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("plan_item") as plan_item:
        plan_item.drop_column("from_id")

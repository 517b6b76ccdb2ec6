"""Postings and broadcasts: what groups are asked, who gets it and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.String(26).with_variant(sa.String(26, collation="C"), "postgresql")
_CODE = sa.String(64)
_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")
_JSON = sa.Text()


def upgrade() -> None:
    """Add them; what stands stays as it is."""
    op.add_column("run", sa.Column("posting_id", _ID, nullable=True))
    op.add_column("delivery", sa.Column("posting_id", _ID, nullable=True))
    _index("ix_delivery_posting_id", "delivery", "posting_id IS NOT NULL AND status IN ('queued', 'held')")
    _posting()
    _recipient()
    _figures()
    _broadcast()


def downgrade() -> None:
    """Take them away again; what is held or withdrawn counts as expired, in words that the version before knows."""
    op.execute("UPDATE delivery SET status = 'expired', params = NULL WHERE status IN ('held', 'withdrawn')")
    for name in ("broadcast", "figures", "recipient", "posting"):
        op.drop_table(name)
    op.drop_index("ix_delivery_posting_id", "delivery")
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("posting_id")
    with op.batch_alter_table("run") as run:
        run.drop_column("posting_id")


def _index(name: str, table: str, where: str, *columns: str, unique: bool = False) -> None:
    """An index of some rows, of the column that it is named for or of these."""
    op.create_index(
        name,
        table,
        list(columns) or [name.removeprefix(f"ix_{table}_")],
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _posting() -> None:
    op.create_table(
        "posting",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("cohort_id", _ID, nullable=True),
        sa.Column("prompt", _CODE, nullable=True),
        sa.Column("flow", _CODE, nullable=True),
        sa.Column("version", _CODE, nullable=True),
        sa.Column("closes_at", _INSTANT, nullable=True),
        sa.Column("window_hours", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_posting"),
    )
    op.create_index("ix_posting_cohort_id", "posting", ["cohort_id", "id"])
    _index("uq_posting", "posting", "prompt IS NOT NULL", "kind", "cohort_id", "prompt", unique=True)


def _recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("posting_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("cohort_id", _ID, nullable=True),
        sa.Column("schedule_id", _ID, nullable=True),
        sa.Column("reminder_id", _ID, nullable=True),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("run_id", _ID, nullable=True),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("posting_id", "participant_id", name="uq_recipient"),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_recipient_participant_id",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recipient_participant_id", "recipient", ["participant_id", "posting_id"])
    _index("ix_recipient_schedule_id", "recipient", "schedule_id IS NOT NULL")
    _index("ix_recipient_reminder_id", "recipient", "reminder_id IS NOT NULL")


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("posting_id", _ID, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("counts", _JSON, nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("posting_id", name="pk_figures"),
    )


def _broadcast() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", _ID, nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("cohort_ids", _JSON, nullable=False),
        sa.Column("unanswered", _ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", _CODE, nullable=False),
        sa.Column("choices", _JSON, nullable=False),
        sa.Column("flow", _CODE, nullable=True),
        sa.Column("timing", _CODE, nullable=False),
        sa.Column("at", _INSTANT, nullable=True),
        sa.Column("window_hours", sa.Integer(), nullable=False),
        sa.Column("expanded_to", _ID, nullable=True),
        sa.Column("is_expanded", sa.Boolean(), nullable=False),
        sa.Column("progress_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("reminded_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
    )
    op.create_index("ix_broadcast_author_id", "broadcast", ["author_id", "id"])
    op.create_index("ix_broadcast_status", "broadcast", ["status", "id"])

"""Plans and publishing, and mending entries: plan items, follow-ups, publications of flows, errands, new columns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.String(26).with_variant(sa.String(26, collation="C"), "postgresql")
_CODE = sa.String(64)
_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")
_JSON = sa.Text()


def upgrade() -> None:
    """Add them; what stands stays as it is."""
    op.add_column("run", sa.Column("waiting_at", _CODE, nullable=True))
    op.add_column("run", sa.Column("entry_mended_at", _INSTANT, nullable=True))
    _index_prompted()
    _mend_entries()
    _plan_item()
    _follow_up()
    _publication()


def downgrade() -> None:
    """Take them away again."""
    for name in ("publication", "follow_up", "plan_item", "errand"):
        op.drop_table(name)
    op.drop_index("ix_entry_deleted_at", "entry")
    with op.batch_alter_table("entry") as entry:
        entry.drop_column("deleted_at")
    op.drop_index("ix_run_prompted", "run")
    with op.batch_alter_table("run") as run:
        run.drop_column("waiting_at")
        run.drop_column("entry_mended_at")


def _to(column: str, table: str, *, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=name, ondelete="CASCADE", initially="DEFERRED", deferrable=True
    )


def _index_prompted() -> None:
    """How somebody's last prompts ended is asked at each new one; without this, all runs of years were looked at."""
    is_ended_prompt = sa.text("schedule_id IS NOT NULL AND status != 'waiting'")
    op.create_index(
        "ix_run_prompted",
        "run",
        ["participant_id", "updated_at", "id"],
        sqlite_where=is_ended_prompt,
        postgresql_where=is_ended_prompt,
    )


def _mend_entries() -> None:
    """Deleted entries wait for a day; a link to an entry names the parts that hold its message's words."""
    op.add_column("entry", sa.Column("deleted_at", _INSTANT, nullable=True))
    is_deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index(
        "ix_entry_deleted_at", "entry", ["deleted_at"], sqlite_where=is_deleted, postgresql_where=is_deleted
    )
    op.execute("UPDATE answer_link SET name = 'title,what' WHERE run_id IS NULL")
    op.create_table(
        "errand",
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "kind", name="pk_errand"),
        _to("participant_id", "participant", name="fk_errand_participant_id"),
    )
    op.create_index("ix_errand_expires_at", "errand", ["expires_at"])


def _plan_item() -> None:
    op.create_table(
        "plan_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("made_by", _CODE, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_item"),
        sa.UniqueConstraint("run_id", "made_by", name="uq_plan_item"),
        _to("participant_id", "participant", name="fk_plan_item_participant_id"),
    )
    op.create_index("ix_plan_item_participant_id", "plan_item", ["participant_id"])


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("schedule_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("made_by", _CODE, nullable=False),
        sa.Column("flow", _CODE, nullable=False),
        sa.Column("names", _JSON, nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.Column("plan_id", _ID, nullable=True),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_follow_up"),
        sa.UniqueConstraint("run_id", "made_by", name="uq_follow_up"),
        _to("schedule_id", "schedule", name="fk_follow_up_schedule_id"),
        _to("participant_id", "participant", name="fk_follow_up_participant_id"),
    )
    op.create_index("ix_follow_up_participant_id", "follow_up", ["participant_id"])
    op.create_index("ix_follow_up_flow", "follow_up", ["flow"])


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("act", _CODE, nullable=False),
        sa.Column("flows", _JSON, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("programme_origin", _CODE, nullable=False),
        sa.Column("maps", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publication"),
    )

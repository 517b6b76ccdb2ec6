"""Foundations: people and their consents, runs, entries, schedules, the outbox, summaries and flow versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.String(26).with_variant(sa.String(26, collation="C"), "postgresql")
_CODE = sa.String(64)
# Microseconds since 1970 on SQLite.
_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")

_TABLES = (
    "bot_update",
    "parked_update",
    "participant",
    "consent",
    "run",
    "answer_link",
    "hold",
    "entry",
    "entry_revision",
    "schedule",
    "decision",
    "due_item",
    "delivery",
    "document",
    "summary",
    "flow_version",
    "meta",
)
"""In the order in which they are made."""


def upgrade() -> None:
    """Make all tables."""
    for make in (
        _bot_update,
        _parked_update,
        _participant,
        _consent,
        _run,
        _answer_link,
        _hold,
        _entry,
        _entry_revision,
        _schedule,
        _decision,
        _due_item,
        _delivery,
        _document,
        _summary,
        _flow_version,
        _meta,
    ):
        make()


def downgrade() -> None:
    """Drop all tables, those that refer to others first."""
    for name in reversed(_TABLES):
        op.drop_table(name)


def _to(column: str, table: str, *, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=name, ondelete="CASCADE", initially="DEFERRED", deferrable=True
    )


def _partial(
    name: str,
    table: str,
    columns: list[str],
    *,
    sqlite: sa.TextClause,
    postgresql: sa.TextClause | None = None,
    unique: bool = False,
) -> None:
    where = sqlite if postgresql is None else postgresql
    op.create_index(name, table, columns, unique=unique, sqlite_where=sqlite, postgresql_where=where)


def _bot_update() -> None:
    op.create_table(
        "bot_update",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="uq_bot_update"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bot_update_received_at", "bot_update", ["received_at"])


def _parked_update() -> None:
    op.create_table(
        "parked_update",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", _ID, nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("error", _CODE, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_parked_update"),
    )


def _participant() -> None:
    op.create_table(
        "participant",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("timezone", _CODE, nullable=False),
        sa.Column("locale", _CODE, nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_heard_at", _INSTANT, nullable=False),
        sa.Column("paused_until", _INSTANT, nullable=True),
        sa.Column("blocked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.UniqueConstraint("bot_id", "chat_id", name="uq_participant_chat"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("purpose", _CODE, nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=200), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _to("participant_id", "participant", name="fk_consent_participant_id"),
        sa.PrimaryKeyConstraint("number", name="pk_consent"),
    )
    op.create_index("ix_consent_participant_id", "consent", ["participant_id"])


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("flow", _CODE, nullable=False),
        sa.Column("version", _CODE, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", _ID, nullable=True),
        sa.Column("schedule_id", _ID, nullable=True),
        sa.Column("closes_at", _INSTANT, nullable=True),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        _to("participant_id", "participant", name="fk_run_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    _partial(
        "ix_run_finished", "run", ["updated_at"], sqlite=sa.text("status != 'waiting' AND state IS NOT NULL")
    )
    op.create_index("ix_run_participant_id_flow", "run", ["participant_id", "flow"])
    _partial("ix_run_version", "run", ["flow", "version"], sqlite=sa.text("state IS NOT NULL"))
    _partial("uq_open_run", "run", ["participant_id"], sqlite=sa.text("status = 'waiting'"), unique=True)


def _answer_link() -> None:
    op.create_table(
        "answer_link",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=True),
        sa.Column("entry_id", _ID, nullable=True),
        sa.Column("name", _CODE, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_answer_link"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answer_link_participant_id", "answer_link", ["participant_id"])


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("is_screened_out", sa.Boolean(), nullable=False),
        sa.Column("run_id", _ID, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("edit_of", _CODE, nullable=True),
        _to("participant_id", "participant", name="fk_hold_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index("ix_hold_expires_at", "hold", ["expires_at"])
    op.create_index("ix_hold_participant_id", "hold", ["participant_id"])


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=True),
        sa.Column("flow", _CODE, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("edited_at", _INSTANT, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("is_starred", sa.Boolean(), nullable=False),
        sa.Column("visibility", _CODE, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        _to("participant_id", "participant", name="fk_entry_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
    )
    op.create_index("ix_entry_participant_id_local_date", "entry", ["participant_id", "local_date"])


def _entry_revision() -> None:
    op.create_table(
        "entry_revision",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", _INSTANT, nullable=False),
        _to("entry_id", "entry", name="fk_entry_revision_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_entry_revision"),
    )


def _schedule() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("next_due_at", _INSTANT, nullable=True),
        sa.Column("next_local_date", sa.Date(), nullable=True),
        sa.Column("next_slot", sa.Time(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        _to("participant_id", "participant", name="fk_schedule_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    _partial(
        "ix_schedule_due",
        "schedule",
        ["next_due_at", "id"],
        sqlite=sa.text("is_active = 1"),
        postgresql=sa.text("is_active"),
    )
    op.create_index("ix_schedule_participant_id", "schedule", ["participant_id"])


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("schedule_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.Time(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("reason", _CODE, nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.Column("deferred_until", _INSTANT, nullable=True),
        sa.Column("run_id", _ID, nullable=True),
        _to("participant_id", "participant", name="fk_decision_participant_id"),
        _to("schedule_id", "schedule", name="fk_decision_schedule_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_participant_id_decided_at", "decision", ["participant_id", "decided_at"])
    _partial(
        "uq_occurrence",
        "decision",
        ["schedule_id", "local_date", "slot"],
        sqlite=sa.text("kind != 'deferred'"),
        unique=True,
    )


def _due_item() -> None:
    op.create_table(
        "due_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_due_item"),
        sa.UniqueConstraint("kind", "run_id", "turn", name="uq_due_item"),
    )
    op.create_index("ix_due_item_due", "due_item", ["due_at", "kind", "id"])
    op.create_index("ix_due_item_participant_id", "due_item", ["participant_id"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", _ID, nullable=True),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("method", _CODE, nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.Column("closes_at", _INSTANT, nullable=True),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("times", sa.Text(), nullable=True),
        sa.Column("owner", _CODE, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", _CODE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_chat", "delivery", ["chat_id", "id"])
    _partial(
        "ix_delivery_closing",
        "delivery",
        ["closes_at"],
        sqlite=sa.text("status = 'queued' AND closes_at IS NOT NULL"),
    )
    _partial(
        "ix_delivery_head",
        "delivery",
        ["chat_id", "lane", "bot_id", "id"],
        sqlite=sa.text("status = 'queued'"),
    )
    _partial(
        "ix_delivery_ready", "delivery", ["lane", "not_before", "id"], sqlite=sa.text("status = 'queued'")
    )
    _partial("uq_delivery_key", "delivery", ["key"], sqlite=sa.text('"key" IS NOT NULL'), unique=True)
    _partial(
        "uq_delivery_under_way",
        "delivery",
        ["chat_id", "bot_id"],
        sqlite=sa.text("status = 'sending'"),
        unique=True,
    )


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("parameter", _CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("delivery_id", "parameter", name="uq_document_delivery_id_parameter"),
    )
    op.create_index("ix_document_participant_id", "document", ["participant_id"])


def _summary() -> None:
    op.create_table(
        "summary",
        sa.Column("id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("is_asked_for", sa.Boolean(), nullable=False),
        _to("participant_id", "participant", name="fk_summary_participant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_summary"),
    )
    _partial("ix_summary_due", "summary", ["due_at", "id"], sqlite=sa.text("status = 'due'"))
    op.create_index("ix_summary_participant_id", "summary", ["participant_id"])
    _partial(
        "uq_summary",
        "summary",
        ["participant_id", "last_day"],
        sqlite=sa.text("is_asked_for = 0"),
        postgresql=sa.text("NOT is_asked_for"),
        unique=True,
    )


def _flow_version() -> None:
    op.create_table(
        "flow_version",
        sa.Column("name", _CODE, nullable=False),
        sa.Column("version", _CODE, nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name="pk_flow_version"),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", _CODE, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )

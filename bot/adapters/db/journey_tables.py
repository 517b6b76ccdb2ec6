"""The tables of what comes in: updates, people and their consents, runs with their messages, entries and errands."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from bot.adapters.db.columns import Instant, Json, Sealed, id_type
from bot.adapters.db.table_parts import (
    KEY_LENGTH,
    NAME_LENGTH,
    VERSION_LENGTH,
    code,
    id_column,
    literal_status,
    may,
    metadata,
    must,
    own_id,
    partial_index,
    participant_column,
    reference,
)

bot_update = Table(
    "bot_update",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    must("received_at", Instant()),
    PrimaryKeyConstraint("bot_id", "update_id", name="uq_bot_update"),
    Index("ix_bot_update_received_at", "received_at"),
    sqlite_with_rowid=False,
)

parked_update = Table(
    "parked_update",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    id_column("participant_id", optional=True),
    must("payload", Sealed()),
    code("error"),
    must("at", Instant()),
    PrimaryKeyConstraint("bot_id", "update_id"),
)

participant = Table(
    "participant",
    metadata,
    own_id(),
    must("bot_id", BigInteger()),
    must("chat_id", BigInteger()),
    code("status"),
    code("timezone"),
    code("locale"),
    must("profile", Sealed()),
    must("settings", Json()),
    must("created_at", Instant()),
    must("last_heard_at", Instant()),
    may("paused_until", Instant()),
    may("blocked_at", Instant()),
    UniqueConstraint("bot_id", "chat_id", name="uq_participant_chat"),
)

consent = Table(
    "consent",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    participant_column(),
    code("purpose"),
    must("is_given", Boolean()),
    must("wording", String(KEY_LENGTH)),
    must("at", Instant()),
    Index("ix_consent_participant_id", "participant_id"),
)

run = Table(
    "run",
    metadata,
    own_id(),
    participant_column(),
    code("flow"),
    must("version", String(VERSION_LENGTH)),
    code("status"),
    must("turn", Integer()),
    may("state", Sealed()),
    may("waiting_at", String(NAME_LENGTH)),
    id_column("entry_id", optional=True),
    may("entry_mended_at", Instant()),
    id_column("schedule_id", optional=True),
    id_column("posting_id", optional=True),
    may("closes_at", Instant()),
    must("started_at", Instant()),
    must("updated_at", Instant()),
    Index("ix_run_participant_id_flow", "participant_id", "flow"),
)
partial_index(
    "uq_open_run", run.c.participant_id, where=run.c.status == literal_status("waiting"), unique=True
)
partial_index("ix_run_version", run.c.flow, run.c.version, where=run.c.state.is_not(None))
partial_index(
    "ix_run_finished",
    run.c.updated_at,
    where=(run.c.status != literal_status("waiting")) & run.c.state.is_not(None),
)
partial_index(
    "ix_run_prompted",
    run.c.participant_id,
    run.c.updated_at,
    run.c.id,
    where=run.c.schedule_id.is_not(None) & (run.c.status != literal_status("waiting")),
)

answer_link = Table(
    "answer_link",
    metadata,
    must("chat_id", BigInteger()),
    must("message_id", BigInteger()),
    id_column("participant_id"),
    id_column("run_id", optional=True),
    id_column("entry_id", optional=True),
    code("name"),
    must("created_at", Instant()),
    PrimaryKeyConstraint("chat_id", "message_id"),
    Index("ix_answer_link_participant_id", "participant_id"),
    sqlite_with_rowid=False,
)

hold = Table(
    "hold",
    metadata,
    own_id(),
    participant_column(),
    must("text", Sealed()),
    must("message_id", BigInteger()),
    must("created_at", Instant()),
    must("expires_at", Instant()),
    must("is_screened_out", Boolean()),
    id_column("run_id", optional=True),
    may("turn", Integer()),
    may("edit_of", String(NAME_LENGTH)),
    Index("ix_hold_participant_id", "participant_id"),
    Index("ix_hold_expires_at", "expires_at"),
)

entry = Table(
    "entry",
    metadata,
    own_id(),
    participant_column(),
    id_column("run_id", optional=True),
    code("flow"),
    must("local_date", Date()),
    must("created_at", Instant()),
    may("edited_at", Instant()),
    must("body", Sealed()),
    must("tags", Json()),
    may("minutes", Integer()),
    must("is_starred", Boolean()),
    code("visibility"),
    code("status"),
    may("deleted_at", Instant()),
    Index("ix_entry_participant_id_local_date", "participant_id", "local_date"),
)
partial_index("ix_entry_deleted_at", entry.c.deleted_at, where=entry.c.deleted_at.is_not(None))

entry_revision = Table(
    "entry_revision",
    metadata,
    Column("entry_id", id_type(), reference("entry.id"), nullable=False),
    must("number", Integer()),
    must("body", Sealed()),
    must("replaced_at", Instant()),
    PrimaryKeyConstraint("entry_id", "number"),
)

errand = Table(
    "errand",
    metadata,
    participant_column(),
    code("kind"),
    must("about", Sealed()),
    must("begun_at", Instant()),
    must("expires_at", Instant()),
    PrimaryKeyConstraint("participant_id", "kind"),
    Index("ix_errand_expires_at", "expires_at"),
)

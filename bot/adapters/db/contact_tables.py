"""The tables of what goes out: schedules and decisions, the outbox, summaries."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from bot.adapters.db.columns import Instant, Json, Sealed, id_type
from bot.adapters.db.table_parts import (
    KEY_LENGTH,
    NAME_LENGTH,
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

schedule = Table(
    "schedule",
    metadata,
    own_id(),
    participant_column(),
    code("kind"),
    must("rule", Json()),
    must("is_active", Boolean()),
    may("next_due_at", Instant()),
    may("next_local_date", Date()),
    may("next_slot", Time()),
    must("count", Integer()),
    Index("ix_schedule_participant_id", "participant_id"),
)
partial_index(
    "ix_schedule_due",
    schedule.c.next_due_at,
    schedule.c.id,
    where=schedule.c.is_active,
    on_sqlite="is_active = 1",
)

decision = Table(
    "decision",
    metadata,
    own_id(),
    Column("schedule_id", id_type(), reference("schedule.id"), nullable=False),
    participant_column(),
    must("local_date", Date()),
    must("slot", Time()),
    must("due_at", Instant()),
    code("kind"),
    code("reason"),
    must("decided_at", Instant()),
    may("deferred_until", Instant()),
    id_column("run_id", optional=True),
    Index("ix_decision_participant_id_decided_at", "participant_id", "decided_at"),
)
partial_index(
    "uq_occurrence",
    decision.c.schedule_id,
    decision.c.local_date,
    decision.c.slot,
    where=decision.c.kind != literal_status("deferred"),
    unique=True,
)

due_item = Table(
    "due_item",
    metadata,
    own_id(),
    code("kind"),
    id_column("participant_id"),
    id_column("run_id"),
    must("turn", Integer()),
    must("due_at", Instant()),
    UniqueConstraint("kind", "run_id", "turn", name="uq_due_item"),
    Index("ix_due_item_due", "due_at", "kind", "id"),
    Index("ix_due_item_participant_id", "participant_id"),
)

delivery = Table(
    "delivery",
    metadata,
    own_id(),
    must("bot_id", BigInteger()),
    must("chat_id", BigInteger()),
    id_column("participant_id", optional=True),
    must("lane", SmallInteger()),
    code("method"),
    may("params", Sealed()),
    may("key", String(KEY_LENGTH)),
    must("not_before", Instant()),
    may("closes_at", Instant()),
    code("status"),
    must("attempts", Integer()),
    must("doubts", Integer()),
    may("times", Json()),
    id_column("posting_id", optional=True),
    may("owner", String(NAME_LENGTH)),
    may("message_id", BigInteger()),
    may("reason", String(NAME_LENGTH)),
    Index("ix_delivery_chat", "chat_id", "id"),
)
partial_index("uq_delivery_key", delivery.c.key, where=delivery.c.key.is_not(None), unique=True)
_is_queued = delivery.c.status == literal_status("queued")
partial_index("ix_delivery_ready", delivery.c.lane, delivery.c.not_before, delivery.c.id, where=_is_queued)
partial_index(
    "ix_delivery_head",
    delivery.c.chat_id,
    delivery.c.lane,
    delivery.c.bot_id,
    delivery.c.id,
    where=_is_queued,
)
partial_index(
    "ix_delivery_closing", delivery.c.closes_at, where=_is_queued & delivery.c.closes_at.is_not(None)
)
partial_index(
    "ix_delivery_posting_id",
    delivery.c.posting_id,
    where=delivery.c.posting_id.is_not(None)
    & delivery.c.status.in_([literal_status("queued"), literal_status("held")]),
)
partial_index(
    "uq_delivery_under_way",
    delivery.c.chat_id,
    delivery.c.bot_id,
    where=delivery.c.status == literal_status("sending"),
    unique=True,
)

document = Table(
    "document",
    metadata,
    own_id(),
    id_column("participant_id"),
    id_column("delivery_id"),
    code("parameter"),
    must("name", String(KEY_LENGTH)),
    must("content", Sealed()),
    UniqueConstraint("delivery_id", "parameter"),
    Index("ix_document_participant_id", "participant_id"),
)

summary = Table(
    "summary",
    metadata,
    own_id(),
    participant_column(),
    must("first_day", Date()),
    must("last_day", Date()),
    must("since", Instant()),
    must("until", Instant()),
    must("due_at", Instant()),
    code("status"),
    must("is_asked_for", Boolean()),
    Index("ix_summary_participant_id", "participant_id"),
)
partial_index(
    "ix_summary_due", summary.c.due_at, summary.c.id, where=summary.c.status == literal_status("due")
)
partial_index(
    "uq_summary",
    summary.c.participant_id,
    summary.c.last_day,
    where=~summary.c.is_asked_for,
    unique=True,
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(NAME_LENGTH), primary_key=True),
    must("value", Text()),
)

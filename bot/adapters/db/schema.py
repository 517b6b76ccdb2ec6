"""The tables: who was asked what and when, what they answered (sealed), and what is owed to whom.

Columns of type Sealed hold sealed text (`sealing.py`). Ids are made by the application. Foreign keys are
checked at commit, so the order of writes within a transaction is free; the tables that change with every
message (due_item, answer_link, delivery, document) go without.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from bot.adapters.db.columns import Instant, Json, Sealed, id_type

NAME_LENGTH = 64
"""Enough for a flow's or an answer's name, a method of the Bot API, or a code of ours."""
KEY_LENGTH = 200
VERSION_LENGTH = 64

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def literal_status(status: str) -> ColumnElement[str]:
    """A status written into the statement: a bound one would hide a partial index from the planner."""
    return literal_column(f"'{status}'", String)


def _id(name: str = "id", *, optional: bool = False) -> Column[str]:
    return Column(name, id_type(), nullable=optional)


def _own_id() -> Column[str]:
    return Column("id", id_type(), primary_key=True)


def _participant() -> Column[str]:
    return Column("participant_id", id_type(), _to("participant.id"), nullable=False)


def _to(target: str) -> ForeignKey:
    return ForeignKey(target, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


def _must(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _may(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _code(name: str) -> Column[Any]:
    return _must(name, String(NAME_LENGTH))


def _partial(
    name: str,
    *columns: ColumnElement[Any],
    where: ColumnElement[bool],
    on_sqlite: str | None = None,
    unique: bool = False,
) -> Index:
    """An index of some rows. A query uses it only where it says `where` word for word as its engine writes it."""
    sqlite_where = where if on_sqlite is None else text(on_sqlite)
    return Index(name, *columns, unique=unique, sqlite_where=sqlite_where, postgresql_where=where)


bot_update = Table(
    "bot_update",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    _must("received_at", Instant()),
    PrimaryKeyConstraint("bot_id", "update_id", name="uq_bot_update"),
    Index("ix_bot_update_received_at", "received_at"),
    sqlite_with_rowid=False,
)

parked_update = Table(
    "parked_update",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    _id("participant_id", optional=True),
    _must("payload", Sealed()),
    _code("error"),
    _must("at", Instant()),
    PrimaryKeyConstraint("bot_id", "update_id"),
)

participant = Table(
    "participant",
    metadata,
    _own_id(),
    _must("bot_id", BigInteger()),
    _must("chat_id", BigInteger()),
    _code("status"),
    _code("timezone"),
    _code("locale"),
    _must("profile", Sealed()),
    _must("settings", Json()),
    _must("created_at", Instant()),
    _must("last_heard_at", Instant()),
    _may("paused_until", Instant()),
    _may("blocked_at", Instant()),
    UniqueConstraint("bot_id", "chat_id", name="uq_participant_chat"),
)

consent = Table(
    "consent",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _participant(),
    _code("purpose"),
    _must("is_given", Boolean()),
    _must("wording", String(KEY_LENGTH)),
    _must("at", Instant()),
    Index("ix_consent_participant_id", "participant_id"),
)

run = Table(
    "run",
    metadata,
    _own_id(),
    _participant(),
    _code("flow"),
    _must("version", String(VERSION_LENGTH)),
    _code("status"),
    _must("turn", Integer()),
    _may("state", Sealed()),
    _id("entry_id", optional=True),
    _id("schedule_id", optional=True),
    _may("closes_at", Instant()),
    _must("started_at", Instant()),
    _must("updated_at", Instant()),
    Index("ix_run_participant_id_flow", "participant_id", "flow"),
)
_partial("uq_open_run", run.c.participant_id, where=run.c.status == literal_status("waiting"), unique=True)
_partial("ix_run_version", run.c.flow, run.c.version, where=run.c.state.is_not(None))
_partial(
    "ix_run_finished",
    run.c.updated_at,
    where=(run.c.status != literal_status("waiting")) & run.c.state.is_not(None),
)

answer_link = Table(
    "answer_link",
    metadata,
    _must("chat_id", BigInteger()),
    _must("message_id", BigInteger()),
    _id("participant_id"),
    _id("run_id", optional=True),
    _id("entry_id", optional=True),
    _code("name"),
    _must("created_at", Instant()),
    PrimaryKeyConstraint("chat_id", "message_id"),
    Index("ix_answer_link_created_at", "created_at"),
    Index("ix_answer_link_participant_id", "participant_id"),
    sqlite_with_rowid=False,
)

hold = Table(
    "hold",
    metadata,
    _own_id(),
    _participant(),
    _must("text", Sealed()),
    _must("message_id", BigInteger()),
    _must("created_at", Instant()),
    _must("expires_at", Instant()),
    _must("is_screened_out", Boolean()),
    _id("run_id", optional=True),
    _may("turn", Integer()),
    _may("edit_of", String(NAME_LENGTH)),
    Index("ix_hold_participant_id", "participant_id"),
    Index("ix_hold_expires_at", "expires_at"),
)

entry = Table(
    "entry",
    metadata,
    _own_id(),
    _participant(),
    _id("run_id", optional=True),
    _code("flow"),
    _must("local_date", Date()),
    _must("created_at", Instant()),
    _may("edited_at", Instant()),
    _must("body", Sealed()),
    _must("tags", Json()),
    _may("minutes", Integer()),
    _must("is_starred", Boolean()),
    _code("visibility"),
    _code("status"),
    Index("ix_entry_participant_id_local_date", "participant_id", "local_date"),
)

entry_revision = Table(
    "entry_revision",
    metadata,
    Column("entry_id", id_type(), _to("entry.id"), nullable=False),
    _must("number", Integer()),
    _must("body", Sealed()),
    _must("replaced_at", Instant()),
    PrimaryKeyConstraint("entry_id", "number"),
)

schedule = Table(
    "schedule",
    metadata,
    _own_id(),
    _participant(),
    _code("kind"),
    _must("rule", Json()),
    _must("is_active", Boolean()),
    _may("next_due_at", Instant()),
    _may("next_local_date", Date()),
    _may("next_slot", Time()),
    _must("count", Integer()),
    Index("ix_schedule_participant_id", "participant_id"),
)
_partial(
    "ix_schedule_due",
    schedule.c.next_due_at,
    schedule.c.id,
    where=schedule.c.is_active,
    on_sqlite="is_active = 1",
)

decision = Table(
    "decision",
    metadata,
    _own_id(),
    Column("schedule_id", id_type(), _to("schedule.id"), nullable=False),
    _participant(),
    _must("local_date", Date()),
    _must("slot", Time()),
    _must("due_at", Instant()),
    _code("kind"),
    _code("reason"),
    _must("decided_at", Instant()),
    _may("deferred_until", Instant()),
    _id("run_id", optional=True),
    Index("ix_decision_participant_id_decided_at", "participant_id", "decided_at"),
)
_partial(
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
    _own_id(),
    _code("kind"),
    _id("participant_id"),
    _id("run_id"),
    _must("turn", Integer()),
    _must("due_at", Instant()),
    UniqueConstraint("kind", "run_id", "turn", name="uq_due_item"),
    Index("ix_due_item_due", "due_at", "kind", "id"),
    Index("ix_due_item_participant_id", "participant_id"),
)

delivery = Table(
    "delivery",
    metadata,
    _own_id(),
    _must("bot_id", BigInteger()),
    _must("chat_id", BigInteger()),
    _id("participant_id", optional=True),
    _must("lane", SmallInteger()),
    _code("method"),
    _may("params", Sealed()),
    _may("key", String(KEY_LENGTH)),
    _must("not_before", Instant()),
    _may("closes_at", Instant()),
    _code("status"),
    _must("attempts", Integer()),
    _must("doubts", Integer()),
    _may("times", Json()),
    _may("owner", String(NAME_LENGTH)),
    _may("message_id", BigInteger()),
    _may("reason", String(NAME_LENGTH)),
    UniqueConstraint("key", name="uq_delivery_key"),
    Index("ix_delivery_chat", "chat_id", "id"),
)
_is_queued = delivery.c.status == literal_status("queued")
_partial("ix_delivery_ready", delivery.c.lane, delivery.c.not_before, delivery.c.id, where=_is_queued)
_partial(
    "ix_delivery_head",
    delivery.c.chat_id,
    delivery.c.lane,
    delivery.c.bot_id,
    delivery.c.id,
    where=_is_queued,
)
_partial("ix_delivery_closing", delivery.c.closes_at, where=_is_queued & delivery.c.closes_at.is_not(None))
_partial(
    "uq_delivery_under_way",
    delivery.c.chat_id,
    delivery.c.bot_id,
    where=delivery.c.status == literal_status("sending"),
    unique=True,
)

document = Table(
    "document",
    metadata,
    _own_id(),
    _id("participant_id"),
    _id("delivery_id"),
    _code("parameter"),
    _must("name", String(KEY_LENGTH)),
    _must("content", Sealed()),
    UniqueConstraint("delivery_id", "parameter"),
    Index("ix_document_participant_id", "participant_id"),
)

summary = Table(
    "summary",
    metadata,
    _own_id(),
    _participant(),
    _must("first_day", Date()),
    _must("last_day", Date()),
    _must("since", Instant()),
    _must("until", Instant()),
    _must("due_at", Instant()),
    _code("status"),
    _must("is_asked_for", Boolean()),
    Index("ix_summary_participant_id", "participant_id"),
)
_partial("ix_summary_due", summary.c.due_at, summary.c.id, where=summary.c.status == literal_status("due"))
_partial(
    "uq_summary",
    summary.c.participant_id,
    summary.c.last_day,
    where=~summary.c.is_asked_for,
    unique=True,
)

flow_version = Table(
    "flow_version",
    metadata,
    _code("name"),
    _must("version", String(VERSION_LENGTH)),
    _must("files", Json()),
    _must("added_at", Instant()),
    PrimaryKeyConstraint("name", "version"),
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(NAME_LENGTH), primary_key=True),
    _must("value", Text()),
)

"""The tables of what people mean to do: items of their plans, and the flows that come back to them."""

from sqlalchemy import Column, Date, Index, Table, UniqueConstraint

from bot.adapters.db.columns import Instant, Json, Sealed, id_type
from bot.adapters.db.table_parts import (
    code,
    id_column,
    may,
    metadata,
    must,
    own_id,
    participant_column,
    reference,
)

plan_item = Table(
    "plan_item",
    metadata,
    own_id(),
    participant_column(),
    id_column("run_id"),
    code("made_by"),
    code("status"),
    must("body", Sealed()),
    may("by_day", Date()),
    must("created_at", Instant()),
    must("changed_at", Instant()),
    # An earlier item or an entry; either may be gone by now.
    id_column("from_id", optional=True),
    UniqueConstraint("run_id", "made_by", name="uq_plan_item"),
    Index("ix_plan_item_participant_id", "participant_id"),
)

follow_up = Table(
    "follow_up",
    metadata,
    Column("schedule_id", id_type(), reference("schedule.id"), primary_key=True),
    participant_column(),
    id_column("run_id"),
    code("made_by"),
    code("flow"),
    # The names of what is given are the author's; the values are the person's.
    must("names", Json()),
    must("given", Sealed()),
    id_column("plan_id", optional=True),
    UniqueConstraint("run_id", "made_by", name="uq_follow_up"),
    Index("ix_follow_up_participant_id", "participant_id"),
    Index("ix_follow_up_flow", "flow"),
)

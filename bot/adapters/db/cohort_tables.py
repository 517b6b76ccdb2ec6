"""The tables of groups: cohorts and who is in them, tutors, links, the audit log, and the lines that people share."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table

from bot.adapters.db.columns import Instant, Json, Sealed, id_type
from bot.adapters.db.table_parts import (
    KEY_LENGTH,
    code,
    id_column,
    may,
    metadata,
    must,
    own_id,
    partial_index,
    participant_column,
    reference,
)

_HASH_LENGTH = 64
"""SHA-256 in hex."""


def _cohort_column(*, optional: bool = False) -> Column[str]:
    """The cohort that a row belongs to; it goes with it."""
    return Column("cohort_id", id_type(), reference("cohort.id"), nullable=optional)


cohort = Table(
    "cohort",
    metadata,
    own_id(),
    must("name", String(KEY_LENGTH)),
    code("course"),
    must("starts", Date()),
    code("timezone"),
    may("capacity", Integer()),
    code("joining"),
    code("status"),
    must("created_at", Instant()),
    may("archived_at", Instant()),
)

enrolment = Table(
    "enrolment",
    metadata,
    _cohort_column(),
    participant_column(),
    code("status"),
    must("starts", Date()),
    must("joined_at", Instant()),
    may("left_at", Instant()),
    PrimaryKeyConstraint("cohort_id", "participant_id"),
    Index("ix_enrolment_participant_id", "participant_id"),
)

tutor = Table(
    "tutor",
    metadata,
    Column("participant_id", id_type(), reference("participant.id"), primary_key=True),
    must("since", Instant()),
)

cohort_tutor = Table(
    "cohort_tutor",
    metadata,
    Column("participant_id", id_type(), reference("tutor.participant_id"), nullable=False),
    _cohort_column(),
    PrimaryKeyConstraint("participant_id", "cohort_id"),
    Index("ix_cohort_tutor_cohort_id", "cohort_id"),
)

link = Table(
    "link",
    metadata,
    Column("token_hash", String(_HASH_LENGTH), primary_key=True),
    code("kind"),
    _cohort_column(optional=True),
    # A link works on when whoever gave it out is gone; it expires by itself.
    id_column("made_by"),
    must("made_at", Instant()),
    must("expires_at", Instant()),
    may("used_at", Instant()),
    id_column("used_by", optional=True),
    may("revoked_at", Instant()),
    Index("ix_link_cohort_id", "cohort_id"),
)

# Refers to nobody by key: the record outlives whom it tells of, and then holds ids that lead nowhere.
audit = Table(
    "audit",
    metadata,
    own_id(),
    must("at", Instant()),
    id_column("actor_id", optional=True),
    code("act"),
    id_column("about_id", optional=True),
    id_column("cohort_id", optional=True),
    must("facts", Json()),
    Index("ix_audit_at", "at", "id"),
)

shared_line = Table(
    "shared_line",
    metadata,
    own_id(),
    _cohort_column(),
    participant_column(),
    id_column("posting_id", optional=True),
    id_column("run_id", optional=True),
    id_column("digest_id", optional=True),
    id_column("told_in", optional=True),
    must("text", Sealed()),
    must("is_named", Boolean()),
    code("status"),
    must("created_at", Instant()),
    may("passed_at", Instant()),
    Index("ix_shared_line_cohort_id_status", "cohort_id", "status", "id"),
    Index("ix_shared_line_participant_id", "participant_id", "id"),
    Index("ix_shared_line_status", "status", "digest_id", "id"),
)
partial_index("ix_shared_line_digest_id", shared_line.c.digest_id, where=shared_line.c.digest_id.is_not(None))
partial_index("ix_shared_line_told_in", shared_line.c.told_in, where=shared_line.c.told_in.is_not(None))

reaction = Table(
    "reaction",
    metadata,
    Column("line_id", id_type(), reference("shared_line.id"), nullable=False),
    participant_column(),
    code("kind"),
    must("text", Sealed()),
    must("at", Instant()),
    PrimaryKeyConstraint("line_id", "participant_id", "kind"),
    Index("ix_reaction_participant_id", "participant_id"),
)

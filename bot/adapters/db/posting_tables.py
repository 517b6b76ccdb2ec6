"""The tables of what groups are asked: postings with their recipients and figures, and tutors' broadcasts."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from bot.adapters.db.columns import Instant, Json, id_type
from bot.adapters.db.table_parts import (
    NAME_LENGTH,
    VERSION_LENGTH,
    code,
    id_column,
    may,
    metadata,
    must,
    own_id,
    partial_index,
    participant_column,
)

posting = Table(
    "posting",
    metadata,
    own_id(),
    code("kind"),
    id_column("cohort_id", optional=True),
    may("prompt", String(NAME_LENGTH)),
    may("flow", String(NAME_LENGTH)),
    may("version", String(VERSION_LENGTH)),
    may("closes_at", Instant()),
    must("window_hours", Integer()),
    must("created_at", Instant()),
    Index("ix_posting_cohort_id", "cohort_id", "id"),
)
partial_index(
    "uq_posting",
    posting.c.kind,
    posting.c.cohort_id,
    posting.c.prompt,
    where=posting.c.prompt.is_not(None),
    unique=True,
)

recipient = Table(
    "recipient",
    metadata,
    id_column("posting_id"),
    participant_column(),
    id_column("cohort_id", optional=True),
    id_column("schedule_id", optional=True),
    id_column("reminder_id", optional=True),
    code("status"),
    id_column("run_id", optional=True),
    may("sent_at", Instant()),
    may("answered_at", Instant()),
    may("counted_at", Instant()),
    PrimaryKeyConstraint("posting_id", "participant_id", name="uq_recipient"),
    Index("ix_recipient_participant_id", "participant_id", "posting_id"),
    sqlite_with_rowid=False,
)
partial_index("ix_recipient_schedule_id", recipient.c.schedule_id, where=recipient.c.schedule_id.is_not(None))
partial_index("ix_recipient_reminder_id", recipient.c.reminder_id, where=recipient.c.reminder_id.is_not(None))
partial_index(
    "ix_recipient_uncounted",
    recipient.c.posting_id,
    recipient.c.participant_id,
    where=recipient.c.answered_at.is_not(None) & recipient.c.counted_at.is_(None),
)

figures = Table(
    "figures",
    metadata,
    Column("posting_id", id_type(), primary_key=True),
    must("answered", Integer()),
    must("counts", Json()),
    must("taken_at", Instant()),
)

broadcast = Table(
    "broadcast",
    metadata,
    own_id(),
    id_column("author_id"),
    code("status"),
    must("cohort_ids", Json()),
    id_column("unanswered", optional=True),
    # A tutor's own words to many, no participant's answer: they lie open.
    must("text", Text()),
    code("answer"),
    must("choices", Json()),
    may("flow", String(NAME_LENGTH)),
    code("timing"),
    may("at", Instant()),
    must("window_hours", Integer()),
    id_column("expanded_to", optional=True),
    must("is_expanded", Boolean()),
    may("progress_id", BigInteger()),
    must("created_at", Instant()),
    may("confirmed_at", Instant()),
    may("reminded_at", Instant()),
    may("ended_at", Instant()),
    Index("ix_broadcast_author_id", "author_id", "id"),
    Index("ix_broadcast_status", "status", "id"),
)

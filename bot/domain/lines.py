"""Lines that people share with their cohort, and what others say to them, nobody learning who unless they want it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId


class LineStatus(StrEnum):
    """Where a shared line stands: seen by the tutor alone, passed on to the cohort, set aside, or taken back."""

    OFFERED = "offered"
    PASSED = "passed"
    SET_ASIDE = "set_aside"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLine:
    """One line; with `is_named` its author wants their first name beside it.

    `posting_id` is what it was said to, `digest_id` the digest in which it went to the cohort.
    """

    id: LineId
    cohort_id: CohortId
    participant_id: ParticipantId
    posting_id: PostingId | None = None
    digest_id: PostingId | None = None
    text: str = field(repr=False)
    is_named: bool = False
    status: LineStatus = LineStatus.OFFERED
    created_at: datetime
    passed_at: datetime | None = None


class ReactionKind(StrEnum):
    """What a reader says to a passed line."""

    ME_TOO = "me_too"
    DIFFERENTLY = "differently"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One reader's word to a line, at most one of each kind; `text` is theirs, empty for "me too"."""

    line_id: LineId
    participant_id: ParticipantId
    kind: ReactionKind
    text: str = field(default="", repr=False)
    at: datetime

"""Lines that people share with their cohort, and what others say to them, nobody learning who unless they want it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId, RunId

LINE_LENGTH: Final = 200
"""Characters of a shared line: what a phone shows of it at a glance."""

_MARK_LENGTH: Final = 16


class LineStatus(StrEnum):
    """Where a shared line stands: seen by the tutor alone, passed on to the cohort, set aside, or taken back.

    One that had gone to the cohort is first `recalled`: the messages that hold it are still to be edited. While there
    are people whose message can't be edited any more it is `untold`, until a digest says that it was taken back.
    """

    OFFERED = "offered"
    PASSED = "passed"
    SET_ASIDE = "set_aside"
    RECALLED = "recalled"
    UNTOLD = "untold"
    TAKEN_BACK = "taken_back"

    @property
    def is_taken_back(self) -> bool:
        """Whether its author doesn't want it to be seen any more."""
        return self in (LineStatus.RECALLED, LineStatus.UNTOLD, LineStatus.TAKEN_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLine:
    """One line; with `is_named` its author wants their first name beside it.

    `posting_id` is what it was said to, and `run_id` the run in which its author answered that; `digest_id` is the
    digest in which it went to the cohort, `told_in` the one that said that it was taken back.
    """

    id: LineId
    cohort_id: CohortId
    participant_id: ParticipantId
    posting_id: PostingId | None = None
    run_id: RunId | None = None
    digest_id: PostingId | None = None
    told_in: PostingId | None = None
    text: str = field(repr=False)
    is_named: bool = False
    status: LineStatus = LineStatus.OFFERED
    created_at: datetime
    passed_at: datetime | None = None


def mark_of(line_id: LineId) -> str:
    """What a line is called on buttons: unlike its id it tells nothing about when it was written, nor by whom."""
    return sha256(line_id.encode()).hexdigest()[:_MARK_LENGTH]


class ReactionKind(StrEnum):
    """What a reader says to a passed line; `answer` is what a tutor says to its author alone."""

    ME_TOO = "me_too"
    DIFFERENTLY = "differently"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One reader's word to a line, at most one of each kind; `text` is theirs, empty for "me too"."""

    line_id: LineId
    participant_id: ParticipantId
    kind: ReactionKind
    text: str = field(default="", repr=False)
    at: datetime

"""What is asked of a group: a week's prompt of a cohort's course, a tutor's broadcast, the digest of shared lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CohortId, ParticipantId, PostingId, RunId, ScheduleId


class PostingKind(StrEnum):
    """What a posting is; an `answer` is a tutor's to the author of a shared line, its only recipient."""

    COURSE = "course"
    BROADCAST = "broadcast"
    DIGEST = "digest"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One thing that is asked of a group; who gets it are its recipients.

    `cohort_id` is None for a broadcast to several cohorts. `prompt` is the key of the course's prompt, the ISO date
    of a digest's week, or the line that is answered: there is one posting of that kind for a cohort and prompt. `flow` is what it begins, at
    `version` where that is fixed (a broadcast's own text); None for a digest or an answer, which is put together as it goes out.
    `closes_at` is when it is over for everybody; None where that depends on each one's own days, as in a course.
    `window_hours` is how long it may be answered once it is there, if it is not over before.
    """

    id: PostingId
    kind: PostingKind
    cohort_id: CohortId | None = None
    prompt: str | None = None
    flow: str | None = None
    version: str | None = None
    closes_at: datetime | None = None
    window_hours: int = 24
    created_at: datetime


class RecipientStatus(StrEnum):
    """What became of a posting for one recipient.

    `waiting`: it is still to come, today or when their own calendar allows. `queued`: it is on its way.
    `held`: it didn't come, since their own calendar didn't allow it in time. `withdrawn`: taken back before it went out.
    """

    WAITING = "waiting"
    QUEUED = "queued"
    SENT = "sent"
    HELD = "held"
    UNDELIVERABLE = "undeliverable"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person of a posting's audience, at most once for both (uq_recipient).

    `cohort_id` is the cohort through which they are reached. `schedule_id` brings them the posting and `reminder_id`
    its reminder. `answered_at` is when they first answered anything of it, in `run_id`; `counted_at`, when that went
    into a block of figures, or was left out of them for good.
    """

    posting_id: PostingId
    participant_id: ParticipantId
    cohort_id: CohortId | None = None
    schedule_id: ScheduleId | None = None
    reminder_id: ScheduleId | None = None
    status: RecipientStatus = RecipientStatus.WAITING
    run_id: RunId | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many recipients of a posting stand where; they add up to its audience. `answered` are some of the others.

    `median_seconds` is the median time from sent to answered, None while nobody has answered what was sent.
    """

    counts: Mapping[RecipientStatus, int]
    answered: int = 0
    median_seconds: float | None = None

    @property
    def audience(self) -> int:
        """Everybody."""
        return sum(self.counts.values())

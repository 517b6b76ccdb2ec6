"""When a person is asked: schedules, their occurrences' decisions, and everything else that falls due."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.calendar import Rule
from bot.domain.ids import DecisionId, DueItemId, ParticipantId, RunId, ScheduleId


class ScheduleKind(StrEnum):
    """What a schedule brings: the person's own rotation, or the monthly summary."""

    OWN = "own"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rule of one person with the one instant at which it is next due.

    `next_due_at` (UTC) is derived from the local date and slot in the person's timezone and lies indexed.
    `count` is how many occurrences were decided so far; it turns wordings and rotation.
    """

    id: ScheduleId
    participant_id: ParticipantId
    kind: ScheduleKind
    rule: Rule
    is_active: bool = True
    next_due_at: datetime | None = None
    next_local_date: date | None = None
    next_slot: time | None = None
    count: int = 0


class DecisionKind(StrEnum):
    """How an occurrence was decided; each ends in exactly one that isn't `deferred`."""

    SENT = "sent"
    DEFERRED = "deferred"
    SKIPPED = "skipped"
    DISPLACED = "displaced"
    MISSED = "missed"


class Reason(StrEnum):
    """Why an occurrence was decided as it was."""

    ON_TIME = "on_time"
    PAUSED = "paused"
    BLOCKED = "blocked"
    ON_LEAVE = "on_leave"
    NOT_A_WORKING_DAY = "not_a_working_day"
    BANK_HOLIDAY = "bank_holiday"
    PROMPT_OPEN = "prompt_open"
    SUMMARY_TODAY = "summary_today"
    CONTACT_TODAY = "contact_today"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one occurrence (schedule, local date, slot), and why."""

    id: DecisionId
    schedule_id: ScheduleId
    participant_id: ParticipantId
    local_date: date
    slot: time
    due_at: datetime
    kind: DecisionKind
    reason: Reason
    decided_at: datetime
    until: datetime | None = None
    run_id: RunId | None = None


class DueKind(StrEnum):
    """What happens when a due item's time has come."""

    REMINDER = "reminder"
    EXPIRY = "expiry"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """Something that must happen to a run at a time; it does nothing if the run has moved past `turn`."""

    id: DueItemId
    kind: DueKind
    participant_id: ParticipantId
    run_id: RunId
    turn: int
    due_at: datetime

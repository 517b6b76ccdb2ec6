"""When a person is asked: schedules, their occurrences' decisions, and everything else that falls due."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.calendar import Rule
from bot.domain.ids import DecisionId, DueItemId, ParticipantId, RunId, ScheduleId


class ScheduleKind(StrEnum):
    """What a schedule brings: the monthly summary, a flow that comes back to what was said, the own rotation.

    They stand by rank: of what falls due on one day, the first comes (domain.md §4).
    """

    SUMMARY = "summary"
    FOLLOW_UP = "follow_up"
    OWN = "own"

    def outranks(self, other: "ScheduleKind") -> bool:
        """Whether this one comes where both are due on the same day."""
        ranks = list(ScheduleKind)
        return ranks.index(self) < ranks.index(other)

    @property
    def is_owed(self) -> bool:
        """Whether it has one chance only, so that a day that can't have it puts it off instead of passing it over."""
        return self is not ScheduleKind.OWN


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Something unasked that a schedule sent a person."""

    kind: ScheduleKind
    at: datetime


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
    SILENT = "silent"
    ON_LEAVE = "on_leave"
    NOT_A_WORKING_DAY = "not_a_working_day"
    REST_AFTER_NIGHT = "rest_after_night"
    BANK_HOLIDAY = "bank_holiday"
    ON_NIGHTS = "on_nights"
    NOT_IN_SESSION = "not_in_session"
    QUIET_HOURS = "quiet_hours"
    PROMPT_OPEN = "prompt_open"
    SUMMARY_TODAY = "summary_today"
    FOLLOW_UP_TODAY = "follow_up_today"
    CONTACT_TODAY = "contact_today"
    WEEK_FULL = "week_full"
    WINDOW_CLOSED = "window_closed"
    PLAN_SETTLED = "plan_settled"
    ANSWERED_ALREADY = "answered_already"
    SWITCHED_OFF = "switched_off"
    OFFERED_LESS = "offered_less"
    LAST_LINE = "last_line"


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

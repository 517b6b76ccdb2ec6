"""When a person is asked: schedules, their occurrences' decisions, and everything else that falls due."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.calendar import Rule
from bot.domain.ids import DecisionId, DueItemId, ParticipantId, RunId, ScheduleId


class ScheduleKind(StrEnum):
    """What a schedule brings, by rank: of what falls due on one day, the first comes (domain.md §4).

    The monthly summary, a tutor's broadcast, a course's prompt, a flow that comes back to what was said, the own
    rotation, the second ask of a course's prompt or a broadcast.
    """

    SUMMARY = "summary"
    BROADCAST = "broadcast"
    COURSE = "course"
    FOLLOW_UP = "follow_up"
    OWN = "own"
    REMINDER = "reminder"

    def outranks(self, other: "ScheduleKind") -> bool:
        """Whether this one comes where both are due on the same day."""
        ranks = list(ScheduleKind)
        return ranks.index(self) < ranks.index(other)

    @property
    def is_owed(self) -> bool:
        """Whether it has one chance only, so that a day that can't have it puts it off instead of passing it over."""
        return self not in (ScheduleKind.OWN, ScheduleKind.REMINDER)

    @property
    def is_posted(self) -> bool:
        """Whether it brings something that is asked of a group, or the second ask of it."""
        return self in (ScheduleKind.BROADCAST, ScheduleKind.COURSE, ScheduleKind.REMINDER)

    @property
    def is_start(self) -> bool:
        """Whether it counts as one of the week's starts: a summary asks nothing, a reminder nothing new."""
        return self not in (ScheduleKind.SUMMARY, ScheduleKind.REMINDER)


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
    """How an occurrence was decided; each ends in exactly one that isn't `deferred`.

    `withdrawn`: it was to be sent, and was taken back before it went out; that takes the place of `sent`.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    SKIPPED = "skipped"
    DISPLACED = "displaced"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


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
    BROADCAST_TODAY = "broadcast_today"
    COURSE_TODAY = "course_today"
    FOLLOW_UP_TODAY = "follow_up_today"
    OWN_TODAY = "own_today"
    CONTACT_TODAY = "contact_today"
    WEEK_FULL = "week_full"
    COURSE_WEEK = "course_week"
    WINDOW_CLOSED = "window_closed"
    PLAN_SETTLED = "plan_settled"
    ANSWERED_ALREADY = "answered_already"
    HAD_ELSEWHERE = "had_elsewhere"
    LEFT_COHORT = "left_cohort"
    COHORT_PAUSED = "cohort_paused"
    CALLED_OFF = "called_off"
    NOT_ASKED_YET = "not_asked_yet"
    SWITCHED_OFF = "switched_off"
    OFFERED_LESS = "offered_less"
    LAST_LINE = "last_line"
    SHARED_LINES = "shared_lines"
    BEGAN_OTHER = "began_other"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCount:
    """How often what schedules of a kind bring was decided so, for this reason."""

    schedule: ScheduleKind
    kind: DecisionKind
    reason: Reason
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCount:
    """How many schedules are due at an instant."""

    at: datetime
    count: int


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

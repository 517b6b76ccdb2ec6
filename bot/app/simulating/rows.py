"""What was decided and what reached people, as plain rows: all that is checked, counted and drawn is read from these."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.calendar import BankHolidays, Nation, QuietHours, Rota, Rule, Weekday
from bot.domain.courses import Course
from bot.domain.ids import CohortId, PostingId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind


class ContactKind(StrEnum):
    """What reached somebody without an answer of theirs before it; `asked_for` is what they had put off."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    SUMMARY = "summary"
    BROADCAST = "broadcast"
    ASKED_FOR = "asked_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Leave from `first` on, back on `back`; the bot was told at `told_at`."""

    first: date
    back: date
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody's time in a cohort as the bot was told of it: from when until when, and the rests in between.

    None for an end that has not come.
    """

    cohort: CohortId
    joined_at: datetime
    left_at: datetime | None = None
    rests: tuple[tuple[datetime, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as the store knows them at the end, and the leave that they took. A rota takes the place of `days`.

    `stays` are their times in cohorts, in the order in which they joined.
    """

    number: int
    zone: str
    days: frozenset[Weekday]
    nation: Nation = Nation.NONE
    quiet: QuietHours = field(default_factory=QuietHours)
    rota: Rota | None = None
    leave: tuple[Away, ...] = ()
    stays: tuple[Stay, ...] = ()
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision about an occurrence (schedule, local date, slot), and what came of a question that was sent.

    `run` is what it began or asked again, `ended_as` and `ended_at` that run's status and last change, `sent_at` when
    the first message reached the person, `answered_at` when they first answered. `posting` is what was asked of their
    cohort. A question that was asked twice is answered with the asking that went before the answer.
    """

    number: int
    schedule: str
    kind: ScheduleKind
    local_date: date
    slot: time
    due_at: datetime
    decided_at: datetime
    decision: DecisionKind
    reason: Reason
    until: datetime | None = None
    posting: PostingId | None = None
    run: str | None = None
    flow: str | None = None
    ended_as: str | None = None
    ended_at: datetime | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Something unasked that reached somebody: its messages that were owed together count once.

    `posting` is what it brought of what was asked of their cohort.
    """

    number: int
    kind: ContactKind
    queued_at: datetime
    sent_at: datetime
    flow: str | None = None
    posting: PostingId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A recipient of a prompt of the course as the store has them at the end; `schedule` brings it to them."""

    number: int
    posting: PostingId
    cohort: CohortId
    prompt: str
    schedule: str | None
    status: RecipientStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A schedule as it stands at the end, with the occurrence that it has still to decide."""

    number: int
    schedule: str
    kind: ScheduleKind
    rule: Rule
    next_local_date: date | None
    next_slot: time | None
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when until when people lived through it."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All rows of a simulation, in the order of their happening, and the limits that were promised.

    `minutes` counts the messages of every kind that went out, by minute; `instants` how often anything happened.
    `course` is the one that cohorts went through from `course_starts` on, with its recipients in `received`.
    """

    period: Period
    people: Sequence[Person]
    decided: Sequence[Decided]
    contacts: Sequence[Contact]
    pending: Sequence[Pending]
    minutes: Mapping[datetime, int]
    instants: int = 0
    received: Sequence[Received] = ()
    course: Course | None = None
    course_starts: date | None = None
    holidays: BankHolidays = field(default_factory=BankHolidays)
    window_hours: int = 24
    contacts_a_day: int = 1
    starts_a_week: int = 3


def merged(parts: Sequence[Ledger]) -> Ledger:
    """The rows of several parts of the people as one."""
    minutes: Counter[datetime] = Counter()
    for part in parts:
        minutes.update(part.minutes)
    return replace(
        parts[0],
        people=sorted((one for part in parts for one in part.people), key=lambda one: one.number),
        decided=sorted(
            (one for part in parts for one in part.decided), key=lambda one: (one.decided_at, one.number)
        ),
        contacts=sorted(
            (one for part in parts for one in part.contacts), key=lambda one: (one.sent_at, one.number)
        ),
        pending=[one for part in parts for one in part.pending],
        received=[one for part in parts for one in part.received],
        minutes=minutes,
        instants=sum(part.instants for part in parts),
    )

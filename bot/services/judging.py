"""Judging an occurrence that has fallen due: the guards, in their order, and the reason that is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.calendar import (
    AWAKE_AROUND_NIGHTS,
    Occurrence,
    QuietHours,
    TimeOff,
    WeeklyRule,
    WorkingWeek,
    instant,
    local_date,
    local_time,
    still_owed,
)
from bot.domain.fading import Silence, is_fortnightly_turn, silence
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.programme import CatchUp, Programme
from bot.domain.runs import Run
from bot.domain.schedules import DecisionKind, Reason, Schedule, ScheduleKind
from bot.services import preferences
from bot.services.expecting import Expected
from bot.services.fading import Said, has_had

IN_CONVERSATION: Final = timedelta(minutes=30)
"""Whoever wrote in a run this recently is in the middle of it, and is not interrupted."""

GRACE: Final = timedelta(minutes=10)
"""A restart or a slow minute is no outage: what is no later than this counts as on time."""

OWED_DEFERRED: Final = timedelta(days=1)
"""How long what is owed to a paused person is put off at a time; `/resume` brings it on the first working day."""

SILENT_DEFERRED: Final = timedelta(days=7)
"""How long what is owed to a person who fell silent is put off at a time: within a week of their return it is there."""

OWN_IN_A_COURSE_WEEK: Final = 1
"""How often a person's own rotation asks in a week in which a course does (domain.md §4)."""

_TAKEN_BY: Final = {
    ScheduleKind.SUMMARY: Reason.SUMMARY_TODAY,
    ScheduleKind.BROADCAST: Reason.BROADCAST_TODAY,
    ScheduleKind.COURSE: Reason.COURSE_TODAY,
    ScheduleKind.FOLLOW_UP: Reason.FOLLOW_UP_TODAY,
    ScheduleKind.OWN: Reason.OWN_TODAY,
}

Verdict = tuple[DecisionKind, Reason, datetime | None]
"""How an occurrence is decided, why, and for a deferred one until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An occurrence that has fallen due, with all that the guards look at.

    `sends_at` is the instant at which it would go out (its slot with the person's spread, or now if that is later),
    `today` the person's local day then, and `starts_a_week` their budget over all programmes. From `lapses_at` on it
    doesn't come any more, however it was put off; None for what comes however late.
    """

    participant: Participant
    schedule: Schedule
    now: datetime
    today: date
    sends_at: datetime
    closes_at: datetime | None
    lapses_at: datetime | None
    week: WorkingWeek
    quiet: QuietHours
    open_run: Run | None
    expected: Expected
    programme: Programme
    starts_a_week: int

    @property
    def silence(self) -> Silence:
        """How long nothing was heard of the person."""
        return silence(heard_at=self.participant.last_heard_at, now=self.now)

    @property
    def has_had_last_line(self) -> bool:
        """Whether they were told, since they were last heard, that nothing more comes."""
        return has_had(self.participant, Said.LAST_LINE)

    @property
    def is_fortnightly_turn(self) -> bool:
        """Whether it comes also to somebody who is asked once a fortnight; what is no question always does."""
        rule, day = self.schedule.rule, self.schedule.next_local_date
        if not isinstance(rule, WeeklyRule) or day is None:
            return True
        return is_fortnightly_turn(rule, day, anchor=preferences.first_day(self.participant))

    @property
    def is_owed(self) -> bool:
        """Whether it has no other chance, so that it is put off rather than passed over."""
        return self.schedule.kind.is_owed

    @property
    def is_late(self) -> bool:
        """Whether nothing ran when it fell due."""
        due_at = self.schedule.next_due_at
        return due_at is not None and self.now - due_at > GRACE

    def is_second_ask_of(self, run: Run) -> bool:
        """Whether it reminds of just the question that is open."""
        asked = self.expected.asked_by(self.schedule)
        return (
            self.schedule.kind is ScheduleKind.REMINDER
            and asked is not None
            and run.posting_id == asked.posting.id
        )

    def slot_on(self, first: date) -> datetime:
        """The schedule's slot on the person's first working day from this one on."""
        (slot, *_) = self.schedule.rule.slots
        occurrence = Occurrence(local_date=first, slot=slot, at=self.now)
        return still_owed(occurrence, now=self.now, zone=self.participant.timezone, week=self.week).at


def judge(case: Case) -> Verdict:
    """The verdict of the first guard that has an objection; sent when none has.

    What would be put off past its end is missed, for the same reason.
    """
    for guard in GUARDS:
        verdict = guard(case)
        if verdict is not None:
            _, reason, until = verdict
            is_lapsing = until is not None and case.lapses_at is not None and until >= case.lapses_at
            return (DecisionKind.MISSED, reason, None) if is_lapsing else verdict
    return DecisionKind.SENT, Reason.ON_TIME, None


def _paused(case: Case) -> Verdict | None:
    """The person wants nothing for now; what is owed waits for them."""
    if case.participant.status is not ParticipantStatus.PAUSED:
        return None
    if case.is_owed:
        return DecisionKind.DEFERRED, Reason.PAUSED, case.now + OWED_DEFERRED
    return DecisionKind.SKIPPED, Reason.PAUSED, None


def _blocked(case: Case) -> Verdict | None:
    """The person can't be reached."""
    is_blocked = case.participant.status is ParticipantStatus.BLOCKED
    return (DecisionKind.SKIPPED, Reason.BLOCKED, None) if is_blocked else None


def _day_off(case: Case) -> Verdict | None:
    """Leave, a rest day, a day or half day off, a bank holiday, sleep; a summary finds its working day by its rule."""
    if case.schedule.kind is ScheduleKind.SUMMARY and case.today == case.schedule.next_local_date:
        return None
    off = case.week.time_off(case.today, local_time(case.sends_at, case.participant.timezone))
    if off is None or (case.is_owed and off is TimeOff.NOT_IN_SESSION):
        return None
    reason = Reason(off.value)
    if not case.is_owed:
        return DecisionKind.SKIPPED, reason, None
    if off is TimeOff.ON_NIGHTS:
        awake = instant(case.today, AWAKE_AROUND_NIGHTS, case.participant.timezone)
        return (DecisionKind.DEFERRED, reason, awake) if awake > case.now else None
    return DecisionKind.DEFERRED, reason, case.slot_on(case.today + timedelta(days=1))


def _quiet(case: Case) -> Verdict | None:
    """Quiet hours: it waits for their end, but not until another day."""
    allowed = case.quiet.next_allowed(case.sends_at, zone=case.participant.timezone)
    if allowed <= case.sends_at:
        return None
    is_same_day = local_date(allowed, case.participant.timezone) == case.today
    if case.is_owed or is_same_day:
        return DecisionKind.DEFERRED, Reason.QUIET_HOURS, allowed
    return DecisionKind.SKIPPED, Reason.QUIET_HOURS, None


def _in_conversation(case: Case) -> Verdict | None:
    """The person is in the middle of something else, or a prompt is open: one that they put off, or another programme's."""
    run = case.open_run
    if run is None:
        return None
    is_prompt_open = run.closes_at is not None and run.closes_at > case.now
    if is_prompt_open and not case.is_second_ask_of(run) and case.schedule.kind is not ScheduleKind.SUMMARY:
        if case.is_owed:
            return DecisionKind.DEFERRED, Reason.PROMPT_OPEN, run.closes_at
        return DecisionKind.DISPLACED, Reason.PROMPT_OPEN, None
    if case.now - run.updated_at >= IN_CONVERSATION:
        return None
    return DecisionKind.DEFERRED, Reason.PROMPT_OPEN, run.updated_at + IN_CONVERSATION


def _day_taken(case: Case) -> Verdict | None:
    """One unasked contact a day: what ranks higher is due today, or something came already."""
    if case.schedule.kind is ScheduleKind.SUMMARY:
        return None
    outranking = case.expected.outranking(case.participant, case.schedule.kind, case.today)
    is_full = case.expected.contacts_on(case.participant, case.today) >= case.programme.contacts_a_day
    if outranking is None and not is_full:
        return None
    reason = Reason.CONTACT_TODAY if outranking is None else _TAKEN_BY[outranking]
    if case.is_owed:
        return DecisionKind.DEFERRED, reason, case.slot_on(case.today + timedelta(days=1))
    return DecisionKind.DISPLACED, reason, None


def _week_full(case: Case) -> Verdict | None:
    """The week's budget of starts over all programmes; in a course week one of them at most is the person's own."""
    if not case.schedule.kind.is_start:
        return None
    if case.schedule.kind is ScheduleKind.OWN and case.expected.is_course_week(case.participant, case.today):
        starts = case.expected.starts_in_week_of(case.participant, case.today, kind=ScheduleKind.OWN)
        if starts >= OWN_IN_A_COURSE_WEEK:
            return DecisionKind.DISPLACED, Reason.COURSE_WEEK, None
    if case.expected.starts_in_week_of(case.participant, case.today) < case.starts_a_week:
        return None
    if case.is_owed:
        monday = case.today + timedelta(days=7 - case.today.weekday())
        return DecisionKind.DEFERRED, Reason.WEEK_FULL, case.slot_on(monday)
    return DecisionKind.DISPLACED, Reason.WEEK_FULL, None


def _too_late(case: Case) -> Verdict | None:
    """Its window has closed; what has no other chance comes on the next day instead."""
    if case.lapses_at is not None and case.sends_at >= case.lapses_at:
        return DecisionKind.MISSED, Reason.WINDOW_CLOSED, None
    is_passed_over = case.programme.catch_up is CatchUp.SKIP and not case.is_owed and case.is_late
    if not is_passed_over and (case.closes_at is None or case.sends_at < case.closes_at):
        return None
    if case.is_owed:
        return DecisionKind.DEFERRED, Reason.WINDOW_CLOSED, case.slot_on(case.today + timedelta(days=1))
    return DecisionKind.MISSED, Reason.WINDOW_CLOSED, None


def _silent(case: Case) -> Verdict | None:
    """Nothing was heard for long: a question once a fortnight, and after a last line nothing until they write.

    What they had planned to come back to waits for them, and a summary would have nothing to show.
    """
    match case.silence:
        case Silence.LONG if case.has_had_last_line:
            if case.schedule.kind is ScheduleKind.FOLLOW_UP:
                return DecisionKind.DEFERRED, Reason.SILENT, case.now + SILENT_DEFERRED
            return DecisionKind.SKIPPED, Reason.SILENT, None
        case Silence.MONTH if not case.is_fortnightly_turn:
            return DecisionKind.SKIPPED, Reason.SILENT, None
        case _:
            return None


def _settled(case: Case) -> Verdict | None:
    """There is nothing left to ask: nobody is asked how a plan goes that is done."""
    if case.schedule.kind is not ScheduleKind.FOLLOW_UP or case.expected.is_wanted(case.schedule):
        return None
    return DecisionKind.SKIPPED, Reason.PLAN_SETTLED, None


def _group_over(case: Case) -> Verdict | None:
    """The person left the cohort, or rests in it; or there is nothing to ask, or to remind of, any more."""
    if not case.schedule.kind.is_posted:
        return None
    asked = case.expected.asked_by(case.schedule)
    over = Reason.LEFT_COHORT if asked is None else asked.over
    if asked is None or over is not None:
        return DecisionKind.SKIPPED, over or Reason.LEFT_COHORT, None
    if asked.is_resting:
        return (
            (DecisionKind.DEFERRED, Reason.COHORT_PAUSED, case.now + OWED_DEFERRED)
            if case.is_owed
            else (DecisionKind.SKIPPED, Reason.COHORT_PAUSED, None)
        )
    if case.schedule.kind is ScheduleKind.REMINDER and not asked.was_asked_before(
        case.today, case.participant.timezone
    ):
        return DecisionKind.SKIPPED, Reason.NOT_ASKED_YET, None
    return None


GUARDS: Final[tuple[Callable[[Case], Verdict | None], ...]] = (
    _paused,
    _blocked,
    _group_over,
    _settled,
    _silent,
    _day_off,
    _quiet,
    _in_conversation,
    _day_taken,
    _week_full,
    _too_late,
)
"""In this order, so that the reason that is told is the one that weighs most: what the person wants comes first, then
whether there is a question at all, then whether anybody seems to be there, then their time, then what else reaches
them, then whether it is too late."""

"""Prompts: each occurrence that falls due is decided once, with its reason, and the next one is worked out."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.calendar import Occurrence, following_occurrence, local_date, spread
from bot.domain.ids import DecisionId
from bot.domain.people import Participant
from bot.domain.schedules import Decision, DecisionKind, Reason, Schedule
from bot.ports import UnitOfWork
from bot.services import enrolments, preferences
from bot.services.bringing import bring, closes_at
from bot.services.desk import Desk, Means
from bot.services.expecting import Expected
from bot.services.judging import Case, judge
from bot.services.posted import lapses_at, status_after
from bot.services.withdrawals import standing_run

BATCH: Final = 32
"""Occurrences decided in one transaction: large enough to share its cost, small enough to let replies in."""


def decide_due(uow: UnitOfWork, *, means: Means, now: datetime, limit: int = BATCH) -> int:
    """Decide the occurrences whose instant has come, earliest first; how many there were."""
    schedules = uow.schedules.due(now, limit=limit)
    if not schedules:
        return 0
    desk = Desk(uow, means, now=now)
    people = {one.participant_id for one in schedules}
    desk.load_people(people)
    expected = Expected(uow, schedules, now=now)
    for schedule in schedules:
        participant = desk.person(schedule.participant_id)
        if participant is None:
            desk.save_schedule(replace(schedule, is_active=False, next_due_at=None))
        else:
            _decide(desk, participant, schedule, expected)
    desk.write()
    return len(schedules)


def _decide(desk: Desk, participant: Participant, schedule: Schedule, expected: Expected) -> None:
    if schedule.next_due_at is None or schedule.next_local_date is None or schedule.next_slot is None:
        # Else it would be due for ever.
        desk.save_schedule(replace(schedule, is_active=False, next_due_at=None))
        return
    occurrence = Occurrence(
        local_date=schedule.next_local_date, slot=schedule.next_slot, at=schedule.next_due_at
    )
    following = following_occurrence(
        schedule.rule,
        decided=enrolments.decided_with(schedule.rule, occurrence.key),
        zone=participant.timezone,
        week=preferences.working_week(participant, desk.means.holidays),
    )
    asked = expected.asked_by(schedule)
    case = case_of(
        desk,
        participant,
        schedule,
        expected,
        closes_at=closes_at(desk, schedule, occurrence, following=following, asked=asked),
    )
    kind, reason, until = judge(case)
    run_id = None
    if kind is DecisionKind.SENT:
        run_id, reason = bring(desk, case)
        expected.note_sent(participant, schedule.kind, desk.now)
    _note_recipient(desk, case, kind, reason)
    desk.changes.decisions.append(
        Decision(
            id=DecisionId(desk.means.ids.fresh()),
            schedule_id=schedule.id,
            participant_id=participant.id,
            local_date=occurrence.local_date,
            slot=occurrence.slot,
            due_at=occurrence.at,
            kind=kind,
            reason=reason,
            decided_at=desk.now,
            until=until,
            run_id=run_id,
        )
    )
    is_deferred = kind is DecisionKind.DEFERRED
    decided = replace(schedule, next_due_at=until) if is_deferred else _advanced(schedule, following)
    desk.save_schedule(decided)
    if kind is not DecisionKind.SENT:
        expected.note_passed(decided)


def case_of(
    desk: Desk,
    participant: Participant,
    schedule: Schedule,
    expected: Expected,
    *,
    closes_at: datetime | None,
) -> Case:
    """A schedule's next occurrence with all that the guards look at."""
    slot_at = (schedule.next_due_at or desk.now) + spread(participant.id, up_to=desk.means.spread)
    sends_at = max(desk.now, slot_at)
    programme = desk.means.flows.programme()
    return Case(
        participant=participant,
        schedule=schedule,
        now=desk.now,
        today=local_date(sends_at, participant.timezone),
        sends_at=sends_at,
        closes_at=closes_at,
        lapses_at=lapses_at(schedule, expected.asked_by(schedule), participant.timezone),
        week=preferences.working_week(participant, desk.means.holidays),
        quiet=preferences.quiet_hours(participant),
        open_run=standing_run(desk, participant),
        expected=expected,
        programme=programme,
        starts_a_week=preferences.starts_a_week(participant, programme),
    )


def _note_recipient(desk: Desk, case: Case, kind: DecisionKind, reason: Reason) -> None:
    """Of a prompt to a group, not of its reminder: where the person stands now."""
    asked, status = case.expected.asked_by(case.schedule), status_after(kind, reason)
    if asked is not None and status is not None and asked.recipient.schedule_id == case.schedule.id:
        desk.changes.reached.append((asked.posting.id, case.participant.id, status, desk.now))


def _advanced(schedule: Schedule, following: Occurrence | None) -> Schedule:
    return replace(
        schedule,
        count=schedule.count + 1,
        is_active=following is not None,
        next_due_at=following.at if following else None,
        next_local_date=following.local_date if following else None,
        next_slot=following.slot if following else None,
    )

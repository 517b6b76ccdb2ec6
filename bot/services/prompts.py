"""Prompts: each occurrence that falls due is decided once, with its reason, and the next one is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.domain.calendar import Occurrence, following_occurrence, local_date, spread, window_close
from bot.domain.fading import IGNORED_BEFORE_OFFER
from bot.domain.ids import DecisionId, RunId
from bot.domain.people import Participant
from bot.domain.programme import own_flow
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DecisionKind, DueKind, Reason, Schedule, ScheduleKind
from bot.engine.definition import Flow
from bot.ports import UnitOfWork
from bot.services import conversation, enrolments, fading, plans, preferences, summaries
from bot.services.desk import Desk, Means
from bot.services.expecting import Expected
from bot.services.history import skips_in_a_row
from bot.services.judging import Case, judge
from bot.services.putting_off import ANY_TURN, due_item
from bot.services.settlement import Occasion

BATCH: Final = 64
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
    case = _case(
        desk, participant, schedule, expected, closes_at=_closes_at(desk, schedule, occurrence, following)
    )
    kind, reason, until = judge(case)
    run_id = None
    if kind is DecisionKind.SENT:
        run_id, reason = _carry_out(desk, case)
        expected.note_sent(participant, schedule.kind, desk.now)
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
    desk.save_schedule(
        replace(schedule, next_due_at=until)
        if kind is DecisionKind.DEFERRED
        else _advanced(schedule, following)
    )


def _case(
    desk: Desk,
    participant: Participant,
    schedule: Schedule,
    expected: Expected,
    *,
    closes_at: datetime | None,
) -> Case:
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
        week=preferences.working_week(participant, desk.means.holidays),
        quiet=preferences.quiet_hours(participant),
        open_run=desk.open_run(participant.id),
        expected=expected,
        programme=programme,
        starts_a_week=preferences.starts_a_week(participant, programme),
    )


def _advanced(schedule: Schedule, following: Occurrence | None) -> Schedule:
    return replace(
        schedule,
        count=schedule.count + 1,
        is_active=following is not None,
        next_due_at=following.at if following else None,
        next_local_date=following.local_date if following else None,
        next_slot=following.slot if following else None,
    )


def _closes_at(
    desk: Desk, schedule: Schedule, occurrence: Occurrence, following: Occurrence | None
) -> datetime | None:
    """When the occurrence's prompt closes; a summary is owed however late it comes."""
    if schedule.kind is ScheduleKind.SUMMARY:
        return None
    hours = desk.means.flows.programme().window_hours
    return window_close(occurrence, next_occurrence=following, hours=hours)


def _carry_out(desk: Desk, case: Case) -> tuple[RunId | None, Reason]:
    """Send what is due, or what is said in its place to somebody who doesn't answer; its run, and why that was sent."""
    participant, schedule, closes_at = case.participant, case.schedule, case.closes_at
    ends = _ends(case) if schedule.kind is ScheduleKind.OWN else ()
    instead = fading.instead_of(case.schedule.kind, participant, ends, now=desk.now)
    if instead is not None:
        fading.say(desk, participant, instead, not_before=case.sends_at, closes_at=closes_at)
        return None, instead.reason
    if schedule.kind is ScheduleKind.SUMMARY:
        summaries.fall_due(desk, participant, schedule)
        return None, Reason.ON_TIME
    flow, given = _brought_by(desk, case, ends)
    run = conversation.begin(
        desk,
        participant,
        flow,
        given=given,
        occasion=Occasion(is_prompt=True, not_before=case.sends_at),
        schedule_id=schedule.id,
        window=closes_at - desk.now if closes_at else None,
    )
    if closes_at is not None:
        desk.changes.due_items.append(due_item(desk, run, DueKind.EXPIRY, turn=ANY_TURN, at=closes_at))
    return run.id, Reason.ON_TIME


def _brought_by(desk: Desk, case: Case, ends: Sequence[Run]) -> tuple[Flow, Mapping[str, Any] | None]:
    """The flow that a schedule brings now, and what it is handed."""
    flows = desk.means.flows
    found = case.expected.follow_up(case.schedule)
    if found is not None:
        follow_up, item = found
        flow = flows.current(follow_up.flow)
        return flow, plans.given_of(follow_up, item, flow)
    rotation = desk.means.flows.programme().rotation
    name = own_flow(
        rotation,
        participant_id=case.participant.id,
        occurrence=case.schedule.count,
        skips_in_a_row=skips_in_a_row(ends),
    )
    return flows.current(name), None


def _ends(case: Case) -> Sequence[Run]:
    """How the person's last prompts ended, newest first: as many as the rotation and the offer to ask less look at."""
    looked_at = max(case.programme.rotation.light_after_skips, IGNORED_BEFORE_OFFER)
    return case.expected.last_ends(case.participant.id, limit=looked_at)

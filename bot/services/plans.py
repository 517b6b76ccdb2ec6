"""What people mean to do: plan items made and changed by runs, and the flows that come back to them on a later day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.calendar import OnDate, Weekday, local_date
from bot.domain.ids import PlanItemId, ScheduleId
from bot.domain.people import Participant
from bot.domain.plans import FollowUp, PlanItem, PlanStatus
from bot.domain.runs import Run
from bot.domain.schedules import Reason, Schedule, ScheduleKind
from bot.engine import events
from bot.engine.definition import Flow
from bot.engine.run import RunState
from bot.services import candidates, enrolments, preferences
from bot.services.desk import Desk


def make(desk: Desk, participant: Participant, run: Run, event: events.PlanMade, *, state: RunState) -> None:
    """Make the item of a run's plan step, or make it anew in its place."""
    earlier = desk.plan_made_by(run.id, event.step)
    item = earlier or PlanItem(
        id=PlanItemId(desk.means.ids.fresh()),
        participant_id=participant.id,
        run_id=run.id,
        made_by=event.step,
        created_at=desk.now,
        changed_at=desk.now,
    )
    desk.save_plan(
        replace(
            item,
            need=_in_words(event.fields["need"]),
            step=_in_words(event.fields["step"]),
            barrier=_in_words(event.fields["barrier"]),
            success=_in_words(event.fields["success"]),
            by=_day(event.fields["by"]),
            from_id=_chosen_from(state),
            changed_at=desk.now,
        )
    )


def _chosen_from(state: RunState) -> PlanItemId | None:
    """The earlier item or entry that was chosen among the needs which the run was given."""
    given = {one["value"] for one in state.given.get(candidates.NEEDS) or ()}
    chosen = (one.value for one in state.answers.values() if one.applies and isinstance(one.value, str))
    return next((PlanItemId(value) for value in chosen if value in given), None)


def change(desk: Desk, participant: Participant, event: events.PlanChanged) -> None:
    """Change what was said anew of an item of this person's; the rest stays."""
    item = desk.plan(PlanItemId(event.item))
    if item is None or item.participant_id != participant.id:
        return
    fields = event.fields
    desk.save_plan(
        replace(
            item,
            status=PlanStatus(fields["status"] or item.status),
            need=_in_words(fields["need"]) or item.need,
            step=_in_words(fields["step"]) or item.step,
            barrier=_in_words(fields["barrier"]) or item.barrier,
            success=_in_words(fields["success"]) or item.success,
            by=_day(fields["by"]) or item.by,
            changed_at=desk.now,
        )
    )


def follow_up(desk: Desk, participant: Participant, run: Run, event: events.FollowUpScheduled) -> None:
    """Put a flow on a later day of the person's own calendar; a day that is over means tomorrow."""
    today = local_date(desk.now, participant.timezone)
    wanted = today + timedelta(days=event.after_days) if event.after_days else _day(event.on_date)
    if wanted is None:
        return
    day = max(wanted, today + timedelta(days=1))
    while Weekday.of(day).value in event.not_on:
        day += timedelta(days=1)
    earlier = desk.follow_up_made_by(run.id, event.step)
    schedule = desk.schedule(participant.id, earlier.schedule_id) if earlier else None
    schedule = schedule or Schedule(
        id=ScheduleId(desk.means.ids.fresh()),
        participant_id=participant.id,
        kind=ScheduleKind.FOLLOW_UP,
        rule=_on(participant, day),
    )
    _put_on(desk, participant, schedule, day)
    item = desk.plan_made_by(run.id, event.plan) if event.plan else None
    desk.save_follow_up(
        FollowUp(
            schedule_id=schedule.id,
            participant_id=participant.id,
            run_id=run.id,
            made_by=event.step,
            flow=event.flow,
            given=event.given,
            plan_id=item.id if item else None,
        )
    )


def check_ins(desk: Desk, item: PlanItem) -> list[Schedule]:
    """What is to come back to this item, the soonest first."""
    schedules = {
        one.id: one
        for one in desk.schedules_of(item.participant_id)
        if one.is_active and one.kind is ScheduleKind.FOLLOW_UP
    }
    found = {**desk.uow.follow_ups.by_schedule(schedules), **desk.changes.follow_ups}
    of_item = [schedules[id_] for id_ in schedules if id_ in found and found[id_].plan_id == item.id]
    return sorted(of_item, key=lambda one: (one.next_local_date or date.max, one.id))


def move_check_ins(desk: Desk, participant: Participant, item: PlanItem, day: date) -> None:
    """What was to come back to an item on the day by which it was to be done comes on this day instead.

    One whose time has come stays as it is: it still has its decision to get.
    """
    for schedule in check_ins(desk, item):
        is_ahead = schedule.next_due_at is not None and schedule.next_due_at > desk.now
        if is_ahead and isinstance(schedule.rule, OnDate) and schedule.rule.day == item.by:
            _put_on(desk, participant, schedule, day)


def withdraw(desk: Desk, participant: Participant, flow: str) -> None:
    """The person began this flow of their own accord: what would have brought it later is not needed any more.

    What asks about an item of their plan stays: each item has its own check-ins.
    """
    for found in desk.uow.follow_ups.of_flow(participant.id, flow):
        schedule = desk.schedule(participant.id, found.schedule_id)
        if schedule is not None and found.plan_id is None:
            enrolments.switch_off(desk, participant, schedule, Reason.ANSWERED_ALREADY)


def given_of(found: FollowUp, item: PlanItem | None, flow: Flow) -> Mapping[str, Any]:
    """What a follow-up hands its flow: what was quoted, and the plan item's words as they stand now."""
    given = dict(found.given)
    if item is not None:
        now: Mapping[str, Any] = {
            "plan": item.id,
            "need": item.need or None,
            "step": item.step or None,
            "barrier": item.barrier or None,
            "success": item.success or None,
            "by": item.by.isoformat() if item.by else None,
        }
        given |= {name: value for name, value in now.items() if name in flow.given}
    return given


def _put_on(desk: Desk, participant: Participant, schedule: Schedule, day: date) -> None:
    anew = replace(schedule, next_due_at=None, next_local_date=None, next_slot=None)
    enrolments.reschedule(desk, participant, anew, rule=_on(participant, day))


def _on(participant: Participant, day: date) -> OnDate:
    return OnDate(day, preferences.slots_of(participant)[Weekday.of(day)])


def _in_words(value: Any) -> str:  # noqa: ANN401 - what an answer holds
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _day(value: Any) -> date | None:  # noqa: ANN401 - what an answer holds
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

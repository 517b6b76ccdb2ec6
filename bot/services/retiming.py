"""New rules of the time zones: what is pending keeps its date and slot, and gets the instant that they mean now."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.calendar import is_stale, retimed
from bot.domain.ids import ScheduleId
from bot.domain.people import Participant
from bot.domain.schedules import DecisionKind, Schedule
from bot.ports import UnitOfWork
from bot.services import enrolments
from bot.services.desk import Desk, Means

BATCH: Final = 500
"""Schedules looked at in one transaction, so that a bot which starts beside others doesn't hold them up."""


def retime(
    uow: UnitOfWork, *, means: Means, after: ScheduleId | None, now: datetime, limit: int = BATCH
) -> tuple[int, ScheduleId | None]:
    """Bring the next schedules behind one in line: how many changed, and the last one looked at, None at the end."""
    page = uow.schedules.active_after(after, limit=limit)
    if not page:
        return 0, None
    desk = Desk(uow, means, now=now)
    desk.load_people({one.participant_id for one in page})  # locked first, as the due loop does
    looked_at = {one.id for one in page}
    for schedules in uow.schedules.of({one.participant_id for one in page}).values():
        for schedule in schedules:
            participant = desk.person(schedule.participant_id)
            if schedule.id in looked_at and participant is not None:
                _retime(desk, participant, schedule)
    changed = len(desk.changes.schedules)
    desk.write()
    return changed, page[-1].id


def _retime(desk: Desk, participant: Participant, schedule: Schedule) -> None:
    occurrence = enrolments.pending(schedule) if schedule.is_active else None
    if occurrence is None or not is_stale(occurrence, participant.timezone) or _is_put_off(desk, schedule):
        return
    if schedule.kind.is_owed:
        enrolments.reschedule(desk, participant, schedule, rule=schedule.rule)
    else:
        desk.save_schedule(replace(schedule, next_due_at=retimed(occurrence, participant.timezone).at))


def _is_put_off(desk: Desk, schedule: Schedule) -> bool:
    """Whether the pending occurrence was deferred to an instant that is not its slot's."""
    decisions = desk.uow.schedules.decisions(schedule.participant_id, limit=enrolments.RECENT_DECISIONS)
    own = (
        one
        for one in decisions
        if one.schedule_id == schedule.id and one.local_date == schedule.next_local_date
    )
    last = next(own, None)
    return last is not None and last.kind is DecisionKind.DEFERRED

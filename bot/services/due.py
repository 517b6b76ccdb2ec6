"""Due items: reminders, questions that come back after a snooze, and runs whose time is over."""

from dataclasses import replace
from datetime import datetime

from bot.domain.deliveries import Lane
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.runs import Run
from bot.domain.schedules import DueItem, DueKind
from bot.engine.run import RepeatAsked, Resume, RunStatus, Timeout, WaitTimedOut
from bot.ports import UnitOfWork
from bot.services import conversation, preferences
from bot.services.desk import Desk, Means
from bot.services.prompts import BATCH
from bot.services.putting_off import ANY_TURN
from bot.services.settlement import Occasion


def attend(uow: UnitOfWork, *, means: Means, now: datetime, limit: int = BATCH) -> int:
    """Do what has fallen due, earliest first; an item whose run has moved on does nothing. How many there were."""
    items = uow.schedules.due_items(now, limit=limit)
    if not items:
        return 0
    desk = Desk(uow, means, now=now)
    desk.load_people({item.participant_id for item in items})
    for item in items:
        participant = desk.person(item.participant_id)
        run = desk.open_run(item.participant_id)
        if participant is not None and run is not None and not _is_stale(item, run):
            _attend(desk, participant, run, item)
    uow.schedules.drop_due([item.id for item in items])
    desk.write()
    return len(items)


def _is_stale(item: DueItem, run: Run) -> bool:
    """Staleness is a comparison: the run is another one, ended, or has moved past the item's turn."""
    return run.id != item.run_id or run.status != RunStatus.WAITING or item.turn not in (ANY_TURN, run.turn)


def _attend(desk: Desk, participant: Participant, run: Run, item: DueItem) -> None:
    if item.kind is DueKind.EXPIRY:
        conversation.carry_on(desk, participant, run, WaitTimedOut(timeout=Timeout.EXPIRY))
        return
    if participant.status is not ParticipantStatus.ACTIVE:
        return
    if item.kind is DueKind.REMINDER:
        allowed = preferences.quiet_hours(participant).next_allowed(desk.now, zone=participant.timezone)
        if allowed > desk.now:
            desk.changes.due_items.append(replace(item, due_at=allowed))
            return
    resume: Resume = RepeatAsked() if item.kind is DueKind.REPEAT else WaitTimedOut(timeout=Timeout.REMINDER)
    occasion = Occasion(lane=Lane.PROMPT, begins_wait_anew=item.kind is DueKind.REPEAT)
    conversation.carry_on(desk, participant, run, resume, occasion=occasion)

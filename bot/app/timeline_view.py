"""One person's timeline for the playground: what was decided and sent, and what comes, each with its reason."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bot.domain.ids import ChatId, RunId, ScheduleId
from bot.domain.runs import Run
from bot.domain.schedules import Decision, DueKind, ScheduleKind
from bot.engine.run import RunStatus
from bot.playground.backstage import TimelineRow
from bot.ports import UnitOfWork
from bot.services.phrases import REASONS

MOST_ROWS: Final = 60

_WHAT: Final = {
    ScheduleKind.SUMMARY: "Monthly summary",
    ScheduleKind.BROADCAST: "Broadcast",
    ScheduleKind.COURSE: "Prompt of a course",
    ScheduleKind.FOLLOW_UP: "What you asked to come back to",
    ScheduleKind.OWN: "Question of your own rotation",
    ScheduleKind.REMINDER: "Second ask",
}
_NAMED_TOO: Final = (ScheduleKind.BROADCAST, ScheduleKind.COURSE, ScheduleKind.REMINDER)
"""What is told by its kind as well as by the flow that it begins."""

_DUE: Final = {
    DueKind.REMINDER: "Reminder, if you haven't answered",
    DueKind.EXPIRY: "Open question is put away",
    DueKind.REPEAT: "Question that you put off",
}


_ENDS: Final = {
    RunStatus.WAITING: "open",
    RunStatus.COMPLETED: "answered",
    RunStatus.EXPIRED: "its time ran out",
    RunStatus.STOPPED: "put away",
    RunStatus.FAILED: "my script failed",
}


def timeline_rows(
    uow: UnitOfWork, bot_id: int, chat_id: ChatId, *, now: datetime, titles: Mapping[str, str]
) -> list[TimelineRow]:
    """What was and will be due for a person, oldest first; empty before consent. `titles` are those of flows."""
    participant = uow.people.by_chat(bot_id, [chat_id]).get(chat_id)
    if participant is None:
        return []
    schedules = uow.schedules.of([participant.id]).get(participant.id, ())
    kinds = {one.id: one.kind for one in schedules}
    decisions = uow.schedules.decisions(participant.id, limit=MOST_ROWS)
    runs = uow.runs.by_id([one.run_id for one in decisions if one.run_id])
    waiting = uow.runs.open_of([participant.id]).get(participant.id)
    rows = [
        *_messages(uow, chat_id),
        *(_decided(one, kinds, runs, titles) for one in decisions),
        *(
            TimelineRow(at=one.next_due_at, what=_WHAT[one.kind], outcome="upcoming")
            for one in schedules
            if one.next_due_at is not None
        ),
        *(
            TimelineRow(at=item.due_at, what=_DUE[item.kind], outcome="upcoming")
            for item in uow.schedules.upcoming(participant.id)
            if item.due_at > now and waiting is not None and item.run_id == waiting.id
        ),
    ]
    return sorted(rows, key=lambda row: row.at)[-MOST_ROWS:]


def _decided(
    decision: Decision,
    kinds: Mapping[ScheduleId, ScheduleKind],
    runs: Mapping[RunId, Run],
    titles: Mapping[str, str],
) -> TimelineRow:
    kind = kinds.get(decision.schedule_id)
    run = runs.get(decision.run_id) if decision.run_id else None
    what, reason = (_WHAT[kind] if kind else "Occurrence"), REASONS[decision.reason]
    if run is not None:
        reason = f"{reason}; {_ENDS[RunStatus(run.status)]}"
        title = titles.get(run.flow)  # what a tutor wrote has none
        if title is not None:
            what = f"{what}: {title}" if kind in _NAMED_TOO else title
    return TimelineRow(at=decision.decided_at, what=what, outcome=decision.kind.value, reason=reason)


def _messages(uow: UnitOfWork, chat_id: ChatId) -> Iterator[TimelineRow]:
    """Messages whose outcome is worth a line: those that didn't simply arrive."""
    for delivery in uow.outbox.recent(chat_id, limit=MOST_ROWS):
        if delivery.status not in ("sent", "queued", "sending"):
            yield TimelineRow(
                at=delivery.not_before, what="Message", outcome=delivery.status.value, reason=delivery.method
            )

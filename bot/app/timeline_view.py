"""One person's timeline for the playground: what was decided and sent, and what comes, each with its reason."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bot.domain.ids import ChatId, ScheduleId
from bot.domain.schedules import Decision, DueKind, Reason, ScheduleKind
from bot.playground.backstage import TimelineRow
from bot.ports import UnitOfWork

MOST_ROWS: Final = 60

_WHAT: Final = {ScheduleKind.OWN: "Question of your own rotation", ScheduleKind.SUMMARY: "Monthly summary"}
_REASONS: Final = {
    Reason.ON_TIME: "at the time you chose",
    Reason.PAUSED: "you paused",
    Reason.BLOCKED: "you blocked the bot",
    Reason.NOT_A_WORKING_DAY: "not a working day of yours",
    Reason.ON_LEAVE: "you are on leave",
    Reason.BANK_HOLIDAY: "a bank holiday",
    Reason.SUMMARY_TODAY: "the month's summary comes today",
    Reason.CONTACT_TODAY: "one message a day, unless you write",
    Reason.PROMPT_OPEN: "you were in the middle of another question",
    Reason.WINDOW_CLOSED: "too late by then; nothing is sent stale",
}
_DUE: Final = {
    DueKind.REMINDER: "Reminder, if you haven't answered",
    DueKind.EXPIRY: "Open question is put away",
    DueKind.REPEAT: "Question that you put off",
}


def timeline_rows(uow: UnitOfWork, bot_id: int, chat_id: ChatId, *, now: datetime) -> list[TimelineRow]:
    """What was and will be due for a person, oldest first; empty before consent."""
    participant = uow.people.by_chat(bot_id, [chat_id]).get(chat_id)
    if participant is None:
        return []
    schedules = uow.schedules.of([participant.id]).get(participant.id, ())
    kinds = {one.id: one.kind for one in schedules}
    rows = [
        *_messages(uow, chat_id),
        *(_decided(one, kinds) for one in uow.schedules.decisions(participant.id, limit=MOST_ROWS)),
        *(
            TimelineRow(at=one.next_due_at, what=_WHAT[one.kind], outcome="upcoming")
            for one in schedules
            if one.next_due_at is not None
        ),
        *(
            TimelineRow(at=item.due_at, what=_DUE[item.kind], outcome="upcoming")
            for item in uow.schedules.upcoming(participant.id)
            if item.due_at > now
        ),
    ]
    return sorted(rows, key=lambda row: row.at)[-MOST_ROWS:]


def _decided(decision: Decision, kinds: Mapping[ScheduleId, ScheduleKind]) -> TimelineRow:
    kind = kinds.get(decision.schedule_id)
    return TimelineRow(
        at=decision.decided_at,
        what=_WHAT[kind] if kind else "Occurrence",
        outcome=decision.kind.value,
        reason=_REASONS[decision.reason],
    )


def _messages(uow: UnitOfWork, chat_id: ChatId) -> Iterator[TimelineRow]:
    """Messages whose outcome is worth a line: those that didn't simply arrive."""
    for delivery in uow.outbox.recent(chat_id, limit=MOST_ROWS):
        if delivery.status not in ("sent", "queued", "sending"):
            yield TimelineRow(
                at=delivery.not_before, what="Message", outcome=delivery.status.value, reason=delivery.method
            )

"""`/why`: what was asked and what was not, with the reason of each, and what will come."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.schedules import Decision, DecisionKind, Reason, Schedule, ScheduleKind
from bot.services import enrolments, line_phrases, phrases
from bot.services.desk import Desk
from bot.services.messages import text_params
from bot.services.wording import day_and_time

PAST_SHOWN: Final = 6
"""Decisions that are shown: two or three weeks of the usual rhythm, on one screen."""

_LOOKED_AT: Final = 40
"""Decisions that are read: one occurrence may have been put off several times before its end."""

_WHAT: Final[Mapping[ScheduleKind, str]] = {
    ScheduleKind.SUMMARY: phrases.WHY_SUMMARY,
    ScheduleKind.BROADCAST: phrases.WHY_BROADCAST,
    ScheduleKind.COURSE: phrases.WHY_COURSE,
    ScheduleKind.FOLLOW_UP: phrases.WHY_FOLLOW_UP,
    ScheduleKind.OWN: phrases.WHY_OWN,
    ScheduleKind.REMINDER: phrases.WHY_REMINDER,
}

_IN_PLACE: Final[Mapping[Reason, str]] = {
    Reason.OFFERED_LESS: phrases.WHY_OFFERED_LESS,
    Reason.LAST_LINE: phrases.WHY_LAST_LINE,
    Reason.SHARED_LINES: line_phrases.WHY_SHARED_LINES,
}
"""What was sent in place of what was due."""


def explain(desk: Desk, participant: Participant) -> None:
    """Tell the person in plain words what came, what did not, and what is next."""
    schedules = desk.schedules_of(participant.id)
    decisions = desk.uow.schedules.decisions(participant.id, limit=_LOOKED_AT)
    today = local_date(desk.now, participant.timezone)
    kinds = {one.id: one.kind for one in schedules}
    past = [
        _past_line(one, kinds.get(one.schedule_id, ScheduleKind.OWN), participant, today)
        for one in _told(decisions)
    ]
    coming = _coming(desk, participant, schedules, today)
    words = "\n".join(
        [
            phrases.WHY_HEADING,
            *(past or [phrases.WHY_NOTHING_YET]),
            "",
            phrases.WHY_NEXT,
            *(coming or [phrases.WHY_NOTHING_NEXT]),
        ]
    )
    desk.send(participant.chat_id, "sendMessage", text_params(f"{words}\n\n{phrases.WHY_END}"))


def _told(decisions: Iterable[Decision]) -> list[Decision]:
    """The last decision of each of the last occurrences, oldest first; `decisions` come newest first."""
    latest: dict[tuple[str, date], Decision] = {}
    for one in decisions:
        latest.setdefault((one.schedule_id, one.local_date), one)
    return list(latest.values())[:PAST_SHOWN][::-1]


def _past_line(decision: Decision, kind: ScheduleKind, participant: Participant, today: date) -> str:
    when = day_and_time(decision.due_at, participant.timezone, today=today)
    if decision.kind is DecisionKind.SENT:
        return phrases.WHY_SENT.format(when=when, what=_IN_PLACE.get(decision.reason, _WHAT[kind]))
    if decision.kind is DecisionKind.WITHDRAWN:
        return phrases.WHY_WITHDRAWN[decision.reason].format(when=when, what=_WHAT[kind])
    reason = phrases.REASONS[decision.reason]
    if decision.kind is DecisionKind.DEFERRED and decision.until is not None:
        until = day_and_time(decision.until, participant.timezone, today=today)
        return phrases.WHY_DEFERRED.format(when=when, what=_WHAT[kind], reason=reason, until=until)
    return phrases.WHY_NOT_SENT.format(when=when, reason=reason)


def _coming(desk: Desk, participant: Participant, schedules: Iterable[Schedule], today: date) -> list[str]:
    if participant.status is ParticipantStatus.PAUSED:
        return [phrases.WHY_PAUSED]
    due = [(enrolments.next_due(desk, participant, one), one.kind) for one in schedules if one.is_active]
    found = sorted((at, kind) for at, kind in due if at is not None)
    return [
        phrases.WHY_COMING.format(when=day_and_time(at, participant.timezone, today=today), what=_WHAT[kind])
        for at, kind in found
    ]

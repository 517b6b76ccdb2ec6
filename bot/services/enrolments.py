"""When a person is asked: their choices of days and time become schedules, and a change is never a resend."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.domain.calendar import (
    LastWorkingDayOfMonth,
    Leave,
    LocalSlot,
    Nation,
    Rule,
    Weekday,
    WeeklyRule,
    WorkingWeek,
    local_date,
    next_occurrence,
)
from bot.domain.ids import ScheduleId
from bot.domain.people import Participant
from bot.domain.schedules import Schedule, ScheduleKind
from bot.services import phrases
from bot.services.desk import Desk
from bot.services.messages import text_params
from bot.services.wording import day_and_time, days_in_words, slot_in_words

CALENDAR_FIELDS = frozenset({"working_days", "slot", "rhythm", "nation", "leave"})
"""Fields of a profile that say when; the others say who and lie sealed."""

DEFAULT_DAYS = ("mon", "tue", "wed", "thu", "fri")
DEFAULT_SLOT = "12:45"
"""Studies of momentary questions found the best answering between 12:00 and 13:30 (domain.md §4)."""

EVERY_WORKING_DAY = "daily"


def working_week(participant: Participant) -> WorkingWeek:
    """The person's working days, bank holidays and leave."""
    settings = participant.settings
    return WorkingWeek(
        days=frozenset(Weekday(day) for day in settings.get("working_days") or DEFAULT_DAYS),
        nation=Nation(settings.get("nation") or Nation.ENGLAND_AND_WALES),
        leave=tuple(
            Leave(first=date.fromisoformat(one["first"]), back=date.fromisoformat(one["back"]))
            for one in settings.get("leave") or ()
        ),
    )


def slot_of(participant: Participant) -> time:
    """The time of day at which the person wants to be asked."""
    return time.fromisoformat(participant.settings.get("slot") or DEFAULT_SLOT)


def asking_days(participant: Participant) -> frozenset[Weekday]:
    """The days of the person's own rotation: two of their working days, well apart, unless they chose daily."""
    days = sorted(working_week(participant).days, key=lambda day: day.number)
    if participant.settings.get("rhythm") == EVERY_WORKING_DAY or len(days) <= 2:  # noqa: PLR2004 - two a week
        return frozenset(days)
    inset = (len(days) - 1) // 4
    return frozenset({days[inset], days[-1 - inset]})


def set_field(desk: Desk, participant: Participant, name: str, value: Any) -> Participant:  # noqa: ANN401 - JSON
    """The person told something about themselves or about when to ask."""
    if name in CALENDAR_FIELDS:
        changed = replace(participant, settings={**participant.settings, name: _plain(value)})
    else:
        changed = replace(participant, profile={**participant.profile, name: value})
    desk.save_participant(changed)
    return changed


def bring_in_line(desk: Desk, participant: Participant) -> None:
    """The person chose days or a time: their schedules follow, and one line says what comes next."""
    wanted = _rules(participant)
    held = {one.kind: one for one in desk.uow.schedules.of([participant.id]).get(participant.id, ())}
    schedules = [
        _reschedule(desk, participant, held.get(kind), kind=kind, rule=rule) for kind, rule in wanted.items()
    ]
    desk.changes.schedules.extend(schedules)
    confirmation = _confirmation(participant, schedules, now=desk.now)
    desk.send(participant.chat_id, "sendMessage", text_params(confirmation))


def recompute(desk: Desk, participant: Participant) -> list[Schedule]:
    """Work out anew when each schedule of the person is next due (after leave, a pause, or a changed zone)."""
    held = desk.uow.schedules.of([participant.id]).get(participant.id, ())
    schedules = [_reschedule(desk, participant, one, kind=one.kind, rule=one.rule) for one in held]
    desk.changes.schedules.extend(schedules)
    return schedules


def next_due(schedules: Iterable[Schedule]) -> datetime | None:
    """When the person's own rotation asks next."""
    return next((one.next_due_at for one in schedules if one.kind is ScheduleKind.OWN), None)


def _rules(participant: Participant) -> dict[ScheduleKind, Rule]:
    slot = slot_of(participant)
    return {
        ScheduleKind.OWN: WeeklyRule(days=asking_days(participant), slots=(slot,)),
        ScheduleKind.SUMMARY: LastWorkingDayOfMonth(slot=slot),
    }


def _reschedule(
    desk: Desk, participant: Participant, held: Schedule | None, *, kind: ScheduleKind, rule: Rule
) -> Schedule:
    """The schedule with its next instant; a day that was decided already is not asked again at a new slot."""
    decided = None
    if held is not None and held.count and held.next_local_date is not None:
        last = next(
            (
                one
                for one in desk.uow.schedules.decisions(participant.id, limit=20)
                if one.schedule_id == held.id
            ),
            None,
        )
        decided = LocalSlot(last.local_date, time.max) if last else None
    found = next_occurrence(
        rule, after=desk.now, zone=participant.timezone, week=working_week(participant), decided=decided
    )
    return Schedule(
        id=held.id if held else ScheduleId(desk.means.ids.fresh()),
        participant_id=participant.id,
        kind=kind,
        rule=rule,
        next_due_at=found.at if found else None,
        next_local_date=found.local_date if found else None,
        next_slot=found.slot if found else None,
        count=held.count if held else 0,
    )


def _confirmation(participant: Participant, schedules: list[Schedule], *, now: datetime) -> str:
    due = next_due(schedules)
    return phrases.SCHEDULED.format(
        days=days_in_words(asking_days(participant)),
        slot=slot_in_words(slot_of(participant)),
        next=day_and_time(due, participant.timezone, today=local_date(now, participant.timezone))
        if due
        else "–",
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else value

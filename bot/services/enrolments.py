"""When a person is asked: their choices of days and time become schedules, and a change is never a resend."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from bot.domain.calendar import (
    LastWorkingDayOfMonth,
    Leave,
    LocalSlot,
    Nation,
    Occurrence,
    Rule,
    Weekday,
    WeeklyRule,
    WorkingWeek,
    following_occurrence,
    instant,
    local_date,
    next_occurrence,
)
from bot.domain.ids import ScheduleId
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.schedules import DecisionKind, Schedule, ScheduleKind
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

MOST_DAYS_OFF = 400
"""Occurrences looked at for the next one on a working day; the longest leave that is taken has fewer."""

RECENT_DECISIONS = 20
"""Enough to reach back over a month of every schedule of one person."""


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
    settings = participant.settings
    is_daily = settings.get("rhythm") == EVERY_WORKING_DAY
    return _asking_days(tuple(settings.get("working_days") or DEFAULT_DAYS), is_daily=is_daily)


@cache
def _asking_days(working_days: tuple[str, ...], *, is_daily: bool) -> frozenset[Weekday]:
    days = sorted(map(Weekday, working_days), key=lambda day: day.number)
    if is_daily or len(days) <= 2:  # noqa: PLR2004 - two a week
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
    held = {one.kind: one for one in desk.schedules_of(participant.id)}
    schedules = [
        _reschedule(desk, participant, held.get(kind), kind=kind, rule=rule) for kind, rule in wanted.items()
    ]
    confirmation = _confirmation(participant, schedules, now=desk.now)
    desk.send(participant.chat_id, "sendMessage", text_params(confirmation))


def recompute(desk: Desk, participant: Participant) -> list[Schedule]:
    """Work out anew when each schedule of the person is next due (after leave, a pause, or a changed zone)."""
    held = desk.schedules_of(participant.id)
    return [_reschedule(desk, participant, one, kind=one.kind, rule=one.rule) for one in held]


def go_on_leave(desk: Desk, participant: Participant, back: date) -> datetime | None:
    """The person is away from today until the day before `back`; when the next question comes."""
    today = local_date(desk.now, participant.timezone)
    past = [one for one in participant.settings.get("leave") or () if one["back"] <= today.isoformat()]
    leave = [*past, {"first": today.isoformat(), "back": back.isoformat()}]
    away = set_field(desk, participant, "leave", leave)
    return next_question(away, recompute(desk, away))


def come_back(desk: Desk, participant: Participant) -> datetime | None:
    """A pause or leave is over as of now; when the next question comes."""
    today = local_date(desk.now, participant.timezone).isoformat()
    past = [one for one in participant.settings.get("leave") or () if one["back"] <= today]
    active = replace(participant, status=ParticipantStatus.ACTIVE, paused_until=None)
    back = set_field(desk, active, "leave", past)
    return next_question(back, recompute(desk, back))


def next_question(participant: Participant, schedules: Iterable[Schedule]) -> datetime | None:
    """When the person's own rotation really asks next: its rule names days off too, which end in a skip."""
    own = next((one for one in schedules if one.kind is ScheduleKind.OWN), None)
    if own is None or own.next_due_at is None or own.next_local_date is None or own.next_slot is None:
        return None
    week = working_week(participant)
    found: Occurrence | None = Occurrence(
        local_date=own.next_local_date, slot=own.next_slot, at=own.next_due_at
    )
    for _ in range(MOST_DAYS_OFF):
        if found is None or week.is_working_day(found.local_date):
            return found.at if found else None
        found = following_occurrence(own.rule, decided=found.key, zone=participant.timezone, week=week)
    return None


def _rules(participant: Participant) -> dict[ScheduleKind, Rule]:
    slot = slot_of(participant)
    return {
        ScheduleKind.OWN: WeeklyRule(days=asking_days(participant), slots=(slot,)),
        ScheduleKind.SUMMARY: LastWorkingDayOfMonth(slot=slot),
    }


def _reschedule(
    desk: Desk, participant: Participant, held: Schedule | None, *, kind: ScheduleKind, rule: Rule
) -> Schedule:
    """The schedule with its next instant, saved; a day that was decided already is not asked again at a new slot."""
    schedule = replace(held, rule=rule) if held else _new_schedule(desk, participant, kind, rule)
    found = _owed(desk, participant, schedule) or next_occurrence(
        rule,
        after=desk.now,
        zone=participant.timezone,
        week=working_week(participant),
        decided=_decided(desk, schedule),
    )
    changed = replace(
        schedule,
        is_active=found is not None,
        next_due_at=found.at if found else None,
        next_local_date=found.local_date if found else None,
        next_slot=found.slot if found else None,
    )
    desk.save_schedule(changed)
    return changed


def _new_schedule(desk: Desk, participant: Participant, kind: ScheduleKind, rule: Rule) -> Schedule:
    schedule_id = ScheduleId(desk.means.ids.fresh())
    return Schedule(id=schedule_id, participant_id=participant.id, kind=kind, rule=rule)


def _decided(desk: Desk, schedule: Schedule) -> LocalSlot | None:
    """The end of the last local day that this schedule's decisions have dealt with."""
    decisions = desk.uow.schedules.decisions(schedule.participant_id, limit=RECENT_DECISIONS)
    final = (one for one in decisions if one.kind is not DecisionKind.DEFERRED)
    last = next((one for one in final if one.schedule_id == schedule.id), None)
    return LocalSlot(last.local_date, time.max) if last else None


def _owed(desk: Desk, participant: Participant, schedule: Schedule) -> Occurrence | None:
    """A summary that a pause put off: the same occurrence, due on the first working day back."""
    day, slot = schedule.next_local_date, schedule.next_slot
    today = local_date(desk.now, participant.timezone)
    if schedule.kind is not ScheduleKind.SUMMARY or day is None or slot is None or day >= today:
        return None
    week = working_week(participant)
    back = week.first_working_day_on_or_after(today)
    if back is not None and instant(back, slot, participant.timezone) <= desk.now:
        back = week.first_working_day_on_or_after(back + timedelta(days=1))
    if back is None:
        return None
    return Occurrence(local_date=day, slot=slot, at=instant(back, slot, participant.timezone))


def _confirmation(participant: Participant, schedules: list[Schedule], *, now: datetime) -> str:
    due = next_question(participant, schedules)
    return phrases.SCHEDULED.format(
        days=days_in_words(asking_days(participant)),
        slot=slot_in_words(slot_of(participant)),
        next=day_and_time(due, participant.timezone, today=local_date(now, participant.timezone))
        if due
        else "–",
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else value

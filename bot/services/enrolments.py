"""A person's schedules follow their choices, their leave and their time zone, and a change is never a resend."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.domain.calendar import (
    CourseDays,
    LocalSlot,
    Occurrence,
    OnDate,
    Rule,
    Weekday,
    WeeklyRule,
    following_occurrence,
    instant,
    is_stale,
    local_date,
    local_time,
    next_occurrence,
    retimed,
    slots_on,
    still_owed,
    zone_of,
)
from bot.domain.ids import DecisionId, ScheduleId
from bot.domain.people import Participant, ParticipantStatus
from bot.domain.schedules import Decision, DecisionKind, DueKind, Reason, Schedule, ScheduleKind
from bot.services import preferences
from bot.services.desk import Desk

CALENDAR_FIELDS: Final = frozenset(
    {
        "working_days",
        "mornings",
        "afternoons",
        "nights",
        "rota",
        "slot",
        "slots",
        "rhythm",
        "nation",
        "leave",
        "quiet_from",
        "quiet_until",
        "reaches",
        "timezone",
    }
)
"""Fields of a profile that say when and what; the others say who and lie sealed."""

MOST_DAYS_OFF: Final = 400
"""Occurrences looked at for the next ones on a working day; the longest leave that is taken has fewer."""

RECENT_DECISIONS: Final = 20
"""Enough to reach back over a month of every schedule of one person."""


def set_field(desk: Desk, participant: Participant, name: str, value: Any) -> Participant:  # noqa: ANN401 - JSON
    """The person told something about themselves or about when to ask."""
    if name == "timezone":
        return move(desk, participant, value)
    if name in CALENDAR_FIELDS:
        today = local_date(desk.now, participant.timezone)
        changed = replace(participant, settings=preferences.changed(participant, name, value, today=today))
    else:
        changed = replace(participant, profile={**participant.profile, name: value})
    desk.save_participant(changed)
    return changed


def move(desk: Desk, participant: Participant, timezone: str) -> Participant:
    """The person's clock is another one: what is pending keeps its date and slot, so that no day doubles or drops out.

    What was put off to an instant comes at that instant. Raises UnknownZone.
    """
    was, moved = participant.timezone, replace(participant, timezone=zone_of(timezone).key)
    desk.save_participant(moved)
    for held in desk.schedules_of(participant.id):
        occurrence = pending(held)
        if held.is_active and occurrence is not None and not is_stale(occurrence, was):
            desk.save_schedule(replace(held, next_due_at=retimed(occurrence, timezone).at))
    return moved


def bring_in_line(desk: Desk, participant: Participant) -> None:
    """The person chose when, how often or what: their schedules follow."""
    held = desk.schedules_of(participant.id)
    regular = {one.kind: one for one in held}
    for kind, rule in preferences.rules(participant, desk.means.flows.programme()).items():
        schedule = regular.get(kind)
        if preferences.is_reached_by(participant, kind):
            fresh = schedule or _new_schedule(desk, participant, kind, rule)
            reschedule(desk, participant, fresh, rule=rule)
        elif schedule is not None and schedule.is_active:
            switch_off(desk, participant, schedule, Reason.SWITCHED_OFF)
    for one in held:
        if one.is_active and (theirs := _at_their_slot(participant, one)) is not None:
            reschedule(desk, participant, one, rule=theirs)


def _at_their_slot(participant: Participant, schedule: Schedule) -> Rule | None:
    """The rule of what comes once at the person's own slot; None for what has its times from elsewhere."""
    match schedule.rule:
        case CourseDays() as rule:
            return replace(rule, slot=preferences.slot_of(participant))
        case OnDate() as rule if schedule.kind is ScheduleKind.FOLLOW_UP:
            return replace(rule, slot=preferences.slots_of(participant)[Weekday.of(rule.day)])
        case _:
            return None


def recompute(desk: Desk, participant: Participant) -> None:
    """Work out anew when each schedule of the person is next due (after leave or a pause)."""
    for held in desk.schedules_of(participant.id):
        if held.is_active:
            reschedule(desk, participant, held, rule=held.rule)


def go_on_leave(desk: Desk, participant: Participant, back: date) -> Participant:
    """The person is away from today until the day before `back`, and a pause without an end has one from now on.

    What they had put off to a day in between doesn't come.
    """
    today = local_date(desk.now, participant.timezone)
    past = [one for one in participant.settings.get("leave") or () if one["back"] <= today.isoformat()]
    leave = [*past, {"first": today.isoformat(), "back": back.isoformat()}]
    away = set_field(desk, _unpaused(participant), "leave", leave)
    recompute(desk, away)
    items = desk.uow.schedules.upcoming(participant.id)
    desk.uow.schedules.drop_due([one.id for one in items if one.kind is not DueKind.EXPIRY])
    return away


def come_back(desk: Desk, participant: Participant) -> Participant:
    """A pause or leave is over as of now."""
    today = local_date(desk.now, participant.timezone).isoformat()
    past = [one for one in participant.settings.get("leave") or () if one["back"] <= today]
    back = set_field(desk, _unpaused(participant), "leave", past)
    recompute(desk, back)
    return back


def upcoming(desk: Desk, participant: Participant, schedule: Schedule) -> Iterator[datetime]:
    """When a schedule really brings something, in order: a weekly rule names days off too, which end in a skip."""
    found = pending(schedule) if schedule.is_active else None
    week = preferences.working_week(participant, desk.means.holidays)
    zone, quiet = participant.timezone, preferences.quiet_hours(participant)
    for _ in range(MOST_DAYS_OFF):
        if found is None:
            return
        day, allowed = local_date(found.at, zone), quiet.next_allowed(found.at, zone=zone)
        is_free = week.time_off(day, local_time(found.at, zone)) is None and local_date(allowed, zone) == day
        if is_free or schedule.kind.is_owed:
            yield allowed
        found = following_occurrence(
            schedule.rule, decided=decided_with(schedule.rule, found.key), zone=zone, week=week
        )


def next_due(desk: Desk, participant: Participant, schedule: Schedule) -> datetime | None:
    """When a schedule really brings something next."""
    return next(upcoming(desk, participant, schedule), None)


def reschedule(desk: Desk, participant: Participant, held: Schedule, *, rule: Rule) -> Schedule:
    """The schedule with its next instant, saved; a day that was decided already is not asked again at a new slot.

    An occurrence whose time has come stays pending, whatever becomes of the rule: it still has its decision to get.
    """
    schedule = replace(held, rule=rule)
    if not held.kind.is_owed and has_begun(held, participant, now=desk.now):
        desk.save_schedule(schedule)
        return schedule
    week = preferences.working_week(participant, desk.means.holidays)
    found = _owed(desk, participant, schedule) or next_occurrence(
        rule,
        after=desk.now,
        zone=participant.timezone,
        week=week,
        decided=_decided(desk, schedule),
    )
    if found is None and held.kind.is_owed and isinstance(rule, CourseDays):
        found = as_soon_as_can_be(desk, participant, rule)
    changed = replace(
        schedule,
        is_active=found is not None,
        next_due_at=found.at if found else None,
        next_local_date=found.local_date if found else None,
        next_slot=found.slot if found else None,
    )
    desk.save_schedule(changed)
    return changed


def as_soon_as_can_be(desk: Desk, participant: Participant, rule: CourseDays) -> Occurrence:
    """A course's one day that went by unasked, as it is for somebody who comes late, at their next slot."""
    week, zone = preferences.working_week(participant, desk.means.holidays), participant.timezone
    (day,) = rule.days
    nominal = day.on(rule.start, week)
    passed = Occurrence(local_date=nominal, slot=rule.slot, at=instant(nominal, rule.slot, zone))
    return still_owed(passed, now=desk.now, zone=zone, week=week)


def decided_with(rule: Rule, key: LocalSlot) -> LocalSlot:
    """What is decided together with an occurrence: its whole day, when the rule has other slots by now."""
    return key if key.slot in slots_on(rule, key.local_date) else LocalSlot(key.local_date, time.max)


def _unpaused(participant: Participant) -> Participant:
    return replace(participant, status=ParticipantStatus.ACTIVE)


def pending(schedule: Schedule) -> Occurrence | None:
    """The occurrence that a schedule decides next."""
    day, slot, at = schedule.next_local_date, schedule.next_slot, schedule.next_due_at
    return Occurrence(local_date=day, slot=slot, at=at) if day and slot is not None and at else None


def has_begun(schedule: Schedule, participant: Participant, *, now: datetime) -> bool:
    """Whether the pending occurrence's own time has come, so that it waits for its decision or was put off."""
    occurrence = pending(schedule) if schedule.is_active else None
    if occurrence is None:
        return False
    return instant(occurrence.local_date, occurrence.slot, participant.timezone) <= now


def switch_off(desk: Desk, participant: Participant, schedule: Schedule, reason: Reason) -> None:
    """Nothing comes of it from now on; an occurrence that was put off is let go, with the reason."""
    occurrence = pending(schedule)
    if occurrence is not None and has_begun(schedule, participant, now=desk.now):
        desk.changes.decisions.append(
            Decision(
                id=DecisionId(desk.means.ids.fresh()),
                schedule_id=schedule.id,
                participant_id=participant.id,
                local_date=occurrence.local_date,
                slot=occurrence.slot,
                due_at=occurrence.at,
                kind=DecisionKind.SKIPPED,
                reason=reason,
                decided_at=desk.now,
            )
        )
    desk.save_schedule(
        replace(schedule, is_active=False, next_due_at=None, next_local_date=None, next_slot=None)
    )


def _new_schedule(desk: Desk, participant: Participant, kind: ScheduleKind, rule: Rule) -> Schedule:
    schedule_id = ScheduleId(desk.means.ids.fresh())
    return Schedule(id=schedule_id, participant_id=participant.id, kind=kind, rule=rule)


def _decided(desk: Desk, schedule: Schedule) -> LocalSlot | None:
    """The end of the last local day that this schedule's decisions have dealt with.

    To whom a question goes once a week, or less, the one that came this week is that one, whatever day it is now.
    """
    decisions = desk.uow.schedules.decisions(schedule.participant_id, limit=RECENT_DECISIONS)
    final = (one for one in decisions if one.kind is not DecisionKind.DEFERRED)
    last = next((one for one in final if one.schedule_id == schedule.id), None)
    if last is None:
        return None
    rule, day = schedule.rule, last.local_date
    if isinstance(rule, WeeklyRule) and len(rule.days) == 1 and last.kind is DecisionKind.SENT:
        day += timedelta(days=6 - day.weekday())
    return LocalSlot(day, time.max)


def _owed(desk: Desk, participant: Participant, schedule: Schedule) -> Occurrence | None:
    """What has one chance only and whose day has come without a decision: the same occurrence, as soon as it can be."""
    day, due_at, now = schedule.next_local_date, schedule.next_due_at, desk.now
    today = local_date(now, participant.timezone)
    if not schedule.kind.is_owed or day is None or due_at is None or day > today:
        return None
    (slot, *_) = schedule.rule.slots
    occurrence = Occurrence(local_date=day, slot=slot, at=due_at)
    week = preferences.working_week(participant, desk.means.holidays)
    return still_owed(occurrence, now=now, zone=participant.timezone, week=week)

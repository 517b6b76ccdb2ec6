"""What a person chose about when, how often and by what they are reached, read from their settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final

from bot.domain.calendar import (
    LIBRARY_ONLY,
    BankHolidays,
    LastWorkingDayOfMonth,
    Leave,
    Nation,
    QuietHours,
    Rota,
    Rule,
    Session,
    Shift,
    Weekday,
    WeeklyRule,
    WeekPattern,
    WorkingWeek,
    local_date,
)
from bot.domain.people import Participant
from bot.domain.programme import Programme
from bot.domain.schedules import ScheduleKind

DEFAULT_DAYS: Final = ("mon", "tue", "wed", "thu", "fri")
DEFAULT_SLOT: Final = "12:45"
"""Studies of momentary questions found the best answering between 12:00 and 13:30 (domain.md §4)."""

DEFAULT_REACHES: Final = (ScheduleKind.OWN.value, ScheduleKind.SUMMARY.value)
"""What comes by itself unless it was switched off; what a person asked to be reminded of always comes."""

AFTER_A_LATE_SLOT: Final = timedelta(minutes=30)
"""How long after a slot late in the evening its quiet hours begin, so that its message still goes out."""


NEVER_QUIET: Final = QuietHours(begins=time.min, ends=time.min)
"""For those whose slots leave no night between them."""

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


class Rhythm(StrEnum):
    """How often a person's own rotation asks, most often first; `usual` is what the programme says."""

    DAILY = "daily"
    USUAL = "usual"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"


def working_week(participant: Participant, holidays: BankHolidays) -> WorkingWeek:
    """The person's working days, bank holidays and leave."""
    settings = participant.settings
    return WorkingWeek(
        days=frozenset(Weekday(day) for day in settings.get("working_days") or DEFAULT_DAYS),
        rota=Rota.from_json(settings["rota"]) if settings.get("rota") else None,
        nation=Nation(settings.get("nation") or Nation.ENGLAND_AND_WALES),
        holidays=holidays,
        leave=tuple(
            Leave(first=date.fromisoformat(one["first"]), back=date.fromisoformat(one["back"]))
            for one in settings.get("leave") or ()
        ),
    )


def quiet_hours(participant: Participant) -> QuietHours:
    """When nothing unasked goes out; a slot that the person chose is never quiet by default."""
    chosen = participant.settings.get("quiet")
    if chosen:
        return QuietHours.from_json(chosen)
    usual, slots = QuietHours(), {slot_of(participant), *slots_of(participant).values()}
    begins, ends = usual.begins, min(usual.ends, *slots)
    if max(slots) >= begins:
        begins = (datetime.combine(date.min, max(slots)) + AFTER_A_LATE_SLOT).time()
    found = QuietHours(begins=begins, ends=ends)
    return NEVER_QUIET if any(map(found.covers, slots)) else found


def slot_of(participant: Participant) -> time:
    """The time of day at which the person wants to be asked, but for days with a time of their own."""
    return time.fromisoformat(participant.settings.get("slot") or DEFAULT_SLOT)


def slots_of(participant: Participant) -> Mapping[Weekday, time]:
    """The time of each day of the week; more than one a day would be of no use with one contact a day."""
    own, usual = participant.settings.get("slots") or {}, slot_of(participant)
    return {day: time.fromisoformat(own[day]) if day in own else usual for day in Weekday}


def rhythm_of(participant: Participant) -> Rhythm:
    """How often the person wants to be asked."""
    return Rhythm(participant.settings.get("rhythm") or Rhythm.USUAL)


def reaches(participant: Participant) -> Sequence[str]:
    """What the person lets come by itself, as settings name it."""
    found: Sequence[str] = participant.settings.get("reaches", DEFAULT_REACHES)
    return found


def is_reached_by(participant: Participant, kind: ScheduleKind) -> bool:
    """Whether the person lets this come by itself."""
    return kind.value in reaches(participant)


def asking_days(participant: Participant, programme: Programme) -> frozenset[Weekday]:
    """The days of the person's own rotation: some of those on which they may be asked at their slot, well apart.

    Where weeks alternate, they are days that are free in all of them or, if those are too few, some of each week's.
    For whom there is no such day it is their working days, so that what doesn't come has its reason.
    """
    week = working_week(participant, LIBRARY_ONLY)
    weeks = week.free_days(slots_of(participant))
    if not any(weeks):
        weeks = (week.weekdays or frozenset(Weekday),)
    count = {Rhythm.DAILY: len(Weekday), Rhythm.USUAL: programme.days}.get(rhythm_of(participant), 1)
    always = frozenset.intersection(*weeks)
    if len(always) >= count:
        return _well_apart(always, count)
    return frozenset().union(*(_well_apart(days, count) for days in weeks))


@cache
def _well_apart(days: frozenset[Weekday], count: int) -> frozenset[Weekday]:
    """So many of these days, spread over them: of five the second and fourth, or the third alone."""
    if len(days) <= count:
        return days
    gap, in_order = len(days) / count, sorted(days, key=lambda day: day.number)
    return frozenset(in_order[int(gap * (place + 0.5))] for place in range(count))


def asked_at(participant: Participant, programme: Programme) -> Mapping[time, frozenset[Weekday]]:
    """The days of the person's own rotation by their time, in the order of the week."""
    slots = slots_of(participant)
    found: dict[time, frozenset[Weekday]] = {}
    for day in sorted(asking_days(participant, programme), key=lambda day: day.number):
        found[slots[day]] = found.get(slots[day], frozenset()) | {day}
    return found


def weeks_of(participant: Participant) -> tuple[frozenset[Shift], ...]:
    """What the person works in each of the weeks that come in turn; one, if all weeks are the same."""
    week = working_week(participant, LIBRARY_ONLY)
    return week.rota.weeks if week.rota else (WeekPattern.of(week).shifts,)


def has_day(participant: Participant) -> bool:
    """Whether there is a day of the week on which the person may be asked at its time."""
    return any(working_week(participant, LIBRARY_ONLY).free_days(slots_of(participant)))


def starts_a_week(participant: Participant, programme: Programme) -> int:
    """How many flows may begin in a week without being asked for; who chose every working day gets that."""
    is_daily = rhythm_of(participant) is Rhythm.DAILY
    return max(programme.starts_a_week, len(asking_days(participant, programme)) if is_daily else 0)


def rules(participant: Participant, programme: Programme) -> Mapping[ScheduleKind, Rule]:
    """The rules of what comes to the person by itself."""
    slot, slots = slot_of(participant), slots_of(participant)
    days = asking_days(participant, programme)
    own = WeeklyRule(days, (slot,), day_slots={day: slots[day] for day in days if slots[day] != slot})
    if rhythm_of(participant) is Rhythm.FORTNIGHTLY:
        own = replace(own, every=2, anchor=_first_asked(participant, days))
    return {ScheduleKind.OWN: own, ScheduleKind.SUMMARY: LastWorkingDayOfMonth(slot=slot)}


def _first_asked(participant: Participant, days: frozenset[Weekday]) -> date:
    """A day from whose week fortnights are counted; with a rota one that is free, else each might fall on a day off."""
    joined, slots = first_day(participant), slots_of(participant)
    rota = working_week(participant, LIBRARY_ONLY).rota
    if rota is None:
        return joined
    of_one_turn = (joined + _DAY * number for number in range(-joined.weekday(), 7 * len(rota.weeks)))
    free = (
        day for day in of_one_turn if Weekday.of(day) in days and rota.is_free(day, slots[Weekday.of(day)])
    )
    return next(free, joined)


def first_day(participant: Participant) -> date:
    """The day from whose week the person's weeks in turn are counted."""
    return local_date(participant.created_at, participant.timezone)


_CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {
    "rhythm": Rhythm,
    "nation": Nation,
    "reaches": lambda kinds: [ScheduleKind(kind) for kind in kinds],
}


def changed(participant: Participant, name: str, value: Any, *, today: date) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    """The person's settings once they have chosen this on this day; ValueError if it is no such choice.

    `mornings`, `afternoons`, `nights` and `working_days` are one pattern under four names, the same every week, and
    `rota` takes its place: which of its weeks this one is, and the shifts of each. `quiet_from` and `quiet_until` are
    the two ends of the quiet hours. `slot` is the time of every day; `slots` that of some, as those days and it.
    """
    plain = list(value) if isinstance(value, (list, tuple, set, frozenset)) else value
    settings = dict(participant.settings)
    match name:
        case "working_days" | "mornings" | "afternoons" | "nights":
            return {**settings, **_pattern_changed(participant, name, [Weekday(day) for day in plain])}
        case "rota":
            return {**settings, **_rota_changed(participant, *plain, today=today)}
        case "slot":
            time.fromisoformat(str(plain))
            return {**settings, "slot": plain, "slots": {}}
        case "slots":
            return {**settings, "slots": _slots_changed(participant, *plain)}
        case "quiet_from" | "quiet_until":
            end = {"quiet_from": "begins", "quiet_until": "ends"}[name]
            hours = QuietHours.from_json(quiet_hours(participant).to_json() | {end: plain})
            return settings | {"quiet": hours.to_json()}
        case _:
            _CHECKS.get(name, str)(plain)
            return settings | {name: plain}


def _pattern_changed(participant: Participant, name: str, days: list[Weekday]) -> Mapping[str, Any]:
    pattern = WeekPattern.of(working_week(participant, LIBRARY_ONLY))
    chosen = frozenset(days)
    match name:
        case "mornings":
            pattern = WeekPattern(mornings=chosen, afternoons=pattern.afternoons, nights=pattern.nights)
        case "afternoons":
            pattern = WeekPattern(mornings=pattern.mornings, afternoons=chosen, nights=pattern.nights)
        case "nights":
            pattern = WeekPattern(mornings=pattern.mornings, afternoons=pattern.afternoons, nights=chosen)
        case _:
            pattern = pattern.with_days(chosen)
    rota = pattern.rota(anchor=first_day(participant))
    worked = [day.value for day in Weekday if day in pattern.days]
    return {"working_days": worked, "rota": rota.to_json() if rota else None}


def _rota_changed(
    participant: Participant, number: str, named: Sequence[Sequence[str]], *, today: date
) -> Mapping[str, Any]:
    """Weeks in turn, of which this one has this number from 1 on; if all are the same, they are one."""
    weeks = tuple(frozenset(map(Shift.named, week)) for week in named)
    rota: Rota | None = Rota(weeks=weeks, anchor=today - _WEEK * (int(number) - 1))
    if len(set(weeks)) == 1:
        rota = WeekPattern.of(WorkingWeek(rota=rota)).rota(anchor=first_day(participant))
    by_day = {shift.day for week in weeks for shift in week if shift.session is not Session.NIGHT}
    worked = [day.value for day in Weekday if day in by_day]
    return {"working_days": worked, "rota": rota.to_json() if rota else None}


def _slots_changed(participant: Participant, days: Sequence[str], slot: str) -> Mapping[str, str]:
    """The days with a time of their own once these have this one; at the usual time they have none any more."""
    chosen = {Weekday(day): time.fromisoformat(slot) for day in days}
    usual, slots = slot_of(participant), {**slots_of(participant), **chosen}
    return {day.value: at.isoformat("minutes") for day, at in slots.items() if at != usual}

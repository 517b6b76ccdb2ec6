"""What a person chose about when, how often and by what they are reached, read from their settings."""

from collections.abc import Callable, Mapping, Sequence
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
    slot, usual = slot_of(participant), QuietHours()
    if not usual.covers(slot):
        return usual
    if slot < usual.ends:
        return QuietHours(begins=usual.begins, ends=slot)
    late = (datetime.combine(date.min, slot) + AFTER_A_LATE_SLOT).time()
    return QuietHours(begins=late, ends=usual.ends)


def slot_of(participant: Participant) -> time:
    """The time of day at which the person wants to be asked."""
    return time.fromisoformat(participant.settings.get("slot") or DEFAULT_SLOT)


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

    For whom there is no such day it is their working days, so that what doesn't come has its reason.
    """
    week = working_week(participant, LIBRARY_ONLY)
    found = week.weekdays_at(slot_of(participant)) or week.weekdays
    days = tuple(sorted(found, key=lambda day: day.number))
    match rhythm_of(participant):
        case Rhythm.DAILY:
            return frozenset(days)
        case Rhythm.USUAL:
            return _well_apart(days, programme.days)
        case _:
            return _well_apart(days, 1)


@cache
def _well_apart(days: tuple[Weekday, ...], count: int) -> frozenset[Weekday]:
    """So many of these days, spread over them: of five the second and fourth, or the third alone."""
    if len(days) <= count:
        return frozenset(days)
    gap = len(days) / count
    return frozenset(days[int(gap * (place + 0.5))] for place in range(count))


def has_day_at(participant: Participant, slot: time) -> bool:
    """Whether there is a day of the week on which the person may be asked at this time."""
    return bool(working_week(participant, LIBRARY_ONLY).weekdays_at(slot))


def starts_a_week(participant: Participant, programme: Programme) -> int:
    """How many flows may begin in a week without being asked for; who chose every working day gets that."""
    is_daily = rhythm_of(participant) is Rhythm.DAILY
    return max(programme.starts_a_week, len(asking_days(participant, programme)) if is_daily else 0)


def rules(participant: Participant, programme: Programme) -> Mapping[ScheduleKind, Rule]:
    """The rules of what comes to the person by itself."""
    slot = slot_of(participant)
    days = asking_days(participant, programme)
    own = WeeklyRule(days=days, slots=(slot,))
    if rhythm_of(participant) is Rhythm.FORTNIGHTLY:
        own = WeeklyRule(days=days, slots=(slot,), every=2, anchor=first_day(participant))
    return {ScheduleKind.OWN: own, ScheduleKind.SUMMARY: LastWorkingDayOfMonth(slot=slot)}


def first_day(participant: Participant) -> date:
    """The day from whose week the person's weeks in turn are counted."""
    return local_date(participant.created_at, participant.timezone)


_CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {
    "slot": time.fromisoformat,
    "rhythm": Rhythm,
    "nation": Nation,
    "reaches": lambda kinds: [ScheduleKind(kind) for kind in kinds],
}


def changed(participant: Participant, name: str, value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    """The person's settings once they have chosen this; ValueError if it is no such choice.

    `mornings`, `afternoons`, `nights` and `working_days` are one pattern under four names, `quiet_from` and
    `quiet_until` the two ends of the quiet hours.
    """
    plain = list(value) if isinstance(value, (list, tuple, set, frozenset)) else value
    settings = dict(participant.settings)
    match name:
        case "working_days" | "mornings" | "afternoons" | "nights":
            return {**settings, **_pattern_changed(participant, name, [Weekday(day) for day in plain])}
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

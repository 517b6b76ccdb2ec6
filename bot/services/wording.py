"""Days and times as people say them, in one line of a confirmation."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache

from bot.domain.calendar import Weekday, local_date, local_time
from bot.domain.portfolio import short_day

_NAMES = {
    Weekday.MON: "Monday",
    Weekday.TUE: "Tuesday",
    Weekday.WED: "Wednesday",
    Weekday.THU: "Thursday",
    Weekday.FRI: "Friday",
    Weekday.SAT: "Saturday",
    Weekday.SUN: "Sunday",
}


@cache
def days_in_words(days: frozenset[Weekday]) -> str:
    """`Monday, Tuesday and Friday`, in the week's order."""
    return _listed([_NAMES[day] for day in sorted(days, key=lambda day: day.number)])


def slot_in_words(slot: time) -> str:
    """`12:45`."""
    return slot.strftime("%H:%M")


def weekdays_at(days: Mapping[time, frozenset[Weekday]]) -> str:
    """`Monday and Tuesday at 12:45, Thursday at 18:30`, in the order given."""
    return ", ".join(f"{days_in_words(found)} at {slot_in_words(slot)}" for slot, found in days.items())


def day_and_time(at: datetime, zone: str, *, today: date) -> str:
    """`today at 20:00`, `tomorrow at 12:45` or `Tue 3 Nov at 12:45`, on the person's own clock."""
    return f"{_near_day(local_date(at, zone), today)} at {slot_in_words(local_time(at, zone))}"


def days_and_times(instants: Sequence[datetime], zone: str, *, today: date) -> str:
    """`today, Thu 5 Mar and Tue 10 Mar at 12:45`; where the times differ, each day with its own."""
    clocks = {slot_in_words(local_time(at, zone)) for at in instants}
    if len(clocks) > 1:
        return _listed([day_and_time(at, zone, today=today) for at in instants])
    days = _listed([_near_day(local_date(at, zone), today) for at in instants])
    return f"{days} at {clocks.pop()}"


def day_in_words(day: date) -> str:
    """`Tue 3 Nov`."""
    return f"{_NAMES[Weekday.of(day)][:3]} {short_day(day)}"


def zone_in_words(zone: str, now: datetime) -> str:
    """`14:05 Buenos Aires`: a zone by its place and what its clock shows."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{slot_in_words(local_time(now, zone))} {place}"


def _near_day(day: date, today: date) -> str:
    return {0: "today", 1: "tomorrow"}.get((day - today).days) or day_in_words(day)


def _listed(words: Sequence[str]) -> str:
    """`one, two and three`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

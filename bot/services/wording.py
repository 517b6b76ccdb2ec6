"""Days and times as people say them, in one line of a confirmation."""

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
    names = [_NAMES[day] for day in sorted(days, key=lambda day: day.number)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def slot_in_words(slot: time) -> str:
    """`12:45`."""
    return slot.strftime("%H:%M")


def day_and_time(at: datetime, zone: str, *, today: date) -> str:
    """`today at 20:00`, `tomorrow at 12:45` or `Tue 3 Nov at 12:45`, on the person's own clock."""
    day = local_date(at, zone)
    clock = slot_in_words(local_time(at, zone))
    match (day - today).days:
        case 0:
            return f"today at {clock}"
        case 1:
            return f"tomorrow at {clock}"
        case _:
            return f"{day_in_words(day)} at {clock}"


def day_in_words(day: date) -> str:
    """`Tue 3 Nov`."""
    return f"{_NAMES[Weekday.of(day)][:3]} {short_day(day)}"

"""Days of the week, and weeks that come in turn (every second one, a rota of six)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @classmethod
    def of(cls, day: date) -> Self:
        """The weekday of a date."""
        return cls(_IN_ORDER[day.weekday()])

    @property
    def number(self) -> int:
        """0 for Monday to 6 for Sunday, as in `date.weekday()`."""
        return _IN_ORDER.index(self)


_IN_ORDER = tuple(Weekday)

MONDAY_TO_FRIDAY = frozenset(_IN_ORDER[:5])


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def week_in_turn(day: date, *, anchor: date, length: int) -> int:
    """Which week of a cycle of `length` weeks holds `day`: 0 for that of `anchor`, also far before and after it."""
    return (monday_of(day) - monday_of(anchor)).days // 7 % length

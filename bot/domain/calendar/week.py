"""A person's working days: their weekdays, the bank holidays of their nation, and leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Self

import holidays

from bot.domain.calendar.zones import first_of_month, last_of_month

# Past this a person has no working day worth waiting for (say, a week without days): nothing is due.
SEARCH_DAYS = 800

_DAY = timedelta(days=1)


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


class Nation(StrEnum):
    """Whose bank holidays a person keeps; England and Wales share theirs."""

    ENGLAND_AND_WALES = "ENG"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"
    NONE = "none"


class DayOff(StrEnum):
    """Why a date is no working day, in the order in which reasons are given."""

    ON_LEAVE = "on_leave"
    NOT_A_WORKING_DAY = "not_a_working_day"
    BANK_HOLIDAY = "bank_holiday"


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The bank holidays of a nation in a year, substitute days included, with their English names."""
    if nation is Nation.NONE:
        return MappingProxyType({})
    days = holidays.country_holidays("GB", subdiv=nation.value, years=year, language="en_GB")
    return MappingProxyType(dict(days.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Days away: from `first` on, back on `back` (the first day that isn't leave any more)."""

    first: date
    back: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.back


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWeek:
    """The days on which a person works; `one_off` holds days off beyond the nation's bank holidays."""

    days: frozenset[Weekday] = MONDAY_TO_FRIDAY
    nation: Nation = Nation.NONE
    one_off: frozenset[date] = frozenset()
    leave: tuple[Leave, ...] = ()

    def day_off(self, day: date) -> DayOff | None:
        """Why `day` is not worked; None on a working day."""
        if self.leave_on(day):
            return DayOff.ON_LEAVE
        return self._off_as_a_rule(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the person works on `day`."""
        return self.day_off(day) is None

    def leave_on(self, day: date) -> Leave | None:
        """The leave that covers `day`."""
        return next((leave for leave in self.leave if day in leave), None)

    def last_working_day(self, month: date) -> date | None:
        """The last working day of the month that holds `month`, **as if there were no leave**."""
        day, first = last_of_month(month), first_of_month(month)
        while day >= first:
            if self._off_as_a_rule(day) is None:
                return day
            day -= _DAY
        return None

    def first_working_day_on_or_after(self, day: date) -> date | None:
        """The first day from `day` on that is worked; None when there is none within `SEARCH_DAYS`."""
        return next((found for found in _days(day) if self.is_working_day(found)), None)

    def _off_as_a_rule(self, day: date) -> DayOff | None:
        if Weekday.of(day) not in self.days:
            return DayOff.NOT_A_WORKING_DAY
        if day in self.one_off or day in bank_holidays(self.nation, day.year):
            return DayOff.BANK_HOLIDAY
        return None


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(SEARCH_DAYS))

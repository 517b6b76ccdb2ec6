"""A person's working days: their weekdays or rota, the bank holidays of their nation, and leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from bot.domain.calendar.nations import LIBRARY_ONLY, BankHolidays, Nation
from bot.domain.calendar.rota import Rota, TimeOff
from bot.domain.calendar.weekdays import MONDAY_TO_FRIDAY, Weekday
from bot.domain.calendar.zones import first_of_month, last_of_month

# Past this a person has no working day worth waiting for (say, a week without days): nothing is due.
SEARCH_DAYS = 800

_DAY = timedelta(days=1)


class DayOff(StrEnum):
    """Why a date is no working day, in the order in which reasons are given."""

    ON_LEAVE = "on_leave"
    REST_AFTER_NIGHT = "rest_after_night"
    NOT_A_WORKING_DAY = "not_a_working_day"
    BANK_HOLIDAY = "bank_holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Days away: from `first` on, back on `back` (the first day that isn't leave any more)."""

    first: date
    back: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.back


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWeek:
    """The days on which a person works.

    `days` are for those who work whole days, the same ones each week. A `rota`, for those with half days, nights
    or weeks that differ, takes their place. `holidays` are the bank holidays of all nations, `nation` the person's.
    """

    days: frozenset[Weekday] = MONDAY_TO_FRIDAY
    rota: Rota | None = None
    nation: Nation = Nation.NONE
    holidays: BankHolidays = LIBRARY_ONLY
    leave: tuple[Leave, ...] = ()

    @property
    def weekdays(self) -> frozenset[Weekday]:
        """The days of the week that are worked, in a rota those of any of its weeks."""
        return self.rota.weekdays if self.rota else self.days

    def free_days(self, slots: Mapping[Weekday, time]) -> tuple[frozenset[Weekday], ...]:
        """For each week that differs, the days on which the person may be asked at that day's time."""
        return self.rota.free_days(slots) if self.rota else (self.days,)

    def day_off(self, day: date) -> DayOff | None:
        """Why `day` is not worked; None on a working day, and on a date on which a night begins."""
        return DayOff.ON_LEAVE if self.leave_on(day) else self.usual_day_off(day)

    def usual_day_off(self, day: date) -> DayOff | None:
        """Why `day` is not worked, **as if there were no leave**."""
        if not self._is_worked(day):
            after_night = self.rota is not None and self.rota.follows_night(day)
            return DayOff.REST_AFTER_NIGHT if after_night else DayOff.NOT_A_WORKING_DAY
        return DayOff.BANK_HOLIDAY if self.holidays.name_of(day, self.nation) else None

    def time_off(self, day: date, at: time) -> DayOff | TimeOff | None:
        """Why the person isn't asked at a time of a day: the day is off, or that part of it (sleep, a half day)."""
        off = self.day_off(day)
        return off if off or self.rota is None else self.rota.time_off(day, at)

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
            if self.usual_day_off(day) is None:
                return day
            day -= _DAY
        return None

    def first_working_day_on_or_after(self, day: date) -> date | None:
        """The first day from `day` on that is worked; None when there is none within `SEARCH_DAYS`."""
        return next((found for found in _days(day) if self.is_working_day(found)), None)

    def _is_worked(self, day: date) -> bool:
        return bool(self.rota.sessions(day)) if self.rota else Weekday.of(day) in self.days


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(SEARCH_DAYS))

"""Rules that name one day of each month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar, Self

from bot.domain.calendar.slots import RuleDay, check_slots, slot_from_json, slot_to_json
from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.weekdays import Weekday
from bot.domain.calendar.zones import first_of_month, last_of_month

# "The last Monday of the month", as `NthWeekdayOfMonth` writes it.
LAST = -1

# How many months without any working day end the search of a month rule.
_MONTHS_SEARCHED = 24

_DAY = timedelta(days=1)
_NTHS = frozenset({1, 2, 3, 4, LAST})  # a fifth Monday would be missing in most months


@dataclass(frozen=True, slots=True)
class LastWorkingDayOfMonth:
    """Once a month, on the last day that the person works; leave moves it to the first working day back."""

    KIND: ClassVar[str] = "last_working_day_of_month"

    slot: time

    def __post_init__(self) -> None:
        check_slots(self.slots)

    @property
    def slots(self) -> tuple[time, ...]:
        """The one slot."""
        return (self.slot,)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The months' days from the month of `first` on; of the month in which its leave began, if on leave.

        Several months on one leave are due on the same day, the first one back.
        """
        leave = week.leave_on(first)
        month = first_of_month(leave.first if leave else first)
        barren = 0
        while barren < _MONTHS_SEARCHED:
            nominal = week.last_working_day(month)
            due = week.first_working_day_on_or_after(nominal) if nominal else None
            if nominal and due:
                yield RuleDay(nominal, due)
            barren = 0 if due else barren + 1
            month = last_of_month(month) + _DAY

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {"rule": self.KIND, "slot": slot_to_json(self.slot)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError, KeyError or TypeError on anything else."""
        return cls(slot=slot_from_json(data["slot"]))


@dataclass(frozen=True, slots=True)
class NthWeekdayOfMonth:
    """Once a month, on its first, second, third, fourth or last Monday (Tuesday, …); it names days off as well."""

    KIND: ClassVar[str] = "nth_weekday_of_month"

    nth: int
    day: Weekday
    slot: time

    def __post_init__(self) -> None:
        if self.nth not in _NTHS:
            raise ValueError(f"the rule knows the 1st to 4th and the last ({LAST}) weekday, not {self.nth}")
        check_slots(self.slots)

    @property
    def slots(self) -> tuple[time, ...]:
        """The one slot."""
        return (self.slot,)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The months' days from `first` on, without end."""
        del week  # days off are for the decision
        month = first_of_month(first)
        while True:
            day = self._in_month(month)
            if day >= first:
                yield RuleDay(day, day)
            month = last_of_month(month) + _DAY

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored."""
        slot = slot_to_json(self.slot)
        return {"rule": self.KIND, "nth": self.nth, "day": self.day.value, "slot": slot}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError, KeyError or TypeError on anything else."""
        return cls(nth=data["nth"], day=Weekday(data["day"]), slot=slot_from_json(data["slot"]))

    def _in_month(self, month: date) -> date:
        if self.nth == LAST:
            end = last_of_month(month)
            return end - timedelta(days=(end.weekday() - self.day.number) % 7)
        to_first = (self.day.number - month.weekday()) % 7
        return month + timedelta(days=to_first + 7 * (self.nth - 1))

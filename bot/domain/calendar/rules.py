"""When a schedule falls due, in wall-clock terms: a small closed set of rules, kept as JSON in its row.

A rule yields local dates; `occurrences` turns them into instants. A new kind of rule is a dataclass with
`KIND`, `slots`, `days_from`, `to_json` and `from_json`, and a line in `_KINDS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from bot.domain.calendar.week import Weekday, WorkingWeek
from bot.domain.calendar.zones import first_of_month, last_of_month

_DAY = timedelta(days=1)

# How many months without any working day end the search of a month rule.
_MONTHS_SEARCHED = 24


class RuleDay(NamedTuple):
    """A date that a rule names, and the date on which it is due (later, when leave moves it)."""

    nominal: date
    due: date


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """The same slots on the same days of every week.

    It names days off as well: that the person is away is a decision with a reason, not a silence.
    """

    KIND: ClassVar[str] = "weekly"

    days: frozenset[Weekday]
    slots: tuple[time, ...]

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a weekly rule needs at least one day")
        _check_slots(self.slots)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The days of the rule from `first` on, without end."""
        del week  # days off are for the decision
        day = first
        while True:
            if Weekday.of(day) in self.days:
                yield RuleDay(day, day)
            day += _DAY

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored, days in the order of the week."""
        days = [day.value for day in Weekday if day in self.days]
        return {"rule": self.KIND, "days": days, "slots": [_slot_to_json(slot) for slot in self.slots]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError or KeyError on anything else."""
        slots = tuple(_slot_from_json(slot) for slot in data["slots"])
        return cls(days=frozenset(Weekday(day) for day in data["days"]), slots=slots)


@dataclass(frozen=True, slots=True)
class LastWorkingDayOfMonth:
    """Once a month, on the last day that the person works; leave moves it to the first working day back."""

    KIND: ClassVar[str] = "last_working_day_of_month"

    slot: time

    def __post_init__(self) -> None:
        _check_slots(self.slots)

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
        return {"rule": self.KIND, "slot": _slot_to_json(self.slot)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError or KeyError on anything else."""
        return cls(slot=_slot_from_json(data["slot"]))


Rule = WeeklyRule | LastWorkingDayOfMonth

_KINDS: Mapping[str, type[Rule]] = {
    WeeklyRule.KIND: WeeklyRule,
    LastWorkingDayOfMonth.KIND: LastWorkingDayOfMonth,
}


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """A rule as a schedule's row stores it."""
    return rule.to_json()


def rule_from_json(data: Mapping[str, Any]) -> Rule:
    """The rule of a schedule's row; raises ValueError when it is none that this version knows."""
    kind = _KINDS.get(data.get("rule", ""))
    if kind is None:
        raise ValueError(f"unknown rule: {data.get('rule')!r}")
    try:
        return kind.from_json(data)
    except (KeyError, TypeError) as error:
        raise ValueError(f"broken rule of kind {kind.KIND!r}") from error


def _check_slots(slots: tuple[time, ...]) -> None:
    if not slots or list(slots) != sorted(set(slots)):
        raise ValueError("slots are at least one, in order, each once")
    if any(slot.tzinfo or slot.second or slot.microsecond for slot in slots):
        raise ValueError("a slot is a whole minute of the local clock")


def _slot_to_json(slot: time) -> str:
    return slot.strftime("%H:%M")


def _slot_from_json(text: str) -> time:
    return time.fromisoformat(text)

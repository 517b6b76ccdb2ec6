"""Days of the week: the same ones in every week, or in every second, third, … one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, ClassVar, Self

from bot.domain.calendar.slots import RuleDay, check_slots, slot_from_json, slot_to_json
from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.weekdays import Weekday, week_in_turn

# A year: what comes less often than that is a date, not a rhythm.
MOST_WEEKS_APART = 52

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """The same slots on the same days of every week, or of each `every`-th week, counted from that of `anchor`.

    A day in `day_slots` has that one slot in place of the others: Thursdays at 18:30, the rest of the week at 12:45.
    It names days off as well: that the person is away is a decision with a reason, not a silence.
    """

    KIND: ClassVar[str] = "weekly"

    days: frozenset[Weekday]
    slots: tuple[time, ...]
    every: int = 1
    anchor: date | None = None
    day_slots: Mapping[Weekday, time] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a weekly rule needs at least one day")
        if not 1 <= self.every <= MOST_WEEKS_APART:
            raise ValueError(f"a weekly rule falls due every 1 to {MOST_WEEKS_APART} weeks, not {self.every}")
        if (self.every > 1) is (self.anchor is None):
            raise ValueError("a rule for every second or later week, and no other, has an anchor")
        check_slots(self.slots)
        for day, slot in self.day_slots.items():
            check_slots((slot,))
            if day not in self.days:
                raise ValueError(f"a slot for {day.value}, which is no day of the rule")

    def slots_on(self, day: date) -> tuple[time, ...]:
        """The slots of a date that the rule names."""
        own = self.day_slots.get(Weekday.of(day))
        return self.slots if own is None else (own,)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The days of the rule from `first` on, without end."""
        del week  # days off are for the decision
        day = first
        while True:
            if Weekday.of(day) in self.days and self._is_in_turn(day):
                yield RuleDay(day, day)
            day += _DAY

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored, days in the order of the week; what every week and day has in common is left out."""
        days = [day.value for day in Weekday if day in self.days]
        turn = {"every": self.every, "anchor": self.anchor.isoformat()} if self.anchor else {}
        own = {day.value: slot_to_json(self.day_slots[day]) for day in Weekday if day in self.day_slots}
        slots = [slot_to_json(slot) for slot in self.slots]
        return {
            "rule": self.KIND,
            "days": days,
            "slots": slots,
            **turn,
            **({"day_slots": own} if own else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError, KeyError or TypeError on anything else."""
        anchor, own = data.get("anchor"), data.get("day_slots", {})
        return cls(
            days=frozenset(Weekday(day) for day in data["days"]),
            slots=tuple(slot_from_json(slot) for slot in data["slots"]),
            every=data.get("every", 1),
            anchor=date.fromisoformat(anchor) if anchor is not None else None,
            day_slots={Weekday(day): slot_from_json(own[day]) for day in own},
        )

    def _is_in_turn(self, day: date) -> bool:
        return self.anchor is None or week_in_turn(day, anchor=self.anchor, length=self.every) == 0

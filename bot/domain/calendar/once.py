"""One-off dates: a follow-up two weeks on, a prompt that a tutor set for a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar, Self

from bot.domain.calendar.slots import RuleDay, check_slots, slot_from_json, slot_to_json
from bot.domain.calendar.week import WorkingWeek


@dataclass(frozen=True, slots=True)
class OnDate:
    """Once, on a date; a day off moves it to the first working day after, since it has no other chance."""

    KIND: ClassVar[str] = "on_date"

    day: date
    slot: time

    def __post_init__(self) -> None:
        check_slots(self.slots)

    @property
    def slots(self) -> tuple[time, ...]:
        """The one slot."""
        return (self.slot,)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The one day, unless it is over; none for a person without a working day to come."""
        due = week.first_working_day_on_or_after(self.day)
        if due is not None and due >= first:
            yield RuleDay(self.day, due)

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {"rule": self.KIND, "day": self.day.isoformat(), "slot": slot_to_json(self.slot)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError, KeyError or TypeError on anything else."""
        return cls(day=date.fromisoformat(data["day"]), slot=slot_from_json(data["slot"]))

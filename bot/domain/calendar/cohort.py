"""Days counted from a cohort's start: "week 2, the first working day of the person's week", "day 10 after the start"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice
from typing import Any, ClassVar, NamedTuple, Self

from bot.domain.calendar.slots import RuleDay, check_slots, slot_from_json, slot_to_json
from bot.domain.calendar.week import WorkingWeek

# Two years: a start and a day of the course further apart than this are a slip.
LONGEST_COURSE_DAYS = 732

_WEEK_DAYS = 7


class DayAfterStart(NamedTuple):
    """So many days after the start, which is day 0."""

    days: int

    def on(self, start: date, week: WorkingWeek) -> date:
        """The date that is meant, worked or not."""
        del week
        return start + timedelta(days=self.days)


class WorkingDayOfWeek(NamedTuple):
    """The `number`-th working day of the person in a week of the course; below 0 counted from its end.

    A week is seven days from the start on, so that week 1 begins with the start itself. Who works fewer days is
    asked on the last one that there is (or the first, counted from the end). Leave is left to the rule.
    """

    week: int
    number: int = 1

    def on(self, start: date, week: WorkingWeek) -> date:
        """The date that is meant; the week's first for a person who works on none of its days."""
        first = start + timedelta(days=_WEEK_DAYS * (self.week - 1))
        days = [first + timedelta(days=number) for number in range(_WEEK_DAYS)]
        in_order = days if self.number > 0 else reversed(days)
        worked = [*islice((day for day in in_order if week.usual_day_off(day) is None), abs(self.number))]
        return worked[-1] if worked else first


CourseDay = DayAfterStart | WorkingDayOfWeek


@dataclass(frozen=True, slots=True)
class CourseDays:
    """Days of a course, counted from its start; a day off moves one to the first working day after.

    Two that a leave moves to the same day are due once. From `ends` on, what didn't come before doesn't come any more;
    None for a course that waits for everybody.
    """

    KIND: ClassVar[str] = "course_days"

    start: date
    days: tuple[CourseDay, ...]
    slot: time
    ends: date | None = None

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a course has at least one day")
        for day in self.days:
            _check_day(day)
        check_slots(self.slots)

    @property
    def slots(self) -> tuple[time, ...]:
        """The one slot."""
        return (self.slot,)

    def days_from(self, first: date, week: WorkingWeek) -> Iterator[RuleDay]:
        """The days that are due from `first` on, in order, to the end of the course.

        One that a day off would move past the end stays where it was, for the decision to give the reason.
        """
        for nominal in sorted({day.on(self.start, week) for day in self.days}):
            due = week.first_working_day_on_or_after(nominal)
            if due is not None and self.ends is not None and due >= self.ends:
                due = nominal
            if due is not None and due >= first:
                yield RuleDay(nominal, due)

    def to_json(self) -> dict[str, Any]:
        """The rule as it is stored: days as the course writes them."""
        days = [_day_to_json(day) for day in self.days]
        ends = {"ends": self.ends.isoformat()} if self.ends else {}
        return {
            "rule": self.KIND,
            "start": self.start.isoformat(),
            "days": days,
            "slot": slot_to_json(self.slot),
            **ends,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; raises ValueError, KeyError or TypeError on anything else."""
        return cls(
            start=date.fromisoformat(data["start"]),
            days=tuple(_day_from_json(day) for day in data["days"]),
            slot=slot_from_json(data["slot"]),
            ends=date.fromisoformat(data["ends"]) if "ends" in data else None,
        )


def _check_day(day: CourseDay) -> None:
    match day:
        case DayAfterStart(days):
            is_fine = 0 <= days <= LONGEST_COURSE_DAYS
        case WorkingDayOfWeek(week, number):
            is_fine = 1 <= week <= LONGEST_COURSE_DAYS // _WEEK_DAYS and 1 <= abs(number) <= _WEEK_DAYS
    if not is_fine:
        raise ValueError(f"no day of a course: {day}")


def _day_to_json(day: CourseDay) -> dict[str, int]:
    match day:
        case DayAfterStart(days):
            return {"day": days}
        case WorkingDayOfWeek(week, number):
            return {"week": week, "working_day": number}


def _day_from_json(data: Mapping[str, int]) -> CourseDay:
    if "day" in data:
        return DayAfterStart(data["day"])
    return WorkingDayOfWeek(data["week"], data["working_day"])

"""When a schedule falls due, in wall-clock terms: a small closed set of rules, kept as JSON in its row.

A rule yields local dates; `occurrences` turns them into instants. A rule that names weekdays keeps to them and
names days off too, for the decision to give the reason. One whose days come only once (a date, a month's end, a
day of a course) moves them from a day off to the first working day after.

A new kind of rule is a dataclass with `KIND`, `slots`, `days_from`, `to_json` and `from_json`, and a line in `_KINDS`.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from bot.domain.calendar.cohort import CourseDays
from bot.domain.calendar.monthly import LastWorkingDayOfMonth, NthWeekdayOfMonth
from bot.domain.calendar.once import OnDate
from bot.domain.calendar.weekly import WeeklyRule

Rule = WeeklyRule | LastWorkingDayOfMonth | NthWeekdayOfMonth | CourseDays | OnDate

_KINDS: Mapping[str, type[Rule]] = {
    WeeklyRule.KIND: WeeklyRule,
    LastWorkingDayOfMonth.KIND: LastWorkingDayOfMonth,
    NthWeekdayOfMonth.KIND: NthWeekdayOfMonth,
    CourseDays.KIND: CourseDays,
    OnDate.KIND: OnDate,
}


def slots_on(rule: Rule, day: date) -> tuple[time, ...]:
    """The times of day of a date that a rule names; only a week's days may have times of their own."""
    return rule.slots_on(day) if isinstance(rule, WeeklyRule) else rule.slots


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

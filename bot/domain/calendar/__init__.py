"""The only place where time zones are applied: wall-clock rules in, UTC instants out.

zones        wall time ↔ instant, and what happens in the spring gap and the autumn fold
week         working days, bank holidays, leave
rules        when a schedule falls due; kept as JSON in its row
occurrences  the next due instant, when its window closes, the spread of sending
snooze       the targets of the snooze buttons
words        the day of return as people type it
"""

from bot.domain.calendar.occurrences import (
    LocalSlot,
    Occurrence,
    following_occurrence,
    next_occurrence,
    spread,
    window_close,
)
from bot.domain.calendar.rules import LastWorkingDayOfMonth, Rule, WeeklyRule, rule_from_json, rule_to_json
from bot.domain.calendar.snooze import SnoozeChoice, snooze_until
from bot.domain.calendar.week import DayOff, Leave, Nation, Weekday, WorkingWeek, bank_holidays
from bot.domain.calendar.words import parse_return
from bot.domain.calendar.zones import (
    end_of_day,
    end_of_month,
    first_of_month,
    instant,
    last_of_month,
    local_date,
    local_time,
    start_of_day,
    zone_of,
)

__all__ = [
    "DayOff",
    "LastWorkingDayOfMonth",
    "Leave",
    "LocalSlot",
    "Nation",
    "Occurrence",
    "Rule",
    "SnoozeChoice",
    "Weekday",
    "WeeklyRule",
    "WorkingWeek",
    "bank_holidays",
    "end_of_day",
    "end_of_month",
    "first_of_month",
    "following_occurrence",
    "instant",
    "last_of_month",
    "local_date",
    "local_time",
    "next_occurrence",
    "parse_return",
    "rule_from_json",
    "rule_to_json",
    "snooze_until",
    "spread",
    "start_of_day",
    "window_close",
    "zone_of",
]

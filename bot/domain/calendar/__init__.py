"""The only place where time zones are applied: wall-clock rules in, UTC instants out.

zone_rules      whose time zone rules count
zones           wall time ↔ instant, and what happens in the spring gap and the autumn fold
places          zones by the name of a place, as people type it
clock_readings  zones by what a person's clock shows
weekdays        days of the week, and weeks that come in turn
nations         bank holidays by nation, and an operator's one-off days
rota            half days and nights, in one week or several that come in turn
week            a person's working days: weekdays or rota, bank holidays, leave
pattern         a working week as people tap it: mornings, afternoons, nights
quiet           quiet hours, and the first instant after them
slots           what all rules share: the days they name, the times of day on them
weekly, monthly, cohort, once
                the rules
rules           all of them, and how they are kept as JSON in a schedule's row
occurrences     the next due instant, what a move does to it, when its window closes, the spread of sending
snooze          the targets of the snooze buttons
words           the day of return as people type it
"""

from bot.domain.calendar.clock_readings import zones_at
from bot.domain.calendar.cohort import CourseDay, CourseDays, DayAfterStart, WorkingDayOfWeek
from bot.domain.calendar.monthly import LAST, LastWorkingDayOfMonth, NthWeekdayOfMonth
from bot.domain.calendar.nations import LIBRARY_ONLY, BankHolidays, Nation, OneOffDay, bank_holidays
from bot.domain.calendar.occurrences import (
    LocalSlot,
    Occurrence,
    following_occurrence,
    is_stale,
    next_occurrence,
    retimed,
    spread,
    still_owed,
    window_close,
)
from bot.domain.calendar.once import OnDate
from bot.domain.calendar.pattern import WeekPattern
from bot.domain.calendar.places import zones_for
from bot.domain.calendar.quiet import QuietHours
from bot.domain.calendar.rota import AWAKE_AROUND_NIGHTS, Rota, Session, Shift, TimeOff
from bot.domain.calendar.rules import Rule, rule_from_json, rule_to_json, slots_on
from bot.domain.calendar.snooze import SnoozeChoice, snooze_until
from bot.domain.calendar.week import DayOff, Leave, WorkingWeek
from bot.domain.calendar.weekdays import Weekday
from bot.domain.calendar.weekly import WeeklyRule
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
    "AWAKE_AROUND_NIGHTS",
    "LAST",
    "LIBRARY_ONLY",
    "BankHolidays",
    "CourseDay",
    "CourseDays",
    "DayAfterStart",
    "DayOff",
    "LastWorkingDayOfMonth",
    "Leave",
    "LocalSlot",
    "Nation",
    "NthWeekdayOfMonth",
    "Occurrence",
    "OnDate",
    "OneOffDay",
    "QuietHours",
    "Rota",
    "Rule",
    "Session",
    "Shift",
    "SnoozeChoice",
    "TimeOff",
    "WeekPattern",
    "Weekday",
    "WeeklyRule",
    "WorkingDayOfWeek",
    "WorkingWeek",
    "bank_holidays",
    "end_of_day",
    "end_of_month",
    "first_of_month",
    "following_occurrence",
    "instant",
    "is_stale",
    "last_of_month",
    "local_date",
    "local_time",
    "next_occurrence",
    "parse_return",
    "retimed",
    "rule_from_json",
    "rule_to_json",
    "slots_on",
    "snooze_until",
    "spread",
    "start_of_day",
    "still_owed",
    "window_close",
    "zone_of",
    "zones_at",
    "zones_for",
]

"""The targets of the snooze buttons: when a prompt that is put off comes back."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar.quiet import QuietHours
from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.weekdays import Weekday
from bot.domain.calendar.zones import instant, local_date, local_time

TONIGHT = time(20, 0)

# "Tonight" before quiet hours that begin early: this long before them, and never earlier than the evening.
_BEFORE_QUIET = timedelta(minutes=30)
_EVENING = time(17, 0)

# From then on "tonight" would come back at once, or be past: the person means the next evening.
_TONIGHT_IS_OVER = timedelta(minutes=30)

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_ANY_DAY = date(2000, 1, 1)
_USUAL = QuietHours()


class SnoozeChoice(StrEnum):
    """What the snooze buttons offer."""

    ONE_HOUR = "one_hour"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    NEXT_WORKING_DAY = "next_working_day"


def snooze_until(
    choice: SnoozeChoice,
    *,
    now: datetime,
    zone: ZoneInfo | str,
    week: WorkingWeek,
    slots: Mapping[Weekday, time],
    quiet: QuietHours = _USUAL,
) -> datetime:
    """The instant (UTC) that a choice means; `slots` are the person's times by the day of the week.

    A person without a working day to come (see `WorkingWeek`) gets tomorrow. Tonight is before early quiet hours;
    beyond that the choice is taken at its word, since the person made it.
    """
    today = local_date(now, zone)
    tomorrow = today + _DAY
    match choice:
        case SnoozeChoice.ONE_HOUR:
            return now + _HOUR
        case SnoozeChoice.TONIGHT:
            tonight = _tonight(quiet)
            is_over = local_time(now, zone) > _earlier(tonight, _TONIGHT_IS_OVER)
            return instant(tomorrow if is_over else today, tonight, zone)
        case SnoozeChoice.TOMORROW:
            return instant(tomorrow, slots[Weekday.of(tomorrow)], zone)
        case SnoozeChoice.NEXT_WORKING_DAY:
            day = week.first_working_day_on_or_after(tomorrow) or tomorrow
            return instant(day, slots[Weekday.of(day)], zone)


def _tonight(quiet: QuietHours) -> time:
    before = _earlier(quiet.begins, _BEFORE_QUIET)
    return before if quiet.covers(TONIGHT) and _EVENING <= before < TONIGHT else TONIGHT


def _earlier(at: time, by: timedelta) -> time:
    return (datetime.combine(_ANY_DAY, at) - by).time()

"""The targets of the snooze buttons: when a prompt that is put off comes back."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.zones import instant, local_date, local_time

TONIGHT = time(20, 0)

# From then on "tonight" would come back at once, or be past: the person means the next evening.
TONIGHT_IS_OVER = time(19, 30)

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class SnoozeChoice(StrEnum):
    """What the snooze buttons offer."""

    ONE_HOUR = "one_hour"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    NEXT_WORKING_DAY = "next_working_day"


def snooze_until(
    choice: SnoozeChoice, *, now: datetime, zone: ZoneInfo | str, week: WorkingWeek, slot: time
) -> datetime:
    """The instant (UTC) that a choice means; `slot` is the time of day of the prompt that is put off.

    A person without a working day to come (see `WorkingWeek`) gets tomorrow.
    """
    today = local_date(now, zone)
    tomorrow = today + _DAY
    match choice:
        case SnoozeChoice.ONE_HOUR:
            return now + _HOUR
        case SnoozeChoice.TONIGHT:
            evening = tomorrow if local_time(now, zone) > TONIGHT_IS_OVER else today
            return instant(evening, TONIGHT, zone)
        case SnoozeChoice.TOMORROW:
            return instant(tomorrow, slot, zone)
        case SnoozeChoice.NEXT_WORKING_DAY:
            return instant(week.first_working_day_on_or_after(tomorrow) or tomorrow, slot, zone)

"""Asking less where nobody answers: from an offer, over once a fortnight, to one last line and then nothing."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.calendar import WeeklyRule
from bot.domain.calendar.weekdays import week_in_turn

IGNORED_BEFORE_OFFER: Final = 3
"""Prompts in a row without any sign of the person, after which they are offered one a week (domain.md §4)."""

FORTNIGHTLY_AFTER: Final = timedelta(days=30)
LAST_LINE_AFTER: Final = timedelta(days=60)
"""How long nothing was heard of the person."""

FORTNIGHT: Final = 2


class Silence(StrEnum):
    """How long a person has been silent; any sign of theirs leads back to `none`."""

    NONE = "none"
    MONTH = "month"
    LONG = "long"


def silence(*, heard_at: datetime, now: datetime) -> Silence:
    """How silent somebody is who was last heard then."""
    since = now - heard_at
    if since >= LAST_LINE_AFTER:
        return Silence.LONG
    return Silence.MONTH if since >= FORTNIGHTLY_AFTER else Silence.NONE


def is_fortnightly_turn(rule: WeeklyRule, day: date, *, anchor: date) -> bool:
    """Whether a day of a weekly rule is one of those that are left of it once a fortnight: its first in every second week.

    Weeks are counted from that of `anchor`. A rule that comes no oftener anyway keeps all its days.
    """
    if rule.every >= FORTNIGHT:
        return True
    first = min(rule.days, key=lambda one: one.number)
    return day.weekday() == first.number and week_in_turn(day, anchor=anchor, length=FORTNIGHT) == 0

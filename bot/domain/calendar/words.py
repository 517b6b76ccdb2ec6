"""Days as people type them after `/pause`: a date, a weekday, or how long."""

import re
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar.week import Weekday

LONGEST_PAUSE: Final = timedelta(days=400)
"""Beyond this a typed date is a slip of the thumb rather than a leave."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LENGTH: Final = re.compile(r"(\d{1,3})\s*(d|days?|w|weeks?|m|months?)")
_DATE: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})(?:\s+(\d{4}))?")
_DAYS_IN: Final = {"d": 1, "w": 7, "m": 30}


def parse_return(text: str, *, today: date) -> date | None:
    """The first day back that a person means: `12 Jan`, `2026-01-12`, `until Monday`, `2w`; None if unclear.

    It lies after `today` and within `LONGEST_PAUSE`; a date without a year is the next one of that name.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    words = words.removeprefix("until ").removeprefix("till ").removeprefix("for ").removeprefix("next ")
    found = _iso(words) or _length(words, today) or _named_day(words, today) or _date(words, today)
    return found if found is not None and today < found <= today + LONGEST_PAUSE else None


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _length(words: str, today: date) -> date | None:
    match = _LENGTH.fullmatch(words)
    return today + timedelta(days=int(match[1]) * _DAYS_IN[match[2][0]]) if match else None


def _named_day(words: str, today: date) -> date | None:
    day = next((one for one in Weekday if len(words) >= 3 and _full_name(one).startswith(words)), None)  # noqa: PLR2004 - as short as "mon"
    return today + timedelta(days=(day.number - today.weekday() - 1) % 7 + 1) if day else None


def _date(words: str, today: date) -> date | None:
    match = _DATE.fullmatch(words)
    if match is None or match[2][:3] not in _MONTHS:
        return None
    day, month = int(match[1]), _MONTHS.index(match[2][:3]) + 1
    years = (int(match[3]),) if match[3] else (today.year, today.year + 1)
    return next((one for year in years if (one := _made(year, month, day)) and one > today), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_name(day: Weekday) -> str:
    return {"tue": "tuesday", "wed": "wednesday", "thu": "thursday", "sat": "saturday"}.get(
        day.value, f"{day.value}day"
    )

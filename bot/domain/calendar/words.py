"""Days as people type them after `/pause`: a date, a weekday, or how long."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar.weekdays import Weekday, monday_of
from bot.domain.calendar.zones import last_of_month

LONGEST_PAUSE: Final = timedelta(days=400)
"""Beyond this a typed date is a slip of the thumb rather than a leave."""

_SHORTEST_NAME: Final = 3
_CENTURY: Final = 2000
_DAY: Final = timedelta(days=1)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_IN: Final = {"d": 1, "w": 7, "f": 14, "m": 30}
_NUMBERS: Final = {"": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_BEFORE: Final = re.compile(r"^(?:(?:until|till|til|for|in|on|the|back) )+")
_WEEKDAY_BEFORE: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* (?=\d|the )(?:the )?")
_LENGTH: Final = re.compile(
    r"(?P<count>\d{1,3}|(?:a|one|two|three|four|five|six)\b|) ?(?P<unit>d|days?|w|weeks?|wks?|fortnights?|m|months?)"
)
_DAY_MONTH: Final = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<month>[a-z]{3,9})\.?(?: (?P<year>\d{4}))?"
)
_MONTH_DAY: Final = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?: (?P<year>\d{4}))?"
)
_FIGURES: Final = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?")
_DAY_ALONE: Final = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)")


def parse_return(text: str, *, today: date) -> date | None:
    """The first day back that a person means, or None if that is unclear.

    `12 Jan`, `Jan 12 2027`, `12/1` (day first), `the 12th`, `2026-01-12`, `until Monday`, `next Friday` (both the
    coming one), `tomorrow`, `next week`, `2w`, `a fortnight`. It lies after `today` and within `LONGEST_PAUSE`; a
    date without a year is the next one of that name.
    """
    words = _BEFORE.sub("", " ".join(text.lower().replace(",", " ").split()))
    words = _WEEKDAY_BEFORE.sub("", words)
    found = _iso(words) or _near(words, today) or _length(words, today) or _date(words, today)
    return found if found is not None and today < found <= today + LONGEST_PAUSE else None


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _near(words: str, today: date) -> date | None:
    match words:
        case "tomorrow":
            return today + _DAY
        case "next week":
            return monday_of(today) + timedelta(days=7)
        case "next month":
            return last_of_month(today) + _DAY
        case _:
            return _named_day(words.removeprefix("next "), today)


def _named_day(words: str, today: date) -> date | None:
    if len(words) < _SHORTEST_NAME:
        return None
    day = next((one for one in Weekday if _full_name(one).startswith(words)), None)
    return today + timedelta(days=(day.number - today.weekday() - 1) % 7 + 1) if day else None


def _length(words: str, today: date) -> date | None:
    match = _LENGTH.fullmatch(words)
    if match is None or (not match["count"] and not match["unit"].startswith("fortnight")):
        return None
    count = int(match["count"]) if match["count"].isdecimal() else _NUMBERS[match["count"]]
    return today + timedelta(days=count * _DAYS_IN[match["unit"][0]])


def _date(words: str, today: date) -> date | None:
    if alone := _DAY_ALONE.fullmatch(words):
        next_month = last_of_month(today) + _DAY
        months = [(day.year, day.month) for day in (today, next_month, last_of_month(next_month) + _DAY)]
        return _first_after(today, months, int(alone["day"]))
    match = _DAY_MONTH.fullmatch(words) or _MONTH_DAY.fullmatch(words) or _FIGURES.fullmatch(words)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        return None
    years = (_year(match["year"]),) if match["year"] else (today.year, today.year + 1)
    return _first_after(today, [(year, month) for year in years], int(match["day"]))


def _first_after(today: date, months: Iterable[tuple[int, int]], day: int) -> date | None:
    found = (_made(year, month, day) for year, month in months)
    return next((one for one in found if one and one > today), None)


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    return _MONTHS.index(text[:3]) + 1 if text[:3] in _MONTHS else None


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == 2 else 0)  # noqa: PLR2004 - "27"


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_name(day: Weekday) -> str:
    return {"tue": "tuesday", "wed": "wednesday", "thu": "thursday", "sat": "saturday"}.get(
        day.value, f"{day.value}day"
    )

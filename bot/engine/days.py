"""Days as people type them into an answer, as authors bound them, and as a text says them."""

import calendar
import re
from datetime import date, timedelta
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_ONE = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a couple of": 2}
_LENGTH = re.compile(
    r"(?:in )?(?P<count>\d{1,3}|"
    + "|".join(_ONE)
    + r") ?(?P<unit>d|days?|w|weeks?|fortnights?|m|months?|y|years?)"
    r"(?P<ago> ago)?(?: time)?"
)
_NEXT = re.compile(r"next (?P<unit>week|fortnight|month|year)")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)? ?(?:of )?(?P<month>[a-z]{3,9})\.?(?: (?P<year>\d{4}))?"
)
_MONTH_DAY = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?: (?P<year>\d{4}))?")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})(?:[./-](?P<year>\d{4}|\d{2}))?")
_BOUND = re.compile(r"(?P<sign>[-+]?)(?P<count>\d{1,3})(?P<unit>[dwmy])")
_CENTURY = 2000
_SHORTEST_NAME = 3


def parse_iso(value: Any) -> date | None:  # noqa: ANN401 - values of a flow are JSON of any kind
    """The date that an ISO text holds, or None."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse_day(text: str, *, today: date | None, latest: date | None = None) -> date | None:
    """The day that a person means, or None if that is unclear.

    "2026-01-12", "12 Jan", "12/1" (day first), "Jan 12 2027", "tomorrow", "Friday", "next Friday" (both the coming
    one), "next week", "in 2 weeks", "a fortnight". A date without a year is the coming one, or the last one where
    the coming one is after `latest`. Without `today` only full dates are understood.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    words = re.sub(r"^(?:on|by|this|until|till|the) ", "", words).removeprefix("the ")
    words = re.sub(r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]* (?=\d)", "", words)
    iso = parse_iso(words)
    if iso is not None:
        return iso
    named = _DAY_MONTH.fullmatch(words) or _MONTH_DAY.fullmatch(words) or _NUMBERS.fullmatch(words)
    if named is not None and _month(named["month"]) is not None:
        return _named(named, today, latest)
    return None if today is None else _relative(words, today)


def parse_bound(text: str, today: date) -> date | None:
    """The day of an author's bound: "today", "+1y", "-2w", "14d", or an ISO date; None if it is none of these."""
    if text in _NEAR:
        return _shifted(today, _NEAR[text])
    match = _BOUND.fullmatch(text)
    if match is None:
        return parse_iso(text)
    count = int(match["count"]) * (-1 if match["sign"] == "-" else 1)
    return later(today, count, match["unit"])


def in_words(day: date) -> str:
    """A day as a text says it: "Tue 12 Jan"."""
    return f"{_WEEKDAYS[day.weekday()][:3].title()} {day.day} {MONTHS[day.month - 1].title()}"


def later(day: date, count: int, unit: str) -> date | None:
    """The day so many days, weeks, fortnights, months or years later (its letter); None beyond the calendar."""
    try:
        if unit in {"d", "w", "f"}:
            return day + timedelta(days=count * {"d": 1, "w": 7, "f": 14}[unit])
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def _relative(words: str, today: date) -> date | None:
    if words in _NEAR:
        return _shifted(today, _NEAR[words])
    following = _NEXT.fullmatch(words)
    if following is not None:
        return later(today, 1, following["unit"][0])
    length = _LENGTH.fullmatch(words.replace("half a year", "6 months"))
    if length is not None:
        count = _ONE.get(length["count"]) or int(length["count"])
        return later(today, -count if length["ago"] else count, length["unit"][0])
    name = words.removeprefix("next ")
    if len(name) < _SHORTEST_NAME:
        return None
    number = next((place for place, weekday in enumerate(_WEEKDAYS) if weekday.startswith(name)), None)
    return None if number is None else _shifted(today, (number - today.weekday() - 1) % 7 + 1)


def _shifted(today: date, days: int) -> date | None:
    """So many days on; None past the end of the calendar."""
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _named(match: re.Match[str], today: date | None, latest: date | None) -> date | None:
    month, day = _month(match["month"]), int(match["day"])
    if month is None:
        return None
    if match["year"]:
        year = int(match["year"])
        return _made(year if year > 99 else year + _CENTURY, month, day)  # noqa: PLR2004 - two digits
    if today is None:
        return None
    # Eight years hold a 29 February, whatever the century.
    coming = next(
        (
            one
            for year in range(today.year, today.year + 9)
            if (one := _made(year, month, day)) and one >= today
        ),
        None,
    )
    if coming is None or latest is None or coming <= latest:
        return coming
    before = (_made(year, month, day) for year in range(today.year, max(today.year - 9, 0), -1))
    return next((one for one in before if one and one <= latest), coming)


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    names = [number for number, name in enumerate(_FULL_MONTHS, 1) if name.startswith(text)]
    return 9 if text == "sept" else names[0] if len(names) == 1 else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

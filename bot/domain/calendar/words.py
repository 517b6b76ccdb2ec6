"""Days and clock times as people type them, where buttons don't do; anything unclear is None, to be asked again."""

import re
from collections.abc import Mapping
from datetime import time
from types import MappingProxyType

from bot.domain.calendar.week import MONDAY_TO_FRIDAY, Weekday

# Longer than any way to say a time or some days: not worth reading.
_MAX_LENGTH = 60

_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")

# In minutes of the day. A time in words that could be either is taken as one between 8 and 20.
_WAKING = 8 * 60
_NOON = 12 * 60

_NAMED_TIMES: Mapping[str, time] = MappingProxyType(
    {"noon": time(12), "midday": time(12), "mid-day": time(12), "midnight": time(0)}
)

_PASTS: Mapping[str, int] = MappingProxyType(
    {"half past": 30, "half": 30, "quarter past": 15, "quarter to": -15}
)

_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?:[.:h ]?(?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m?\.?)?", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<past>half past|half|quarter past|quarter to) )?(?P<hour>\w+)(?: ?(?P<half>[ap]m))?"
)
_PART_OF_DAY = (
    (re.compile(r" in the morning$"), " am"),
    (re.compile(r" (?:in the (?:afternoon|evening)|at night|tonight)$"), " pm"),
)

_DAY_GROUPS: Mapping[str, frozenset[Weekday]] = MappingProxyType(
    {
        "weekdays": MONDAY_TO_FRIDAY,
        "working days": MONDAY_TO_FRIDAY,
        "weekends": frozenset({Weekday.SAT, Weekday.SUN}),
        "weekend": frozenset({Weekday.SAT, Weekday.SUN}),
        "every day": frozenset(Weekday),
        "everyday": frozenset(Weekday),
        "daily": frozenset(Weekday),
        "all": frozenset(Weekday),
    }
)
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANGE = re.compile(r"(\w+) ?(?:-|–|to|until) ?(\w+)")
_BETWEEN = re.compile(r" ?(?:,|;|/|&|\+|\band\b) ?| ")


def parse_clock(text: str) -> time | None:
    """A time of day: `7.30pm`, `19:30`, `1930`, `noon`, `half past seven`; None when it isn't clear.

    Digits without am or pm are read on the 24-hour clock, and need minutes (`7` alone is not clear). Words
    without a part of the day mean the time between 8 in the morning and 8 in the evening.
    """
    words = _plain(text).removeprefix("at ").removesuffix(" o'clock").removesuffix(" oclock")
    if words in _NAMED_TIMES:
        return _NAMED_TIMES[words]
    for pattern, half in _PART_OF_DAY:
        words = pattern.sub(half, words)
    if match := _DIGITS.fullmatch(words):
        return _from_digits(match)
    match = _WORDS.fullmatch(words)
    return _from_words(match) if match else None


def parse_days(text: str) -> frozenset[Weekday] | None:
    """Days of the week: `mon, wed and fri`, `Tuesday-Thursday`, `weekdays`; None when it isn't clear."""
    words = _plain(text).removeprefix("on ")
    if words in _DAY_GROUPS:
        return _DAY_GROUPS[words]
    found: set[Weekday] = set()
    for part in _BETWEEN.split(_RANGE.sub(r"\1-\2", words)):
        days = _days_of(part) if part else frozenset[Weekday]()
        if days is None:
            return None
        found |= days
    return frozenset(found) or None


def _plain(text: str) -> str:
    return " ".join(text[:_MAX_LENGTH].lower().split()).strip(".,! ") if len(text) <= _MAX_LENGTH else ""


def _from_digits(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "")[:1]
    minute = int(match["minute"] or 0)
    if not half and match["minute"] is None:
        return None
    return _on_the_clock(hour, minute, half)


def _from_words(match: re.Match[str]) -> time | None:
    past, half = match["past"], match["half"]
    hour = _hour_of(match["hour"], as_digits=bool(past or half))
    if hour is None:
        return None
    on_the_face = hour * 60 + (_PASTS[past] if past else 0)
    if half:
        minutes = on_the_face + _NOON * (half == "pm")
    else:
        minutes = on_the_face % _NOON
        minutes += _NOON * (minutes < _WAKING)
    return time(minutes // 60 % 24, minutes % 60)


def _hour_of(word: str, *, as_digits: bool) -> int | None:
    """0 (for twelve) to 11."""
    if as_digits and word.isascii() and word.isdigit():
        return int(word) % 12 if 1 <= int(word) <= 12 else None  # noqa: PLR2004 - the face of a clock
    return _HOURS.index(word) if word in _HOURS else None


def _on_the_clock(hour: int, minute: int, half: str) -> time | None:
    """A time from a clock face; `half` is a, p, or empty for the 24-hour clock."""
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - the face of a clock
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day, an hour


def _days_of(part: str) -> frozenset[Weekday] | None:
    first, dash, last = part.partition("-")
    start, end = _weekday(first), _weekday(last if dash else first)
    if start is None or end is None:
        return None
    length = (end.number - start.number) % 7
    return frozenset(tuple(Weekday)[(start.number + step) % 7] for step in range(length + 1))


def _weekday(word: str) -> Weekday | None:
    """A day by its name or a beginning of it that is no other day's (`tu`, `thurs`, `mondays`)."""
    word = word.strip(".").removesuffix("s") if word not in {"tues", "thurs", "wednes"} else word
    fits = [day for day, name in zip(Weekday, _FULL_NAMES, strict=True) if word and name.startswith(word)]
    return fits[0] if len(fits) == 1 else None

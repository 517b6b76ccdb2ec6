"""Numbers, lengths of time and clock times as people type them on a phone."""

import re

_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,6})?")
_SPAN = re.compile(
    r"(?:(?P<hours>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?))?\s*(?:and\s*)?"
    r"(?:(?P<minutes>\d{1,4})\s*(?:m|mins?|minutes?)?)?",
    re.IGNORECASE,
)
_SPAN_WORDS = {"half an hour": 30, "an hour": 60, "one hour": 60, "hour": 60, "quarter of an hour": 15}
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h ]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
_CLOCK_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_DURATION = re.compile(r"(?P<count>\d{1,5})\s*(?P<unit>[mhdw])")
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_NOON = 12


def parse_number(text: str) -> int | float | None:
    """A number with an optional decimal point or comma, or None."""
    if _NUMBER.fullmatch(text.strip()) is None:
        return None
    value = float(text.strip().replace(",", "."))
    return int(value) if value.is_integer() else value


def parse_minutes(text: str) -> int | None:
    """Minutes from "45", "45 min", "1h30", "1.5 hours" or "half an hour", or None."""
    words = " ".join(text.lower().split())
    if words in _SPAN_WORDS:
        return _SPAN_WORDS[words]
    match = _SPAN.fullmatch(words)
    if match is None or not (match["hours"] or match["minutes"]):
        return None
    hours = float((match["hours"] or "0").replace(",", "."))
    return round(hours * 60) + int(match["minutes"] or 0)


def parse_clock(text: str) -> str | None:
    """A clock time as "HH:MM" from "19:30", "7.30pm", "1930", "7 pm" or "noon", or None; a bare "7" says too little."""
    words = " ".join(text.lower().split())
    if words in _CLOCK_WORDS:
        return _CLOCK_WORDS[words]
    match = _CLOCK.fullmatch(words)
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match["half"].startswith("p") else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours and minutes


def parse_duration(text: str) -> int | None:
    """Seconds from an author's "90m", "24h", "3d" or "2w", or None."""
    match = _DURATION.fullmatch(text.strip())
    return int(match["count"]) * _UNITS[match["unit"]] if match else None

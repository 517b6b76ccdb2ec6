"""Time zones by what a person's clock shows: the answer to "What time is it for you now?"."""

import re
from datetime import datetime
from typing import Final

from bot.domain.calendar.zones import local_time

MOST_ZONES: Final = 6
"""What fits on a phone as buttons."""

# The likeliest first, as seen from British general practice; together they have every clock in the world.
_LIKELY: Final = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Athens",
    "Asia/Kolkata",
    "Asia/Karachi",
    "Asia/Dubai",
    "Africa/Lagos",
    "Australia/Sydney",
    "America/New_York",
    "America/Toronto",
    "Pacific/Auckland",
    "Africa/Johannesburg",
    "Europe/Istanbul",
    "Asia/Riyadh",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Australia/Perth",
    "America/Los_Angeles",
    "America/Chicago",
    "America/Denver",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Asia/Dhaka",
    "Asia/Colombo",
    "Asia/Kathmandu",
    "Asia/Bangkok",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Manila",
    "Atlantic/Canary",
    "Africa/Accra",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Darwin",
    "America/Phoenix",
    "America/Halifax",
    "America/Puerto_Rico",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Noronha",
    "America/Miquelon",
    "America/Nuuk",
    "America/Anchorage",
    "America/Adak",
    "Atlantic/Azores",
    "Atlantic/Cape_Verde",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Tashkent",
    "Asia/Yangon",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Honolulu",
    "Pacific/Guadalcanal",
    "Pacific/Fiji",
    "Pacific/Pago_Pago",
    "Pacific/Marquesas",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
)

_READING: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<close>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m\.?)?"
)
_HOUR: Final = re.compile(r"(?P<hour>\d{1,2})\s*h")
_WORDS: Final = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_AROUND: Final = re.compile(
    r"^(?:it is |it's |its |about |around |just after |just gone )+|(?: o'clock| now)+$"
)

_DAY_MINUTES: Final = 24 * 60
_HALF_DAY: Final = 12 * 60
_NOON: Final = 12

# Who reads a clock and types takes some minutes; zones lie at least a quarter of an hour apart.
_CLOSE: Final = 7
_FAR: Final = 20
# "3 pm" without minutes may be said from half past two to half past three.
_WITHOUT_MINUTES: Final = 30


def zones_at(text: str, *, now: datetime) -> tuple[str, ...]:
    """The IANA zones whose clocks now show the time that was typed, the likeliest first; none if it is unclear.

    Of zones that agree just now, Europe/London comes first, and at most `MOST_ZONES` are given. "2:05" may be the
    afternoon; "02:05", "14:05", "2.05 pm" and "1405" are taken at their word. "14h" is any minute of that hour.
    """
    words = _AROUND.sub("", " ".join(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()))
    if hour := _HOUR.fullmatch(words):
        within = [zone for zone in _LIKELY if local_time(now, zone).hour == int(hour["hour"])]
        return tuple(within[:MOST_ZONES])
    match = _READING.fullmatch(_WORDS.get(words, words))
    readings = _minutes_of_day(match) if match else ()
    if match is None or not readings:
        return ()
    bounds = (_CLOSE, _FAR) if match["minute"] or match["close"] else (_WITHOUT_MINUTES, _WITHOUT_MINUTES)
    clocks = {zone: _minute_of_day(now, zone) for zone in _LIKELY}
    distances = {zone: min(_apart(clock, one) for one in readings) for zone, clock in clocks.items()}
    near = [zone for zone in _LIKELY if distances[zone] <= bounds[0]]
    return tuple(near or [zone for zone in _LIKELY if distances[zone] <= bounds[1]])[:MOST_ZONES]


def _minutes_of_day(match: re.Match[str]) -> tuple[int, ...]:
    """The minutes since midnight that were meant, two where the half of the day is open; none if there is no such time."""
    hour, minute = int(match["hour"]), int(match["minute"] or match["close"] or 0)
    half = match["half"]
    if minute >= 60 or hour >= 24 or (half and not 1 <= hour <= _NOON):  # noqa: PLR2004 - a clock's figures
        return ()
    if half:
        return (hour % _NOON * 60 + minute + (_HALF_DAY if half.startswith("p") else 0),)
    found = hour * 60 + minute
    is_open = 1 <= hour <= _NOON and not match["hour"].startswith("0") and not match["close"]
    return (found, (found + _HALF_DAY) % _DAY_MINUTES) if is_open else (found,)


def _minute_of_day(now: datetime, zone: str) -> int:
    at = local_time(now, zone)
    return at.hour * 60 + at.minute


def _apart(one: int, other: int) -> int:
    """The minutes between two clocks, around midnight too."""
    between = abs(one - other)
    return min(between, _DAY_MINUTES - between)

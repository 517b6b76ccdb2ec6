"""Wall time and instants: what a person's clock shows, and when that is.

One definition covers the clock changes: the instant of a wall time is the **first instant at which the local
clock shows that time or a later one**. So in the spring gap it is the next valid minute (01:30 in London on
the last Sunday of March is 02:00 summer time), and in the autumn fold it is the first of the two. A date that a
zone leaves out altogether (Samoa's 30 December 2011) is due when the next one begins. All else that tells wall time,
such as slots, quiet hours and windows, follows from this one rule.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import UnknownZone

# Files of a machine's tz database that name no place, and its copies with other rules ("right" counts leap seconds):
# their meaning would depend on the machine.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_COPIES = ("posix/", "right/")

_SECOND = timedelta(seconds=1)


def zone_of(name: ZoneInfo | str) -> ZoneInfo:
    """The zone of an IANA name (a zone is returned as it is); raises `UnknownZone`."""
    if isinstance(name, ZoneInfo):
        return name
    return _zone_named(name)


@cache  # zoneinfo keeps eight zones and reads the others from their files again
def _zone_named(name: str) -> ZoneInfo:
    if name in _NO_PLACES or name.startswith(_COPIES):
        raise UnknownZone(name)
    try:
        return ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ) as error:  # OSError: the name of a folder, or too long
        raise UnknownZone(name) from error


def instant(day: date, at: time, zone: ZoneInfo | str) -> datetime:
    """When (UTC) the clocks of `zone` first show `at` or later on `day`."""
    wall = datetime.combine(day, at).replace(fold=0)
    zone = zone_of(zone)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _end_of_gap(wall, zone)


def local_date(at: datetime, zone: ZoneInfo | str) -> date:
    """The date on a person's calendar at an instant."""
    return _local(at, zone).date()


def local_time(at: datetime, zone: ZoneInfo | str) -> time:
    """The time that a person's clock shows at an instant."""
    return _local(at, zone).time().replace(fold=0)


def start_of_day(day: date, zone: ZoneInfo | str) -> datetime:
    """The first instant (UTC) of a local day."""
    return instant(day, time(0), zone)


def end_of_day(day: date, zone: ZoneInfo | str) -> datetime:
    """The first instant (UTC) after a local day."""
    return start_of_day(day + timedelta(days=1), zone)


def first_of_month(day: date) -> date:
    """The first date of the month that holds `day`."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last date of the month that holds `day`."""
    past_the_end = first_of_month(day) + timedelta(days=31)
    return first_of_month(past_the_end) - timedelta(days=1)


def end_of_month(day: date, zone: ZoneInfo | str) -> datetime:
    """The first instant (UTC) after the local month that holds `day`."""
    return end_of_day(last_of_month(day), zone)


def _local(at: datetime, zone: ZoneInfo | str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(zone_of(zone))


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks jumped over `wall`, found by halving the time around it."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)

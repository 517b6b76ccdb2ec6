"""Every change of a clock in the world, 2024 to 2030, found by halving the time between two days; a judge of wall times."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

YEARS = range(2024, 2031)
ZONES = tuple(sorted(available_timezones() - {"Factory", "localtime"}))

_STEP = timedelta(days=2)
_SECOND = timedelta(seconds=1)


class Transition(NamedTuple):
    """A change of a zone's UTC offset: its first instant, and the offsets around it."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def walls(self) -> tuple[datetime, datetime]:
        """What the clock would show at the instant by the old offset, and what it shows by the new one."""
        at = self.at.replace(tzinfo=None)
        return at + self.before, at + self.after

    def due(self, day: date, slot: time) -> datetime:
        """When a date and slot near the change are due, by the stated rule and by plain sums of offsets."""
        wall = datetime.combine(day, slot)
        by_old = (wall - self.before).replace(tzinfo=UTC)
        by_new = (wall - self.after).replace(tzinfo=UTC)
        return by_old if by_old < self.at else max(by_new, self.at)


@cache
def transitions_by_zone() -> dict[str, tuple[Transition, ...]]:
    """Every zone with its changes, in order."""
    return {name: tuple(_transitions_of(name)) for name in ZONES}


@cache
def different_transitions() -> tuple[Transition, ...]:
    """The changes of one zone for each way of changing: what differs only by the zone's name is left out."""
    ways: dict[tuple[tuple[datetime, timedelta, timedelta], ...], tuple[Transition, ...]] = {}
    for found in transitions_by_zone().values():
        ways.setdefault(tuple((one.at, one.before, one.after) for one in found), found)
    return tuple(one for found in ways.values() for one in found)


def _transitions_of(name: str) -> list[Transition]:
    zone, start = ZoneInfo(name), datetime(YEARS[0], 1, 1, tzinfo=UTC)
    steps = (datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC) - start) // _STEP
    offsets = [(start + _STEP * number, _offset(start + _STEP * number, zone)) for number in range(steps + 1)]
    return [
        Transition(name, _changed(low, high, zone), before, after)
        for (low, before), (high, after) in pairwise(offsets)
        if before != after
    ]


def _changed(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)

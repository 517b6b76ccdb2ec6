"""Quiet hours: the part of the day in which nothing unasked goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.domain.calendar.slots import check_slots, slot_from_json, slot_to_json
from bot.domain.calendar.zones import instant, local_date, local_time, zone_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `begins` until just before `ends` on the person's clock, over midnight when that is earlier.

    When both are the same there are none.
    """

    begins: time = time(20, 30)
    ends: time = time(8, 0)

    def __post_init__(self) -> None:
        check_slots((self.begins,))
        check_slots((self.ends,))

    def covers(self, at: time) -> bool:
        """Whether a time of day is quiet."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def next_allowed(self, at: datetime, *, zone: ZoneInfo | str) -> datetime:
        """The instant itself (UTC) where it isn't quiet, or else the first one after the quiet hours."""
        found = at.astimezone(UTC)
        while self.covers(local_time(found, zone)):
            found = self._end_after(found, zone)
        return found

    def to_json(self) -> dict[str, Any]:
        """The hours as a person's settings store them."""
        return {"begins": slot_to_json(self.begins), "ends": slot_to_json(self.ends)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The hours of `to_json`; raises ValueError on anything else."""
        try:
            return cls(begins=slot_from_json(data["begins"]), ends=slot_from_json(data["ends"]))
        except (KeyError, TypeError) as error:
            raise ValueError("broken quiet hours") from error

    def _end_after(self, at: datetime, zone: ZoneInfo | str) -> datetime:
        """The next instant at which the clock shows the end, or passes over it."""
        day = local_date(at, zone)
        if local_time(at, zone) >= self.ends:
            day += _DAY
        end = instant(day, self.ends, zone)
        if end > at:
            return end
        # In the second pass of an autumn fold: the clock has shown the end before, and shows it once more.
        return datetime.combine(day, self.ends, tzinfo=zone_of(zone)).replace(fold=1).astimezone(UTC)

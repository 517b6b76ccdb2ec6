"""Who works when in the day: half days and nights, in one week or a rota of several that come in turn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from bot.domain.calendar.weekdays import Weekday, monday_of, week_in_turn

# Who came home from a night in the morning, or goes into one tonight, is left to sleep until then.
AWAKE_AROUND_NIGHTS = time(16, 0)

# A slot before midday belongs to the morning, one until two to either half, one before the evening to the afternoon
# (18:30 is the end of surgery). From the evening on, a worked day is a worked day.
MIDDAY = time(12, 0)
AFTERNOON = time(14, 0)
EVENING = time(19, 0)

# Longer rotas are written as dates, not as weeks in turn.
MOST_WEEKS = 26

_DAY = timedelta(days=1)


class Session(StrEnum):
    """A part of a day that is worked; a night belongs to the date on which it begins."""

    AM = "am"
    PM = "pm"
    NIGHT = "night"


class TimeOff(StrEnum):
    """Why a person isn't asked at a time of a day on which they work."""

    ON_NIGHTS = "on_nights"
    NOT_IN_SESSION = "not_in_session"


class Shift(NamedTuple):
    """A session on a day of the week."""

    day: Weekday
    session: Session

    @property
    def name(self) -> str:
        """The shift as choices name it: `mon_am`."""
        return f"{self.day.value}_{self.session.value}"

    @classmethod
    def named(cls, name: str) -> Self:
        """The shift of this name; raises ValueError."""
        day, _, session = name.partition("_")
        return cls(Weekday(day), Session(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """The sessions that a person works, in weeks that come in turn; `anchor` is a date in the first of them."""

    weeks: tuple[frozenset[Shift], ...]
    anchor: date

    def __post_init__(self) -> None:
        if not 1 <= len(self.weeks) <= MOST_WEEKS:
            raise ValueError(f"a rota has 1 to {MOST_WEEKS} weeks, not {len(self.weeks)}")

    @property
    def weekdays(self) -> frozenset[Weekday]:
        """The days of the week on which something is worked in one of the weeks."""
        return frozenset(shift.day for week in self.weeks for shift in week)

    def sessions(self, day: date) -> frozenset[Session]:
        """What is worked on a date; nothing on a day off."""
        shifts = self.weeks[week_in_turn(day, anchor=self.anchor, length=len(self.weeks))]
        weekday = Weekday.of(day)
        return frozenset(shift.session for shift in shifts if shift.day is weekday)

    def follows_night(self, day: date) -> bool:
        """Whether a night that began on the day before ends on this date."""
        return Session.NIGHT in self.sessions(day - _DAY)

    def time_off(self, day: date, at: time) -> TimeOff | None:
        """Why a person who works on `day` isn't asked at `at`: asleep around a night, or at work in the other half."""
        sessions = self.sessions(day)
        is_around_night = self.follows_night(day) or sessions == {Session.NIGHT}
        if is_around_night and at < AWAKE_AROUND_NIGHTS:
            return TimeOff.ON_NIGHTS
        if Session.NIGHT in sessions or not sessions.isdisjoint(_sessions_at(at)):
            return None
        return TimeOff.NOT_IN_SESSION

    def is_free(self, day: date, at: time) -> bool:
        """Whether a person who is asked on days that they work may be asked at `at` on this one."""
        return bool(self.sessions(day)) and self.time_off(day, at) is None

    def free_days(self, slots: Mapping[Weekday, time]) -> tuple[frozenset[Weekday], ...]:
        """For each week the days on which nothing speaks against asking at that day's time."""
        mondays = (monday_of(self.anchor) + 7 * _DAY * number for number in range(len(self.weeks)))
        return tuple(
            frozenset(day for day in Weekday if self.is_free(monday + _DAY * day.number, slots[day]))
            for monday in mondays
        )

    def to_json(self) -> dict[str, Any]:
        """The rota as it is stored: for each week the sessions of its days, in order."""
        return {"anchor": self.anchor.isoformat(), "weeks": [_week_to_json(week) for week in self.weeks]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rota of `to_json`; raises ValueError on anything else."""
        try:
            weeks = tuple(frozenset(_shifts(week)) for week in data["weeks"])
            return cls(weeks=weeks, anchor=date.fromisoformat(data["anchor"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("broken rota") from error


def _sessions_at(at: time) -> frozenset[Session]:
    if at < MIDDAY:
        return frozenset({Session.AM})
    if AFTERNOON <= at < EVENING:
        return frozenset({Session.PM})
    return frozenset({Session.AM, Session.PM})


def _week_to_json(week: frozenset[Shift]) -> dict[str, list[str]]:
    worked = [(day, [one.value for one in Session if Shift(day, one) in week]) for day in Weekday]
    return {day.value: sessions for day, sessions in worked if sessions}


def _shifts(week: Mapping[str, Iterable[str]]) -> Iterable[Shift]:
    return (Shift(Weekday(day), Session(one)) for day, sessions in week.items() for one in sessions)

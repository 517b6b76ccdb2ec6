"""A working week as people tap it: which mornings, which afternoons, which nights."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from bot.domain.calendar.rota import Rota, Session, Shift
from bot.domain.calendar.week import WorkingWeek
from bot.domain.calendar.weekdays import Weekday

_Days = frozenset[Weekday]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPattern:
    """The sessions of one week; a night belongs to the day on which it begins."""

    mornings: _Days = frozenset()
    afternoons: _Days = frozenset()
    nights: _Days = frozenset()

    @classmethod
    def of(cls, week: WorkingWeek) -> Self:
        """The pattern that a person works; of a rota its first week."""
        if week.rota is None:
            return cls(mornings=week.days, afternoons=week.days)
        return cls(
            mornings=_days_of(week.rota, Session.AM),
            afternoons=_days_of(week.rota, Session.PM),
            nights=_days_of(week.rota, Session.NIGHT),
        )

    @property
    def days(self) -> _Days:
        """The days that are worked by day, whole or half."""
        return self.mornings | self.afternoons

    @property
    def shifts(self) -> frozenset[Shift]:
        """All that is worked."""
        sessions = (
            (Session.AM, self.mornings),
            (Session.PM, self.afternoons),
            (Session.NIGHT, self.nights),
        )
        return frozenset(Shift(day, session) for session, days in sessions for day in days)

    def with_days(self, days: Iterable[Weekday]) -> Self:
        """With other days: one that is new is worked whole, one that stays as it was, and nights are left alone."""
        chosen = frozenset(days)
        fresh = chosen - self.days
        return replace(
            self,
            mornings=(self.mornings & chosen) | fresh,
            afternoons=(self.afternoons & chosen) | fresh,
        )

    def rota(self, *, anchor: date) -> Rota | None:
        """The rota that says so; None where plain days say it all, of which there is at least one."""
        if self.days and self.mornings == self.afternoons and not self.nights:
            return None
        return Rota(weeks=(self.shifts,), anchor=anchor)


def _days_of(rota: Rota, session: Session) -> _Days:
    return frozenset(shift.day for shift in rota.weeks[0] if shift.session is session)

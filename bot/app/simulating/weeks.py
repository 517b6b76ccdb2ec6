"""Virtual time: from one instant at which something happens to the next, over weeks, without waiting for any."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Final

from bot.app.simulating.crowd import Crowd
from bot.app.simulating.moments import Given, live_through, work_at_night
from bot.app.simulating.rows import Period
from bot.ports import Store, UnitOfWork
from bot.services import retention
from bot.services.desk import Means

BEAT: Final = timedelta(seconds=1)
"""The pace is kept by the second, and one chat gets one message in it."""

SWEEP: Final = timedelta(seconds=10)
"""How often the sender looks for what was queued for a later time (the spread of a slot's messages)."""

A_DAY: Final = timedelta(days=1)

SETTLED_IN: Final = timedelta(hours=2)
"""After this time everybody has joined, and tells of their nights."""

_ID_LENGTH: Final = 26
_SECRET_LENGTH: Final = 32


class CountedIds:
    """`bot.ports.Ids` that count, so that the same seed gives the same; they sort by their making as the real ones do."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def fresh(self) -> str:
        """An identifier that was never given before."""
        return str(next(self._numbers)).zfill(_ID_LENGTH)

    def secret(self) -> str:
        """As long as a real one; nobody here tries to guess it."""
        return str(next(self._numbers)).zfill(_SECRET_LENGTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which the bot does nothing at all; what people send meanwhile waits for it."""

    begins_at: datetime
    ends_at: datetime


class Weeks:
    """A bot and its crowd for a while, with so many messages a second."""

    def __init__(
        self,
        store: Store,
        crowd: Crowd,
        *,
        means: Means,
        rate: int,
        period: Period,
        outages: Sequence[Outage] = (),
    ) -> None:
        self.minutes: Counter[datetime] = Counter()
        """Messages that went out, by minute."""
        self.instants = 0
        """At how many instants something happened."""
        self._store = store
        self._crowd = crowd
        self._means = means
        self._rate = rate
        self._now = period.begins_at - BEAT
        self._ends_at = period.ends_at
        self._outages = sorted(outages, key=lambda one: one.begins_at)
        self._next_due: datetime | None = None
        self._next_to_send: datetime | None = None
        self._next_tidying = period.begins_at + A_DAY

    async def pass_by(self) -> None:
        """Let all of it happen.

        A day is one transaction: nobody else looks at the store meanwhile, so nothing can make it run twice.
        """
        day = self._now
        await self._store.transact(partial(self._live, until=day + SETTLED_IN))
        nights = {chat_id: one.nights for chat_id, one in self._crowd.people.items() if one.nights}
        await self._store.transact(partial(work_at_night, nights=nights, means=self._means, now=self._now))
        while day < self._ends_at:
            day += A_DAY
            await self._store.transact(partial(self._live, until=min(day, self._ends_at)))

    def _live(self, uow: UnitOfWork, *, until: datetime) -> None:
        while (now := self._next_instant()) < until:
            self._now = now
            if now >= self._next_tidying:
                self._next_tidying = now + A_DAY
                while retention.tidy(uow, means=self._means, now=now):
                    pass
            self._live_through(uow, now)

    def _next_instant(self) -> datetime:
        """When something happens next; what is left over from this instant comes a beat later."""
        sending = self._next_to_send
        if sending is not None and sending > self._now:
            sending = _swept(sending)
        ahead = (self._crowd.next_instant(), self._next_due, sending, self._next_tidying)
        found = max(min(filter(None, ahead)), self._now + BEAT)
        for one in self._outages:
            if one.begins_at <= found < one.ends_at:
                found = one.ends_at
        return found

    def _live_through(self, uow: UnitOfWork, now: datetime) -> None:
        updates = [
            (self._crowd.people[one.chat_id].zone, one) for one in self._crowd.updates(now) if one.chat_id
        ]
        is_due = self._next_due is not None and self._next_due <= now
        given = Given(now=now, updates=updates, slots=self._rate, is_due=is_due)
        outcomes = live_through(uow, given, means=self._means)
        if outcomes.arrived:
            self.minutes[now.replace(second=0, microsecond=0)] += len(outcomes.arrived)
        for one in outcomes.arrived:
            self._crowd.see(one)
        self._next_due, self._next_to_send = outcomes.next_due, outcomes.next_to_send
        self.instants += 1


def _swept(instant: datetime) -> datetime:
    """The sweep that finds what was queued for this instant."""
    whole = instant.replace(microsecond=0)
    late = timedelta(seconds=-whole.second % SWEEP.seconds)
    return whole + (late if whole == instant else max(late, BEAT))

"""One transaction over all repositories, and the store that runs it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.ports.keeping import Entries, People, Runs, Updates
from bot.ports.owing import Flows, Outbox, Schedules, Summaries

T = TypeVar("T")


class UnitOfWork(Protocol):
    """One transaction's view of the store."""

    updates: Updates
    people: People
    runs: Runs
    entries: Entries
    schedules: Schedules
    outbox: Outbox
    summaries: Summaries
    flows: Flows


class Store(Protocol):
    """Where transactions run."""

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and commit; it may run twice, so it must not touch anything else.

        Raises what `work` raised, after rolling back.
        """

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a connection that only reads."""

"""One transaction over all repositories, and the store that runs it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.ports.grouping import Broadcasts, Cohorts, Lines, Postings, Roles
from bot.ports.keeping import Entries, Errands, Facts, People, Plans, Runs, Updates
from bot.ports.owing import Flows, FollowUps, Outbox, Schedules, Summaries
from bot.ports.publishing import Publications
from bot.ports.values import Remark

T = TypeVar("T")


class UnitOfWork(Protocol):
    """One transaction's view of the store."""

    updates: Updates
    people: People
    runs: Runs
    entries: Entries
    errands: Errands
    plans: Plans
    schedules: Schedules
    follow_ups: FollowUps
    outbox: Outbox
    summaries: Summaries
    flows: Flows
    publications: Publications
    facts: Facts
    cohorts: Cohorts
    roles: Roles
    postings: Postings
    broadcasts: Broadcasts
    lines: Lines

    def remark(self, remark: Remark) -> None:
        """Tell the operator something, once and only if the transaction is committed."""


class Store(Protocol):
    """Where transactions run."""

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and commit; it may run twice, so it must not touch anything else.

        Raises what `work` raised, after rolling back.
        """

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a connection that only reads."""

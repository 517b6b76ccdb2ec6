"""The only doubles: maintained classes behind the ports, held to the same contract suites as the real ones."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from bot import ports
from bot.domain.errors import StoreError
from tests.fake_cohorts import FakeCohorts, FakeLines, FakeRoles
from tests.fake_entries import FakeEntries, FakeErrands
from tests.fake_outbox import FakeOutbox, FakeSummaries
from tests.fake_plans import FakeFollowUps, FakePlans
from tests.fake_postings import FakeBroadcasts, FakePostings
from tests.fake_repositories import (
    FakeFacts,
    FakeFlows,
    FakePeople,
    FakePublications,
    FakeRuns,
    FakeSchedules,
    FakeUpdates,
)
from tests.fake_tables import Tables

T = TypeVar("T")

_ID_LENGTH = 26
_SECRET_LENGTH = 32


class FixedClock:
    """`bot.ports.Clock` that stands until a test moves it."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> datetime:
        """Let time pass; the new now."""
        self._now += by
        return self._now

    def set(self, now: datetime) -> None:
        """Make it another time."""
        self._now = now


class CountingIds:
    """`bot.ports.Ids` that count: `00…01`, `00…02`; they sort by their making as the real ones do."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def fresh(self) -> str:
        return str(next(self._numbers)).zfill(_ID_LENGTH)

    def secret(self) -> str:
        return f"secret-{next(self._numbers)}".ljust(_SECRET_LENGTH, "_")


class FakeUnitOfWork:
    """`bot.ports.UnitOfWork` in memory."""

    def __init__(self, tables: Tables | None = None) -> None:
        self.tables = Tables() if tables is None else tables
        self.updates: ports.Updates = FakeUpdates(self.tables)
        self.people: ports.People = FakePeople(self.tables)
        self.runs: ports.Runs = FakeRuns(self.tables)
        self.entries: ports.Entries = FakeEntries(self.tables)
        self.errands: ports.Errands = FakeErrands(self.tables)
        self.plans: ports.Plans = FakePlans(self.tables)
        self.schedules: ports.Schedules = FakeSchedules(self.tables)
        self.follow_ups: ports.FollowUps = FakeFollowUps(self.tables)
        self.outbox: ports.Outbox = FakeOutbox(self.tables)
        self.summaries: ports.Summaries = FakeSummaries(self.tables)
        self.flows: ports.Flows = FakeFlows(self.tables)
        self.publications: ports.Publications = FakePublications(self.tables)
        self.facts: ports.Facts = FakeFacts(self.tables)
        self.cohorts: ports.Cohorts = FakeCohorts(self.tables)
        self.roles: ports.Roles = FakeRoles(self.tables)
        self.postings: ports.Postings = FakePostings(self.tables)
        self.broadcasts: ports.Broadcasts = FakeBroadcasts(self.tables)
        self.lines: ports.Lines = FakeLines(self.tables)

    def remark(self, remark: ports.Remark) -> None:
        self.tables.remarks.append(remark)


class FakeStore:
    """`bot.ports.Store` in memory: a work that fails leaves no trace, and a reading one never does."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.on_outbox: Callable[[], None] | None = None
        self.on_remark: Callable[[ports.Remark], None] | None = None

    async def start(self) -> None:
        """There is nothing to start."""

    async def close(self) -> None:
        """There is nothing to close."""

    async def transact(self, work: Callable[[ports.UnitOfWork], T]) -> T:
        return self.run(work)

    async def read(self, work: Callable[[ports.UnitOfWork], T]) -> T:
        return work(FakeUnitOfWork(self.tables.copied()))

    def restarted(self) -> "FakeStore":
        """The store as another process finds it after this one died."""
        other = FakeStore()
        other.tables = self.tables.copied()
        other.tables.claimers = set()
        return other

    def run(self, work: Callable[[ports.UnitOfWork], T]) -> T:
        """`transact` for tests without a loop."""
        draft = self.tables.copied()
        draft.has_added_deliveries = False
        draft.remarks = []
        result = work(FakeUnitOfWork(draft))
        orphan = draft.orphan()
        if orphan:
            raise StoreError(f"A {orphan} belongs to nobody.", remedy="Save the participant too.")
        self.tables = draft
        if draft.has_added_deliveries and self.on_outbox is not None:
            self.on_outbox()
        if self.on_remark is not None:
            for remark in draft.remarks:
                self.on_remark(remark)
        return result

"""One transaction's view of the store: the repositories on one connection."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.adapters.db.keys import KeyStore
from bot.adapters.db.repositories.broadcasts import BroadcastsTable
from bot.adapters.db.repositories.cohorts import CohortsTable
from bot.adapters.db.repositories.entries import EntriesTable
from bot.adapters.db.repositories.errands import ErrandsTable
from bot.adapters.db.repositories.facts import FactsTable
from bot.adapters.db.repositories.flows import FlowsTable
from bot.adapters.db.repositories.follow_ups import FollowUpsTable
from bot.adapters.db.repositories.lines import LinesTable
from bot.adapters.db.repositories.outbox import OutboxTable
from bot.adapters.db.repositories.people import PeopleTable
from bot.adapters.db.repositories.plans import PlansTable
from bot.adapters.db.repositories.postings import PostingsTable
from bot.adapters.db.repositories.publications import PublicationsTable
from bot.adapters.db.repositories.roles import RolesTable
from bot.adapters.db.repositories.runs import RunsTable
from bot.adapters.db.repositories.schedules import SchedulesTable
from bot.adapters.db.repositories.summaries import SummariesTable
from bot.adapters.db.repositories.updates import UpdatesTable
from bot.adapters.db.transaction import Transaction
from bot.ports import Remark

if TYPE_CHECKING:
    from bot import ports


class DatabaseUnitOfWork:
    """`bot.ports.UnitOfWork`. A thread keeps one with its connection, through many transactions."""

    def __init__(
        self, connection: Connection, keys: KeyStore, *, is_reading: bool, claimers: set[str]
    ) -> None:
        """With `is_reading` no rows are locked; `claimers` as in `Transaction`."""
        self.transaction = Transaction(connection, keys, is_reading=is_reading, claimers=claimers)
        self.updates: ports.Updates = UpdatesTable(self.transaction)
        self.people: ports.People = PeopleTable(self.transaction)
        self.runs: ports.Runs = RunsTable(self.transaction)
        self.entries: ports.Entries = EntriesTable(self.transaction)
        self.errands: ports.Errands = ErrandsTable(self.transaction)
        self.plans: ports.Plans = PlansTable(self.transaction)
        self.schedules: ports.Schedules = SchedulesTable(self.transaction)
        self.follow_ups: ports.FollowUps = FollowUpsTable(self.transaction)
        self.outbox: ports.Outbox = OutboxTable(self.transaction)
        self.summaries: ports.Summaries = SummariesTable(self.transaction)
        self.flows: ports.Flows = FlowsTable(self.transaction)
        self.publications: ports.Publications = PublicationsTable(self.transaction)
        self.facts: ports.Facts = FactsTable(self.transaction)
        self.cohorts: ports.Cohorts = CohortsTable(self.transaction)
        self.roles: ports.Roles = RolesTable(self.transaction)
        self.postings: ports.Postings = PostingsTable(self.transaction)
        self.broadcasts: ports.Broadcasts = BroadcastsTable(self.transaction)
        self.lines: ports.Lines = LinesTable(self.transaction)
        self.remarks: list[Remark] = []

    def remark(self, remark: Remark) -> None:
        """Tell the operator something, once and only if the transaction is committed."""
        self.remarks.append(remark)

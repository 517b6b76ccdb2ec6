"""One transaction's view of the store: the repositories on one connection."""

from sqlalchemy import Connection

from bot.adapters.db.keys import KeyStore
from bot.adapters.db.repositories.entries import EntriesTable
from bot.adapters.db.repositories.flows import FlowsTable
from bot.adapters.db.repositories.outbox import OutboxTable
from bot.adapters.db.repositories.people import PeopleTable
from bot.adapters.db.repositories.runs import RunsTable
from bot.adapters.db.repositories.schedules import SchedulesTable
from bot.adapters.db.repositories.summaries import SummariesTable
from bot.adapters.db.repositories.updates import UpdatesTable
from bot.adapters.db.transaction import Transaction
from bot.ports import Entries, Flows, Outbox, People, Runs, Schedules, Summaries, Updates


class DatabaseUnitOfWork:
    """`bot.ports.UnitOfWork`. A thread keeps one with its connection, through many transactions."""

    def __init__(
        self, connection: Connection, keys: KeyStore, *, is_reading: bool, claimers: set[str]
    ) -> None:
        """With `is_reading` no rows are locked; `claimers` as in `Transaction`."""
        self.transaction = Transaction(connection, keys, is_reading=is_reading, claimers=claimers)
        self.updates: Updates = UpdatesTable(self.transaction)
        self.people: People = PeopleTable(self.transaction)
        self.runs: Runs = RunsTable(self.transaction)
        self.entries: Entries = EntriesTable(self.transaction)
        self.schedules: Schedules = SchedulesTable(self.transaction)
        self.outbox: Outbox = OutboxTable(self.transaction)
        self.summaries: Summaries = SummariesTable(self.transaction)
        self.flows: Flows = FlowsTable(self.transaction)

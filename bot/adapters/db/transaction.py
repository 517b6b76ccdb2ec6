"""What the repositories share of one transaction: its connection, the keys, and whether it changes anything."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable

from bot.adapters.db.dialects import Locking, PerDialect
from bot.adapters.db.keys import KeyStore
from bot.adapters.db.prepared import prepared


class Transaction:
    """The way of the repositories to the database."""

    __slots__ = ("claimers", "connection", "has_added_deliveries", "is_reading", "keys")

    def __init__(
        self, connection: Connection, keys: KeyStore, *, is_reading: bool, claimers: set[str]
    ) -> None:
        """`claimers` are the owners that claimed deliveries through this store; its threads share the set."""
        self.connection = connection
        self.keys = keys
        self.is_reading = is_reading
        self.claimers = claimers
        self.has_added_deliveries = False

    def rows(self, statement: Executable | Locking, **parameters: object) -> Sequence[Any]:
        """The rows of a read; one that can lock does so in a transaction that changes things."""
        return self.connection.execute(self._form(statement), parameters).all()

    def scalar(self, statement: Executable, **parameters: object) -> Any:  # noqa: ANN401 - the column's type
        """The first column of the first row, None without one."""
        return self.connection.execute(statement, parameters).scalar()

    def write(self, statement: Executable | PerDialect, rows: Sequence[dict[str, Any]]) -> None:
        """Run a change once for each of these rows, which are the statement's to alter."""
        if rows:
            prepared(self._form(statement), self.connection.dialect, frozenset(rows[0])).run(
                self.connection, rows
            )

    def change(self, statement: Executable | PerDialect, **parameters: object) -> Sequence[Any]:
        """Run a change once and give the rows that it returns."""
        return self.connection.execute(self._form(statement), parameters).all()

    def count(self, statement: Executable, **parameters: object) -> int:
        """Run a change once and give how many rows it touched."""
        return self.connection.execute(statement, parameters).rowcount

    def _form(self, statement: Executable | Locking | PerDialect) -> Executable:
        if isinstance(statement, PerDialect):
            return statement.on(self.connection)
        if isinstance(statement, Locking):
            return statement.plain if self.is_reading else statement.locked
        return statement

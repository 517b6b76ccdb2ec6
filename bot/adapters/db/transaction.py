"""What the repositories share of one transaction: its connection, the keys, and whether it changes anything."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable

from bot.adapters.db.dialects import Locking, PerDialect
from bot.adapters.db.keys import KeyStore
from bot.adapters.db.prepared import Prepared

Statement = Executable | Locking | PerDialect


class Transaction:
    """The way of the repositories to the database. A thread keeps one as long as its connection."""

    def __init__(
        self, connection: Connection, keys: KeyStore, *, is_reading: bool, claimers: set[str]
    ) -> None:
        """`claimers` are the owners that claimed deliveries through this store; its threads share the set."""
        self.connection = connection
        self.keys = keys
        self.is_reading = is_reading
        self.claimers = claimers
        self.has_added_deliveries = False
        self._cursor = connection.connection.cursor()
        self._prepared: dict[Statement, Prepared] = {}

    def rows(self, statement: Statement, **values: Any) -> Sequence[Any]:  # noqa: ANN401 - as the columns have it
        """The rows of a read (one that can lock does so in a transaction that changes things), or of a change."""
        return self._ready(statement, values).fetch(self._cursor, values)

    def scalar(self, statement: Statement, **values: Any) -> Any:  # noqa: ANN401 - as the columns have it
        """The first column of the first row, None without one."""
        rows = self.rows(statement, **values)
        return rows[0][0] if rows else None

    def count(self, statement: Statement, **values: Any) -> int:  # noqa: ANN401 - as the columns have it
        """Run a change once and give how many rows it touched."""
        self._ready(statement, values).run(self._cursor, values)
        return self._cursor.rowcount

    def write(self, statement: Statement, rows: Sequence[dict[str, Any]]) -> None:
        """Run a change once for each of these rows, which are the statement's to alter."""
        if rows:
            self._ready(statement, rows[0], for_rows=True).run_each(self._cursor, rows)

    def _ready(self, statement: Statement, named: Mapping[str, Any], *, for_rows: bool = False) -> Prepared:
        found = self._prepared.get(statement)
        if found is None:
            dialect = self.connection.dialect
            found = Prepared(self._form(statement), dialect, sorted(named), for_rows=for_rows)
            self._prepared[statement] = found
        return found

    def _form(self, statement: Statement) -> Executable:
        if isinstance(statement, PerDialect):
            return statement.on(self.connection)
        if isinstance(statement, Locking):
            return statement.plain if self.is_reading else statement.locked
        return statement

"""What an engine says about how it would run a statement."""

from typing import Any

from sqlalchemy import Connection, Executable

from bot.adapters.db.prepared import Prepared


def plan_of(connection: Connection, statement: Executable, values: dict[str, Any]) -> str:
    """The plan of a statement with these values, as the repositories put it to the driver; a line for each step."""
    prepared = Prepared(statement, connection.dialect, sorted(values), for_rows=False)
    way = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    cursor = connection.connection.cursor()
    cursor.execute(way + prepared._text, prepared._given(dict(values)))
    return "\n".join(str(row[-1]) for row in cursor.fetchall())

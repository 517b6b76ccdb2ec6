"""What an engine says about how it would run a statement."""

from typing import Any

from sqlalchemy import ClauseElement, Connection, Executable
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


def plan_of(connection: Connection, statement: Executable, values: dict[str, Any]) -> str:
    """The plan of a statement with these values, a line for each step."""
    assert isinstance(statement, ClauseElement)
    return "\n".join(str(row[-1]) for row in connection.execute(_Explain(statement), values))


class _Explain(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Explain)
def _explained(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    way = "EXPLAIN " if compiler.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    return way + compiler.process(element.statement, **options)

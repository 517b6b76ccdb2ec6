"""Statements on the short way: built with SQLAlchemy, compiled once for a connection, run on the driver's own cursor.

SQLAlchemy's way to run a statement costs 50 to 100 µs each time and more for every row; a person's turn takes ten
statements. Here a statement is turned into the driver's words once, and each value by its column's own function.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Dialect, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any]
"""What makes a value the driver's, or ours."""


class Prepared:
    """A statement in the words of one driver."""

    __slots__ = ("_constants", "_in_order", "_into", "_out_of", "_text")

    def __init__(
        self, statement: Executable, dialect: Dialect, names: Sequence[str], *, for_rows: bool
    ) -> None:
        """`names` are the parameters that each call or row brings; the others are constants of the statement."""
        assert isinstance(statement, ClauseElement)  # noqa: S101 - every statement here is one
        compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=for_rows)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - no DDL comes this way
        turns = {name: _into_driver(bind.type, dialect) for name, bind in compiled.binds.items()}
        self._text = str(compiled)
        self._into = [(name, turn) for name in names if (turn := turns.get(name))]
        self._constants = {
            name: turn(value) if (turn := turns[name]) else value
            for name, value in compiled.params.items()
            if name not in names
        }
        order = compiled.positiontup
        # One name alone would come without a tuple around it.
        self._in_order = None if order is None else itemgetter(*order) if len(order) > 1 else _alone(order)
        columns = getattr(statement, "exported_columns", ())
        turns_back = enumerate(_out_of_driver(column.type, dialect) for column in columns)
        self._out_of = [(number, turn) for number, turn in turns_back if turn]

    def run(self, cursor: DBAPICursor, values: dict[str, Any]) -> None:
        """Once, with these values."""
        cursor.execute(self._text, self._given(values))

    def run_each(self, cursor: DBAPICursor, rows: Sequence[dict[str, Any]]) -> None:
        """Once for each of these rows, which are altered on the way."""
        cursor.executemany(self._text, [self._given(row) for row in rows])

    def fetch(self, cursor: DBAPICursor, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
        """Once, and the rows that it gives."""
        cursor.execute(self._text, self._given(values))
        rows = cursor.fetchall()
        return [self._ours(row) for row in rows] if self._out_of else rows

    def _given(self, values: dict[str, Any]) -> Any:  # noqa: ANN401 - a tuple or a mapping, as the driver takes it
        for name, turn in self._into:
            values[name] = turn(values[name])
        if self._constants:
            values.update(self._constants)
        return values if self._in_order is None else self._in_order(values)

    def _ours(self, row: Sequence[Any]) -> Sequence[Any]:
        turned = list(row)
        for number, turn in self._out_of:
            turned[number] = turn(turned[number])
        return turned


def _alone(order: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return lambda values: tuple(values[name] for name in order)


def _into_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)

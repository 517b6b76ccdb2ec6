"""Where SQLite and PostgreSQL differ in SQL: everything else in this folder is one code path for both."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Insert,
    Select,
    Table,
    bindparam,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.adapters.db.columns import IdList, NumberList

# Any number that no chat has: chats are locked in the same space (see `lock_chats`).
_UPGRADE_LOCK = -7_205_759_403

_LOCK_CHATS = text(
    "SELECT chat FROM unnest(CAST(:chats AS bigint[])) AS chat WHERE pg_try_advisory_xact_lock(chat)"
)


@dataclass(frozen=True, slots=True, eq=False)
class PerDialect:
    """One statement as each engine needs it, built once."""

    sqlite: Executable
    postgresql: Executable

    def on(self, connection: Connection) -> Executable:
        """The statement for this connection's engine."""
        return self.postgresql if connection.dialect.name == "postgresql" else self.sqlite


@dataclass(frozen=True, slots=True, eq=False)
class Locking:
    """A read in two forms: as it is, and locking its rows because a change follows.

    SQLite has one writer and leaves the lock clause out by itself. The lock is the one that lets others insert
    rows that refer to these (FOR NO KEY UPDATE).
    """

    plain: Select[Any]
    locked: Select[Any]


def locking(statement: Select[Any], *, passes_over: bool = False) -> Locking:
    """Both forms of a read; with `passes_over`, rows that are locked elsewhere are left to whoever holds them."""
    return Locking(statement, statement.with_for_update(key_share=True, skip_locked=passes_over))


def claiming(statement: Select[Any], rows: Table, *, of: Table) -> Locking:
    """Both forms of a read of what is to be done now: rows of people whom nobody else is busy with.

    Whoever changes anything of a person's locks the person first, so their row is the gate to all that is theirs.
    Here it is locked before the row itself, neither is waited for, and the row is looked at again once it is locked:
    two that do this at once never stand in each other's way, and what one has just done the other doesn't do again.
    """
    theirs = statement.join(of, of.c.id == rows.c.participant_id)
    return Locking(statement, theirs.with_for_update(key_share=True, skip_locked=True, of=[of, rows]))


class _Among(FunctionElement[Any]):
    """`column` is one of a list that is bound as one parameter: the text of the statement never changes."""

    inherit_cache = True
    name = "among"


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are SQLAlchemy's own SQL


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the same
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({values})"


def among_ids(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[Any]:
    """`column` is one of the ids bound as `name`."""
    return _Among(column, bindparam(name, type_=IdList()))


def among_numbers(column: ColumnElement[Any], name: str = "numbers") -> ColumnElement[Any]:
    """`column` is one of the whole numbers bound as `name`."""
    return _Among(column, bindparam(name, type_=NumberList()))


def of_each(table: Table, find: Callable[[FromClause], Select[Any]], *, by: str) -> PerDialect:
    """What `find` gives from `table` for each of the ids bound as `ids`, in no order; `by` is the column that holds them.

    So a limit in it holds for each by itself. SQLite has no LATERAL, but finds rows by the keys of a subquery.
    """
    inner, listed = table.alias("theirs"), bindparam("ids", type_=IdList())
    from_json = func.json_each(listed).table_valued("value", name="each")
    keys = find(inner).where(inner.c[by] == from_json.c.value).with_only_columns(inner.c.id)
    from_array = func.unnest(listed).table_valued("value", name="each").render_derived()
    theirs = find(inner).where(inner.c[by] == from_array.c.value).lateral()
    return PerDialect(
        select(table).select_from(from_json.join(table, table.c.id.in_(keys.correlate(from_json)))),
        select(theirs).select_from(from_array.join(theirs, true())),
    )


def insert_new(table: Table, *returned: ColumnElement[Any]) -> PerDialect:
    """Insert rows, leaving out those that a unique constraint has already."""
    on_sqlite, on_postgresql = sqlite.insert(table), postgresql.insert(table)
    forms: tuple[Insert, Insert] = on_sqlite.on_conflict_do_nothing(), on_postgresql.on_conflict_do_nothing()
    return PerDialect(*(form.returning(*returned) if returned else form for form in forms))


def upsert(table: Table, *, by: Sequence[str] = ("id",), keep: Sequence[str] = ()) -> PerDialect:
    """Insert rows or write them over the ones with the same `by`; columns in `keep` stay as first inserted."""
    written = [column.name for column in table.columns if column.name not in {*by, *keep}]
    on_sqlite, on_postgresql = sqlite.insert(table), postgresql.insert(table)
    return PerDialect(
        on_sqlite.on_conflict_do_update(
            index_elements=by, set_={name: on_sqlite.excluded[name] for name in written}
        ),
        on_postgresql.on_conflict_do_update(
            index_elements=by, set_={name: on_postgresql.excluded[name] for name in written}
        ),
    )


def insert_numbers(table: Table, number: str, constants: Sequence[str]) -> PerDialect:
    """Insert one row for each number bound as `numbers`, other columns bound once, and return the new numbers."""
    return _insert_each(table, number, constants, bindparam("numbers", type_=NumberList()))


def insert_ids(table: Table, id_: str, constants: Sequence[str]) -> PerDialect:
    """Insert one row for each id bound as `ids`, as `insert_numbers`."""
    return _insert_each(table, id_, constants, bindparam("ids", type_=IdList()))


def _insert_each(
    table: Table, column: str, constants: Sequence[str], listed: BindParameter[Any]
) -> PerDialect:
    columns = [column, *constants]
    bound: list[BindParameter[Any]] = [bindparam(name, type_=table.c[name].type) for name in constants]
    each = func.json_each(listed).table_valued("value")
    # "WHERE true" keeps SQLite's parser from reading ON CONFLICT as a join's ON.
    from_json = select(each.c.value, *bound).where(text("true"))
    from_array = select(func.unnest(listed), *bound)
    return PerDialect(
        sqlite.insert(table)
        .from_select(columns, from_json)
        .on_conflict_do_nothing()
        .returning(table.c[column]),
        postgresql.insert(table)
        .from_select(columns, from_array)
        .on_conflict_do_nothing()
        .returning(table.c[column]),
    )


def lock_chats(connection: Connection, chats: Sequence[int]) -> set[int]:
    """Those of these chats that no other transaction is claiming for; held until this one ends.

    On SQLite there is one writer, and so nobody else.
    """
    if connection.dialect.name != "postgresql":
        return set(chats)
    return set(connection.scalars(_LOCK_CHATS, {"chats": list(chats)}))


def end_failed(connection: Connection) -> None:
    """Let go of a transaction that could not be committed: PostgreSQL has by itself.

    SQLite keeps one open that broke a rule which is checked at commit, and would begin no other on this connection.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection) and driver.in_transaction:
            driver.rollback()


def lock_upgrade(connection: Connection) -> None:
    """Wait until nobody else changes the schema; held until this transaction ends.

    On SQLite the transaction has begun with BEGIN IMMEDIATE, which is that lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})

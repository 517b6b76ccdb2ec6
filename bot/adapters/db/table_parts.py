"""What the tables are made of: the metadata with its names, and the kinds of column and index."""

from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    MetaData,
    String,
    literal_column,
    text,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from bot.adapters.db.columns import id_type

NAME_LENGTH = 64
"""Enough for a flow's or an answer's name, a method of the Bot API, or a code of ours."""
KEY_LENGTH = 200
VERSION_LENGTH = 64

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def literal_status(status: str) -> ColumnElement[str]:
    """A status written into the statement: a bound one would hide a partial index from the planner."""
    return literal_column(f"'{status}'", String)


def id_column(name: str = "id", *, optional: bool = False) -> Column[str]:
    """The id of another row."""
    return Column(name, id_type(), nullable=optional)


def own_id() -> Column[str]:
    """The id of a row itself."""
    return Column("id", id_type(), primary_key=True)


def participant_column() -> Column[str]:
    """Whose row it is; it goes with them."""
    return Column("participant_id", id_type(), reference("participant.id"), nullable=False)


def reference(target: str) -> ForeignKey:
    """A reference that is checked at commit; with what it refers to, the row goes."""
    return ForeignKey(target, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


def must(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """A column that always has a value."""
    return Column(name, kind, nullable=False)


def may(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """A column that may be empty."""
    return Column(name, kind, nullable=True)


def code(name: str) -> Column[Any]:
    """A short name that always has a value."""
    return must(name, String(NAME_LENGTH))


def partial_index(
    name: str,
    *columns: ColumnElement[Any],
    where: ColumnElement[bool],
    on_sqlite: str | None = None,
    unique: bool = False,
) -> Index:
    """An index of some rows. A query uses it only where it says `where` word for word as its engine writes it."""
    sqlite_where = where if on_sqlite is None else text(on_sqlite)
    return Index(name, *columns, unique=unique, sqlite_where=sqlite_where, postgresql_where=where)

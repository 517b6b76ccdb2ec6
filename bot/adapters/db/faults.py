"""Turns the databases' errors into Kipic's, which hold no statement, no parameter and so nobody's words."""

import sqlite3
from typing import Final

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.errors import DatabaseUnavailable, StoreError

_REMEDY_AWAY: Final = (
    "Check that the database runs, that KIPIC_DATABASE_URL is right, and that its disk has room."
)
_REMEDY_REPORT: Final = "This is a fault in Kipic: please report it with the log."

# PostgreSQL: serialization failure and deadlock. The transaction was rolled back and may simply run again.
_WORTH_ANOTHER_TRY: Final = frozenset({"40001", "40P01"})
# PostgreSQL: connection lost, too many of them, shutting down, not yet up, or the database itself gone.
_POSTGRES_AWAY: Final = ("08", "53", "57P", "3D")
# SQLite's codes that speak of the file and its place, not of the statement.
_SQLITE_AWAY: Final = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_NOTADB",
    "SQLITE_READONLY_",
)
_SQLITE_RULE: Final = "SQLITE_CONSTRAINT"
_POSTGRES_RULE: Final = "23"


def is_worth_another_try(error: Exception) -> bool:
    """Whether the database gave up one of two transactions that stood in each other's way."""
    return _code(error) in _WORTH_ANOTHER_TRY


def has_gone_away(error: Exception) -> bool:
    """Whether the connection to PostgreSQL broke or couldn't be made."""
    origin = _origin(error)
    if not isinstance(origin, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return origin.sqlstate is None or origin.sqlstate.startswith(_POSTGRES_AWAY)


def is_no_database(error: Exception) -> bool:
    """Whether SQLite found a file of another kind."""
    return _code(error) == "SQLITE_NOTADB"


def translated(error: Exception) -> Exception:
    """The error as a caller may see it: errors that aren't the database's are given as they are."""
    origin = _origin(error)
    if not isinstance(origin, SQLAlchemyError | sqlite3.Error | psycopg.Error):
        return error
    code = _code(error)
    if has_gone_away(error) or code.startswith(_SQLITE_AWAY):
        return DatabaseUnavailable(f"The database can't be used: {code}.", remedy=_REMEDY_AWAY)
    if code.startswith(_SQLITE_RULE) or (
        isinstance(origin, psycopg.Error) and code.startswith(_POSTGRES_RULE)
    ):
        return StoreError(f"A rule of the database was broken: {_rule(origin)}.", remedy=_REMEDY_REPORT)
    return StoreError(f"The database refused a statement: {code}.", remedy=_REMEDY_REPORT)


def _origin(error: Exception) -> BaseException:
    """The driver's own error inside SQLAlchemy's."""
    return getattr(error, "orig", None) or error


def _code(error: Exception) -> str:
    origin = _origin(error)
    found = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    return str(found or type(origin).__name__)


def _rule(origin: BaseException) -> str:
    if isinstance(origin, psycopg.Error):
        return str(origin.diag.constraint_name or origin.sqlstate)
    # SQLite names the columns and never their values.
    return str(origin)

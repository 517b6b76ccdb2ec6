"""Turns the databases' errors into Kipic's, which hold no statement, no parameter and so nobody's words."""

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)

from bot.domain.errors import DatabaseUnavailable, StoreError

_REMEDY_AWAY = "Check that the database runs, that KIPIC_DATABASE_URL is right, and that its disk has room."
_REMEDY_REPORT = "This is a fault in Kipic: please report it with the log."

# PostgreSQL: serialization failure and deadlock. The transaction was rolled back and may simply run again.
_WORTH_ANOTHER_TRY = frozenset({"40001", "40P01"})
# SQLite's result codes by name, without those that say that the statement itself was wrong.
_SQLITE_AWAY = frozenset({"SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY"})


def is_worth_another_try(error: Exception) -> bool:
    """Whether the database gave up one of two transactions that stood in each other's way."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _WORTH_ANOTHER_TRY


def has_gone_away(error: Exception) -> bool:
    """Whether the connection to PostgreSQL broke or couldn't be made."""
    if not isinstance(error, DBAPIError) or _sqlite_code(error):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def translated(error: Exception) -> Exception:
    """The error as a caller may see it: errors that aren't the database's are given as they are."""
    if not isinstance(error, SQLAlchemyError):
        return error
    if isinstance(error, IntegrityError):
        return StoreError(f"A rule of the database was broken: {_constraint(error)}.", remedy=_REMEDY_REPORT)
    if isinstance(error, DBAPIError) and (has_gone_away(error) or _base_code(error) in _SQLITE_AWAY):
        return DatabaseUnavailable(f"The database can't be used: {_code(error)}.", remedy=_REMEDY_AWAY)
    if (
        isinstance(error, StatementError)
        and isinstance(error.orig, TypeError | ValueError)
        and not isinstance(error, DBAPIError)
    ):
        return type(error.orig)("a value can't be stored as it is")
    return StoreError(f"The database refused a statement: {_code(error)}.", remedy=_REMEDY_REPORT)


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.sqlstate)
    # SQLite names the columns and never their values.
    return str(error.orig)


def _code(error: SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None)
    return _sqlite_code(error) or getattr(origin, "sqlstate", None) or type(origin or error).__name__


def _base_code(error: SQLAlchemyError) -> str:
    return "_".join(_sqlite_code(error).split("_")[:2])


def _sqlite_code(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlite_errorname", "") or "")

"""How connections are opened: durable and writing at once on SQLite, in UTC on PostgreSQL."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.adapters.db.key_schema import KEY_SCHEMA
from bot.domain.errors import DatabaseUnavailable

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process (a command beside the bot) to finish its transaction."""

CONNECT_TIMEOUT_S = 5
"""How long a try to reach PostgreSQL may take."""

KEY_FILE = "keys.db"

# FULL: a commit that was confirmed survives a power cut. WAL: readers never wait for the writer.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "temp_store = MEMORY",
)
# For a database that nobody will want after a power cut: its commits need not wait for the disk.
_THROWAWAY = "synchronous = OFF"
_KEY_CONNECTIONS = 2


def database_url(text: str) -> URL:
    """The address of a database that Kipic can use; DatabaseUnavailable for any other."""
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    if url is not None and url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if (
        url is not None
        and url.drivername in {"sqlite", "sqlite+pysqlite"}
        and url.database not in {None, "", ":memory:"}
    ):
        return url
    raise DatabaseUnavailable(
        "KIPIC_DATABASE_URL is no address of a database that Kipic can use.",
        remedy="Write sqlite:///path/to/kipic.db or postgresql+psycopg://user:password@host/name.",
    )


def data_engine(
    url: URL, *, is_reading: bool = False, for_upgrade: bool = False, is_throwaway: bool = False
) -> Engine:
    """An engine for the data. On SQLite each writing transaction takes the write lock as it begins.

    While the schema is upgraded SQLite's foreign keys are off: rebuilding a table drops it, and with them on,
    dropping a table deletes what refers to its rows.
    """
    # No parameter of a statement may reach an exception or a log.
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, **_arguments(url))
    if engine.dialect.name == "sqlite":
        begin = "BEGIN" if is_reading else "BEGIN IMMEDIATE"
        pragmas = (
            *_PRAGMAS,
            f"foreign_keys = {'OFF' if for_upgrade else 'ON'}",
            f"query_only = {'ON' if is_reading else 'OFF'}",
            *([_THROWAWAY] if is_throwaway else ()),
        )
        _prepare_sqlite(engine, pragmas, begin)
    elif is_reading:
        engine = engine.execution_options(postgresql_readonly=True)
    return engine


def key_engine(url: URL, *, is_throwaway: bool = False) -> Engine:
    """An engine for the key store: `keys.db` beside the SQLite file, or its own schema on PostgreSQL."""
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(Path(url.database or "").with_name(KEY_FILE)))
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=_KEY_CONNECTIONS, hide_parameters=True, **_arguments(url)
    )
    if engine.dialect.name == "sqlite":
        pragmas = (*_PRAGMAS, *([_THROWAWAY] if is_throwaway else ()))
        _prepare_sqlite(engine, pragmas, "BEGIN IMMEDIATE")
    else:
        event.listen(engine, "connect", _search_keys)
    return engine


def make_files(url: URL) -> None:
    """Make the SQLite files and their folder where they are missing, readable by their owner alone."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file in (path, path.with_name(KEY_FILE)):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(
            f"The database {path} can't be opened: {error.strerror}.",
            remedy="Set KIPIC_DATA_DIR (or KIPIC_DATABASE_URL) to a place that Kipic may write to.",
        ) from None


def _arguments(url: URL) -> dict[str, object]:
    if url.get_backend_name() == "sqlite":
        # Several threads use a key connection, one after the other.
        return {"connect_args": {"check_same_thread": False}}
    return {
        "connect_args": {"connect_timeout": CONNECT_TIMEOUT_S, "options": "-c timezone=UTC"},
    }


def _prepare_sqlite(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    def on_connect(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        del record
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - the driver that was asked for
        # The driver would begin transactions by itself, and too late for the write lock.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _search_keys(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    cursor = connection.cursor()
    cursor.execute(f"SET search_path TO {KEY_SCHEMA}")
    cursor.close()
    connection.commit()

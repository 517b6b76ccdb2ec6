"""Opens the store: every fault is found, and said with its remedy, before anything is written."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy import URL, Engine, bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.db.dialects import insert_new
from bot.adapters.db.engines import data_engine, database_url, key_engine, make_files
from bot.adapters.db.faults import is_no_database, translated
from bot.adapters.db.key_schema import prepare
from bot.adapters.db.keys import SYSTEM, KeyStore
from bot.adapters.db.schema import meta
from bot.adapters.db.store import DatabaseStore
from bot.adapters.db.upgrade import refuse_newer, upgrade
from bot.domain.errors import DatabaseUnavailable, KeyProblem
from bot.domain.keys import MasterKey

WRITERS = 4
"""Threads that change things on PostgreSQL: enough to keep one core of this process busy while commits are awaited."""

PATIENCE_S = 10.0
"""How long a transaction waits for a database that went away before its caller is told."""

_KEY_STORE = "key_store"
_META = select(meta.c.value).where(meta.c.name == bindparam("wanted"))
_ADD_META = insert_new(meta)


def open_store(
    url: str,
    masters: Sequence[MasterKey],
    *,
    writers: int = WRITERS,
    patience_s: float = PATIENCE_S,
    is_throwaway: bool = False,
) -> DatabaseStore:
    """A store that is ready to `start`: files made, keys verified, schema brought up to date.

    Blocks (a moment, or as long as migrations take), so call it before the loop or in a thread. Raises
    DatabaseUnavailable, DatabaseNewer or KeyProblem. With `is_throwaway` an SQLite file may be broken after a
    power cut: for simulations, never for what people wrote.
    """
    address = database_url(url)
    make_files(address)
    with _faults_told(address), ExitStack() as undo:
        for_upgrade = data_engine(address, for_upgrade=True)
        refuse_newer(for_upgrade)
        key_connections = key_engine(address, is_throwaway=is_throwaway)
        undo.callback(key_connections.dispose)
        prepare(key_connections)
        keys = KeyStore(key_connections, masters)
        keys.verify()
        upgrade(for_upgrade)
        _marry(for_upgrade, keys)
        keys.ensure([SYSTEM])
        undo.pop_all()
    reading = data_engine(address, is_reading=True)
    writing = data_engine(address, is_throwaway=is_throwaway)
    return DatabaseStore(writing, reading, keys, writers=writers, patience_s=patience_s)


def _marry(engine: Engine, keys: KeyStore) -> None:
    """Note which key store belongs to the data; KeyProblem when the data know another one."""
    with engine.begin() as connection:
        connection.execute(_ADD_META.on(connection), [{"name": _KEY_STORE, "value": keys.identity()}])
        known = connection.scalar(_META, {"wanted": _KEY_STORE})
    if known != keys.identity():
        raise KeyProblem(
            "The key store is not the one that belongs to this database.",
            remedy="Put back the key store (keys.db, or the schema kipic_keys) that was in use with it.",
        )


@contextmanager
def _faults_told(address: URL) -> Iterator[None]:
    """Foreign errors while opening, in words that help."""
    shown: Exception | None = None
    try:
        yield
    except SQLAlchemyError as error:
        shown = _not_a_database(address, error) or translated(error)
    if shown is not None:
        raise shown


def _not_a_database(address: URL, error: SQLAlchemyError) -> DatabaseUnavailable | None:
    if not is_no_database(error):
        return None
    return DatabaseUnavailable(
        f"{address.database} (or keys.db beside it) is not a database of Kipic.",
        remedy="Move that file away, or set KIPIC_DATABASE_URL to another path.",
    )

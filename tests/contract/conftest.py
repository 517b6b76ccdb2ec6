"""The store three times: in memory, on SQLite and on PostgreSQL; each contract test runs on all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import pytest
from sqlalchemy import create_engine

from bot.adapters.db import open_store
from bot.adapters.db.schema import metadata
from bot.domain.keys import master_key
from bot.ports import Remark, Store
from tests.cohort_samples import a_cohort
from tests.fakes import FakeStore
from tests.samples import a_person

MASTERS = [master_key(b"k" * 32)]

_KEPT = {"meta"}
_URLS = {"sqlite": "prepared_sqlite_url", "postgres": "prepared_postgres_url"}

on_databases = pytest.mark.parametrize("empty_store", ["sqlite", "postgres"], indirect=True)
"""For what the fake doesn't do: sealing, and letting go of what refers to a row that goes."""

on_postgres = pytest.mark.parametrize("empty_store", ["postgres"], indirect=True)
"""For what only happens where several transactions run at once."""


class OpenStore(Store, Protocol):
    """A store with its life and its call-back, as the program uses it."""

    on_outbox: Callable[[], None] | None
    on_remark: Callable[[Remark], None] | None

    async def start(self) -> None: ...

    async def close(self) -> None: ...


Reopen = Callable[[], Awaitable[OpenStore]]


@pytest.fixture(scope="session")
def prepared_sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with all tables, empty."""
    url = f"sqlite:///{tmp_path_factory.mktemp('contract')}/kipic.db"
    _make(url)
    return url


@pytest.fixture(scope="session")
def prepared_postgres_url(postgres_url: str) -> str:
    """A database with all tables, empty."""
    _make(postgres_url)
    return postgres_url


@pytest.fixture(scope="session")
async def sqlite_store(prepared_sqlite_url: str) -> AsyncIterator[OpenStore]:
    """One store on SQLite, opened once; each test empties its tables."""
    store = open_store(prepared_sqlite_url, MASTERS)
    await store.start()
    yield store
    await store.close()


@pytest.fixture(scope="session")
async def postgres_store(prepared_postgres_url: str) -> AsyncIterator[OpenStore]:
    """One store on PostgreSQL, as `sqlite_store`."""
    store = open_store(prepared_postgres_url, MASTERS)
    await store.start()
    yield store
    await store.close()


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def empty_store(request: pytest.FixtureRequest) -> OpenStore:
    """An open store with nothing in it."""
    if request.param == "fake":
        return FakeStore()
    store: OpenStore = request.getfixturevalue(f"{request.param}_store")
    _empty(request.getfixturevalue(_URLS[request.param]))
    store.on_outbox = None
    return store


@pytest.fixture
async def store(empty_store: OpenStore) -> OpenStore:
    """An open store with three people in it, and nothing else."""
    people = [a_person(number) for number in (1, 2, 3)]
    await empty_store.transact(lambda uow: uow.people.save(people))
    return empty_store


@pytest.fixture
async def two_cohorts(store: OpenStore) -> None:
    """Nobody is in them yet."""
    await store.transact(lambda uow: uow.cohorts.save([a_cohort(1), a_cohort(2)]))


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def reopen(request: pytest.FixtureRequest) -> AsyncIterator[Reopen]:
    """Opens the store, or opens it again as a process does that found the data of one that died."""
    opened: list[OpenStore] = []
    url = "" if request.param == "fake" else request.getfixturevalue(_URLS[request.param])
    if url:
        _empty(url)

    async def reopened() -> OpenStore:
        store: OpenStore
        if url:
            store = open_store(url, MASTERS)
        else:
            store = opened[-1].restarted() if opened and isinstance(opened[-1], FakeStore) else FakeStore()
        await store.start()
        opened.append(store)
        return store

    yield reopened
    for store in opened:
        await store.close()


def _make(url: str) -> None:
    open_store(url, MASTERS).keys.close()


def _empty(url: str) -> None:
    """Take all rows out, but leave the keys: the open store knows them by heart."""
    tables = [table for table in reversed(metadata.sorted_tables) if table.name not in _KEPT]
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in tables:
            connection.execute(table.delete())
    engine.dispose()

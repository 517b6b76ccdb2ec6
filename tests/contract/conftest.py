"""The store three times: in memory, on SQLite and on PostgreSQL; each contract test runs on all of them."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import create_engine, text

from bot.adapters.db import open_store
from bot.adapters.db.schema import metadata
from bot.domain.keys import master_key
from bot.ports import Store
from tests.fakes import FakeStore
from tests.samples import a_person

MASTERS = [master_key(b"k" * 32)]

_KEPT = {"meta"}


class OpenStore(Store, Protocol):
    """A store with its life and its call-back, as the program uses it."""

    on_outbox: Callable[[], None] | None

    async def start(self) -> None: ...

    async def close(self) -> None: ...


Reopen = Callable[[], Awaitable[OpenStore]]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a fresh database, to copy."""
    folder = tmp_path_factory.mktemp("template")
    _make(f"sqlite:///{folder}/kipic.db")
    return folder


@pytest.fixture(scope="session")
def prepared_postgres_url(postgres_url: str) -> str:
    """A database with all tables, empty."""
    _make(postgres_url)
    return postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), tmp_path / "data")
        return f"sqlite:///{tmp_path}/data/kipic.db"
    url: str = request.getfixturevalue("prepared_postgres_url")
    _empty(url)
    return url


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopen]:
    """Opens the store, or opens it again as a process does that found the data of one that died."""
    opened: list[OpenStore] = []
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), tmp_path / "data")
        url = f"sqlite:///{tmp_path}/data/kipic.db"
    elif request.param == "postgres":
        url = request.getfixturevalue("prepared_postgres_url")
        _empty(url)

    async def reopened() -> OpenStore:
        store: OpenStore
        if request.param == "fake":
            store = opened[-1].restarted() if opened and isinstance(opened[-1], FakeStore) else FakeStore()
        else:
            store = open_store(url, MASTERS)
        await store.start()
        opened.append(store)
        return store

    yield reopened
    for store in opened:
        await store.close()


@pytest.fixture
async def store(reopen: Reopen) -> OpenStore:
    """An open store with three people in it, and nothing else."""
    store = await reopen()
    people = [a_person(number) for number in (1, 2, 3)]
    await store.transact(lambda uow: uow.people.save(people))
    return store


def _make(url: str) -> None:
    store = open_store(url, MASTERS)
    store.keys.close()


def _empty(url: str) -> None:
    tables = ", ".join(f'"{name}"' for name in metadata.tables if name not in _KEPT)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
        connection.execute(text("TRUNCATE kipic_keys.data_key"))
    engine.dispose()

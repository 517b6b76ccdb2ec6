"""What the engines are asked to do: durability, plans along the indexes, and several writers at once."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, make_url, select, text
from sqlalchemy.exc import IntegrityError

from bot.adapters.db import DatabaseStore, open_store
from bot.adapters.db.engines import data_engine, database_url, key_engine
from bot.adapters.db.repositories import claims, outbox
from bot.adapters.db.schema import delivery
from bot.adapters.db.store import GROUP
from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, Outcome
from bot.domain.errors import DatabaseUnavailable, StoreError
from bot.domain.ids import ParticipantId
from bot.domain.keys import master_key
from bot.ports import UnitOfWork
from tests.explaining import plan_of
from tests.samples import BOT, NOW, a_delivery, a_due_item, a_person, a_schedule, person_id

MASTERS = [master_key(b"m" * 32)]


@pytest.fixture
async def store(fresh_url: str) -> AsyncIterator[DatabaseStore]:
    store = open_store(fresh_url, MASTERS)
    await store.start()
    yield store
    await store.close()


def _pragma(connection: Connection, name: str) -> Any:  # noqa: ANN401 - a number or a word
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    url = database_url(f"sqlite:///{tmp_path}/kipic.db")
    for engine in (data_engine(url), key_engine(url)):
        with engine.connect() as connection:
            found = [_pragma(connection, name) for name in ("journal_mode", "synchronous", "busy_timeout")]
        engine.dispose()
        assert found == ["wal", 2, 10_000]  # 2 is FULL
    with data_engine(url).connect() as connection:
        assert _pragma(connection, "foreign_keys") == 1
    with data_engine(url, is_reading=True).connect() as connection:
        assert _pragma(connection, "query_only") == 1


def test_only_a_throwaway_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    url = database_url(f"sqlite:///{tmp_path}/kipic.db")
    for engine in (data_engine(url, is_throwaway=True), key_engine(url, is_throwaway=True)):
        with engine.connect() as connection:
            assert _pragma(connection, "synchronous") == 0  # OFF
        engine.dispose()


async def test_reading_cannot_write(store: DatabaseStore) -> None:
    with pytest.raises(StoreError):
        await store.read(lambda uow: uow.people.save([a_person()]))


async def test_an_error_holds_nobodys_words(store: DatabaseStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await store.transact(lambda uow: uow.people.save([a_person(1, timezone="planted/zone")]))
    with pytest.raises(StoreError) as caught:
        await store.transact(
            lambda uow: uow.people.save([a_person(2, chat_id=a_person(1).chat_id, locale="planted")])
        )
    chain: list[BaseException | None] = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not any("planted" in f"{error!r}{vars(error) if error else ''}" for error in chain)
    assert not isinstance(caught.value.__context__, IntegrityError)
    assert "planted" not in caplog.text


async def test_closing_finishes_what_was_handed_in(store: DatabaseStore) -> None:
    handed_in = [asyncio.ensure_future(store.transact(_taking_in(number))) for number in range(200)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*handed_in) == [{number} for number in range(200)]
    with pytest.raises(StoreError):
        await store.transact(_taking_in(1))


async def test_waiting_works_share_a_commit_on_sqlite(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kipic.db", MASTERS)
    await store.start()
    commits: list[Connection] = []
    event.listen(store._engines[0], "commit", commits.append)
    gate = threading.Event()
    first = asyncio.ensure_future(store.transact(lambda _: gate.wait()))
    others = [asyncio.ensure_future(store.transact(_taking_in(number))) for number in range(GROUP)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *others)
    await store.close()
    # The first holds the writer up; whatever waited meanwhile goes together.
    assert len(commits) == 2


async def test_the_outbox_is_walked_along_its_indexes(store: DatabaseStore) -> None:
    await store.transact(
        lambda uow: uow.outbox.add([a_delivery(number, of=number % 3) for number in range(50)])
    )
    sendable, closing = await store.transact(_outbox_plans)
    assert "ix_delivery_ready" in sendable
    assert "ix_delivery_head" in sendable
    assert "uq_delivery_under_way" in sendable
    assert "ix_delivery_closing" in closing
    assert not any("SCAN delivery" in plan and "USING" not in plan for plan in (sendable, closing))


async def test_claimers_at_the_same_time_never_call_one_chat_twice(fresh_url: str) -> None:
    stores = [open_store(fresh_url, MASTERS) for _ in range(2)]
    for store in stores:
        await store.start()
    owed = [
        a_delivery(1000 * lane + 10 * chat + turn, of=chat, participant_id=None, lane=Lane(lane))
        for lane in (0, 1)
        for chat in range(1, 21)
        for turn in (1, 2)
    ]
    await stores[0].transact(lambda uow: uow.outbox.add(owed))
    claimed: list[Delivery] = []
    while (await stores[0].read(lambda uow: uow.outbox.counts())).get("queued"):
        rounds = await asyncio.gather(*(_claim(store) for store in stores * 4))
        taken = [item for part in rounds for item in part]
        assert max(Counter(item.chat_id for item in taken).values(), default=1) == 1
        await stores[1].transact(_sent(taken))
        claimed += taken
    for store in stores:
        await store.close()
    assert sorted(item.id for item in claimed) == sorted(item.id for item in owed)
    for line in {(item.chat_id, item.lane) for item in owed}:
        ids = [item.id for item in claimed if (item.chat_id, item.lane) == line]
        assert ids == sorted(ids)


async def test_works_that_lock_each_other_out_both_end_well(fresh_postgres_url: str) -> None:
    store = open_store(fresh_postgres_url, MASTERS)
    await store.start()
    await store.transact(lambda uow: uow.people.save([a_person(1), a_person(2)]))
    both = asyncio.gather(*(store.transact(_crossing(*order)) for order in [(1, 2), (2, 1)] * 2))
    assert await both == [1] * 4
    await store.close()


async def test_what_is_due_to_somebody_whom_another_is_busy_with_is_left_to_them(
    fresh_postgres_url: str,
) -> None:
    store = open_store(fresh_postgres_url, MASTERS)
    await store.start()
    await store.transact(lambda uow: uow.people.save([a_person(1), a_person(2)]))
    await store.transact(lambda uow: uow.schedules.save([a_schedule(1), a_schedule(2, of=2)]))
    await store.transact(lambda uow: uow.schedules.add_due([a_due_item(1), a_due_item(2, of=2, turn=2)]))
    is_held, may_go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def be_busy(uow: UnitOfWork) -> None:
        uow.people.by_id([person_id(1)])
        loop.call_soon_threadsafe(is_held.set)
        may_go.wait()

    busy = asyncio.ensure_future(store.transact(be_busy))
    await is_held.wait()
    assert await store.transact(_due_to) == {person_id(2)}
    may_go.set()
    await busy
    assert await store.transact(_due_to) == {person_id(1), person_id(2)}
    await store.close()


async def test_a_database_that_cuts_its_connections_is_found_again(fresh_postgres_url: str) -> None:
    store = open_store(fresh_postgres_url, MASTERS)
    await store.start()
    await store.transact(_taking_in(1))
    await store.read(lambda uow: uow.outbox.counts())
    _cut_connections(fresh_postgres_url)
    assert await store.transact(_taking_in(2)) == {2}
    assert await store.read(lambda uow: uow.outbox.counts()) == {}
    await store.close()


async def test_a_database_that_stays_away_is_told(fresh_postgres_url: str) -> None:
    store = open_store(fresh_postgres_url, MASTERS, patience_s=0.05)
    await store.start()
    name = make_url(fresh_postgres_url).database
    server = create_engine(
        make_url(fresh_postgres_url).set(database="postgres"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        with pytest.raises(DatabaseUnavailable):
            await store.transact(_taking_in(1))
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    server.dispose()
    assert await store.transact(_taking_in(1)) == {1}
    await store.close()


def _taking_in(number: int) -> Callable[[UnitOfWork], set[int]]:
    return lambda uow: uow.updates.add_new(BOT, [number], now=NOW)


def _due_to(uow: UnitOfWork) -> set[ParticipantId]:
    """Whose occurrences and due items are to be had."""
    occurrences = {one.participant_id for one in uow.schedules.due(NOW, limit=9)}
    assert occurrences == {one.participant_id for one in uow.schedules.due_items(NOW, limit=9)}
    return occurrences


def _outbox_plans(uow: Any) -> list[str]:  # noqa: ANN401 - the database's own unit of work
    connection: Connection = uow.transaction.connection
    if connection.dialect.name == "postgresql":
        # Small tables are read whole unless that is made to look dear.
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
    return [
        plan_of(connection, claims._sendable((Lane.REPLY, Lane.PROMPT)), {"now": NOW, "most": 10}),
        plan_of(connection, select(delivery.c.id).where(*outbox._is_over), {"now": NOW}),
    ]


async def _claim(store: DatabaseStore) -> Sequence[Delivery]:
    return await store.transact(
        lambda uow: uow.outbox.claim(now=NOW, owner="one of many", limit=15, lanes=list(Lane))
    )


def _sent(taken: Sequence[Delivery]) -> Callable[[UnitOfWork], None]:
    results = [
        (
            CallResult(delivery_id=item.id, attempt=item.attempts, outcome=Outcome.SENT),
            replace(item, status=DeliveryStatus.SENT),
        )
        for item in taken
    ]
    return lambda uow: uow.outbox.settle(results)


def _crossing(first: int, second: int) -> Callable[[UnitOfWork], int]:
    def work(uow: UnitOfWork) -> int:
        uow.people.by_id([person_id(first)])
        uow.people.save([a_person(first)])
        return len(uow.people.by_id([person_id(second)]))

    return work


def _cut_connections(url: str) -> None:
    engine = create_engine(make_url(url).set(database="postgres"))
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": make_url(url).database},
        )
    engine.dispose()

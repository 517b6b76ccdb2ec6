"""The due loop at 10,000, 100,000 and a million schedules: an idle tick, finding what is due, deciding it."""

import asyncio
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import select

from benchmarks.due_rows import (
    BOT_ID,
    FIRST_DAY,
    SCHEDULES_EACH,
    SLOT,
    ZONE,
    add_others,
    add_people,
    everyone_answers,
)
from benchmarks.options import Options
from benchmarks.table import Figure, Target, paired_ratio, spread
from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.adapters.db.dialects import Locking, among_ids, locking
from bot.adapters.db.opening import open_store
from bot.adapters.db.repositories import schedules
from bot.adapters.db.schema import schedule
from bot.adapters.db.store import DatabaseStore
from bot.adapters.system import SystemIds
from bot.app.program import calm_collector
from bot.domain.calendar import instant
from bot.domain.keys import master_key
from bot.ports import UnitOfWork
from bot.services import due, prompts
from bot.services.desk import Means
from tests.postgres import own_database, postgres_server

if TYPE_CHECKING:
    from bot.adapters.db.transaction import Transaction
    from bot.domain.ids import ScheduleId

FLOWS = Path(__file__).parents[1] / "flows"
DUE = 1_000
"""Occurrences of one instant, all of different people."""
TICKS = 50
LOOKS = 10
"""How often either way of fetching is taken in a round, in turns."""

_BY_ID = locking(select(schedule).where(among_ids(schedule.c.id)))


@dataclass(slots=True)
class Taken:
    """What was measured at one size, round by round."""

    ticks: list[float] = field(default_factory=list)
    finding: list[float] = field(default_factory=list)
    by_key: list[float] = field(default_factory=list)
    claiming: list[float] = field(default_factory=list)
    locking_by_key: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


class Yard:
    """A database with people to ask, and the weeks going by."""

    def __init__(self, url: str, store: DatabaseStore) -> None:
        self._url = url
        self._store = store
        ids = SystemIds()
        self._means = Means(bot_id=BOT_ID, timezone=ZONE, ids=ids, flows=Library(read_flow_set(FLOWS)))
        self._ids = ids
        self._day = FIRST_DAY
        self._people = 0
        self._due: Sequence[ScheduleId] = ()

    async def grow(self, schedules_in_all: int) -> None:
        """Bring it up to so many schedules."""
        if not self._people:
            self._due = await add_people(self._store, self._ids, DUE)
            self._people = DUE
        people = schedules_in_all // SCHEDULES_EACH
        if people > self._people:
            await add_others(self._url, self._people + 1, people)
            self._people = people

    async def take(self, taken: Taken) -> None:
        """One round: an hour with nothing due, then an instant at which a thousand occurrences are."""
        now = instant(self._day, SLOT, ZONE)
        taken.ticks.append(await self._tick(now - timedelta(hours=1)))
        found, peers = await self._store.read(lambda uow: self._fetch(uow, now, DUE))
        taken.finding.append(found)
        taken.by_key.append(peers)
        found, peers = await self._store.transact(lambda uow: self._fetch(uow, now, prompts.BATCH))
        taken.claiming.append(found)
        taken.locking_by_key.append(peers)
        await self._decide(now, taken)
        everyone_answers(self._url, now)
        self._day += timedelta(weeks=1)

    async def _tick(self, now: datetime) -> float:
        """Seconds that a beat takes when nothing is due."""
        await self._work_off(due.attend, now)
        begun = time.perf_counter()
        for _ in range(TICKS):
            assert await self._work_off(due.attend, now) == 0
            assert await self._work_off(prompts.decide_due, now) == 0
        return (time.perf_counter() - begun) / TICKS

    def _fetch(self, uow: UnitOfWork, now: datetime, count: int) -> tuple[float, float]:
        """Seconds to fetch the first due rows, and the same rows by their keys."""
        transaction: Transaction = uow.transaction  # type: ignore[attr-defined]  # the database's own unit of work
        ways: tuple[tuple[Locking, dict[str, object]], ...] = (
            (schedules._DUE, {"now": now, "most": count}),  # noqa: SLF001 - the very statement that is measured
            (_BY_ID, {"ids": self._due[:count]}),
        )
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(LOOKS):
            for (statement, values), spent in zip(ways, times, strict=True):
                begun = time.perf_counter()
                rows = transaction.rows(statement, **values)
                spent.append(time.perf_counter() - begun)
                assert len(rows) == count  # else they are not the same rows
        return median(times[0]), median(times[1])

    async def _decide(self, now: datetime, taken: Taken) -> None:
        begun, cpu = time.perf_counter(), time.process_time()
        count = await self._work_off(prompts.decide_due, now)
        taken.seconds.append(time.perf_counter() - begun)
        taken.cpu.append(time.process_time() - cpu)
        assert count == DUE  # each is decided once

    async def _work_off(self, step: Callable[..., int], now: datetime) -> int:
        done = 0
        while count := await self._store.transact(lambda uow: step(uow, means=self._means, now=now)):
            done += count
        return done


def run(options: Options) -> list[Figure]:
    """Measure on both engines, each database growing from size to size."""
    calm_collector()
    figures: list[Figure] = []
    for name, place in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with place() as url:
            figures += asyncio.run(_measure(name, url, options))
    return figures


async def _measure(name: str, url: str, options: Options) -> list[Figure]:
    store = open_store(url, [master_key(hashlib.sha256(b"benchmark").digest())])
    await store.start()
    yard, figures = Yard(url, store), []
    for size in options.schedules:
        await yard.grow(size)
        await yard.take(Taken())  # warms the caches of this size
        taken = Taken()
        for _ in range(options.rounds):
            await yard.take(taken)
        figures += _figures(f"{name}, {size:,} schedules", taken, has_locks=name == "PostgreSQL")
    await store.close()
    return figures


def _figures(at: str, taken: Taken, *, has_locks: bool) -> list[Figure]:
    milliseconds = [1_000 * tick for tick in taken.ticks]
    rates = [DUE / seconds for seconds in taken.seconds]
    cpu = median(taken.cpu) / DUE * 1_000_000
    figures = [
        Figure(
            what=f"{at}: idle tick", value=median(milliseconds), unit="ms", note=spread(milliseconds, " ms")
        ),
        Figure(
            what=f"{at}: finding {DUE:,} due, against the same rows by key",
            value=paired_ratio(taken.finding, taken.by_key),
            unit="x",
            must=Target(ceiling=1.5),
            aim=Target(ceiling=1.1),
            note=f"{1_000 * median(taken.finding):.1f} ms",
        ),
        Figure(
            what=f"{at}: claim, decide, write, advance {DUE:,}",
            value=median(rates),
            unit="/s",
            note=f"{spread(rates, '/s')}; {cpu:.0f} µs CPU each",
        ),
    ]
    if has_locks:
        claim = Figure(
            what=f"{at}: claiming {prompts.BATCH}, their people too, against locking the rows by key",
            value=paired_ratio(taken.claiming, taken.locking_by_key),
            unit="x",
            note=f"{1_000 * median(taken.claiming):.1f} ms",
        )
        figures.insert(2, claim)
    return figures


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="kipic-bench-") as folder:
        yield f"sqlite:///{folder}/kipic.db"


@contextmanager
def _postgres() -> Iterator[str]:
    with postgres_server(durable=True) as server, own_database(server, "due_loop") as url:
        yield url

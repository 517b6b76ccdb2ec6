"""Threads that run transactions for the event loop: what waits is taken together, committed once, answered once."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine

from bot.adapters.db.dialects import end_failed
from bot.adapters.db.faults import has_gone_away, is_worth_another_try, translated
from bot.adapters.db.unit_of_work import DatabaseUnitOfWork
from bot.domain.errors import StoreError
from bot.ports import Remark, UnitOfWork

_TRIES = 8  # of a transaction that stood in another's way
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 1.0


@dataclass(slots=True)
class _Job:
    work: Callable[[UnitOfWork], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class Workers:
    """A few threads with a connection each, serving one queue.

    On SQLite one thread writes, and takes up to `together` waiting pieces of work into one transaction: their
    commit is one fsync. It never waits for more to come. When any of them fails, all are rolled back and each is run
    again by itself, so that a poison one fails alone. On PostgreSQL each transaction is one piece of work, so that
    rows are locked in one order.
    """

    def __init__(
        self,
        engine: Engine,
        unit_of_work: Callable[[Connection], DatabaseUnitOfWork],
        *,
        name: str,
        threads: int,
        together: int,
        patience_s: float,
    ) -> None:
        """`patience_s` is how long a piece of work waits for a database that went away."""
        self._line = partial(_Line, engine, unit_of_work, patience_s=patience_s)
        self._together = together
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_commit: Callable[[bool, Sequence[Remark]], None] | None = None
        self._stops = threading.Event()

    def start(self, on_commit: Callable[[bool, Sequence[Remark]], None] | None) -> None:
        """Begin to serve the running loop.

        `on_commit` is called there after commits: whether they added deliveries, and what was remarked in them.
        """
        self._loop = asyncio.get_running_loop()
        self._on_commit = on_commit
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[UnitOfWork], Any]) -> Any:  # noqa: ANN401 - what the work gives
        """What `work` gives in a committed transaction, or raises."""
        if self._loop is None or self._stops.is_set():
            raise StoreError("The store isn't open.", remedy="Start Kipic again.")
        future: asyncio.Future[Any] = self._loop.create_future()
        self._queue.put(_Job(work, future))
        return await future

    async def close(self) -> None:
        """Finish what is queued, then let the threads and their connections go."""
        self._stops.set()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            if thread.is_alive():
                await asyncio.to_thread(thread.join)

    def _serve(self) -> None:
        line = self._line(self._stops)
        try:
            while jobs := self._take():
                line.run(jobs)
                self._answer(jobs, line)
        finally:
            line.close()

    def _take(self) -> list[_Job]:
        """What waits now, at least one piece; empty when it is time to stop."""
        job = self._queue.get()
        if job is None:
            return []
        jobs = [job]
        while len(jobs) < self._together:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _answer(self, jobs: Sequence[_Job], line: "_Line") -> None:
        assert self._loop is not None  # noqa: S101 - threads run only after `start`
        told = None
        if self._on_commit is not None and (line.has_added_deliveries or line.remarks):
            told = partial(self._on_commit, line.has_added_deliveries, line.remarks)
        self._loop.call_soon_threadsafe(_resolve, jobs, told)


class _Line:
    """One thread's connection, made when it is needed and made again when it broke."""

    def __init__(
        self,
        engine: Engine,
        unit_of_work: Callable[[Connection], DatabaseUnitOfWork],
        stops: threading.Event,
        *,
        patience_s: float,
    ) -> None:
        self._engine = engine
        self._patience_s = patience_s
        self._make_unit_of_work = unit_of_work
        self._stops = stops
        self._connection: Connection | None = None
        self._unit_of_work: DatabaseUnitOfWork | None = None
        self.has_added_deliveries = False
        self.remarks: list[Remark] = []

    def run(self, jobs: Sequence[_Job]) -> None:
        """Run these in one transaction, or each in its own when that fails; each gets its result or its error."""
        self.has_added_deliveries = False
        self.remarks = []
        if len(jobs) > 1 and self._attempt(jobs) is None:
            return
        for job in jobs:
            job.error = self._persevere(job)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._unit_of_work = None

    def _persevere(self, job: _Job) -> Exception | None:
        """Run one piece of work until it is done, has failed by itself, or patience ends."""
        gives_up_at = time.monotonic() + self._patience_s
        pause, tries = _FIRST_PAUSE_S, 0
        while error := self._attempt([job]):
            tries += 1
            is_hopeful = has_gone_away(error) or (is_worth_another_try(error) and tries < _TRIES)
            if not is_hopeful or time.monotonic() + pause > gives_up_at or self._stops.is_set():
                return _bare(error)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        return None

    def _attempt(self, jobs: Sequence[_Job]) -> Exception | None:
        """Run these in one transaction; the error that rolled it back, if one did."""
        try:
            unit_of_work = self._ready()
            unit_of_work.transaction.has_added_deliveries = False
            unit_of_work.remarks.clear()
            with unit_of_work.transaction.connection.begin():
                for job in jobs:
                    job.result = job.work(unit_of_work)
        except Exception as error:  # noqa: BLE001 - whatever the work raises is its caller's
            if has_gone_away(error):
                self._drop()
            elif self._connection is not None:
                end_failed(self._connection)
            return error
        self.has_added_deliveries |= unit_of_work.transaction.has_added_deliveries
        self.remarks += unit_of_work.remarks
        return None

    def _ready(self) -> DatabaseUnitOfWork:
        if self._connection is None or self._unit_of_work is None:
            self._connection = self._engine.connect()
            self._unit_of_work = self._make_unit_of_work(self._connection)
        return self._unit_of_work

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
        self.close()


def _bare(error: Exception) -> Exception:
    """The error for its caller, without the foreign errors (and their parameters) that led to it."""
    shown = translated(error)
    if shown is not error:
        return shown
    shown.__traceback__ = shown.__traceback__ and shown.__traceback__.tb_next
    return shown


def _resolve(jobs: Sequence[_Job], told: Callable[[], None] | None) -> None:
    for job in jobs:
        if job.future.done():  # its caller was cancelled meanwhile
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
    if told is not None:
        told()

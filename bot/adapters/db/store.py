"""The store: where the services' transactions run, in threads, for the event loop."""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from sqlalchemy import Engine

from bot.adapters.db.keys import KeyStore
from bot.adapters.db.unit_of_work import DatabaseUnitOfWork
from bot.adapters.db.workers import Workers
from bot.ports import Remark, UnitOfWork

T = TypeVar("T")

GROUP = 64
"""How many waiting pieces of work share a commit on SQLite: beyond this the gain per piece is under 2 %."""
_SQLITE_READERS = 2
_POSTGRES_READERS = 2


class DatabaseStore:
    """`bot.ports.Store`. Made by `open_store`; `start` it in the event loop, `close` it there."""

    def __init__(
        self, writing: Engine, reading: Engine, keys: KeyStore, *, writers: int, patience_s: float
    ) -> None:
        """`writers` is how many threads change things on PostgreSQL; on SQLite it is always one.

        `patience_s` is how long a transaction waits for a database that went away.
        """
        self.keys = keys
        self.on_outbox: Callable[[], None] | None = None
        self.on_remark: Callable[[Remark], None] | None = None
        self._engines = (writing, reading)
        claimers: set[str] = set()
        is_sqlite = writing.dialect.name == "sqlite"
        self._writers = Workers(
            writing,
            lambda connection: DatabaseUnitOfWork(connection, keys, is_reading=False, claimers=claimers),
            name="store-write",
            threads=1 if is_sqlite else writers,
            together=GROUP if is_sqlite else 1,
            patience_s=patience_s,
        )
        self._readers = Workers(
            reading,
            lambda connection: DatabaseUnitOfWork(connection, keys, is_reading=True, claimers=claimers),
            name="store-read",
            threads=_SQLITE_READERS if is_sqlite else _POSTGRES_READERS,
            together=1,
            patience_s=patience_s,
        )

    async def start(self) -> None:
        """Serve the running event loop."""
        self._writers.start(self._committed)
        self._readers.start(None)

    async def close(self) -> None:
        """Finish what was handed in, then let go of everything."""
        await self._readers.close()
        await self._writers.close()
        self.keys.close()
        for engine in self._engines:
            engine.dispose()

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and commit; it may run twice, so it must not touch anything else.

        Raises what `work` raised, after rolling back; DatabaseUnavailable when the database stays away.
        """
        return cast("T", await self._writers.run(work))

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a connection that only reads."""
        return cast("T", await self._readers.run(work))

    def _committed(self, has_added_deliveries: bool, remarks: Sequence[Remark]) -> None:  # noqa: FBT001 - private
        if has_added_deliveries and self.on_outbox is not None:
            self.on_outbox()
        if self.on_remark is not None:
            for remark in remarks:
                self.on_remark(remark)

"""Two transactions that stand in each other's way if they must: each goes on only when both have read, or one has to wait."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select

from bot.ports import Store, UnitOfWork

T = TypeVar("T")

START_S = 20.0
"""How long one of the two waits for the other to begin; the store must run two at once."""

PATIENCE_S = 0.3
"""How long one of the two waits for the other to have read too; where rows are locked, it never has."""


async def how_many_of_two(
    store: Store, read: Callable[[UnitOfWork], T], go_on: Callable[[UnitOfWork, T], bool]
) -> int:
    """Run two at once, which read the same and go on from what they found; how many of them could."""
    start, meeting = Barrier(2), Barrier(2)

    def work(uow: UnitOfWork) -> bool:
        start.wait(START_S)
        found = read(uow)
        with suppress(BrokenBarrierError):
            meeting.wait(PATIENCE_S)
        return go_on(uow, found)

    return sum(await asyncio.gather(store.transact(work), store.transact(work)))


def rows_of(uow: UnitOfWork, statement: Select[Any]) -> Sequence[Row[Any]]:
    """What the database itself holds."""
    return connection_of(uow).execute(statement).all()


def connection_of(uow: UnitOfWork) -> Connection:
    """The way to the database beside the repositories."""
    found: Connection = uow.transaction.connection  # type: ignore[attr-defined]  # those on databases have one
    return found

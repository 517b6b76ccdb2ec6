"""A due loop as a process: `python -m tests.due_loop DATABASE`, which works off what is due by each instant it reads.

It says "up" once its store is open, "done" after each instant, and names every transaction that failed. What it decides
is the real services' doing, on the real store; only its clock is told the time, and its one flow is short.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog

from bot.adapters.content.library import Library
from bot.adapters.db import open_store
from bot.adapters.scheduler.beats import Beats
from bot.adapters.system import SystemIds
from bot.domain.keys import master_key
from bot.domain.programme import Programme, Rotation
from bot.engine.loading import FLOW_FILE, load_flow
from bot.ports import FlowSet, Store, UnitOfWork
from bot.services.desk import Means
from tests.fakes import FixedClock
from tests.samples import BOT

T = TypeVar("T")

MASTERS = [master_key(b"d" * 32)]
UP, DONE = "up", "done"

_FLOW = "flow: a_word\ntitle: A word\nsteps:\n  - ask_text: word\n    text: A word about today?\n"


def one_flow() -> Library:
    """One question in one message; every working day may have it, so that most occurrences are really sent."""
    flow = load_flow({FLOW_FILE: _FLOW}, "a_word")
    programme = Programme(rotation=Rotation(usual=flow.name), starts_a_week=5)
    return Library(FlowSet(flows={flow.name: flow}, programme=programme, programme_text=""))


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Telling:
    """`bot.ports.Store` that says when a transaction fails: the beat would do it again, one by one, and say nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            return await self._store.transact(work)
        except Exception as error:
            _say(f"failed: {error}")
            raise

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._store.read(work)


async def main(url: str) -> None:
    """Work until the instants end."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    store, clock = open_store(url, MASTERS), FixedClock()
    await store.start()
    means = Means(bot_id=BOT, timezone="Europe/London", ids=SystemIds(), flows=one_flow())
    beats = Beats(store=Telling(store), means=means, clock=clock)
    _say(UP)
    while line := await asyncio.to_thread(sys.stdin.readline):
        clock.set(datetime.fromisoformat(line.strip()))
        await beats.due()
        _say(DONE)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

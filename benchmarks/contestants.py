"""Who is measured end to end: how each bot is started, and how many answers it kept."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Child, child

TOKEN = "1:x"  # noqa: S105  # the sink asks for no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A bot that can be started against any Bot API server."""

    name: str
    module: tuple[str, ...]
    kept: Callable[[Path], int] | None = None
    """Counts the finished entries in its data directory, where its tables are known."""

    @contextmanager
    def running(
        self, *, api_url: str, data: Path, listen: str = "127.0.0.1:0", send_rate: float = 100_000
    ) -> Iterator[Child]:
        """The bot as a process of its own; every contestant gets the same environment."""
        environment = {
            "KIPIC_BOT_TOKEN": TOKEN,
            "KIPIC_API_URL": api_url,
            "KIPIC_DATA_DIR": str(data),
            "KIPIC_SEND_RATE": str(send_rate),
            "KIPIC_SPREAD_MINUTES": "0",
            "KIPIC_LISTEN": listen,
            "KIPIC_LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", *self.module]
        with child(command, log=data / "log.txt", environment=environment) as bot:
            yield bot


def _count(path: Path, statement: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute(statement).fetchone()
    return int(count)


def _kipic_kept(data: Path) -> int:
    return _count(data / "kipic.db", "select count(*) from entry")


def _aiogram_kept(data: Path) -> int:
    return _count(data / "aiogram.sqlite3", "select count(*) from entries")


KIPIC = Contestant(name="kipic", module=("bot", "run"), kept=_kipic_kept)
AIOGRAM = Contestant(name="aiogram", module=("benchmarks.peer_aiogram",), kept=_aiogram_kept)
AIOGRAM_GC = Contestant(
    name="aiogram, gc tuned", module=("benchmarks.peer_aiogram", "--gc-tuned"), kept=_aiogram_kept
)
"""The same peer after a tuning that few know: shown so that nobody takes a collector's cost for a design's."""
BARE = Contestant(name="bare client", module=("benchmarks.bare_client",))
"""Stores nothing and only answers: its figure is the ceiling of the sink."""

"""What a bot left in its data directory, read for tests through the real store with its own key."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.adapters.db.opening import open_store
from bot.adapters.db.store import DatabaseStore
from bot.adapters.keyfile import read_or_make_key_file
from bot.domain.entries import Entry
from bot.domain.ids import ChatId
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A row of the outbox, in the order of its making."""

    chat_id: int
    method: str
    status: str
    attempts: int
    doubts: int


@asynccontextmanager
async def stored_in(data: Path) -> AsyncIterator[DatabaseStore]:
    """The store of a data directory whose bot is gone."""
    store = open_store(
        f"sqlite:///{data / 'kipic.db'}", read_or_make_key_file(data / "master.key", fresh=b"")
    )
    await store.start()
    try:
        yield store
    finally:
        await store.close()


def entries_of(chats: Iterable[int], *, bot_id: int) -> Callable[[UnitOfWork], dict[int, list[Entry]]]:
    """A reading of everything that the people of these chats kept, oldest first; strangers are left out."""
    wanted = [ChatId(chat) for chat in chats]

    def work(uow: UnitOfWork) -> dict[int, list[Entry]]:
        people = uow.people.by_chat(bot_id, wanted)
        found = {chat: uow.entries.between(one.id, date.min, date.max) for chat, one in people.items()}
        return {chat: sorted(entries, key=lambda one: one.created_at) for chat, entries in found.items()}

    return work


def words_of(entry: Entry) -> list[str]:
    """The answers that an entry holds, line by line; the title repeats one of them."""
    parts = (entry.what, entry.so_what, entry.now_what, entry.follow_up)
    return [line for part in parts for line in part.split("\n") if line.strip()]


def outbox_of(data: Path, *, chat: int | None = None) -> list[Owed]:
    """The outbox (of one chat) as the tables have it: no port shows doubts, since only operators and tests ask."""
    with closing(sqlite3.connect(f"file:{data / 'kipic.db'}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT chat_id, method, status, attempts, doubts FROM delivery ORDER BY id")
        return [
            Owed(chat_id=to, method=method, status=status, attempts=attempts, doubts=doubts)
            for to, method, status, attempts, doubts in rows
            if chat in {None, to}
        ]

"""The peer: the same conversation as a careful aiogram developer would write it, durable in SQLite.

State and answers lie in one row a chat; every update is one transaction in WAL with synchronous=FULL, committed
before the next question is sent. One worker thread owns the connection, and each use of it is one crossing.

It is the peer at its best, so three costs of the plain way are avoided: a bare `State` or `F.text` as a filter is
evaluated in a thread for every handler that is tried (`StateFilter` and an `async def` are not), the generic models
of answers are built anew whenever nobody holds on to them, and JSON is orjson's.
"""

import asyncio
import gc
import json
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import orjson
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.methods import Response
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

SCHEMA = """
create table if not exists conversations (
    chat_id integer primary key, state text, data text not null default '{}'
);
create table if not exists entries (
    id integer primary key, chat_id integer not null, kept_at integer not null default (unixepoch()),
    what text not null, context text not null, change text not null
);
"""
ADVANCE = """
insert into conversations (chat_id, state, data) values (?, ?, ?)
on conflict (chat_id) do update set state = excluded.state, data = json_patch(data, excluded.data)
"""
KEEP = """
insert into entries (chat_id, what, context, change)
select chat_id, data ->> 'what', data ->> 'context', ? from conversations where chat_id = ?
"""
GC_THRESHOLD = 50_000
"""New objects between two collections; Python's default of 700 makes it walk aiogram's models all the time."""
R = TypeVar("R")
HELD = (Response[list[Update]], Response[Message], Response[bool])
"""Kept alive here so that pydantic builds each of them once."""
router = Router()


class Onboarding(StatesGroup):
    """Before the first question."""

    consent = State()
    role = State()


class Reflection(StatesGroup):
    """The three questions of a day."""

    what = State()
    context = State()
    change = State()


class SqliteStorage(BaseStorage):
    """FSM states and data in SQLite, with one transaction for a step and one for a finished reflection."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection = self._thread.submit(_connect, path).result()

    async def advance(self, key: StorageKey, state: StateType, **answers: str) -> None:
        """Store an answer and the next state together."""
        row = (key.chat_id, _name(state), json.dumps(answers))
        await self._run(lambda: self._connection.execute(ADVANCE, row))

    async def keep(self, key: StorageKey, change: str) -> None:
        """Turn the answers of a chat into an entry and end its conversation, in one transaction."""

        def work() -> None:
            self._connection.execute("begin immediate")
            self._connection.execute(KEEP, (change, key.chat_id))
            self._connection.execute(
                "update conversations set state = null, data = '{}' where chat_id = ?", (key.chat_id,)
            )
            self._connection.execute("commit")

        await self._run(work)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Store the state alone."""
        await self.advance(key, state)

    async def get_state(self, key: StorageKey) -> str | None:
        """Read the state."""
        return await self._read("state", key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data."""
        row = (key.chat_id, json.dumps(data))
        statement = (
            "insert into conversations (chat_id, data) values (?, ?)"
            " on conflict (chat_id) do update set data = excluded.data"
        )
        await self._run(lambda: self._connection.execute(statement, row))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Read the data."""
        data: dict[str, Any] = json.loads(await self._read("data", key) or "{}")
        return data

    async def close(self) -> None:
        """Close the connection."""
        await self._run(self._connection.close)
        self._thread.shutdown()

    async def _read(self, column: str, key: StorageKey) -> str | None:
        statement = f"select {column} from conversations where chat_id = ?"  # noqa: S608  # one of two columns
        row = await self._run(lambda: self._connection.execute(statement, (key.chat_id,)).fetchone())
        return None if row is None else row[0]

    async def _run(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    connection.executescript(SCHEMA)
    return connection


async def has_text(message: Message) -> bool:
    """Whether there are words to store."""
    return message.text is not None


def _name(state: StateType) -> str | None:
    return state.state if isinstance(state, State) else state


def _buttons(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label.lower())] for label in labels]
    )


@router.message(CommandStart())
async def start(message: Message, state: FSMContext, storage: SqliteStorage) -> None:
    """Ask for consent."""
    await storage.advance(state.key, Onboarding.consent)
    await message.answer("Welcome. May I keep what you write?", reply_markup=_buttons("Yes", "No"))


@router.callback_query(StateFilter(Onboarding.consent))
async def consent(query: CallbackQuery, state: FSMContext, storage: SqliteStorage) -> None:
    """Ask for the role."""
    await query.answer()
    await storage.advance(state.key, Onboarding.role)
    if isinstance(query.message, Message):
        await query.message.answer(
            "What is your role?", reply_markup=_buttons("Partner", "Salaried", "Locum")
        )


@router.callback_query(StateFilter(Onboarding.role))
async def role(query: CallbackQuery, state: FSMContext, storage: SqliteStorage) -> None:
    """End the onboarding."""
    await query.answer()
    await storage.advance(state.key, None, role=query.data or "")
    if isinstance(query.message, Message):
        await query.message.answer("You are all set. /today whenever you like.")


@router.message(Command("today"))
async def ask_what(message: Message, state: FSMContext, storage: SqliteStorage) -> None:
    """Begin a reflection."""
    await storage.advance(state.key, Reflection.what)
    await message.answer(
        "What knowledge did you create today, something you worked out that wasn't written down?\n\n"
        "No names, dates or places.",
        reply_markup=_buttons("Nothing obvious", "Snooze", "Skip"),
    )


@router.message(StateFilter(Reflection.what), has_text)
async def ask_context(message: Message, state: FSMContext, storage: SqliteStorage) -> None:
    """Store what was created."""
    await storage.advance(state.key, Reflection.context, what=message.text or "")
    await message.answer("What about this person or place changed the answer?", reply_markup=_buttons("Skip"))


@router.message(StateFilter(Reflection.context), has_text)
async def ask_change(message: Message, state: FSMContext, storage: SqliteStorage) -> None:
    """Store what changed the answer."""
    await storage.advance(state.key, Reflection.change, context=message.text or "")
    await message.answer("What will you do differently?", reply_markup=_buttons("Skip"))


@router.message(StateFilter(Reflection.change), has_text)
async def keep(message: Message, state: FSMContext, storage: SqliteStorage) -> None:
    """Store the entry and close."""
    await storage.keep(state.key, message.text or "")
    await message.answer(
        "Kept. What did it draw on?",
        reply_markup=_buttons("Patient", "Evidence", "Experience", "Colleague", "Star", "Done"),
    )


async def main() -> None:
    """Poll until SIGTERM; with `--gc-tuned` the collector leaves what start-up made alone and runs rarely."""
    logging.basicConfig(level=logging.WARNING)
    if "--gc-tuned" in sys.argv[1:]:
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD, 20, 20)
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(os.environ["KIPIC_API_URL"]),
        json_loads=orjson.loads,
        json_dumps=lambda value: orjson.dumps(value).decode(),
    )
    storage = SqliteStorage(Path(os.environ["KIPIC_DATA_DIR"]) / "aiogram.sqlite3")
    dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
    dispatcher.include_router(router)
    await dispatcher.start_polling(Bot(os.environ["KIPIC_BOT_TOKEN"], session=session), storage=storage)


if __name__ == "__main__":
    asyncio.run(main())

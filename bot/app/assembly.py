"""From settings to the parts of a bot: keys, store, flows; whatever is wrong with them is said before anything runs."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.holidays import read_holidays
from bot.adapters.content.library import Library
from bot.adapters.db.engines import database_url
from bot.adapters.db.opening import open_store
from bot.adapters.db.single import DataDirLock
from bot.adapters.db.store import DatabaseStore
from bot.adapters.documents.qr_codes import SegnoQrCodes
from bot.adapters.keyfile import read_or_make_key_file
from bot.adapters.system import SystemIds
from bot.config import Settings
from bot.domain.calendar import LIBRARY_ONLY
from bot.domain.errors import DatabaseUnavailable, KeyProblem
from bot.domain.keys import MASTER_KEY_BYTES, MasterKey
from bot.ports import FlowSet, Store
from bot.services.desk import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a bot is made of, opened and checked; `shipped` are the flows that lie beside it."""

    settings: Settings
    shipped: FlowSet
    store: DatabaseStore
    means: Means
    lock: DataDirLock | None


def assemble(settings: Settings, *, bot_id: int, username: str) -> Parts:
    """Open everything, in the order in which a fault hurts least; raises errors that carry their remedy.

    `username` is the bot's, as Telegram tells it.
    """
    shipped = read_flow_set(settings.flows_dir)
    holidays = read_holidays(settings.holidays_file) if settings.holidays_file else LIBRARY_ONLY
    url = settings.database_url.get_secret_value()
    is_sqlite = urlsplit(url).scheme.startswith("sqlite")
    # Replicas share a PostgreSQL database on purpose; one SQLite file serves one bot.
    lock = DataDirLock.take(settings.data_dir) if is_sqlite else None
    try:
        store = open_store(url, master_keys(settings))
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    means = Means(
        bot_id=bot_id,
        timezone=settings.timezone,
        ids=SystemIds(),
        flows=Library(shipped),
        holidays=holidays,
        qr_codes=SegnoQrCodes(),
        spread=settings.spread_minutes,
        username=username,
        operators=settings.operators,
    )
    return Parts(settings=settings, shipped=shipped, store=store, means=means, lock=lock)


def master_keys(settings: Settings) -> tuple[MasterKey, ...]:
    """The keys of the settings, else those of the key file, which is made on the very first start."""
    if settings.secret_keys:
        return settings.secret_keys
    if not settings.key_file.exists() and (settings.data_dir / "kipic.db").exists():
        raise KeyProblem(
            f"The master key file {settings.key_file} is gone, but there is a database that it sealed.",
            remedy="Put the file back, or set KIPIC_SECRET_KEYS; without it nothing that people wrote can be read.",
        )
    return read_or_make_key_file(settings.key_file, fresh=os.urandom(MASTER_KEY_BYTES))


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store of the settings for a command, also beside a bot that runs on it; there must be one already."""
    url = settings.database_url.get_secret_value()
    _require_there(url)
    store = await asyncio.to_thread(open_store, url, master_keys(settings))
    await store.start()
    try:
        yield store
    finally:
        await store.close()


def _require_there(url: str) -> None:
    """A command beside the bot makes no database: an empty one would only hide that it looks at the wrong place."""
    file = database_url(url).database or ""
    if urlsplit(url).scheme.startswith("sqlite") and not Path(file).exists():
        raise DatabaseUnavailable(
            f"There is no database {file} yet.",
            remedy="Start Kipic once (kipic run), or name its place: KIPIC_DATA_DIR or KIPIC_DATABASE_URL.",
        )

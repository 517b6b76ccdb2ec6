"""From settings to the parts of a bot: keys, store, flows; whatever is wrong with them is said before anything runs."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.adapters.content.library import FileFlowLibrary
from bot.adapters.db.opening import open_store
from bot.adapters.db.single import DataDirLock
from bot.adapters.db.store import DatabaseStore
from bot.adapters.keyfile import read_or_make_key_file
from bot.adapters.system import SystemIds
from bot.config import Settings
from bot.domain.errors import KeyProblem
from bot.domain.keys import MASTER_KEY_BYTES, MasterKey
from bot.ports import StoredFlow
from bot.services.desk import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a bot is made of, opened and checked."""

    settings: Settings
    store: DatabaseStore
    means: Means
    lock: DataDirLock | None


def assemble(settings: Settings, *, bot_id: int) -> Parts:
    """Open everything, in the order in which a fault hurts least; raises errors that carry their remedy."""
    flows = FileFlowLibrary(settings.flows_dir)
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
    means = Means(bot_id=bot_id, timezone=settings.timezone, ids=SystemIds(), flows=flows)
    return Parts(settings=settings, store=store, means=means, lock=lock)


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


def stored_flows(means: Means) -> list[StoredFlow]:
    """The current flows as the database keeps them, so that a restart with other files breaks no live run."""
    flows = (means.flows.current(name) for name in means.flows.names())
    return [StoredFlow(name=flow.name, version=flow.version, files=flow.source) for flow in flows]

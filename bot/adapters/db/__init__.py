"""The database: `open_store` (opening.py) gives the store, `DataDirLock` (single.py) keeps a second bot away.

opening        files, keys, schema, in the order in which nothing is half done
store, workers threads, group commit, retries
unit_of_work   the repositories of one transaction (repositories/)
schema         the tables; migrations/ builds them
sealing, keys  people's words under a key each; the key store apart from the data
dialects       where SQLite and PostgreSQL differ
"""

from bot.adapters.db.opening import open_store
from bot.adapters.db.single import DataDirLock
from bot.adapters.db.store import DatabaseStore

__all__ = ["DataDirLock", "DatabaseStore", "open_store"]

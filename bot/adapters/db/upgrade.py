"""Brings the schema to this version's: migrations applied at start, by one process at a time, all or nothing."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

import bot
from bot.adapters.db.dialects import lock_upgrade
from bot.domain.errors import DatabaseNewer


def migrations_folder() -> Path:
    """Where the migrations lie: in the installed package, or at the top of a checkout."""
    package = Path(bot.__file__).parent
    packed = package / "migrations"
    return packed if packed.is_dir() else package.parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Alembic's settings for this connection; `migrations/env.py` takes it from there."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config


def refuse_newer(engine: Engine) -> None:
    """DatabaseNewer when a later version of Kipic made the schema. Changes nothing."""
    with engine.connect() as connection:
        _is_current(connection)


def upgrade(engine: Engine) -> None:
    """Apply what is missing. A second process waits here, and then finds nothing to do."""
    with engine.begin() as connection:
        lock_upgrade(connection)
        if not _is_current(connection):
            command.upgrade(configuration(connection), "head")


@cache
def _script() -> ScriptDirectory:
    """The migrations; reading them is most of what an up-to-date start costs here."""
    return ScriptDirectory(str(migrations_folder()))


def _is_current(connection: Connection) -> bool:
    """Whether the schema is this version's; DatabaseNewer when it is unknown here."""
    script = _script()
    found = MigrationContext.configure(connection).get_current_heads()
    known = {revision.revision for revision in script.walk_revisions()}
    if not known.issuperset(found):
        raise DatabaseNewer(
            f"The database has the schema {', '.join(found)}, which this version of Kipic doesn't know.",
            remedy="Run the version of Kipic that made it, or a later one; this one has changed nothing.",
        )
    return set(found) == set(script.get_heads())

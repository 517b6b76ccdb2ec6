"""How Alembic reaches the database: on the connection that Kipic hands over, or by KIPIC_DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import Connection

from bot.adapters.db.engines import data_engine, database_url, make_files
from bot.adapters.db.schema import metadata


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        # On SQLite too a migration is all or nothing: the transaction is begun by us, not by the driver.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run() -> None:
    if context.is_offline_mode():
        raise SystemExit("Migrations need a database: set KIPIC_DATABASE_URL and leave out --sql.")
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    url = database_url(os.environ.get("KIPIC_DATABASE_URL", "sqlite:///data/kipic.db"))
    make_files(url)
    with data_engine(url, for_upgrade=True).begin() as connection:
        _migrate(connection)


_run()

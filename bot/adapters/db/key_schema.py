"""The tables of the key store, which is made and versioned by itself: it must outlive any change of the data."""

from sqlalchemy import (
    Column,
    Engine,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    bindparam,
    select,
)
from sqlalchemy.schema import CreateSchema

from bot.adapters.db.dialects import insert_new, lock_upgrade
from bot.domain.errors import DatabaseNewer

KEY_SCHEMA = "kipic_keys"
"""The schema on PostgreSQL; on SQLite the store is a file of its own."""

KEY_FORMAT = 1
"""Raised when the tables below change; `prepare` then brings an older store forward."""

_NAME_LENGTH = 64

key_metadata = MetaData()

data_key = Table(
    "data_key",
    key_metadata,
    Column("owner", String(_NAME_LENGTH), nullable=False),
    Column("generation", SmallInteger, nullable=False),
    Column("master_id", String(_NAME_LENGTH), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    PrimaryKeyConstraint("owner", "generation"),
)

master_check = Table(
    "master_check",
    key_metadata,
    Column("master_id", String(_NAME_LENGTH), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

key_meta = Table(
    "key_meta",
    key_metadata,
    Column("name", String(_NAME_LENGTH), primary_key=True),
    Column("value", String(_NAME_LENGTH), nullable=False),
)

_FORMAT = select(key_meta.c.value).where(key_meta.c.name == bindparam("wanted"))
_SET_FORMAT = insert_new(key_meta)


def prepare(engine: Engine) -> None:
    """Make the tables where they are missing; DatabaseNewer when a later version made them."""
    with engine.begin() as connection:
        lock_upgrade(connection)
        if engine.dialect.name == "postgresql":
            connection.execute(CreateSchema(KEY_SCHEMA, if_not_exists=True))
        key_metadata.create_all(connection)
        connection.execute(_SET_FORMAT.on(connection), [{"name": "format", "value": str(KEY_FORMAT)}])
        found = connection.scalar(_FORMAT, {"wanted": "format"})
    if found is None or int(found) > KEY_FORMAT:
        raise DatabaseNewer(
            f"The key store has format {found}, and this version of Kipic knows {KEY_FORMAT}.",
            remedy="Run the version that made it, or a later one.",
        )

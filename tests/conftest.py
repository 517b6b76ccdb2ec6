"""What every test may ask for, and which tests run: nothing is skipped unseen where KIPIC_TEST_REQUIRE forbids it."""

import os
import shutil
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

from tests.postgres import PostgresMissing, own_database, postgres_server

_LONG_FORMS = "not faults and not fuzz"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def required() -> frozenset[str]:
    """What must be there (`KIPIC_TEST_REQUIRE=postgres,chromium`); when it names anything, a skip is a failure."""
    return frozenset(filter(None, os.environ.get("KIPIC_TEST_REQUIRE", "").replace(" ", "").split(",")))


def missing(what: str, reason: str) -> NoReturn:
    """Skips the test that needs `what`, or fails it where `what` is required."""
    if what in required():
        pytest.fail(f"{reason} (KIPIC_TEST_REQUIRE names {what})", pytrace=False)
    pytest.skip(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts",
        action="store_true",
        help="write the flows' golden transcripts anew, for a person to review the diff",
    )
    parser.addoption(
        "--save-pictures",
        action="store_true",
        help="save the browser tests' screenshots into docs/pictures, where the README shows them",
    )


def pytest_configure(config: pytest.Config) -> None:
    # The long forms run only when they are asked for by name (make faults, make fuzz).
    if not config.option.markexpr:
        config.option.markexpr = _LONG_FORMS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and required():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped while KIPIC_TEST_REQUIRE is set. {reason}"


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """A PostgreSQL server whose databases one may make and drop; each worker has its own unless one is named."""
    named = os.environ.get("KIPIC_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    try:
        with postgres_server() as url:
            yield url
    except PostgresMissing as reason:
        missing("postgres", str(reason))


@pytest.fixture(scope="session")
def postgres_url(postgres_server_url: str, worker_id: str) -> Iterator[str]:
    """A database of this run and worker alone, empty at first; the tests that share it clear what they leave."""
    with own_database(postgres_server_url, f"kipic_{os.getpid()}_{worker_id}") as url:
        yield url


@pytest.fixture(scope="session")
def _database_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def fresh_postgres_url(
    postgres_server_url: str, worker_id: str, _database_numbers: Iterator[int]
) -> Iterator[str]:
    """An empty database for one test."""
    name = f"kipic_{os.getpid()}_{worker_id}_{next(_database_numbers)}"
    with own_database(postgres_server_url, name) as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser for the tests of the playground's page."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        missing("chromium", f"no browser on PATH: install one of {', '.join(_BROWSERS)}")
    return Path(found)

"""Databases for tests of what only the real ones do."""

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/kipic.db"
    url: str = request.getfixturevalue("fresh_postgres_url")
    return url

"""A playground in the test's own process, whose bot can be asked what it stored."""

from collections.abc import AsyncIterator

import pytest

from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.config import load_settings
from tests.phone import Line, Phone, line_to


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The real bot on a real SQLite store, behind the playground's server."""
    settings = load_settings({"KIPIC_TRY_LISTEN": "127.0.0.1:0"}, None)
    async with playing(settings, tmp_path_factory.mktemp("stage")) as played:
        yield played


@pytest.fixture(scope="module")
async def line(stage: Stage) -> AsyncIterator[Line]:
    async with line_to(stage.url) as there:
        yield there


@pytest.fixture
async def ada(line: Line) -> Phone:
    """A doctor who has signed up."""
    phone = await line.newcomer("Ada Okafor")
    await phone.onboard()
    return phone


@pytest.fixture
async def ben(line: Line) -> Phone:
    """Another doctor who has signed up."""
    phone = await line.newcomer("Ben Hughes")
    await phone.onboard()
    return phone

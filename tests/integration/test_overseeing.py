"""`kipic decisions` and `kipic forecast` beside a bot that has the same database open."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.system import SystemClock
from bot.app.stage import Stage
from bot.app.tryout import playing
from bot.cli import cli
from bot.config import load_settings
from bot.domain.schedules import DecisionKind, Reason
from bot.ports import UnitOfWork
from tests.samples import a_decision, a_person, a_schedule

RUNNER = CliRunner()
PEOPLE = 3
HOUR = timedelta(hours=1)


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A bot that runs, with some people in its database."""
    settings = load_settings({"KIPIC_TRY_LISTEN": "127.0.0.1:0"}, None)
    monkeypatch.setenv("KIPIC_DATA_DIR", str(tmp_path / "data"))
    async with playing(settings, tmp_path / "data") as stage:
        await stage.program.parts.store.transact(_fill)
        yield stage


def _fill(uow: UnitOfWork) -> None:
    now, numbers = SystemClock().now(), range(1, PEOPLE + 1)
    uow.people.save([a_person(number) for number in numbers])
    uow.schedules.save([a_schedule(number, of=number, next_due_at=now + 3 * HOUR) for number in numbers])
    sent = [
        a_decision(number, of=number, schedule_id=a_schedule(number).id, decided_at=now - HOUR)
        for number in numbers
    ]
    away = a_decision(
        9,
        local_date=date(2026, 3, 3),
        kind=DecisionKind.SKIPPED,
        reason=Reason.ON_LEAVE,
        decided_at=now - 9 * 24 * HOUR,
    )
    uow.schedules.decide([*sent, away])


async def operator(*told: str) -> Result:
    """A command in a thread of its own, as a process beside the bot would be."""
    return await asyncio.to_thread(RUNNER.invoke, cli, told)


@pytest.mark.usefixtures("stage")
async def test_decisions_are_counted_beside_a_bot_that_runs() -> None:
    week = await operator("decisions")
    assert week.exit_code == 0, week.output
    assert "3 decided" in week.output
    assert "it was time" in week.output
    assert "on leave" not in week.output
    assert "Ada" not in week.output
    month = await operator("decisions", "--days", "30")
    assert "4 decided" in month.output
    assert "they were on leave" in month.output


@pytest.mark.usefixtures("stage")
async def test_the_forecast_is_told_beside_a_bot_that_runs() -> None:
    day = await operator("forecast")
    assert day.exit_code == 0, day.output
    assert day.output.startswith("At most 3 prompts in the next 24 hours")
    assert "No window closes before." in day.output
    hours = await operator("forecast", "--hours", "2")
    assert hours.output == "Nobody is due in the next 2 hours.\n"


async def test_without_a_database_both_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIPIC_DATA_DIR", str(tmp_path))
    for command in ("decisions", "forecast"):
        result = await operator(command)
        assert result.exit_code == 2
        assert "Start Kipic once" in result.output

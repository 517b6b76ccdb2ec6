"""`kipic decisions`, `forecast` and `audit`: what operators ask beside a bot that runs; `bot/app/overview` does the work."""

import asyncio
from typing import Annotated

import typer

from bot.cli.exits import finish, settings_of_environment


def decisions(
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How many days to look back.")] = 7,
) -> None:
    """Count what was decided about everybody's prompts, and why; it names nobody."""
    from bot.app.overview import decided  # noqa: PLC0415 - the store's imports are not for the other commands

    settings = settings_of_environment()
    finish(lambda: asyncio.run(decided.show_decisions(settings, days=days)))


def forecast(
    hours: Annotated[int, typer.Option("--hours", min=1, max=744, help="How many hours to look ahead.")] = 24,
) -> None:
    """Tell how many people are due soon, when the last of them has theirs, and how many windows close before."""
    from bot.app.overview import coming  # noqa: PLC0415 - the store's imports are not for the other commands

    settings = settings_of_environment()
    finish(lambda: asyncio.run(coming.show_forecast(settings, hours=hours)))


def audit(
    last: Annotated[int, typer.Option("--last", min=1, max=100_000, help="How many lines to show.")] = 50,
) -> None:
    """Tell who made, opened and took back links, who became a tutor and who was removed: ids and codes, no names."""
    from bot.app.overview import audited  # noqa: PLC0415 - the store's imports are not for the other commands

    settings = settings_of_environment()
    finish(lambda: asyncio.run(audited.show_audit(settings, last=last)))

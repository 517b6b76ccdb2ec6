"""The command line: parse, call, and turn an error into one clear message with its remedy and exit code 2."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from bot.app import serving, tryout
from bot.config import Settings, load_settings
from bot.domain.errors import KipicError
from bot.engine.errors import FlowFaults
from bot.logs import configure_logs

FAULT: Final = 2
"""The exit code of everything that an operator can mend."""

cli = typer.Typer(
    help="Kipic: a Telegram bot that helps GPs to notice, keep and use the knowledge that they create at work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def run() -> None:
    """Run the bot; without KIPIC_BOT_TOKEN, the playground in your browser."""
    settings = _settings()
    if settings.bot_token is None:
        _finish(tryout.serve(settings, with_demo=False))
    else:
        _finish(serving.serve(settings))


@cli.command(name="try")
def try_(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Begin with three months of believable entries.")
    ] = False,
    server_only: Annotated[
        bool, typer.Option("--server-only", help="Only the Bot API server and the page, without a bot.")
    ] = False,
) -> None:
    """Try Kipic on a phone in your browser: the real bot, a Bot API server of our own, and a clock to turn."""
    settings = _settings()
    _finish(tryout.serve_alone(settings) if server_only else tryout.serve(settings, with_demo=demo))


def main() -> None:
    """The entry point of `kipic` and of `python -m bot`."""
    cli(prog_name="kipic")


def _settings() -> Settings:
    try:
        settings = load_settings(os.environ, Path(".env"))
    except KipicError as error:
        _give_up(str(error), error.remedy)
    configure_logs(settings)
    return settings


def _finish(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except KipicError as error:
        _give_up(str(error), error.remedy)
    except FlowFaults as error:
        _give_up(str(error), "Mend the files named above; nothing was started.")
    except KeyboardInterrupt:
        sys.exit(130)


def _give_up(what: str, remedy: str) -> NoReturn:
    typer.echo(f"kipic: {what}\n  → {remedy}", err=True)
    sys.exit(FAULT)

"""The command line: parse, call, and turn an error into one clear message with its remedy and exit code 2."""

import asyncio
from typing import Annotated

import typer

from bot.cli.exits import finish, settings_of_environment
from bot.cli.flows import flows
from bot.cli.overseeing import audit, decisions, forecast
from bot.cli.simulating import simulate
from bot.config import Settings
from bot.domain.calendar import zone_rules
from bot.logs import configure_logs

cli = typer.Typer(
    help="Kipic: a Telegram bot that helps GPs to notice, keep and use the knowledge that they create at work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(flows, name="flows")
cli.command()(simulate)
cli.command()(decisions)
cli.command()(forecast)
cli.command()(audit)


@cli.command()
def run() -> None:
    """Run the bot; without KIPIC_BOT_TOKEN, the playground in your browser."""
    from bot.app import serving, tryout  # noqa: PLC0415 - the server's seconds of imports are not for authors

    settings = _settings()
    if settings.bot_token is None:
        finish(lambda: asyncio.run(tryout.serve(settings, with_demo=False)))
    else:
        finish(lambda: asyncio.run(serving.serve(settings)))


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
    from bot.app import tryout  # noqa: PLC0415 - the server's seconds of imports are not for authors

    settings = _settings()
    work = tryout.serve_alone(settings) if server_only else tryout.serve(settings, with_demo=demo)
    finish(lambda: asyncio.run(work))


def main() -> None:
    """The entry point of `kipic` and of `python -m bot`."""
    zone_rules.follow_package()
    cli(prog_name="kipic")


def _settings() -> Settings:
    settings = settings_of_environment()
    configure_logs(settings)
    return settings

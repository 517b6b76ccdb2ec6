"""How a command ends: its settings read or refused, and every error as one clear message with its remedy."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import typer

from bot.config import Settings, load_settings
from bot.domain.errors import KipicError
from bot.engine.errors import FlowFaults

FAULT: Final = 2
"""The exit code of everything that an operator or author can mend."""


def settings_of_environment() -> Settings:
    """The settings, or the end of the program with all that is wrong with them."""
    try:
        return load_settings(os.environ, Path(".env"))
    except KipicError as error:
        give_up(str(error), error.remedy)


def finish(work: Callable[[], int | None]) -> None:
    """Do the work and leave with its exit code; errors become a message and exit code 2."""
    try:
        code = work()
    except KipicError as error:
        give_up(str(error), error.remedy)
    except FlowFaults as error:
        give_up(str(error), "Mend the files named above; nothing was started.")
    except KeyboardInterrupt:
        sys.exit(130)
    if code:
        sys.exit(code)


def give_up(what: str, remedy: str) -> NoReturn:
    """Say what is wrong and what to do, and leave."""
    typer.echo(f"kipic: {what}\n  → {remedy}", err=True)
    sys.exit(FAULT)

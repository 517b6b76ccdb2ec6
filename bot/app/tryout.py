"""`kipic try`: the real bot against a Bot API server of our own, with a phone in the browser and a clock to turn."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import typer
from pydantic import SecretStr

from bot.adapters.scheduler.metronome import (
    DUE_SECONDS,
    FIGURES_SECONDS,
    FLOWS_SECONDS,
    PROGRESS_SECONDS,
    SUMMARY_SECONDS,
    Metronome,
)
from bot.adapters.system import SystemClock
from bot.adapters.telegram.api import BotApi
from bot.app.assembly import assemble
from bot.app.backstage import ProgramBackstage
from bot.app.clock import TurnedClock
from bot.app.demo import begin_demo, seed_demo
from bot.app.program import CALLS_AT_ONCE, Program
from bot.app.signals import until_signalled
from bot.app.stage import Stage
from bot.config import Settings
from bot.domain.errors import KipicError, SettingsError
from bot.playground import serving as playground
from bot.playground.backstage import Backstage
from bot.playground.people import Role
from bot.playground.serving import Serving
from bot.playground.world import World

TOKEN: Final = "1000001:playground"  # noqa: S105 - our own server takes any token; it opens nothing

SEND_RATE: Final = 500.0
"""Messages a second: nobody's flood limit stands between the bot and the phone in the browser."""

PAGE: Final = Path(playground.__file__).parent / "page"


async def serve(settings: Settings, *, with_demo: bool) -> None:
    """Serve the playground with the bot behind it until a signal comes; what was tried is gone then."""
    if settings.bot_token is not None:
        raise SettingsError(
            "The playground does not run beside a real bot token.",
            remedy="Unset KIPIC_BOT_TOKEN to try Kipic, or use `kipic run` for the real thing.",
        )
    stopping = until_signalled()
    with tempfile.TemporaryDirectory(prefix="kipic-try-") as folder:
        machine = SystemClock()
        begin = begin_demo(machine.now(), settings.timezone) if with_demo else None
        async with playing(settings, Path(folder), clock=TurnedClock(machine, begin=begin)) as stage:
            if with_demo:
                _say("Playing three months of a GP's entries through the bot - a few seconds ...")
                await seed_demo(stage)
            _say(f"Kipic is at {stage.url} - open it in your browser. Ctrl+C ends it.")
            await stopping.wait()


async def serve_alone(settings: Settings) -> None:
    """Serve only the Bot API server and its page, on real time, for a bot that runs elsewhere."""
    stopping = until_signalled()
    serving = await _listen(settings, World(SystemClock().now, timezone=settings.timezone), None)
    _say(
        f"The Bot API server is at {serving.url} - give the bot KIPIC_API_URL={serving.url}. Ctrl+C ends it."
    )
    await stopping.wait()
    await serving.stop()


@asynccontextmanager
async def playing(
    settings: Settings, folder: Path, *, clock: TurnedClock | None = None
) -> AsyncIterator[Stage]:
    """A whole playground in a folder of its own, from its first to its last request."""
    clock = clock or TurnedClock(SystemClock())
    world = World(clock.now, TOKEN, timezone=settings.timezone)
    backstage = ProgramBackstage(clock, world, flows_dir=settings.flows_dir)
    serving = await _listen(settings, world, backstage)
    api = BotApi(token=TOKEN, base_url=serving.url, connections=CALLS_AT_ONCE)
    await api.open()
    try:
        parts = await asyncio.to_thread(
            assemble, _in_folder(settings, folder, world), bot_id=api.id, username=world.profile.username
        )
        program = Program(parts, api=api, clock=clock)
        backstage.program = program
        metronome = _metronome(program)
        try:
            await program.introduce()
            await program.start()
            metronome.start()
            yield Stage(url=serving.url, world=world, program=program, clock=clock, backstage=backstage)
        finally:
            metronome.stop()
            await program.stop()
    finally:
        await api.close()
        await serving.stop()


async def _listen(settings: Settings, world: World, backstage: Backstage | None) -> Serving:
    host, port = settings.try_listen.host, settings.try_listen.port
    try:
        return await playground.serve(world, host=host, port=port, backstage=backstage, static=PAGE)
    except OSError as error:
        raise KipicError(
            f"{settings.try_listen} can't be listened on: {error.strerror}.",
            remedy="Free that address, or set KIPIC_TRY_LISTEN to another one on 127.0.0.1.",
        ) from None


def _in_folder(settings: Settings, folder: Path, world: World) -> Settings:
    """The settings, but everything that is stored goes into the folder, and a question comes at its very minute.

    Unless they name operators, those are the people who are called so on the page.
    """
    operators = frozenset(one.id for one in world.people.values() if one.role is Role.OPERATOR)
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": SecretStr(f"sqlite:///{folder / 'kipic.db'}"),
            "send_rate": SEND_RATE,
            "spread_minutes": timedelta(0),
            "secret_keys": (),
            "operators": settings.operators or operators,
        }
    )


def _metronome(program: Program) -> Metronome:
    metronome = Metronome()
    metronome.add("due", program.beats.due, seconds=DUE_SECONDS)
    metronome.add("progress", program.beats.progress, seconds=PROGRESS_SECONDS)
    metronome.add("figures", program.beats.figures, seconds=FIGURES_SECONDS)
    metronome.add("pictures", program.pictures.make_due, seconds=SUMMARY_SECONDS)
    metronome.add("flows", program.flows.follow, seconds=FLOWS_SECONDS)
    metronome.add("cohorts", program.cohort_plans.follow, seconds=FLOWS_SECONDS)
    metronome.add("summaries", program.summariser.make_due, seconds=SUMMARY_SECONDS)
    return metronome


def _say(line: str) -> None:
    """Where to look is what the command is for, so it goes to standard output, not into the log."""
    typer.echo(line)
    sys.stdout.flush()

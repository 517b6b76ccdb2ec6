"""`kipic run`: the bot against a Bot API server, on real time, until a signal comes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.adapters.scheduler.metronome import (
    DUE_SECONDS,
    FIGURES_SECONDS,
    FLOWS_SECONDS,
    PROGRESS_SECONDS,
    RETENTION_SECONDS,
    SUMMARY_SECONDS,
    Metronome,
)
from bot.adapters.system import SystemClock
from bot.adapters.telegram.api import BotApi
from bot.adapters.web.health import Health
from bot.app.assembly import assemble
from bot.app.program import CALLS_AT_ONCE, Program
from bot.app.signals import until_signalled
from bot.config import Settings
from bot.domain.errors import KipicError, SettingsError

log = structlog.get_logger()


async def serve(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM. Raises an error with a remedy when anything keeps it from starting."""
    if settings.bot_token is None:
        raise SettingsError(
            "There is no bot token.",
            remedy="Get one from @BotFather in Telegram and set KIPIC_BOT_TOKEN, or run `kipic try`.",
        )
    api = BotApi(
        token=settings.bot_token.get_secret_value(), base_url=settings.api_url, connections=CALLS_AT_ONCE
    )
    await api.open()
    try:
        with _api_faults_told(settings):  # before anything is opened, so that nothing is half-started
            username = str((await api.ask("getMe"))["username"])
        await _run(settings, api, username)
    finally:
        await api.close()


@contextmanager
def _api_faults_told(settings: Settings) -> Iterator[None]:
    """What the Bot API answers while starting, in words that help."""
    try:
        yield
    except InvalidToken:
        raise SettingsError(
            "The Bot API server does not accept the bot token.",
            remedy="Copy the token anew from @BotFather into KIPIC_BOT_TOKEN.",
        ) from None
    except NetworkError:
        raise SettingsError(
            f"The Bot API server at {settings.api_url} can't be reached.",
            remedy="Check the network, and KIPIC_API_URL if you set it.",
        ) from None
    except TelegramError as error:
        raise SettingsError(
            f"The Bot API server at {settings.api_url} answers strangely ({type(error).__name__}).",
            remedy="Check KIPIC_API_URL: it must be a Bot API server.",
        ) from None


async def _run(settings: Settings, api: BotApi, username: str) -> None:
    stopping = until_signalled()
    parts = await asyncio.to_thread(assemble, settings, bot_id=api.id, username=username)
    program = Program(parts, api=api, clock=SystemClock())
    health = Health(host=settings.listen.host, port=settings.listen.port, is_ready=program.is_ready)
    metronome = _metronome(program)
    try:
        _listen(health, settings)
        with _api_faults_told(settings):
            await program.introduce()
        await program.start()
        health.start()
        metronome.start()
        log.info("bot.started", bot=username, health=f"http://{health.address}/readyz")
        await stopping.wait()
        log.info("bot.stopping")
    finally:
        metronome.stop()
        await health.stop()
        await program.stop()
    log.info("bot.stopped")


def _listen(health: Health, settings: Settings) -> None:
    try:
        health.open()
    except OSError as error:
        raise KipicError(
            f"{settings.listen} can't be listened on: {error.strerror}.",
            remedy="Free that address, or set KIPIC_LISTEN to another one.",
        ) from None


def _metronome(program: Program) -> Metronome:
    metronome = Metronome()
    metronome.add("due", program.beats.due, seconds=DUE_SECONDS)
    metronome.add("progress", program.beats.progress, seconds=PROGRESS_SECONDS)
    metronome.add("figures", program.beats.figures, seconds=FIGURES_SECONDS)
    metronome.add("pictures", program.pictures.make_due, seconds=SUMMARY_SECONDS)
    metronome.add("flows", program.flows.follow, seconds=FLOWS_SECONDS)
    metronome.add("cohorts", program.cohort_plans.follow, seconds=FLOWS_SECONDS)
    metronome.add("summaries", program.summariser.make_due, seconds=SUMMARY_SECONDS)
    metronome.add("retention", program.beats.retention, seconds=RETENTION_SECONDS)
    return metronome

"""The metronome: APScheduler with a few fixed jobs in memory; every durable time is a row in the database."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()

Beat = Callable[[], Awaitable[None]]

DUE_SECONDS: Final = 1
SUMMARY_SECONDS: Final = 1
PROGRESS_SECONDS: Final = 5
FIGURES_SECONDS: Final = 10
RETENTION_SECONDS: Final = 600
FLOWS_SECONDS: Final = 3


class Metronome:
    """Runs each beat at its interval: one at a time, a late one once, a failing one again at its next time."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def add(self, name: str, beat: Beat, *, seconds: float) -> None:
        """Run `beat` every so many seconds; what it raises is logged by its type, never by its text."""

        async def guarded() -> None:
            try:
                await beat()
            except Exception as error:  # noqa: BLE001 - a beat that failed must beat again
                log.warning("beat.failed", beat=name, error=type(error).__name__)

        self._scheduler.add_job(guarded, IntervalTrigger(seconds=seconds), id=name)

    def start(self) -> None:
        """Begin to beat, in the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Beat no more; a beat under way ends by itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

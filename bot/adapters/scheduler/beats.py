"""The beats: what is done again and again, each until nothing of its kind is left to do."""

import structlog

from bot.ports import Clock, Store
from bot.services import due, prompts, retention
from bot.services.desk import Means

log = structlog.get_logger()


class Beats:
    """The work of the metronome's ticks; the playground drives the same beats under its own clock."""

    def __init__(self, *, store: Store, means: Means, clock: Clock) -> None:
        self._store = store
        self._means = means
        self._clock = clock

    async def due(self) -> None:
        """Attend to due items, expiries before new prompts, then decide the occurrences that are due."""
        means = self._means
        while await self._store.transact(lambda uow: due.attend(uow, means=means, now=self._clock.now())):
            pass
        decided = 0
        while count := await self._store.transact(
            lambda uow: prompts.decide_due(uow, means=means, now=self._clock.now())
        ):
            decided += count
        if decided:
            log.info("occurrences.decided", count=decided)

    async def retention(self) -> None:
        """Let go of what is past its time."""
        while (
            await self._store.transact(lambda uow: retention.tidy(uow, now=self._clock.now()))
            == retention.BATCH
        ):
            pass

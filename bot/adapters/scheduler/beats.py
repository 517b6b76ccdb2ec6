"""The beats: what is done again and again, each until nothing of its kind is left to do."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog

from bot.domain.errors import DatabaseUnavailable
from bot.domain.ids import PostingId
from bot.ports import Clock, Store, UnitOfWork
from bot.services import digests, due, expanding, figures, progress, prompts, retention, setting_aside
from bot.services.desk import Means

log = structlog.get_logger()


class Step(Protocol):
    """One transaction's worth of work: what is due by `now`, at most `limit` of it; how much there was."""

    def __call__(self, uow: UnitOfWork, *, means: Means, now: datetime, limit: int) -> int:
        """Do it."""


class SetAside(Protocol):
    """Puts the earliest of what is due by `now` off."""

    def __call__(self, uow: UnitOfWork, *, now: datetime) -> None:
        """Do it."""


class Beats:
    """The work of the metronome's ticks; the playground drives the same beats under its own clock."""

    def __init__(self, *, store: Store, means: Means, clock: Clock) -> None:
        self._store = store
        self._means = means
        self._clock = clock

    async def due(self) -> None:
        """Attend to due items, expiries before new prompts, then decide the occurrences that are due."""
        await self._work_off(due.attend, setting_aside.due_item)
        await self._expand()
        await self._work_off_lines()
        decided = await self._work_off(prompts.decide_due, setting_aside.occurrence)
        if decided:
            log.info("occurrences.decided", count=decided)

    async def progress(self) -> None:
        """Bring the messages that show how broadcasts go up to date."""
        await self._store.transact(
            lambda uow: progress.refresh(uow, means=self._means, now=self._clock.now())
        )

    async def figures(self) -> None:
        """Close the blocks of answers that are full; a posting that can't be counted must not keep the others waiting."""
        for posting_id in await self._store.read(figures.due):
            try:
                await self._store.transact(self._gathering(posting_id))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever fails for one posting
                log.error("figures.failed", posting=posting_id, error=type(error).__name__)  # noqa: TRY400 - its text may hold words

    async def retention(self) -> None:
        """Let go of what is past its time."""
        while await self._store.transact(
            lambda uow: retention.tidy(uow, means=self._means, now=self._clock.now())
        ):
            pass

    async def _expand(self) -> None:
        """Write the recipients of broadcasts; one that can't be written must not keep everybody's prompts waiting."""
        try:
            while await self._store.transact(
                lambda uow: expanding.expand(uow, means=self._means, now=self._clock.now())
            ):
                pass
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever fails for a broadcast, people must be asked
            log.error("broadcast.failed", error=type(error).__name__)  # noqa: TRY400 - its text may hold words

    async def _work_off_lines(self) -> None:
        """See to shared lines that were passed on or taken back; one that fails must not keep prompts waiting either."""
        try:
            while await self._store.transact(
                lambda uow: digests.work_off(uow, means=self._means, now=self._clock.now())
            ):
                pass
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever fails for a line, people must be asked
            log.error("digest.failed", error=type(error).__name__)  # noqa: TRY400 - its text may hold words

    async def _work_off(self, step: Step, set_aside: SetAside) -> int:
        """Repeat a step until nothing is due; what fails is looked for one by one, and set aside for a while."""
        done, limit = 0, prompts.BATCH
        while True:
            try:
                count = await self._store.transact(self._work(step, limit))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever fails for one person, the others must be asked
                is_alone = limit == 1
                limit = prompts.BATCH if is_alone else 1
                if is_alone:
                    log.error("due.set_aside", error=type(error).__name__)  # noqa: TRY400 - its text may hold words
                    await self._store.transact(lambda uow: set_aside(uow, now=self._clock.now()))
                continue
            if not count:
                return done
            done += count

    def _gathering(self, posting_id: PostingId) -> Callable[[UnitOfWork], None]:
        return lambda uow: figures.gather(uow, posting_id, means=self._means, now=self._clock.now())

    def _work(self, step: Step, limit: int) -> Callable[[UnitOfWork], int]:
        return lambda uow: step(uow, means=self._means, now=self._clock.now(), limit=limit)

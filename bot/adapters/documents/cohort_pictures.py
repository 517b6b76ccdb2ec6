"""Draws the pictures of cohorts that tutors asked for: gathered in one transaction, drawn in a worker, queued in another."""

from typing import Final

import structlog

from bot.domain.errors import DatabaseUnavailable
from bot.domain.trends import CohortReport
from bot.ports import Clock, Documents, Store
from bot.services import cohort_pictures
from bot.services.cohort_pictures import Wanted
from bot.services.desk import Means

log = structlog.get_logger()

AT_ONCE: Final = 8
"""Pictures gathered in one go."""


class CohortPictures:
    """Draws and queues pictures, each once; whoever asked for one that can't be drawn is told so."""

    def __init__(self, *, store: Store, documents: Documents, means: Means, clock: Clock) -> None:
        self._store = store
        self._documents = documents
        self._means = means
        self._clock = clock

    async def make_due(self) -> None:
        """Draw every picture that was asked for, until none is left."""
        while wanted := await self._store.read(
            lambda uow: cohort_pictures.gather(uow, means=self._means, now=self._clock.now(), limit=AT_ONCE)
        ):
            for one in wanted:
                await self._make(one)

    async def _make(self, wanted: Wanted) -> None:
        picture = await self._drawn(wanted.report) if wanted.report is not None else None
        await self._store.transact(
            lambda uow: cohort_pictures.queue(uow, wanted, picture, means=self._means, now=self._clock.now())
        )

    async def _drawn(self, report: CohortReport) -> bytes | None:
        try:
            return await self._documents.cohort_card(report)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the press trips over, the tutor is told, and the others get theirs
            log.error("picture.failed", error=type(error).__name__)  # noqa: TRY400 - its text may hold words
            return None

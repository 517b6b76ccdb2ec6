"""Makes the summaries that are due: gathered in one transaction, printed in workers, queued in another."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from bot.domain.errors import DatabaseUnavailable
from bot.domain.ids import SummaryId
from bot.ports import Clock, Documents, Store
from bot.services import summaries
from bot.services.desk import Means
from bot.services.summaries import Gathered, Printed

log = structlog.get_logger()

AT_ONCE: Final = 8
"""Summaries gathered in one go: enough to keep the workers busy, few enough not to hold many reports at once."""


class Summariser:
    """Prints and queues summaries, each once; one that can't be made rests, and the others go on."""

    def __init__(self, *, store: Store, documents: Documents, means: Means, clock: Clock) -> None:
        self._store = store
        self._documents = documents
        self._means = means
        self._clock = clock

    async def make_due(self) -> None:
        """Make every summary that is due, until none is left."""
        limit = AT_ONCE
        while True:
            try:
                gathered = await self._gather(limit)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - one person's broken entry must not cost the others theirs
                if limit == 1:
                    await self._put_first_off(error)
                limit = AT_ONCE if limit == 1 else 1
                continue
            if not gathered:
                return
            await asyncio.gather(*(self._make_or_put_off(one) for one in gathered))
            log.info("summaries.made", count=len(gathered))

    async def _gather(self, limit: int) -> Sequence[Gathered]:
        return await self._store.read(lambda uow: summaries.gather(uow, now=self._clock.now(), limit=limit))

    async def _make_or_put_off(self, gathered: Gathered) -> None:
        try:
            await self._make(gathered)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a document trips over, the others are owed theirs
            await self._put_off(gathered.summary.id, error)

    async def _put_first_off(self, error: Exception) -> None:
        due = await self._store.read(lambda uow: uow.summaries.due(self._clock.now(), limit=1))
        for summary in due:
            await self._put_off(summary.id, error)

    async def _put_off(self, summary_id: SummaryId, error: Exception) -> None:
        log.error("summary.put_off", summary=summary_id, error=type(error).__name__)
        await self._store.transact(lambda uow: summaries.put_off(uow, summary_id, now=self._clock.now()))

    async def _make(self, gathered: Gathered) -> None:
        printed = None
        if not gathered.report.is_empty:
            card, pdf = await asyncio.gather(
                self._documents.month_card(gathered.report), self._documents.portfolio_pdf(gathered.report)
            )
            printed = Printed(card=card, pdf=pdf)
        await self._store.transact(
            lambda uow: summaries.queue(uow, gathered, printed, means=self._means, now=self._clock.now())
        )

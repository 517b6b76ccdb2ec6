"""Makes the summaries that are due: gathered in one transaction, printed in workers, queued in another."""

import asyncio
from typing import Final

import structlog

from bot.ports import Clock, Documents, Store
from bot.services import summaries
from bot.services.desk import Means
from bot.services.summaries import Gathered, Printed

log = structlog.get_logger()

AT_ONCE: Final = 8
"""Summaries gathered in one go: enough to keep the workers busy, few enough not to hold many reports at once."""


class Summariser:
    """Prints and queues summaries, each once."""

    def __init__(self, *, store: Store, documents: Documents, means: Means, clock: Clock) -> None:
        self._store = store
        self._documents = documents
        self._means = means
        self._clock = clock

    async def make_due(self) -> None:
        """Make every summary that is due, until none is left."""
        while gathered := await self._store.read(lambda uow: summaries.gather(uow, limit=AT_ONCE)):
            await asyncio.gather(*(self._make(one) for one in gathered))
            log.info("summaries.queued", count=len(gathered))

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

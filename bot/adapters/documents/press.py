"""Makes documents in worker processes, so that neither the event loop nor another thread waits for one."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import orjson

from bot.adapters.documents.cohort_data import cohort_data
from bot.adapters.documents.data import Json, card_data, portfolio_data
from bot.adapters.documents.render import Document, render, start_worker
from bot.domain.portfolio import MonthReport
from bot.domain.trends import CohortReport


class Press:
    """Keeps the promises of the `Documents` port with a small pool of worker processes.

    The workers start with the first document and stay warm. A worker that dies (killed, out of memory) costs
    one more try in a fresh pool; a second death in a row is raised as `BrokenProcessPool`.
    """

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._is_closed = False

    async def portfolio_pdf(self, report: MonthReport) -> bytes:
        """The month as a PDF for an appraiser."""
        return await self._made(Document.PORTFOLIO, portfolio_data(report))

    async def month_card(self, report: MonthReport) -> bytes:
        """The month as a picture (PNG) without anyone's words."""
        return await self._made(Document.CARD, card_data(report))

    async def cohort_card(self, report: CohortReport) -> bytes:
        """How a cohort is doing as a picture (PNG): nobody's name and nobody's words."""
        return await self._made(Document.COHORT, cohort_data(report))

    async def close(self) -> None:
        """Let the workers go; documents that were begun are finished first, further ones are refused."""
        self._is_closed = True
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    async def _made(self, document: Document, data: Json) -> bytes:
        content = orjson.dumps(data)
        pool = self._started()
        try:
            return await self._rendered(pool, document, content)
        except BrokenProcessPool:
            self._forget(pool)
            return await self._rendered(self._started(), document, content)

    @staticmethod
    async def _rendered(pool: ProcessPoolExecutor, document: Document, content: bytes) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(pool, render, document, content)

    def _started(self) -> ProcessPoolExecutor:
        if self._is_closed:
            raise RuntimeError("the press is closed")
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=start_worker,
            )
        return self._pool

    def _forget(self, broken: ProcessPoolExecutor) -> None:
        """Drop a broken pool once, however many documents were waiting in it."""
        if self._pool is broken:
            self._pool = None
            broken.shutdown(wait=False, cancel_futures=True)

"""Keeps a program's flows those that are published: its release's as it starts, and what others publish as it runs."""

from typing import Final

import structlog

from bot.engine.errors import FlowFaults
from bot.ports import Clock, FlowSet, Publication, Store, StoredFlow, UnitOfWork
from bot.services.desk import Means
from bot.services.previewing import current_set
from bot.services.releasing import Release, release

log = structlog.get_logger()

TRIES: Final = 5
"""How often a start looks again because another replica published at the same moment."""


class PublishedFlows:
    """`begin` before the first update, then `follow` again and again."""

    def __init__(self, *, store: Store, means: Means, clock: Clock, shipped: FlowSet) -> None:
        self._store = store
        self._means = means
        self._clock = clock
        self._shipped = shipped
        self._seen = 0
        self._unreadable = 0

    @property
    def number(self) -> int:
        """The number of the publication whose flows are current here; 0 where nothing published can be read."""
        return self._seen

    async def begin(self) -> None:
        """Publish what the release brings that is newer and safe, and take up what is current."""
        try:
            for _ in range(TRIES):
                outcome = await self._store.transact(self._release)
                if not outcome.is_beaten:
                    _tell(outcome)
                    break
        except FlowFaults as error:
            log.warning("flows.unreadable", faults=len(error.faults))
        await self.follow()
        if not self._seen:
            # Nothing published can be read here: the shipped flows serve, and runs must find their versions again.
            await self._store.transact(self._keep_shipped)

    async def follow(self) -> None:
        """Take up what was published since; one cheap read where nothing was."""
        number = await self._store.read(lambda uow: uow.publications.latest_number())
        if number in {self._seen, self._unreadable}:
            return
        try:
            publication, flow_set = await self._store.read(self._current)
        except FlowFaults as error:
            self._unreadable = number
            log.warning("flows.unreadable", publication=number, faults=len(error.faults))
            return
        self._means.flows.take_up(flow_set)
        self._seen = publication.number
        log.info(
            "flows.current", publication=publication.number, act=publication.act, flows=len(flow_set.flows)
        )

    def _release(self, uow: UnitOfWork) -> Release:
        return release(uow, self._shipped, library=self._means.flows, now=self._clock.now())

    def _current(self, uow: UnitOfWork) -> tuple[Publication, FlowSet]:
        publication = uow.publications.latest()
        assert publication is not None  # noqa: S101 - its number was read, and none is ever taken away
        return publication, current_set(uow, self._means.flows, publication)

    def _keep_shipped(self, uow: UnitOfWork) -> None:
        flows = self._shipped.flows.values()
        kept = [StoredFlow(name=flow.name, version=flow.version, files=flow.source) for flow in flows]
        uow.flows.add(kept, now=self._clock.now())


def _tell(outcome: Release) -> None:
    if outcome.published:
        log.info("flows.published", flows=list(outcome.published))
    if outcome.kept:
        log.info("flows.kept_as_authors_published", flows=list(outcome.kept))
    for reason in outcome.hindrances:
        log.warning("flows.not_published", reason=reason)

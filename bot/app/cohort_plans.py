"""Keeps what is planned for people in cohorts true to their cohort and its course, as the program runs."""

from typing import Protocol

import structlog

from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId
from bot.ports import Clock, Store
from bot.services import replanning
from bot.services.desk import Means

log = structlog.get_logger()


class Flows(Protocol):
    """Which flows this process has."""

    @property
    def number(self) -> int:
        """The number of their publication."""


class CohortPlans:
    """`follow` again and again: one read where nothing has changed, else batches until everybody is planned.

    How far a walk has come lies in the database, so that whoever is there after a stop goes on with it.
    """

    def __init__(self, *, store: Store, means: Means, clock: Clock, flows: Flows) -> None:
        self._store = store
        self._means = means
        self._clock = clock
        self._flows = flows
        self._planned: dict[CohortId, str] = {}

    async def follow(self) -> None:
        """Plan everybody anew in every cohort that is other than it was, or whose course is."""
        courses = self._means.flows.courses()
        for cohort in await self._store.read(lambda uow: uow.cohorts.all()):
            mark = replanning.mark_of(cohort, courses.get(cohort.course))
            if self._planned.get(cohort.id) != mark and await self._plan(cohort):
                self._planned[cohort.id] = mark

    async def _plan(self, cohort: Cohort) -> bool:
        """Work through a cohort; whether everybody in it is planned as it was read."""
        course = self._means.flows.courses().get(cohort.course)
        if await self._store.read(lambda uow: replanning.is_planned(uow, cohort, course)):
            return True
        while await self._batch(cohort.id):
            pass
        log.info("cohort.planned", cohort=cohort.id)
        return await self._store.read(lambda uow: replanning.is_planned(uow, cohort, course))

    async def _batch(self, cohort_id: CohortId) -> bool:
        number, now = self._flows.number, self._clock.now()
        return await self._store.transact(
            lambda uow: replanning.replan(uow, cohort_id, means=self._means, now=now, publication=number)
        )

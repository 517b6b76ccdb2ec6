"""Joining, leaving and planning anew on every store: of two who come for the last place one gets it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from bot.domain.ids import ParticipantId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import ScheduleKind
from bot.ports import UnitOfWork
from bot.services import joining, leaving, rearranging, replanning
from bot.services.desk import Desk, Means
from tests.cohort_samples import a_cohort, cohort_id
from tests.contract.conftest import OpenStore
from tests.fakes import CountingIds
from tests.samples import BOT, NOW, a_person, person_id
from tests.surgery import shipped_flows

T = TypeVar("T")


@pytest.fixture
def means() -> Means:
    return Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(100), flows=shipped_flows())


async def does(store: OpenStore, means: Means, person: ParticipantId, work: Callable[[Desk], T]) -> T:
    """One transaction of a use case about this person, who is locked first."""

    def run(uow: UnitOfWork) -> T:
        desk = Desk(uow, means, now=NOW)
        desk.load_people([person])
        result = work(desk)
        desk.write()
        return result

    return await store.transact(run)


async def joins(store: OpenStore, means: Means, number: int) -> str:
    def work(desk: Desk) -> str:
        person = desk.person(person_id(number))
        assert person is not None
        return joining.join(desk, person, cohort_id(9))

    return await does(store, means, person_id(number), work)


async def made(store: OpenStore, *, capacity: int | None) -> None:
    cohort = a_cohort(9, course="course", starts=date(2026, 3, 9), capacity=capacity)
    await store.transact(lambda uow: uow.cohorts.save([cohort]))


async def coming(store: OpenStore, number: int) -> list[date]:
    schedules = await store.read(lambda uow: uow.schedules.of([person_id(number)]))
    held = schedules.get(person_id(number), ())
    days = (one.next_local_date for one in held if one.is_active and one.kind is ScheduleKind.COURSE)
    return sorted(day for day in days if day is not None)


async def test_of_many_who_come_at_once_as_many_get_in_as_there_are_places(
    empty_store: OpenStore, means: Means
) -> None:
    await empty_store.transact(lambda uow: uow.people.save([a_person(number) for number in range(1, 7)]))
    await made(empty_store, capacity=2)
    said = await asyncio.gather(*(joins(empty_store, means, number) for number in range(1, 7)))
    assert sum("You are in" in words for words in said) == 2
    assert sum("is full" in words for words in said) == 4
    assert await empty_store.read(lambda uow: uow.cohorts.sizes([cohort_id(9)])) == {cohort_id(9): 2}


async def test_what_comes_of_a_cohort_is_stored_moves_and_ends(empty_store: OpenStore, means: Means) -> None:
    await empty_store.transact(lambda uow: uow.people.save([a_person(1)]))
    await made(empty_store, capacity=None)
    await joins(empty_store, means, 1)
    assert await coming(empty_store, 1) == [date(2026, 3, day) for day in (9, 16, 23, 30)]

    def move(desk: Desk) -> None:
        person = desk.person(person_id(1))
        assert person is not None
        rearranging.move_start(desk, person, cohort_id(9), date(2026, 3, 16))

    await does(empty_store, means, person_id(1), move)
    while await empty_store.transact(
        lambda uow: replanning.replan(uow, cohort_id(9), means=means, now=NOW, publication=0, limit=1)
    ):
        pass
    assert (await coming(empty_store, 1))[:3] == [date(2026, 3, day) for day in (16, 23, 30)]
    cohort = await empty_store.read(lambda uow: uow.cohorts.by_id([cohort_id(9)])[cohort_id(9)])
    course = means.flows.courses()["course"]
    assert await empty_store.read(lambda uow: replanning.is_planned(uow, cohort, course))
    other = replace(cohort, starts=date(2026, 3, 9))
    assert not await empty_store.read(lambda uow: replanning.is_planned(uow, other, course))

    def leave(desk: Desk) -> str:
        person = desk.person(person_id(1))
        assert person is not None
        return leaving.leave(desk, person, cohort_id(9))

    assert "You have left" in await does(empty_store, means, person_id(1), leave)
    assert await coming(empty_store, 1) == []
    received = await empty_store.read(lambda uow: uow.postings.received_by(person_id(1)))
    assert {one.status for one in received} == {RecipientStatus.WITHDRAWN}
    assert "You are in" in await joins(empty_store, means, 1)
    assert len(await coming(empty_store, 1)) == 4

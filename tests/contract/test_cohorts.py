"""What every store promises about cohorts, who is in them, and what goes with them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select

from bot.adapters.db import schema
from bot.domain.cohorts import CohortStatus, Enrolment, EnrolmentStatus, Joining
from bot.domain.errors import StoreError
from bot.domain.roles import Tutor
from bot.ports import UnitOfWork
from tests.cohort_samples import (
    a_cohort,
    a_line,
    a_reaction,
    a_tutors_link,
    an_audit_line,
    an_enrolment,
    cohort_id,
)
from tests.contract.conftest import OpenStore, on_databases, on_postgres
from tests.samples import MINUTE, NOW, person_id
from tests.transactions import connection_of, how_many_of_two, rows_of

pytestmark = pytest.mark.usefixtures("two_cohorts")


async def _left(store: OpenStore, *tables: str) -> list[int]:
    """How many rows are left in these tables."""
    return await store.transact(
        lambda uow: [len(rows_of(uow, select(schema.metadata.tables[name]))) for name in tables]
    )


async def test_cohorts_come_back_as_saved_newest_first(empty_store: OpenStore) -> None:
    cohorts = [
        a_cohort(1, capacity=12, joining=Joining.CATCH_UP),
        a_cohort(2, status=CohortStatus.ARCHIVED, archived_at=NOW + MINUTE),
        a_cohort(3, timezone="Europe/Dublin", starts=date(2026, 9, 7)),
    ]
    await empty_store.transact(lambda uow: uow.cohorts.save(cohorts))
    assert list(await empty_store.transact(lambda uow: uow.cohorts.all())) == cohorts[::-1]
    ids = [cohort_id(number) for number in (3, 1, 9)]
    found = await empty_store.transact(lambda uow: uow.cohorts.by_id(ids))
    assert found == {cohort_id(1): cohorts[0], cohort_id(3): cohorts[2]}
    assert await empty_store.transact(lambda uow: uow.cohorts.locked(cohort_id(2))) == cohorts[1]
    assert await empty_store.transact(lambda uow: uow.cohorts.locked(cohort_id(9))) is None


async def test_a_cohort_that_is_saved_again_keeps_its_beginning(store: OpenStore) -> None:
    later = a_cohort(1, name="Spring, the second try", capacity=3, created_at=NOW + MINUTE)
    await store.transact(lambda uow: uow.cohorts.save([later]))
    found = await store.transact(lambda uow: uow.cohorts.locked(cohort_id()))
    assert found == replace(later, created_at=NOW)


async def test_enrolments_are_found_by_person_those_they_left_among_them(store: OpenStore) -> None:
    left = an_enrolment(1, into=2, status=EnrolmentStatus.LEFT, left_at=NOW + MINUTE)
    joined, other = an_enrolment(1), an_enrolment(2, starts=date(2026, 3, 9))
    await store.transact(lambda uow: uow.cohorts.enrol([left, joined, other]))
    people = [person_id(number) for number in (1, 2, 3)]
    found = await store.transact(lambda uow: uow.cohorts.enrolments_of(people))
    assert found == {person_id(1): (joined, left), person_id(2): (other,)}


async def test_whoever_joins_again_has_one_enrolment_still(store: OpenStore) -> None:
    await store.transact(
        lambda uow: uow.cohorts.enrol([an_enrolment(status=EnrolmentStatus.LEFT, left_at=NOW)])
    )
    again = an_enrolment(joined_at=NOW + MINUTE, starts=date(2026, 3, 16))
    await store.transact(lambda uow: uow.cohorts.enrol([again]))
    found = await store.transact(lambda uow: uow.cohorts.enrolments_of([person_id()]))
    assert found == {person_id(): (again,)}


async def test_a_cohort_is_gone_through_in_batches(store: OpenStore) -> None:
    enrolments = [an_enrolment(number) for number in (1, 2, 3)]
    await store.transact(lambda uow: uow.cohorts.enrol([*enrolments[::-1], an_enrolment(1, into=2)]))

    async def batch(after: Enrolment | None) -> list[Enrolment]:
        person = after.participant_id if after else None
        return list(
            await store.transact(lambda uow: uow.cohorts.enrolments_in(cohort_id(), after=person, limit=2))
        )

    assert await batch(None) == enrolments[:2]
    assert await batch(enrolments[1]) == enrolments[2:]
    assert await batch(enrolments[2]) == []


async def test_a_place_is_kept_by_whoever_rests_and_given_up_by_whoever_leaves(store: OpenStore) -> None:
    enrolments = [
        an_enrolment(1),
        an_enrolment(2, status=EnrolmentStatus.PAUSED),
        an_enrolment(3, status=EnrolmentStatus.LEFT, left_at=NOW),
        an_enrolment(3, into=2, status=EnrolmentStatus.LEFT, left_at=NOW),
    ]
    await store.transact(lambda uow: uow.cohorts.enrol(enrolments))
    sizes = await store.transact(lambda uow: uow.cohorts.sizes([cohort_id(1), cohort_id(2)]))
    assert sizes == {cohort_id(1): 2, cohort_id(2): 0}


async def test_nobody_is_enrolled_in_a_cohort_that_is_not_there(store: OpenStore) -> None:
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.cohorts.enrol([an_enrolment(1, into=9)]))
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.cohorts.enrol([an_enrolment(9)]))


@on_postgres
async def test_the_last_place_is_given_once(store: OpenStore) -> None:
    people = iter((1, 2))

    def size(uow: UnitOfWork) -> int:
        assert uow.cohorts.locked(cohort_id())
        return uow.cohorts.sizes([cohort_id()])[cohort_id()]

    def join(uow: UnitOfWork, taken: int) -> bool:
        if taken:
            return False
        uow.cohorts.enrol([an_enrolment(next(people))])
        return True

    assert await how_many_of_two(store, size, join) == 1


async def _fill(store: OpenStore) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.cohorts.enrol([an_enrolment(1), an_enrolment(2)])
        uow.roles.save_tutor(Tutor(participant_id=person_id(1), since=NOW, cohorts=frozenset({cohort_id()})))
        uow.roles.add_link(a_tutors_link(cohort_id=cohort_id(), made_by=person_id(1)))
        uow.roles.audit([an_audit_line(actor_id=person_id(1), about_id=person_id(1), cohort_id=cohort_id())])
        uow.lines.save([a_line(1, of=1), a_line(2, of=2)])
        uow.lines.react([a_reaction(1, of=2), a_reaction(2, of=1), a_reaction(2, of=3)])

    await store.transact(work)


@on_databases
async def test_with_a_person_goes_what_is_theirs_but_not_the_record(store: OpenStore) -> None:
    await _fill(store)
    person = schema.participant
    await store.transact(
        lambda uow: connection_of(uow).execute(delete(person).where(person.c.id == person_id(1)))
    )
    tables = ("enrolment", "tutor", "cohort_tutor", "link", "audit", "shared_line", "reaction")
    assert await _left(store, *tables) == [1, 0, 0, 1, 1, 1, 1]


@on_databases
async def test_with_a_cohort_goes_what_is_in_it_but_neither_people_nor_the_record(store: OpenStore) -> None:
    await _fill(store)
    cohort = schema.cohort
    await store.transact(
        lambda uow: connection_of(uow).execute(delete(cohort).where(cohort.c.id == cohort_id()))
    )
    tables = ("participant", "tutor", "audit", "enrolment", "cohort_tutor", "link", "shared_line", "reaction")
    assert await _left(store, *tables) == [3, 1, 1, 0, 0, 0, 0, 0]

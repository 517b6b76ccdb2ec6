"""What every store promises about tutors, the links that are given out, and the audit log."""

from dataclasses import replace

import pytest

from bot.domain.errors import StoreError
from bot.domain.roles import Act, Link, LinkKind, Tutor
from bot.ports import UnitOfWork
from tests.cohort_samples import (
    a_tutors_link,
    an_audit_line,
    cohort_id,
)
from tests.contract.conftest import OpenStore, on_postgres
from tests.samples import MINUTE, NOW, person_id
from tests.transactions import how_many_of_two

pytestmark = pytest.mark.usefixtures("two_cohorts")


async def _save(store: OpenStore, *tutors: Tutor) -> None:
    def work(uow: UnitOfWork) -> None:
        for tutor in tutors:
            uow.roles.save_tutor(tutor)

    await store.transact(work)


async def _give_out(store: OpenStore, *links: Link) -> None:
    def work(uow: UnitOfWork) -> None:
        for link in links:
            uow.roles.add_link(link)

    await store.transact(work)


async def test_tutors_come_back_with_their_cohorts_those_who_are_it_longest_first(store: OpenStore) -> None:
    tutors = [
        Tutor(
            participant_id=person_id(1), since=NOW + MINUTE, cohorts=frozenset({cohort_id(1), cohort_id(2)})
        ),
        Tutor(participant_id=person_id(2), since=NOW),
    ]
    await _save(store, *tutors)
    assert list(await store.transact(lambda uow: uow.roles.all_tutors())) == tutors[::-1]
    found = await store.transact(lambda uow: uow.roles.tutors([person_id(1), person_id(3)]))
    assert found == {person_id(1): tutors[0]}


async def test_a_tutor_who_is_saved_again_has_the_new_cohorts_and_the_old_beginning(store: OpenStore) -> None:
    first = Tutor(participant_id=person_id(), since=NOW, cohorts=frozenset({cohort_id(1)}))
    anew = Tutor(participant_id=person_id(), since=NOW + MINUTE, cohorts=frozenset({cohort_id(2)}))
    await _save(store, first)
    await _save(store, anew)
    found = await store.transact(lambda uow: uow.roles.tutors([person_id()]))
    assert found == {person_id(): replace(anew, since=NOW)}


async def test_a_removed_tutor_looks_after_nobody_and_may_become_one_again(store: OpenStore) -> None:
    tutor = Tutor(participant_id=person_id(), since=NOW, cohorts=frozenset({cohort_id(1)}))
    await _save(store, tutor)
    await store.transact(lambda uow: uow.roles.remove_tutor(person_id()))
    assert await store.transact(lambda uow: uow.roles.tutors([person_id()])) == {}
    again = Tutor(participant_id=person_id(), since=NOW + MINUTE)
    await _save(store, again)
    assert list(await store.transact(lambda uow: uow.roles.all_tutors())) == [again]


async def test_nobody_is_a_tutor_of_a_cohort_that_is_not_there(store: OpenStore) -> None:
    astray = Tutor(participant_id=person_id(), since=NOW, cohorts=frozenset({cohort_id(9)}))
    with pytest.raises(StoreError):
        await _save(store, astray)
    assert await store.transact(lambda uow: uow.roles.tutors([person_id()])) == {}


async def test_links_are_found_by_their_hash_and_by_their_cohort_newest_first(store: OpenStore) -> None:
    links = [
        a_tutors_link(1),
        a_tutors_link(2, kind=LinkKind.INVITE, cohort_id=cohort_id(1)),
        a_tutors_link(3, cohort_id=cohort_id(1), made_at=NOW + MINUTE),
        a_tutors_link(4, cohort_id=cohort_id(2), revoked_at=NOW),
    ]
    await _give_out(store, *links)
    assert await store.transact(lambda uow: uow.roles.link(links[3].token_hash)) == links[3]
    assert await store.transact(lambda uow: uow.roles.link("f" * 64)) is None
    assert list(await store.transact(lambda uow: uow.roles.links(cohort_id(1)))) == [links[2], links[1]]
    assert list(await store.transact(lambda uow: uow.roles.links(None))) == links[:1]


async def test_a_link_is_given_out_once(store: OpenStore) -> None:
    await _give_out(store, a_tutors_link())
    with pytest.raises(StoreError):
        await _give_out(store, a_tutors_link(made_by=person_id(1)))


async def test_of_a_link_only_its_use_and_its_end_change(store: OpenStore) -> None:
    link = a_tutors_link()
    ended = replace(link, expires_at=NOW, used_at=NOW, used_by=person_id(1), revoked_at=NOW + MINUTE)
    await _give_out(store, link)
    other = replace(ended, kind=LinkKind.INVITE, cohort_id=cohort_id(1), made_by=person_id(1))
    await store.transact(lambda uow: uow.roles.save_link(other))
    assert await store.transact(lambda uow: uow.roles.link(link.token_hash)) == ended


async def test_links_that_expired_before_are_let_go_of_and_stay_away(store: OpenStore) -> None:
    old, young = a_tutors_link(1, expires_at=NOW - MINUTE), a_tutors_link(2, expires_at=NOW)
    await _give_out(store, old, young)
    assert await store.transact(lambda uow: uow.roles.drop_links(NOW)) == 1
    await store.transact(lambda uow: uow.roles.save_link(replace(old, used_at=NOW)))
    assert list(await store.transact(lambda uow: uow.roles.links(None))) == [young]


@on_postgres
async def test_a_link_that_works_once_works_once(store: OpenStore) -> None:
    link = a_tutors_link()
    await _give_out(store, link)

    def is_good(uow: UnitOfWork) -> bool:
        found = uow.roles.link(link.token_hash)
        return found is not None and found.used_at is None

    def use(uow: UnitOfWork, can_be_used: bool) -> bool:  # noqa: FBT001 - what was read
        if can_be_used:
            uow.roles.save_link(replace(link, used_at=NOW, used_by=person_id()))
        return can_be_used

    assert await how_many_of_two(store, is_good, use) == 1


async def test_the_audit_log_tells_the_last_first(store: OpenStore) -> None:
    lines = [
        an_audit_line(1, at=NOW + MINUTE, facts={"cohorts": "2"}),
        an_audit_line(2, act=Act.LINK_REFUSED, actor_id=None, about_id=None, cohort_id=cohort_id(9)),
        an_audit_line(3),
    ]
    await store.transact(lambda uow: uow.roles.audit(lines[:1]))
    await store.transact(lambda uow: uow.roles.audit(lines[1:]))
    told = [lines[0], lines[2], lines[1]]
    assert list(await store.transact(lambda uow: uow.roles.audited(limit=9))) == told
    assert list(await store.transact(lambda uow: uow.roles.audited(limit=2))) == told[:2]

"""A broadcast from its draft to its end on every store: written in chunks, decided, sent, cancelled, counted."""

from datetime import timedelta

import pytest

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus
from bot.domain.deliveries import CallResult, Outcome
from bot.domain.roles import Role, Tutor
from bot.domain.tallies import Tally
from bot.ports import UnitOfWork
from bot.services import access, broadcasting, composing, expanding, group_phrases, outbox, progress, prompts
from bot.services.desk import Desk, Means
from tests.cohort_samples import an_enrolment, cohort_id
from tests.contract.conftest import OpenStore
from tests.fakes import CountingIds
from tests.posting_samples import a_broadcast
from tests.samples import BOT, MINUTE, NOW, a_person, person_id
from tests.surgery import shipped_flows

pytestmark = pytest.mark.usefixtures("two_cohorts")

TESS = 90
PEOPLE = 20


def _means() -> Means:
    return Means(bot_id=BOT, timezone="Europe/London", ids=CountingIds(), flows=shipped_flows())


async def _stocked(store: OpenStore) -> Broadcast:
    draft = a_broadcast(author_id=person_id(TESS), answer=AnswerKind.SCALE, choices=("0", "10"))
    members = [an_enrolment(number) for number in range(1, PEOPLE + 1)]

    def work(uow: UnitOfWork) -> None:
        uow.people.save([a_person(number) for number in (*range(1, PEOPLE + 1), TESS)])
        uow.cohorts.enrol(members)
        uow.roles.save_tutor(
            Tutor(participant_id=person_id(TESS), since=NOW, cohorts=frozenset({cohort_id()}))
        )
        uow.broadcasts.save([draft])

    await store.transact(work)
    return draft


async def _does(store: OpenStore, means: Means, act: composing.Verb) -> None:
    def work(uow: UnitOfWork) -> None:
        desk = Desk(uow, means, now=NOW)
        desk.load_people([person_id(TESS)])
        tess = desk.person(person_id(TESS))
        assert tess is not None
        assert access.role_of(desk, tess) is Role.TUTOR
        found = uow.broadcasts.by_id([a_broadcast().id])[a_broadcast().id]
        act(desk, tess, found, 5)
        desk.write()

    await store.transact(work)


async def _numbers(store: OpenStore) -> Tally:
    def work(uow: UnitOfWork) -> Tally:
        return progress.tally_of(uow, uow.broadcasts.by_id([a_broadcast().id])[a_broadcast().id])

    return await store.transact(work)


async def _expand(store: OpenStore, means: Means, limit: int) -> int:
    return await store.transact(lambda uow: expanding.expand(uow, means=means, now=NOW, limit=limit))


async def test_what_was_paused_until_its_time_was_over_ends_with_everything_taken_back(
    store: OpenStore,
) -> None:
    means = _means()
    await _stocked(store)
    await _does(store, means, broadcasting.confirm)
    await _expand(store, means, 7)
    await _does(store, means, broadcasting.pause)
    later = NOW + timedelta(days=40)
    counts = [
        await store.transact(lambda uow: expanding.expand(uow, means=means, now=later)) for _ in range(2)
    ]
    assert counts == [1, 0]
    assert (await _numbers(store)).taken_back == PEOPLE

    def ended(uow: UnitOfWork) -> tuple[BroadcastStatus, str]:
        found = uow.broadcasts.by_id([a_broadcast().id])[a_broadcast().id]
        desk = Desk(uow, means, now=later)
        return found.status, str(progress.message(desk, found))

    status, words = await store.transact(ended)
    assert status is BroadcastStatus.CANCELLED
    assert group_phrases.STATUS_LAPSED in words


async def test_a_broadcast_goes_out_in_chunks_and_its_numbers_add_up_at_every_step(store: OpenStore) -> None:
    means = _means()
    await _stocked(store)
    await _does(store, means, broadcasting.confirm)
    assert (await _numbers(store)).to_come == PEOPLE
    await _expand(store, means, 7)
    assert (await _numbers(store)).audience == PEOPLE
    while await _expand(store, means, 7):
        pass
    await store.transact(lambda uow: prompts.decide_due(uow, means=means, now=NOW))

    def send(uow: UnitOfWork) -> int:
        claimed = outbox.claim(uow, owner="me", limit=8, now=NOW, broadcasts=6)
        results = [
            (CallResult(delivery_id=one.id, attempt=one.attempts, outcome=Outcome.SENT, message_id=9), one)
            for one, _ in claimed
        ]
        outbox.record(uow, results, means=means, now=NOW)
        return len(claimed)

    await store.transact(send)
    found = await _numbers(store)
    assert found.audience == PEOPLE
    assert found.sent == 6  # its share; the edit in the tutor's chat went first
    await _does(store, means, broadcasting.pause)
    assert await store.transact(send) <= 1
    await _does(store, means, broadcasting.go_on)
    await store.transact(send)
    went = (await _numbers(store)).sent
    assert went > found.sent
    await _does(store, means, broadcasting.cancel)
    while await store.transact(send):
        pass
    ended = await _numbers(store)
    assert (ended.sent, ended.taken_back, ended.to_come) == (went, PEOPLE - went, 0)
    people = [person_id(number) for number in range(1, PEOPLE + 1)]
    contacts = await store.read(lambda uow: uow.schedules.contacts_since(people, NOW - MINUTE))
    assert sum(map(len, contacts.values())) == went
    (kept,) = await store.read(lambda uow: uow.broadcasts.of(person_id(TESS), limit=1))
    assert kept.status is BroadcastStatus.CANCELLED

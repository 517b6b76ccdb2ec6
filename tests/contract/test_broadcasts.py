"""What every store promises about broadcasts: what was written, and a frozen audience."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus, Timing
from bot.domain.cohorts import EnrolmentStatus
from bot.domain.ids import CohortId, ParticipantId
from bot.domain.people import ParticipantStatus
from bot.ports import UnitOfWork
from tests.cohort_samples import an_enrolment, cohort_id
from tests.contract.conftest import OpenStore, on_postgres
from tests.posting_samples import a_broadcast, a_recipient, posting_id
from tests.samples import MINUTE, NOW, a_person, person_id
from tests.transactions import how_many_of_two

pytestmark = pytest.mark.usefixtures("two_cohorts")

ADA, BEN, CAT, DAN = (person_id(number) for number in range(1, 5))
ONE, TWO = cohort_id(1), cohort_id(2)


async def _save(store: OpenStore, *broadcasts: Broadcast) -> None:
    await store.transact(lambda uow: uow.broadcasts.save(broadcasts))


async def _audience(
    store: OpenStore,
    broadcast: Broadcast,
    *,
    at: datetime = NOW,
    after: ParticipantId | None = None,
    limit: int = 9,
) -> list[tuple[ParticipantId, CohortId | None]]:
    found = await store.read(lambda uow: uow.broadcasts.audience(broadcast, at=at, after=after, limit=limit))
    if after is None and limit == 9:
        assert await store.read(lambda uow: uow.broadcasts.audience_size(broadcast, at=at)) == len(found)
    return list(found)


async def test_a_broadcast_comes_back_as_saved(store: OpenStore) -> None:
    draft = a_broadcast(1)
    full = a_broadcast(
        2,
        cohort_ids=(ONE, TWO),
        unanswered=posting_id(1),
        answer=AnswerKind.CHOICES,
        choices=("Yes", "Not yet"),
        flow="knowledge_today",
        timing=Timing.AT,
        at=NOW + MINUTE,
        window_hours=48,
    )
    await _save(store, draft, full)
    ids = [posting_id(number) for number in (1, 2, 3)]
    assert await store.transact(lambda uow: uow.broadcasts.by_id(ids)) == {draft.id: draft, full.id: full}
    sent = replace(
        full,
        status=BroadcastStatus.SENT,
        cohort_ids=(),
        text="Another text",
        expanded_to=DAN,
        is_expanded=True,
        progress_id=12,
        confirmed_at=NOW,
        reminded_at=NOW + MINUTE,
        ended_at=NOW + 2 * MINUTE,
    )
    await _save(store, sent)
    assert await store.transact(lambda uow: uow.broadcasts.by_id(ids[:2])) == {
        draft.id: draft,
        full.id: sent,
    }


async def test_broadcasts_are_listed_by_author_and_by_status(store: OpenStore) -> None:
    await _save(
        store,
        a_broadcast(1),
        a_broadcast(2, status=BroadcastStatus.SENDING),
        a_broadcast(3, author_id=ADA, status=BroadcastStatus.SENDING),
        a_broadcast(4),
    )
    own = await store.read(lambda uow: uow.broadcasts.of(CAT, limit=2))
    assert [one.id for one in own] == [posting_id(4), posting_id(2)]
    sending = await store.transact(lambda uow: uow.broadcasts.in_status(BroadcastStatus.SENDING, limit=9))
    assert [one.id for one in sending] == [posting_id(2), posting_id(3)]
    (first,) = await store.transact(lambda uow: uow.broadcasts.in_status(BroadcastStatus.SENDING, limit=1))
    assert first.id == posting_id(2)


async def test_one_that_is_still_expanding_does_not_wait_behind_older_ones(store: OpenStore) -> None:
    older = a_broadcast(1, status=BroadcastStatus.SENDING, is_expanded=True)
    await _save(store, older, a_broadcast(2, status=BroadcastStatus.SENDING))
    (first,) = await store.transact(lambda uow: uow.broadcasts.in_status(BroadcastStatus.SENDING, limit=1))
    assert first.id == posting_id(2)


@on_postgres
async def test_of_two_that_are_busy_with_broadcasts_one_passes_over_what_the_other_has(
    store: OpenStore,
) -> None:
    await _save(store, a_broadcast(1, status=BroadcastStatus.SENDING))

    def look(uow: UnitOfWork) -> int:
        return len(uow.broadcasts.in_status(BroadcastStatus.SENDING, limit=9))

    assert await how_many_of_two(store, look, lambda _, found: bool(found)) == 1


async def test_an_audience_is_frozen_at_its_instant(store: OpenStore) -> None:
    later, earlier = NOW + MINUTE, NOW - MINUTE
    await store.transact(lambda uow: uow.people.save([a_person(number) for number in (4, 5, 6)]))
    enrolments = [
        an_enrolment(1, joined_at=NOW),
        an_enrolment(2, joined_at=later),
        an_enrolment(3, joined_at=earlier, status=EnrolmentStatus.LEFT, left_at=later),
        an_enrolment(4, joined_at=earlier, status=EnrolmentStatus.LEFT, left_at=NOW),
        an_enrolment(5, joined_at=NOW, left_at=earlier),
        an_enrolment(6, joined_at=earlier, status=EnrolmentStatus.PAUSED),
    ]
    await store.transact(lambda uow: uow.cohorts.enrol(enrolments))
    found = await _audience(store, a_broadcast())
    assert found == [(person_id(number), ONE) for number in (1, 3, 5, 6)]


async def test_who_is_in_two_cohorts_is_asked_once_through_the_first(store: OpenStore) -> None:
    enrolments = [an_enrolment(1, into=2), an_enrolment(1, into=1), an_enrolment(2, into=2)]
    await store.transact(lambda uow: uow.cohorts.enrol(enrolments))
    both = a_broadcast(cohort_ids=(TWO, ONE))
    assert await _audience(store, both) == [(ADA, ONE), (BEN, TWO)]
    assert await _audience(store, a_broadcast(cohort_ids=(TWO,))) == [(ADA, TWO), (BEN, TWO)]
    assert await _audience(store, a_broadcast(cohort_ids=(cohort_id(3),))) == []


async def test_those_who_paused_or_blocked_the_bot_are_in_the_audience(store: OpenStore) -> None:
    people = [a_person(1, status=ParticipantStatus.BLOCKED), a_person(2, status=ParticipantStatus.PAUSED)]
    await store.transact(lambda uow: uow.people.save(people))
    await store.transact(lambda uow: uow.cohorts.enrol([an_enrolment(1), an_enrolment(2)]))
    assert await _audience(store, a_broadcast()) == [(ADA, ONE), (BEN, ONE)]
    everybody = await _audience(store, a_broadcast(cohort_ids=()))
    assert everybody == [(ADA, None), (BEN, None), (CAT, None)]


async def test_whoever_came_later_is_not_everybody(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.people.save([a_person(4, created_at=NOW + MINUTE)]))
    assert len(await _audience(store, a_broadcast(cohort_ids=()))) == 3


async def test_an_audience_is_gone_through_in_pages(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.cohorts.enrol([an_enrolment(of) for of in (3, 1, 2)]))
    broadcast = a_broadcast()
    first = await _audience(store, broadcast, limit=2)
    assert first == [(ADA, ONE), (BEN, ONE)]
    assert await _audience(store, broadcast, after=BEN, limit=2) == [(CAT, ONE)]
    assert await _audience(store, broadcast, after=CAT, limit=2) == []


async def test_an_audience_of_those_who_had_not_answered_by_then(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.people.save([a_person(4)]))
    recipients = [
        a_recipient(1, answered_at=NOW),
        a_recipient(2, answered_at=NOW + MINUTE, cohort_id=TWO),
        a_recipient(3),
        a_recipient(1, posting=2),
    ]
    await store.transact(lambda uow: uow.postings.add_recipients(recipients))
    await store.transact(lambda uow: uow.cohorts.enrol([an_enrolment(of) for of in (1, 3, 4)]))
    of_all = a_broadcast(cohort_ids=(), unanswered=posting_id(1))
    assert await _audience(store, of_all) == [(BEN, TWO), (CAT, ONE)]
    of_one = a_broadcast(cohort_ids=(ONE,), unanswered=posting_id(1))
    assert await _audience(store, of_one) == [(CAT, ONE)]

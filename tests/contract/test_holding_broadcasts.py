"""What every store promises about a broadcast under way: taking back or holding what has not gone out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from threading import Event
from typing import Any

from bot.domain.deliveries import CallResult, Delivery, DeliveryStatus, Lane, Outcome
from bot.domain.ids import DocumentId, ScheduleId
from bot.domain.postings import Recipient, RecipientStatus
from bot.domain.schedules import Schedule
from bot.ports import Document, UnitOfWork
from tests.contract.conftest import OpenStore, on_postgres
from tests.posting_samples import a_recipient, posting_id
from tests.samples import MINUTE, NOW, a_delivery, a_schedule, person_id, sample_id
from tests.transactions import PATIENCE_S

Status = RecipientStatus
ADA, BEN, CAT = (person_id(number) for number in (1, 2, 3))


def _sched(number: int, of: int) -> Schedule:
    return a_schedule(number, of=of)


def _owed(number: int, of: int, posting: int = 1, **other: int) -> Delivery:
    return a_delivery(number, of=of, lane=Lane.BROADCAST, posting_id=posting_id(posting), **other)


def _brought_by(number: int, of: int) -> Recipient:
    return a_recipient(of, schedule_id=ScheduleId(sample_id(number)))


async def _going_out(store: OpenStore) -> None:
    """Of posting 1: Ada's call is under way, Ben's is queued, Cat waits for her slot. Ben is also asked posting 2."""
    recipients = [
        a_recipient(1, status=Status.QUEUED),
        a_recipient(2, status=Status.QUEUED),
        _brought_by(1, 3),
        a_recipient(2, posting=2, status=Status.QUEUED),
    ]
    await store.transact(lambda uow: uow.schedules.save([_sched(1, 3), _sched(2, 3)]))
    await store.transact(lambda uow: uow.postings.add_recipients(recipients))
    await store.transact(lambda uow: uow.outbox.add([_owed(1, 1)]))
    assert len(await _claim(store)) == 1
    await store.transact(lambda uow: uow.outbox.add([_owed(2, 2), _owed(3, 2, posting=2)]))


async def _claim(store: OpenStore) -> Sequence[Delivery]:
    return await store.transact(lambda uow: uow.outbox.claim(now=NOW, owner="me", limit=9, lanes=list(Lane)))


async def _settle(store: OpenStore, delivery: Delivery, status: DeliveryStatus) -> None:
    result = CallResult(delivery_id=delivery.id, attempt=delivery.attempts, outcome=Outcome.SENT)
    await store.transact(lambda uow: uow.outbox.settle([(result, replace(delivery, status=status))]))


async def _stand(store: OpenStore, posting: int = 1) -> list[RecipientStatus]:
    found = await store.read(lambda uow: uow.postings.recipients(posting_id(posting), after=None, limit=9))
    return [one.status for one in found]


async def _schedules(store: OpenStore) -> dict[ScheduleId, Schedule]:
    found = await store.transact(lambda uow: uow.schedules.of([ADA, BEN, CAT]))
    return {one.id: one for own in found.values() for one in own}


async def test_what_is_withdrawn_never_goes_out_but_for_the_call_under_way(store: OpenStore) -> None:
    await _going_out(store)
    assert await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id())) == 2
    assert await _stand(store) == [Status.QUEUED, Status.WITHDRAWN, Status.WITHDRAWN]
    assert await _stand(store, 2) == [Status.QUEUED]
    assert await store.read(lambda uow: uow.outbox.counts()) == {"sending": 1, "withdrawn": 1, "queued": 1}
    assert [one.id for one in await _claim(store)] == [sample_id(3)]
    schedules = await _schedules(store)
    ended, other = schedules[ScheduleId(sample_id(1))], schedules[ScheduleId(sample_id(2))]
    assert (ended.is_active, ended.next_due_at, ended.next_local_date, ended.next_slot) == (
        False,
        None,
        None,
        None,
    )
    assert other.is_active
    assert await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id())) == 0


async def test_a_withdrawn_delivery_leaves_no_words_and_no_files(store: OpenStore) -> None:
    await _going_out(store)
    file = Document(
        id=DocumentId(sample_id(1)),
        participant_id=BEN,
        delivery_id=_owed(2, 2).id,
        parameter="photo",
        name="photo.png",
        content=b"\x89PNG",
    )
    await store.transact(lambda uow: uow.outbox.add_documents([file]))
    await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id()))
    assert list(await store.read(lambda uow: uow.outbox.documents(file.delivery_id))) == []
    assert await store.read(lambda uow: uow.outbox.next_instant()) == NOW
    recent = await store.read(lambda uow: uow.outbox.recent(_owed(2, 2).chat_id, limit=9))
    assert [(one.status, one.posting_id) for one in recent] == [
        (DeliveryStatus.QUEUED, posting_id(2)),
        (DeliveryStatus.WITHDRAWN, posting_id(1)),
    ]


async def test_what_may_have_arrived_already_ends_as_uncertain(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.postings.add_recipients([a_recipient(1, status=Status.QUEUED)]))
    await store.transact(lambda uow: uow.outbox.add([_owed(1, 1, doubts=1)]))
    assert await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id())) == 0
    assert await _stand(store) == [Status.UNCERTAIN]
    assert await store.read(lambda uow: uow.outbox.counts()) == {"uncertain": 1}


@on_postgres
async def test_what_is_being_queued_while_a_broadcast_is_withdrawn_is_withdrawn_too(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.schedules.save([_sched(1, 1)]))
    await store.transact(lambda uow: uow.postings.add_recipients([_brought_by(1, 1)]))
    is_decided, is_withdrawn = Event(), Event()

    def decide(uow: UnitOfWork) -> None:
        (due,) = uow.schedules.due(NOW, limit=9)
        is_decided.set()
        assert not is_withdrawn.wait(PATIENCE_S), "it had to wait for whoever holds the schedule"
        uow.outbox.add([_owed(1, 1)])
        uow.postings.note_status([(posting_id(), ADA, Status.QUEUED, NOW)])
        uow.schedules.save([replace(due, is_active=False, next_due_at=None)])

    def withdraw(uow: UnitOfWork) -> int:
        is_decided.wait(10)
        count = uow.broadcasts.withdraw(posting_id())
        is_withdrawn.set()
        return count

    _, count = await asyncio.gather(store.transact(decide), store.transact(withdraw))
    assert count == 1
    assert await _stand(store) == [Status.WITHDRAWN]
    assert await store.read(lambda uow: uow.outbox.counts()) == {"withdrawn": 1}


async def test_withdrawing_ends_reminders_of_those_who_have_not_answered(store: OpenStore) -> None:
    sent: dict[str, Any] = {"status": Status.SENT, "sent_at": NOW}
    recipients = [
        a_recipient(1, **sent, reminder_id=ScheduleId(sample_id(1))),
        a_recipient(2, **sent, reminder_id=ScheduleId(sample_id(2)), answered_at=NOW),
    ]
    await store.transact(lambda uow: uow.schedules.save([_sched(1, 1), _sched(2, 2)]))
    await store.transact(lambda uow: uow.postings.add_recipients(recipients))
    assert await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id())) == 0
    schedules = await _schedules(store)
    assert [schedules[ScheduleId(sample_id(number))].is_active for number in (1, 2)] == [False, True]
    assert await _stand(store) == [Status.SENT, Status.SENT]


async def test_what_is_held_back_goes_out_when_it_is_let_go(store: OpenStore) -> None:
    await _going_out(store)
    before = await _schedules(store)
    await store.transact(lambda uow: uow.broadcasts.hold_back(posting_id()))
    assert await store.read(lambda uow: uow.outbox.counts()) == {"sending": 1, "held": 1, "queued": 1}
    resting = await _schedules(store)
    held = ScheduleId(sample_id(1))
    assert resting == before | {held: replace(before[held], is_active=False)}
    assert [one.id for one in await store.transact(lambda uow: uow.schedules.due(NOW, limit=9))] == [
        sample_id(2)
    ]
    assert await _stand(store) == [Status.QUEUED, Status.QUEUED, Status.WAITING]
    (other,) = await _claim(store)
    assert other.posting_id == posting_id(2)
    await _settle(store, other, DeliveryStatus.SENT)
    assert await _claim(store) == []

    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id()))
    assert await _schedules(store) == before
    (mine,) = await _claim(store)
    assert (mine.id, mine.params) == (sample_id(2), {"text": "words 2"})


async def test_a_call_under_way_that_came_to_nothing_can_be_held_with_its_words(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.outbox.add([_owed(1, 1)]))
    (claimed,) = await _claim(store)
    await store.transact(lambda uow: uow.broadcasts.hold_back(posting_id()))
    await _settle(store, claimed, DeliveryStatus.HELD)
    assert await _claim(store) == []
    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id()))
    (again,) = await _claim(store)
    assert (again.id, again.params, again.attempts) == (claimed.id, claimed.params, 2)


async def test_what_is_held_back_does_not_expire_until_it_is_let_go(store: OpenStore) -> None:
    late = replace(_owed(1, 1), closes_at=NOW)
    await store.transact(lambda uow: uow.outbox.add([late]))
    await store.transact(lambda uow: uow.broadcasts.hold_back(posting_id()))
    assert list(await store.transact(lambda uow: uow.outbox.expire(NOW + MINUTE))) == []
    assert await store.transact(lambda uow: uow.outbox.forget_before(NOW + MINUTE, limit=9)) == 0
    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id()))
    assert [one.id for one in await store.transact(lambda uow: uow.outbox.expire(NOW + MINUTE))] == [late.id]


async def test_what_is_held_back_can_be_withdrawn_and_does_not_come_back(store: OpenStore) -> None:
    await _going_out(store)
    await store.transact(lambda uow: uow.broadcasts.hold_back(posting_id()))
    assert await store.transact(lambda uow: uow.broadcasts.withdraw(posting_id())) == 2
    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id()))
    assert await store.read(lambda uow: uow.outbox.counts()) == {"sending": 1, "withdrawn": 1, "queued": 1}
    assert not (await _schedules(store))[ScheduleId(sample_id(1))].is_active


async def test_letting_go_rings_for_the_outbox(store: OpenStore) -> None:
    await _going_out(store)
    await store.transact(lambda uow: uow.broadcasts.hold_back(posting_id()))
    rung: list[None] = []
    store.on_outbox = lambda: rung.append(None)
    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id(5)))
    assert rung == []
    await store.transact(lambda uow: uow.broadcasts.let_go(posting_id()))
    assert rung == [None]

"""What every store promises about when people are asked, and about the summaries that are owed."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.calendar import LastWorkingDayOfMonth
from bot.domain.errors import StoreError
from bot.domain.ids import RunId
from bot.domain.schedules import (
    Contact,
    Decision,
    DecisionCount,
    DecisionKind,
    DueCount,
    DueKind,
    Reason,
    ScheduleKind,
)
from bot.domain.summaries import SummaryStatus
from tests.contract.conftest import OpenStore
from tests.samples import (
    MINUTE,
    NOW,
    a_decision,
    a_due_item,
    a_schedule,
    a_summary,
    person_id,
    sample_id,
)


async def test_schedules_come_back_as_saved(store: OpenStore) -> None:
    own = a_schedule(1, count=3)
    monthly = a_schedule(
        2,
        kind=ScheduleKind.SUMMARY,
        rule=LastWorkingDayOfMonth(time(17, 30)),
        is_active=False,
        next_due_at=None,
        next_local_date=None,
        next_slot=None,
    )
    await store.transact(lambda uow: uow.schedules.save([monthly, own, a_schedule(3, of=2)]))
    found = await store.transact(lambda uow: uow.schedules.of([person_id(1), person_id(3)]))
    assert found == {person_id(1): (own, monthly)}


async def test_due_schedules_come_earliest_first_and_no_more_than_asked(store: OpenStore) -> None:
    schedules = [
        a_schedule(1, next_due_at=NOW),
        a_schedule(2, next_due_at=NOW - MINUTE),
        a_schedule(3, next_due_at=NOW + timedelta(microseconds=1)),
        a_schedule(4, next_due_at=NOW - 2 * MINUTE, is_active=False),
        a_schedule(5, next_due_at=None),
        a_schedule(6, next_due_at=NOW, of=2),
    ]
    await store.transact(lambda uow: uow.schedules.save(schedules))
    due = await store.transact(lambda uow: uow.schedules.due(NOW, limit=9))
    assert list(due) == [schedules[1], schedules[0], schedules[5]]
    first = await store.transact(lambda uow: uow.schedules.due(NOW, limit=1))
    assert list(first) == [schedules[1]]


async def test_all_active_schedules_are_gone_through_in_batches(store: OpenStore) -> None:
    schedules = [
        a_schedule(1),
        a_schedule(2, of=2, is_active=False, next_due_at=None),
        a_schedule(3, of=2),
        a_schedule(4, of=3),
    ]
    await store.transact(lambda uow: uow.schedules.save(schedules))
    first = await store.transact(lambda uow: uow.schedules.active_after(None, limit=2))
    assert list(first) == [schedules[0], schedules[2]]
    rest = await store.transact(lambda uow: uow.schedules.active_after(schedules[2].id, limit=2))
    assert list(rest) == [schedules[3]]
    assert not await store.read(lambda uow: uow.schedules.active_after(schedules[3].id, limit=2))


async def test_saving_a_schedule_moves_it_on(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.schedules.save([a_schedule()]))
    moved = a_schedule(next_due_at=NOW + timedelta(days=7), next_local_date=date(2026, 3, 9), count=1)
    await store.transact(lambda uow: uow.schedules.save([moved]))
    assert list(await store.read(lambda uow: uow.schedules.due(NOW, limit=9))) == []
    assert await store.read(lambda uow: uow.schedules.next_instant()) == moved.next_due_at


async def test_an_occurrence_has_one_final_decision(store: OpenStore) -> None:
    deferred = [
        a_decision(number, kind=DecisionKind.DEFERRED, reason=Reason.PROMPT_OPEN, until=NOW + MINUTE)
        for number in (1, 2)
    ]
    sent = a_decision(3, run_id=RunId(sample_id(1)), decided_at=NOW + MINUTE)
    await store.transact(lambda uow: uow.schedules.save([a_schedule()]))
    await store.transact(lambda uow: uow.schedules.decide([*deferred, sent]))
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.schedules.decide([a_decision(4, kind=DecisionKind.MISSED)]))
    await store.transact(
        lambda uow: uow.schedules.decide([a_decision(5, slot=time(17), decided_at=NOW - MINUTE)])
    )
    found = await store.read(lambda uow: uow.schedules.decisions(person_id(1), limit=3))
    assert list(found) == [sent, deferred[1], deferred[0]]


async def test_due_items_come_by_time_and_expiries_before_reminders(store: OpenStore) -> None:
    items = [
        a_due_item(1, kind=DueKind.REMINDER),
        a_due_item(2, kind=DueKind.EXPIRY),
        a_due_item(3, kind=DueKind.REMINDER, turn=2, due_at=NOW - MINUTE),
        a_due_item(4, kind=DueKind.REPEAT, of=2),
        a_due_item(5, turn=3, due_at=NOW + MINUTE),
    ]
    await store.transact(lambda uow: uow.schedules.add_due(items))
    due = await store.transact(lambda uow: uow.schedules.due_items(NOW, limit=9))
    assert list(due) == [items[2], items[1], items[0], items[3]]
    assert list(await store.read(lambda uow: uow.schedules.due_items(NOW, limit=2))) == [items[2], items[1]]
    own = await store.read(lambda uow: uow.schedules.upcoming(person_id(1)))
    assert list(own) == [items[2], items[1], items[0], items[4]]


async def test_a_second_note_of_the_same_due_item_moves_the_first(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.schedules.add_due([a_due_item(1)]))
    await store.transact(lambda uow: uow.schedules.add_due([a_due_item(2, due_at=NOW + MINUTE)]))
    found = await store.read(lambda uow: uow.schedules.upcoming(person_id(1)))
    assert list(found) == [a_due_item(1, due_at=NOW + MINUTE)]


async def test_dropped_due_items_are_gone(store: OpenStore) -> None:
    items = [a_due_item(1), a_due_item(2, turn=2)]
    await store.transact(lambda uow: uow.schedules.add_due(items))
    await store.transact(lambda uow: uow.schedules.drop_due([items[0].id]))
    await store.transact(lambda uow: uow.schedules.drop_due([]))
    assert list(await store.read(lambda uow: uow.schedules.upcoming(person_id(1)))) == [items[1]]


async def test_the_next_instant_is_the_earliest_of_schedules_and_due_items(store: OpenStore) -> None:
    assert await store.read(lambda uow: uow.schedules.next_instant()) is None
    await store.transact(lambda uow: uow.schedules.save([a_schedule(next_due_at=NOW + MINUTE)]))
    assert await store.read(lambda uow: uow.schedules.next_instant()) == NOW + MINUTE
    sleeping = a_schedule(2, next_due_at=NOW - MINUTE, is_active=False)
    await store.transact(lambda uow: uow.schedules.save([sleeping]))
    await store.transact(lambda uow: uow.schedules.add_due([a_due_item()]))
    assert await store.read(lambda uow: uow.schedules.next_instant()) == NOW


async def test_a_scheduled_summary_of_the_same_last_day_is_left_out(store: OpenStore) -> None:
    asked = a_summary(3, is_asked_for=True)
    others = [a_summary(4, last=date(2026, 3, 31)), a_summary(5, of=2)]
    await store.transact(lambda uow: uow.summaries.add([a_summary(1)]))
    await store.transact(lambda uow: uow.summaries.add([a_summary(2), asked, *others]))
    due = await store.transact(lambda uow: uow.summaries.due(NOW, limit=9))
    assert list(due) == [a_summary(1), asked, *others]
    assert await store.read(lambda uow: uow.summaries.by_id(a_summary(2).id)) is None


async def test_due_summaries_come_oldest_first_until_they_are_queued(store: OpenStore) -> None:
    later, first = a_summary(1), a_summary(2, of=2, due_at=NOW - MINUTE)
    put_off = a_summary(3, of=3, due_at=NOW + MINUTE)
    await store.transact(lambda uow: uow.summaries.add([later, first, put_off]))
    assert list(await store.transact(lambda uow: uow.summaries.due(NOW, limit=1))) == [first]
    queued = replace(first, status=SummaryStatus.QUEUED)
    await store.transact(lambda uow: uow.summaries.save([queued]))
    assert list(await store.transact(lambda uow: uow.summaries.due(NOW, limit=9))) == [later]
    assert await store.read(lambda uow: uow.summaries.by_id(first.id)) == queued


async def test_the_last_summary_is_the_latest_scheduled_one(store: OpenStore) -> None:
    march = a_summary(2, last=date(2026, 3, 31))
    asked = a_summary(3, last=date(2026, 4, 30), is_asked_for=True)
    await store.transact(lambda uow: uow.summaries.add([march, a_summary(1), asked, a_summary(4, of=2)]))
    found = await store.read(lambda uow: uow.summaries.last_of([person_id(1), person_id(3)]))
    assert found == {person_id(1): march}


async def test_contacts_are_those_that_were_sent_since_with_what_sent_them(store: OpenStore) -> None:
    schedules = [a_schedule(1), a_schedule(2, kind=ScheduleKind.SUMMARY), a_schedule(3, of=2)]
    decisions = [
        a_decision(1, kind=DecisionKind.SENT, decided_at=NOW - 2 * MINUTE),
        a_decision(2, kind=DecisionKind.SENT, decided_at=NOW, local_date=date(2026, 3, 3)),
        a_decision(3, kind=DecisionKind.SENT, decided_at=NOW - MINUTE, schedule_id=schedules[1].id),
        a_decision(4, kind=DecisionKind.SKIPPED, decided_at=NOW, local_date=date(2026, 3, 4)),
        a_decision(5, of=2, kind=DecisionKind.SENT, decided_at=NOW, schedule_id=schedules[2].id),
    ]
    await store.transact(lambda uow: uow.schedules.save(schedules))
    await store.transact(lambda uow: uow.schedules.decide(decisions))
    people = [person_id(1), person_id(3)]
    found = await store.transact(lambda uow: uow.schedules.contacts_since(people, NOW - MINUTE))
    assert found == {
        person_id(1): [
            Contact(kind=ScheduleKind.SUMMARY, at=NOW - MINUTE),
            Contact(kind=ScheduleKind.OWN, at=NOW),
        ]
    }


async def test_a_decision_to_send_can_be_taken_back_and_stays_the_one_of_its_occurrence(
    store: OpenStore,
) -> None:
    run_id = RunId(sample_id(5))
    sent = a_decision(1, run_id=run_id)
    other = a_decision(2, local_date=date(2026, 3, 3))
    await store.transact(lambda uow: uow.schedules.save([a_schedule(1)]))
    await store.transact(lambda uow: uow.schedules.decide([sent, other]))
    instead = replace(sent, kind=DecisionKind.WITHDRAWN, reason=Reason.PAUSED, decided_at=NOW + 3 * MINUTE)
    await store.transact(lambda uow: uow.schedules.decide_anew(instead))
    found = await store.read(lambda uow: uow.schedules.decisions(person_id(1), limit=9))
    assert list(found) == [instead, other]
    again = replace(sent, id=a_decision(3).id)
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.schedules.decide([again]))
    contacts = await store.read(lambda uow: uow.schedules.contacts_since([person_id(1)], NOW - MINUTE))
    assert contacts == {person_id(1): [Contact(kind=ScheduleKind.OWN, at=other.decided_at)]}


async def test_a_decision_to_send_can_become_one_to_put_off(store: OpenStore) -> None:
    sent = a_decision(1)
    await store.transact(lambda uow: uow.schedules.save([a_schedule(1)]))
    await store.transact(lambda uow: uow.schedules.decide([sent]))
    until = NOW + timedelta(days=1)
    instead = replace(sent, kind=DecisionKind.DEFERRED, reason=Reason.ON_LEAVE, until=until)
    await store.transact(lambda uow: uow.schedules.decide_anew(instead))
    later = a_decision(2, decided_at=until)
    await store.transact(lambda uow: uow.schedules.decide([later]))
    assert list(await store.read(lambda uow: uow.schedules.decisions(person_id(1), limit=9))) == [
        later,
        instead,
    ]


async def test_decisions_are_counted_by_what_they_are_about_how_and_why(store: OpenStore) -> None:
    await store.transact(
        lambda uow: uow.schedules.save(
            [a_schedule(1), a_schedule(2, of=2), a_schedule(3, kind=ScheduleKind.SUMMARY)]
        )
    )
    day = date(2026, 3, 2)

    def decided(number: int, schedule: int, minutes: int, how: DecisionKind, why: Reason) -> Decision:
        return a_decision(
            number,
            schedule_id=a_schedule(schedule).id,
            local_date=day + timedelta(days=number),
            decided_at=NOW + minutes * MINUTE,
            kind=how,
            reason=why,
        )

    rows = [
        decided(1, 1, 0, DecisionKind.SENT, Reason.ON_TIME),
        decided(2, 2, 1, DecisionKind.SENT, Reason.ON_TIME),
        decided(3, 2, 2, DecisionKind.SKIPPED, Reason.ON_LEAVE),
        decided(4, 3, 3, DecisionKind.SENT, Reason.ON_TIME),
        decided(5, 1, -1, DecisionKind.SENT, Reason.ON_TIME),
        decided(6, 1, 4, DecisionKind.SENT, Reason.ON_TIME),
    ]
    await store.transact(lambda uow: uow.schedules.decide(rows))
    found = await store.read(lambda uow: uow.schedules.counts(NOW, NOW + 4 * MINUTE))
    assert {(one.schedule, one.kind, one.reason): one.count for one in found} == {
        (ScheduleKind.OWN, DecisionKind.SENT, Reason.ON_TIME): 2,
        (ScheduleKind.OWN, DecisionKind.SKIPPED, Reason.ON_LEAVE): 1,
        (ScheduleKind.SUMMARY, DecisionKind.SENT, Reason.ON_TIME): 1,
    }
    assert len(found) == 3
    assert DecisionCount(
        schedule=ScheduleKind.OWN, kind=DecisionKind.SENT, reason=Reason.ON_TIME, count=2
    ) in list(found)


async def test_what_is_due_is_counted_by_its_instant_with_what_is_overdue(store: OpenStore) -> None:
    schedules = [
        a_schedule(1, next_due_at=NOW),
        a_schedule(2, next_due_at=NOW - MINUTE, of=2),
        a_schedule(3, next_due_at=NOW, of=3),
        a_schedule(4, next_due_at=NOW, is_active=False),
        a_schedule(5, next_due_at=NOW + MINUTE),
        a_schedule(6, next_due_at=None),
    ]
    await store.transact(lambda uow: uow.schedules.save(schedules))
    found = await store.read(lambda uow: uow.schedules.due_counts(NOW + MINUTE))
    assert list(found) == [DueCount(at=NOW - MINUTE, count=1), DueCount(at=NOW, count=2)]

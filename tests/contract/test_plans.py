"""What every store promises about plan items and the flows that come back to them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.errors import StoreError
from bot.domain.ids import RunId
from bot.domain.plans import FollowUp, PlanStatus
from bot.domain.schedules import Schedule
from tests.contract.conftest import OpenStore
from tests.samples import MINUTE, NOW, a_follow_up, a_plan_item, a_schedule, person_id, sample_id


async def _save(store: OpenStore, schedules: list[Schedule], follow_ups: list[FollowUp]) -> None:
    await store.transact(lambda uow: uow.schedules.save(schedules))
    await store.transact(lambda uow: uow.follow_ups.save(follow_ups))


async def test_plan_items_come_back_as_saved_oldest_first(store: OpenStore) -> None:
    items = [
        a_plan_item(2, barrier="time", success="Fewer referrals", by=None, from_id=sample_id(1)),
        a_plan_item(1, status=PlanStatus.STARTED),
        a_plan_item(3, of=2),
    ]
    await store.transact(lambda uow: uow.plans.save(items))
    assert list(await store.transact(lambda uow: uow.plans.of(person_id(1)))) == [items[1], items[0]]
    found = await store.transact(lambda uow: uow.plans.by_id([items[2].id, items[0].id]))
    assert found == {items[0].id: items[0], items[2].id: items[2]}


async def test_a_plan_item_that_is_saved_again_keeps_its_beginning(store: OpenStore) -> None:
    item = a_plan_item()
    later = replace(
        item,
        status=PlanStatus.DONE,
        step="",
        by=date(2026, 5, 1),
        created_at=NOW + MINUTE,
        changed_at=NOW + MINUTE,
    )
    await store.transact(lambda uow: uow.plans.save([item]))
    await store.transact(lambda uow: uow.plans.save([later]))
    found = await store.transact(lambda uow: uow.plans.of_run(item.run_id))
    assert found == {"my_plan": replace(later, created_at=NOW)}


async def test_a_run_and_step_have_one_plan_item(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.plans.save([a_plan_item(1)]))
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.plans.save([a_plan_item(2, run_id=RunId(sample_id(1)))]))
    both = [a_plan_item(2, run_id=RunId(sample_id(1)), made_by="another")]
    await store.transact(lambda uow: uow.plans.save(both))
    assert len(await store.transact(lambda uow: uow.plans.of_run(RunId(sample_id(1))))) == 2


async def test_follow_ups_come_back_with_what_they_quote(store: OpenStore) -> None:
    one, other = a_follow_up(1), a_follow_up(2, of=2, plan_id=None, given={})
    schedules = [a_schedule(1), a_schedule(2, of=2)]
    await _save(store, schedules, [one, other])
    ids = [schedule.id for schedule in [*schedules, a_schedule(3)]]
    assert await store.transact(lambda uow: uow.follow_ups.by_schedule(ids)) == {
        one.schedule_id: one,
        other.schedule_id: other,
    }
    assert await store.transact(lambda uow: uow.follow_ups.of_run(one.run_id)) == {"two_weeks_on": one}


async def test_a_follow_up_that_is_saved_again_quotes_the_new_words(store: OpenStore) -> None:
    first = a_follow_up()
    anew = replace(first, flow="did_it_stick", given={"what": "A shorter list"}, plan_id=None)
    await _save(store, [a_schedule()], [first])
    await store.transact(lambda uow: uow.follow_ups.save([anew]))
    assert await store.transact(lambda uow: uow.follow_ups.of_run(first.run_id)) == {"two_weeks_on": anew}


async def test_flows_that_follow_ups_await_are_counted_by_what_is_handed_over(store: OpenStore) -> None:
    follow_ups = [
        a_follow_up(1),
        a_follow_up(2, of=2),
        a_follow_up(3, given={}),
        a_follow_up(4, flow="over_already"),
    ]
    schedules = [a_schedule(1), a_schedule(2, of=2), a_schedule(3), a_schedule(4, is_active=False)]
    await _save(store, schedules, follow_ups)
    found = await store.transact(lambda uow: uow.follow_ups.awaited())
    assert sorted((item.flow, sorted(item.names), item.count) for item in found) == [
        ("plan_check_in", [], 1),
        ("plan_check_in", ["plan", "step"], 2),
    ]


async def test_follow_ups_that_will_begin_a_flow_are_found_for_their_person(store: OpenStore) -> None:
    follow_ups = [a_follow_up(1), a_follow_up(2, flow="other"), a_follow_up(3, of=2), a_follow_up(4)]
    schedules = [a_schedule(1), a_schedule(2), a_schedule(3, of=2), a_schedule(4, is_active=False)]
    await _save(store, schedules, follow_ups)
    found = await store.transact(lambda uow: uow.follow_ups.of_flow(person_id(1), "plan_check_in"))
    assert list(found) == [follow_ups[0]]

"""What every store promises about transactions: all or nothing, and one that fails harms no other."""

import asyncio
from collections.abc import Callable
from typing import NoReturn

import pytest

from bot.domain.errors import StoreError
from bot.ports import Remark, UnitOfWork
from tests.contract.conftest import OpenStore
from tests.samples import BOT, NOW, a_delivery, a_person, a_run, a_schedule, person_id


class _Poison(Exception):  # noqa: N818 - a test's own
    pass


def _fail(uow: UnitOfWork) -> NoReturn:
    uow.people.save([a_person(8)])
    uow.outbox.add([a_delivery(8)])
    raise _Poison


def _taking_in(number: int) -> Callable[[UnitOfWork], set[int]]:
    return lambda uow: uow.updates.add_new(BOT, [number], now=NOW)


async def test_what_fails_leaves_no_trace(store: OpenStore) -> None:
    with pytest.raises(_Poison):
        await store.transact(_fail)
    assert await store.read(lambda uow: uow.people.by_id([person_id(8)])) == {}
    assert await store.read(lambda uow: uow.outbox.counts()) == {}


async def test_one_poison_among_many_fails_alone(store: OpenStore) -> None:
    outcomes = await asyncio.gather(
        *(store.transact(_taking_in(number)) for number in range(1, 31)),
        store.transact(_fail),
        *(store.transact(_taking_in(number)) for number in range(31, 61)),
        return_exceptions=True,
    )
    assert isinstance(outcomes.pop(30), _Poison)
    assert outcomes == [{number} for number in range(1, 61)]
    again = await store.transact(lambda uow: uow.updates.add_new(BOT, list(range(1, 62)), now=NOW))
    assert again == {61}


async def test_a_broken_rule_among_many_fails_alone(store: OpenStore) -> None:
    works = [lambda uow, n=n: uow.runs.save([a_run(n, of=1 + n % 2)]) for n in (1, 2, 3)]
    outcomes = await asyncio.gather(*map(store.transact, works), return_exceptions=True)
    # Two of them want to be the same person's waiting run; which comes first is nobody's promise.
    assert [outcome for outcome in outcomes if outcome is None] == [None, None]
    assert len(await store.read(lambda uow: uow.runs.open_of([person_id(1), person_id(2)]))) == 2


async def test_a_reference_to_nobody_is_found_at_commit_and_fails_alone(store: OpenStore) -> None:
    def saving(number: int, of: int) -> Callable[[UnitOfWork], None]:
        return lambda uow: uow.schedules.save([a_schedule(number, of=of)])

    with pytest.raises(StoreError):
        await store.transact(saving(1, 9))
    works = [saving(2, 1), saving(3, 9), saving(4, 2)]
    outcomes = await asyncio.gather(*map(store.transact, works), return_exceptions=True)
    assert [isinstance(outcome, StoreError) for outcome in outcomes] == [False, True, False]
    found = await store.transact(lambda uow: uow.schedules.of([person_id(1), person_id(2)]))
    assert found == {person_id(1): (a_schedule(2),), person_id(2): (a_schedule(4, of=2),)}


async def test_reading_sees_what_was_committed(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.runs.save([a_run()]))
    assert await store.read(lambda uow: uow.runs.open_of([person_id(1)])) == {person_id(1): a_run()}


async def test_a_transaction_sees_its_own_changes(store: OpenStore) -> None:
    def work(uow: UnitOfWork) -> bool:
        uow.runs.save([a_run()])
        return uow.runs.open_of([person_id(1)]) == {person_id(1): a_run()}

    assert await store.transact(work)


async def test_a_cancelled_caller_harms_no_other(store: OpenStore) -> None:
    waiting = [asyncio.ensure_future(store.transact(_taking_in(number))) for number in range(10)]
    await asyncio.sleep(0)
    waiting[3].cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    kept = [outcome for number, outcome in enumerate(outcomes) if number != 3]
    assert kept == [{number} for number in range(10) if number != 3]


async def test_added_deliveries_are_told_after_the_commit(store: OpenStore) -> None:
    told: list[int] = []
    store.on_outbox = lambda: told.append(1)
    await store.transact(lambda uow: uow.people.by_id([person_id(1)]))
    assert told == []
    with pytest.raises(_Poison):
        await store.transact(_fail)
    assert told == []
    await store.transact(lambda uow: uow.outbox.add([a_delivery()]))
    await asyncio.sleep(0)
    assert told == [1]


async def test_what_is_remarked_is_told_after_the_commit_and_only_then(store: OpenStore) -> None:
    told: list[Remark] = []
    store.on_remark = told.append
    remark = Remark(event="run.failed", facts={"flow": "knowledge_today", "reason": "state_limit"})

    def remark_and_fail(uow: UnitOfWork) -> None:
        uow.remark(remark)
        raise _Poison

    with pytest.raises(_Poison):
        await store.transact(remark_and_fail)
    await asyncio.sleep(0)
    assert told == []
    await store.transact(lambda uow: uow.remark(remark))
    await asyncio.sleep(0)
    assert told == [remark]


async def test_a_fact_is_what_was_noted_last(store: OpenStore) -> None:
    assert await store.read(lambda uow: uow.facts.value("zone_rules")) is None
    await store.transact(lambda uow: uow.facts.note("zone_rules", "2026a"))
    await store.transact(lambda uow: uow.facts.note("zone_rules", "2026b"))
    assert await store.read(lambda uow: uow.facts.value("zone_rules")) == "2026b"

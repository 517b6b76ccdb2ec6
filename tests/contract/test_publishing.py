"""What every store promises about publications, and about runs that move to another version of their flow."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import RunId
from bot.ports import Act, Origin, Publication, Published
from tests.contract.conftest import OpenStore
from tests.samples import NOW, a_person, a_run, person_id, sample_id


def a_publication(number: int = 1, **flows: str) -> Publication:
    return Publication(
        number=number,
        at=NOW + timedelta(days=number),
        act=Act.RELEASE,
        flows={
            name: Published(version=version, origin=Origin.RELEASE) for name, version in sorted(flows.items())
        },
        programme="own: {usual: day}\n",
        programme_origin=Origin.RELEASE,
    )


async def test_before_the_first_publication_nothing_is_current(store: OpenStore) -> None:
    assert await store.read(lambda uow: uow.publications.latest()) is None
    assert await store.read(lambda uow: uow.publications.latest_number()) == 0
    assert await store.read(lambda uow: uow.publications.history()) == []


async def test_the_publication_with_the_highest_number_is_current(store: OpenStore) -> None:
    first = a_publication(1, day="v1")
    second = replace(
        a_publication(2, day="v2", week="v1"),
        act=Act.PUBLISH,
        programme_origin=Origin.AUTHOR,
        maps={"day": {"rule": "rule_now", "gone": ""}},
        courses={"course": "title: Four weeks\n", "short": "title: Naïve\n"},
    )
    assert await store.transact(lambda uow: uow.publications.append(first))
    assert await store.transact(lambda uow: uow.publications.append(second))
    assert await store.read(lambda uow: uow.publications.latest()) == second
    assert await store.read(lambda uow: uow.publications.latest_number()) == 2
    assert await store.read(lambda uow: uow.publications.history()) == [second, first]


async def test_whoever_takes_a_number_second_has_not_published(store: OpenStore) -> None:
    mine, theirs = a_publication(1, day="mine"), a_publication(1, day="theirs")
    assert await store.transact(lambda uow: uow.publications.append(theirs))
    assert not await store.transact(lambda uow: uow.publications.append(mine))
    assert await store.read(lambda uow: uow.publications.latest()) == theirs


async def test_waiting_runs_are_counted_by_flow_version_and_step(store: OpenStore) -> None:
    runs = [
        a_run(1, waiting_at="rule"),
        a_run(2, of=2, waiting_at="rule"),
        a_run(3, of=3, version="v2", waiting_at=None),
        a_run(4, status="completed", waiting_at=None),
    ]
    await store.transact(lambda uow: uow.runs.save(runs))
    assert await store.read(lambda uow: uow.runs.waiting()) == {
        ("knowledge_today", "v1", "rule"): 2,
        ("knowledge_today", "v2", ""): 1,
    }


async def test_runs_that_wait_in_other_versions_come_in_batches_by_id(store: OpenStore) -> None:
    people = [a_person(number) for number in (4, 5, 6)]
    runs = [
        a_run(1),
        a_run(2, of=2, version="v3"),
        a_run(3, of=3, version="v2"),
        a_run(4, of=4, flow="other"),
        a_run(5, of=5, status="completed"),
        a_run(6, of=6),
    ]
    await store.transact(lambda uow: uow.people.save(people))
    await store.transact(lambda uow: uow.runs.save(runs))

    async def numbers(after: RunId | None, limit: int) -> list[int]:
        found = await store.transact(
            lambda uow: uow.runs.waiting_elsewhere("knowledge_today", "v3", after=after, limit=limit)
        )
        assert all(one in runs for one in found)
        return [int(one.id) for one in found]

    assert await numbers(None, 2) == [1, 3]
    assert await numbers(RunId(sample_id(3)), 2) == [6]
    assert await numbers(RunId(sample_id(6)), 2) == []


async def test_a_run_that_moved_has_its_new_version_state_and_step_and_is_else_as_it_was(
    store: OpenStore,
) -> None:
    before = a_run(1, waiting_at="rule")
    moved = replace(before, version="v2", state=b'{"moved": true}', waiting_at="rule_now")
    await store.transact(lambda uow: uow.runs.save([before, a_run(2, of=2)]))
    await store.transact(lambda uow: uow.runs.carry_over([replace(moved, turn=9, updated_at=NOW)]))
    assert await store.read(lambda uow: uow.runs.by_id([before.id])) == {before.id: moved}
    assert (await store.read(lambda uow: uow.runs.open_of([person_id(2)])))[person_id(2)] == a_run(2, of=2)

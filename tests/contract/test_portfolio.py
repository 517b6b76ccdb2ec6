"""What every store promises about looking through entries, their earlier wordings, deleting them, and errands."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.entries import Activity, EntryHead, Part, Tags, Visibility
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import EntryId, ParticipantId, RunId
from bot.ports import UnitOfWork
from tests.contract.conftest import OpenStore
from tests.samples import (
    MINUTE,
    NOW,
    a_follow_up,
    a_link,
    a_plan_item,
    a_run,
    a_schedule,
    an_entry,
    person_id,
    sample_id,
)


async def test_heads_tell_of_all_entries_of_one_person(store: OpenStore) -> None:
    plain = an_entry(1)
    tagged = an_entry(
        2,
        local_date=date(2025, 12, 31),
        tags=Tags(activity=Activity.PUN_DEN),
        starred=True,
        visibility=Visibility.PORTFOLIO,
    )
    await store.transact(lambda uow: uow.entries.save([plain, tagged, an_entry(3, of=2)], now=NOW))
    heads = await store.read(lambda uow: list(uow.entries.heads(person_id(1))))
    assert sorted(heads, key=lambda head: head.id) == [
        EntryHead(
            id=entry.id,
            local_date=entry.local_date,
            created_at=entry.created_at,
            activity=entry.tags.activity,
            starred=entry.starred,
            visibility=entry.visibility,
        )
        for entry in (plain, tagged)
    ]


async def test_all_of_ones_entries_are_those_between_the_first_and_the_last_day_there_is(
    store: OpenStore,
) -> None:
    entries = [an_entry(1), an_entry(2, local_date=date(1999, 1, 1)), an_entry(3, of=2)]
    await store.transact(lambda uow: uow.entries.save(entries, now=NOW))
    found = await store.read(lambda uow: uow.entries.between(person_id(1), date.min, date.max))
    assert list(found) == [entries[1], entries[0]]


async def test_earlier_wordings_are_complete_and_in_order(store: OpenStore) -> None:
    first = an_entry(1, what="as it was", follow_up="in May")
    second = replace(first, what="as it is")
    third = replace(second, title="Another title 🩺")
    for at, entry in enumerate((first, second, third, an_entry(2))):
        await store.transact(lambda uow, entry=entry, at=at: uow.entries.save([entry], now=NOW + at * MINUTE))  # type: ignore[misc]  # bound
    found = await store.read(lambda uow: list(uow.entries.revisions(first.id)))
    assert [(one.number, one.replaced_at, one.words) for one in found] == [
        (1, NOW + MINUTE, first.words),
        (2, NOW + 2 * MINUTE, second.words),
    ]
    assert found[0].words[Part.FOLLOW_UP] == "in May"
    assert "as it was" not in repr(found)


def _seen(uow: UnitOfWork) -> list[int]:
    day = an_entry().local_date
    lists = (
        [entry.id for entry in uow.entries.between(person_id(1), day, day)],
        [head.id for head in uow.entries.heads(person_id(1))],
        list(uow.entries.by_id([EntryId(sample_id(1)), EntryId(sample_id(2))])),
    )
    assert len({frozenset(ids) for ids in lists}) == 1
    return sorted(map(int, lists[0]))


async def test_a_deleted_entry_is_nowhere_until_it_is_restored(store: OpenStore) -> None:
    entries = [an_entry(1, what="as it was"), an_entry(2)]
    await store.transact(lambda uow: uow.entries.save(entries, now=NOW))
    await store.transact(lambda uow: uow.entries.delete(entries[0].id, at=NOW))
    assert await store.read(_seen) == [2]
    changed = replace(entries[0], what="changed all the same")
    await store.transact(lambda uow: uow.entries.save([changed], now=NOW))
    assert await store.read(_seen) == [2]
    assert await store.read(lambda uow: list(uow.entries.revisions(changed.id))) == []

    async def restores(*, of: int = 1, after: timedelta) -> bool:
        return await store.transact(
            lambda uow: uow.entries.restore(
                changed.id, participant_id=person_id(of), deleted_after=NOW + after
            )
        )

    assert not await restores(after=timedelta(0))
    assert not await restores(of=2, after=-MINUTE)
    assert await restores(after=-MINUTE)
    assert not await restores(after=-MINUTE)
    assert await store.read(_seen) == [1, 2]
    assert (await store.read(lambda uow: uow.entries.by_id([changed.id])))[changed.id] == changed


async def test_what_was_deleted_goes_with_all_that_holds_its_words(store: OpenStore) -> None:
    entry, other = an_entry(1, run_id=RunId(sample_id(1))), an_entry(2, run_id=RunId(sample_id(2)))
    runs = [a_run(number, status="completed", entry_id=EntryId(sample_id(number))) for number in (1, 2)]
    links = [
        a_link(1, run_id=runs[0].id),
        a_link(2, run_id=None, entry_id=entry.id),
        a_link(3, run_id=runs[1].id),
        a_link(4, run_id=None, entry_id=other.id),
    ]
    await store.transact(lambda uow: uow.entries.save([entry, other], now=NOW))
    await store.transact(lambda uow: uow.entries.save([replace(entry, title="Another")], now=NOW))
    await store.transact(lambda uow: uow.runs.save(runs))
    await store.transact(lambda uow: uow.runs.link(links))
    await store.transact(lambda uow: uow.entries.delete(entry.id, at=NOW))
    assert await store.transact(lambda uow: uow.entries.drop_deleted(NOW, limit=9)) == 0
    assert await store.transact(lambda uow: uow.entries.drop_deleted(NOW + MINUTE, limit=9)) == 1
    assert not await store.transact(
        lambda uow: uow.entries.restore(
            entry.id, participant_id=entry.participant_id, deleted_after=NOW - MINUTE
        )
    )
    assert await store.read(_seen) == [2]
    assert await store.read(lambda uow: uow.entries.revision_count(entry.id)) == 0
    found = await store.read(lambda uow: uow.runs.by_id([run.id for run in runs]))
    assert [run.state for run in found.values()] == [b"", runs[1].state]
    pairs = [(link.chat_id, link.message_id) for link in links]
    assert list(await store.read(lambda uow: uow.runs.linked(pairs))) == pairs[2:]


async def test_deleted_entries_go_in_batches_those_deleted_first_first(store: OpenStore) -> None:
    entries = [an_entry(number, run_id=None) for number in (1, 2, 3)]
    await store.transact(lambda uow: uow.entries.save(entries, now=NOW))
    for entry, minutes in zip(entries, (3, 1, 2), strict=True):
        at = NOW + minutes * MINUTE
        await store.transact(lambda uow, entry=entry, at=at: uow.entries.delete(entry.id, at=at))  # type: ignore[misc]  # bound
    later = NOW + timedelta(days=1)
    assert await store.transact(lambda uow: uow.entries.drop_deleted(later, limit=2)) == 2
    assert await store.transact(
        lambda uow: uow.entries.restore(entries[0].id, participant_id=person_id(1), deleted_after=NOW)
    )


def _an_errand(of: int = 1, **other: object) -> Errand:
    fields: dict[str, object] = {
        "participant_id": person_id(of),
        "kind": ErrandKind.SEARCH,
        "about": "“Beads” 🩺",
        "begun_at": NOW,
        "expires_at": NOW + MINUTE,
    }
    return Errand(**(fields | other))  # type: ignore[arg-type]  # the fields of an Errand


async def test_a_person_has_one_errand_of_a_kind(store: OpenStore) -> None:
    first, second, mend, others = (
        _an_errand(),
        _an_errand(about="jar", expires_at=NOW + 2 * MINUTE),
        _an_errand(kind=ErrandKind.MEND),
        _an_errand(2),
    )
    for errand in (first, second, mend, others):
        await store.transact(lambda uow, errand=errand: uow.errands.begin(errand))  # type: ignore[misc]  # bound
    people = [person_id(number) for number in (1, 2, 3)]

    async def searches() -> dict[ParticipantId, Errand]:
        return await store.read(lambda uow: uow.errands.of(people, ErrandKind.SEARCH))

    assert await searches() == {person_id(1): second, person_id(2): others}
    waiting = await store.read(lambda uow: list(uow.errands.waiting(ErrandKind.SEARCH, limit=9)))
    assert waiting == [second, others]
    assert await store.read(lambda uow: list(uow.errands.waiting(ErrandKind.SEARCH, limit=1))) == [second]
    await store.transact(lambda uow: uow.errands.end(person_id(1), ErrandKind.SEARCH))
    assert await searches() == {person_id(2): others}
    assert await store.transact(lambda uow: uow.errands.drop(NOW + MINUTE)) == 2
    assert await searches() == {}
    assert await store.read(lambda uow: uow.errands.of(people, ErrandKind.MEND)) == {}
    assert await store.read(lambda uow: uow.errands.of([], ErrandKind.MEND)) == {}


async def test_with_a_deleted_entry_goes_what_its_run_planned(store: OpenStore) -> None:
    kept, planned = a_plan_item(2), a_plan_item(1)
    promised = a_follow_up(3, run_id=planned.run_id)
    await store.transact(lambda uow: uow.entries.save([an_entry(1, run_id=planned.run_id)], now=NOW))
    await store.transact(lambda uow: uow.plans.save([planned, kept]))
    await store.transact(lambda uow: uow.schedules.save([a_schedule(3)]))
    await store.transact(lambda uow: uow.follow_ups.save([promised]))
    await store.transact(lambda uow: uow.entries.delete(an_entry(1).id, at=NOW))
    await store.transact(lambda uow: uow.entries.drop_deleted(NOW + MINUTE, limit=9))
    assert list(await store.transact(lambda uow: uow.plans.of(person_id(1)))) == [kept]
    assert await store.transact(lambda uow: uow.follow_ups.of_run(planned.run_id)) == {}
    assert await store.transact(lambda uow: uow.schedules.of([person_id(1)])) == {}

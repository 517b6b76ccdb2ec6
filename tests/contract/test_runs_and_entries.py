"""What every store promises about runs, the messages that belong to them, and entries."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.entries import Activity, Entry, EntryStatus, Pillar, Source, Stage, Tags, Visibility
from bot.domain.errors import StoreError
from bot.domain.ids import ChatId, EntryId, RunId, ScheduleId
from bot.domain.runs import Run
from bot.ports import StoredFlow
from tests.contract.conftest import OpenStore
from tests.posting_samples import a_recipient, posting_id
from tests.samples import MINUTE, NOW, a_hold, a_link, a_run, an_entry, person_id, sample_id


async def test_a_run_comes_back_as_saved(store: OpenStore) -> None:
    run = a_run(
        entry_id=EntryId(sample_id(5)), schedule_id=ScheduleId(sample_id(6)), closes_at=NOW + MINUTE, turn=3
    )
    await store.transact(lambda uow: uow.runs.save([run]))
    assert await store.read(lambda uow: uow.runs.by_id([run.id, RunId(sample_id(2))])) == {run.id: run}


async def test_the_open_run_is_the_waiting_one(store: OpenStore) -> None:
    runs = [a_run(1, status="completed"), a_run(2), a_run(3, of=2, status="expired")]
    await store.transact(lambda uow: uow.runs.save(runs))
    people = [person_id(1), person_id(2), person_id(3)]
    assert await store.transact(lambda uow: uow.runs.open_of(people)) == {person_id(1): runs[1]}
    assert await store.read(lambda uow: uow.runs.open_of([])) == {}


async def test_a_person_has_one_waiting_run_at_most(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.runs.save([a_run(1)]))
    with pytest.raises(StoreError):
        await store.transact(lambda uow: uow.runs.save([a_run(2)]))


async def test_a_run_may_take_the_place_of_another_in_one_call(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.runs.save([a_run(1)]))
    await store.transact(lambda uow: uow.runs.save([a_run(2), a_run(1, status="stopped")]))
    assert (await store.read(lambda uow: uow.runs.open_of([person_id(1)])))[person_id(1)] == a_run(2)


async def test_runs_of_a_flow_are_counted_for_each_person(store: OpenStore) -> None:
    runs = [a_run(1, status="completed"), a_run(2), a_run(3, flow="other", status="failed"), a_run(4, of=2)]
    await store.transact(lambda uow: uow.runs.save(runs))
    people = [person_id(number) for number in (1, 2, 3)]
    found = await store.read(lambda uow: uow.runs.counts_of(people, "knowledge_today"))
    assert found == {person_id(1): 2, person_id(2): 1}


async def test_recent_ends_are_the_prompted_ones_newest_first(store: OpenStore) -> None:
    prompted = ScheduleId(sample_id(1))
    ended = [
        a_run(number, status="expired", schedule_id=prompted, updated_at=NOW + number * MINUTE)
        for number in (1, 2, 3)
    ]
    others = [
        a_run(4, status="completed"),
        a_run(5, schedule_id=prompted),
        a_run(6, of=2, schedule_id=prompted),
    ]
    another = a_run(7, of=2, status="completed", schedule_id=prompted)
    await store.transact(lambda uow: uow.runs.save([*ended, *others, another]))
    people = [person_id(number) for number in (1, 2, 3)]
    found = await store.read(lambda uow: uow.runs.recent_ends(people, limit=2))
    assert found == {person_id(1): [ended[2], ended[1]], person_id(2): [another]}


async def test_what_a_group_was_asked_waits_to_be_counted_before_it_is_compacted(store: OpenStore) -> None:
    asked, limit = (
        [a_run(of, of=of, status="completed", posting_id=posting_id()) for of in (1, 2, 3)],
        NOW + MINUTE,
    )
    await store.transact(lambda uow: uow.runs.save(asked))
    await store.transact(lambda uow: uow.postings.add_recipients([a_recipient(of) for of in (1, 2)]))
    for run in asked[:2]:
        await store.transact(
            lambda uow, run=run: uow.postings.note_answer(  # type: ignore[misc]  # a bound default
                posting_id(), run.participant_id, run_id=run.id, at=NOW
            )
        )
    await store.transact(lambda uow: uow.postings.note_counted(posting_id(), [person_id(2)], at=NOW))

    async def over(uncounted: datetime) -> list[Run]:
        return await store.read(
            lambda uow: list(uow.runs.finished_before(limit, limit=9, uncounted=uncounted))
        )

    assert await over(NOW - MINUTE) == asked[1:]  # the last one was no recipient's
    assert await over(limit) == asked


async def test_compacting_takes_the_states_of_finished_runs_and_leaves_the_rest(store: OpenStore) -> None:
    old, older = (
        a_run(1, status="completed"),
        a_run(2, status="expired", updated_at=NOW - MINUTE, version="v0"),
    )
    waiting, young = a_run(3), a_run(4, status="failed", updated_at=NOW + MINUTE, flow="other")
    await store.transact(lambda uow: uow.runs.save([old, older, waiting, young]))
    limit = NOW + MINUTE
    assert await store.transact(
        lambda uow: list(uow.runs.finished_before(limit, limit=1, uncounted=limit))
    ) == [older]
    found_both = await store.transact(
        lambda uow: list(uow.runs.finished_before(limit, limit=9, uncounted=limit))
    )
    assert found_both == [older, old]
    await store.transact(lambda uow: uow.runs.compact([old.id, older.id]))
    await store.transact(lambda uow: uow.runs.compact([]))
    assert await store.read(lambda uow: list(uow.runs.finished_before(limit, limit=9, uncounted=limit))) == []
    in_use = await store.read(lambda uow: uow.runs.versions_in_use())
    assert in_use == {("knowledge_today", "v1"), ("other", "v1")}
    found = await store.read(lambda uow: uow.runs.by_id([old.id, older.id, waiting.id, young.id]))
    assert list(found.values()) == [replace(old, state=b""), replace(older, state=b""), waiting, young]


async def test_links_are_found_by_their_run_and_those_to_entries_dropped_by_age(store: OpenStore) -> None:
    to_answer, of_other_run = a_link(1), a_link(2, run_id=RunId(sample_id(2)))
    to_entry, younger = (
        a_link(number, run_id=None, entry_id=EntryId(sample_id(1)), name="title,what", created_at=at)
        for number, at in ((3, NOW), (4, NOW + MINUTE))
    )
    links = [to_answer, of_other_run, to_entry, younger]
    await store.transact(lambda uow: uow.runs.link(links))
    assert await store.read(lambda uow: list(uow.runs.links_of([a_run(1)]))) == [to_answer]
    assert await store.read(lambda uow: list(uow.runs.links_of([]))) == []
    assert await store.transact(lambda uow: uow.runs.drop_links(NOW + MINUTE)) == 1
    pairs = [(item.chat_id, item.message_id) for item in links]
    left = await store.read(lambda uow: uow.runs.linked(pairs))
    assert left == {pairs[0]: to_answer, pairs[1]: of_other_run, pairs[3]: younger}


async def test_versions_in_use_are_each_named_once(store: OpenStore) -> None:
    runs = [
        a_run(number, status="completed", flow=f"flow {number % 2}", version=f"v{number % 3}")
        for number in range(1, 13)
    ]
    await store.transact(lambda uow: uow.runs.save(runs))
    in_use = await store.read(lambda uow: uow.runs.versions_in_use())
    assert in_use == {(f"flow {flow}", f"v{version}") for flow in (0, 1) for version in (0, 1, 2)}


async def test_a_later_link_of_a_message_replaces_the_earlier(store: OpenStore) -> None:
    later = a_link(1, run_id=None, entry_id=EntryId(sample_id(2)), name="")
    await store.transact(lambda uow: uow.runs.link([a_link(1), a_link(2), a_link(1, of=2)]))
    await store.transact(lambda uow: uow.runs.link([later]))
    wanted = [(ChatId(1001), 1), (ChatId(1002), 1), (ChatId(1002), 2)]
    found = await store.read(lambda uow: uow.runs.linked(wanted))
    assert found == {wanted[0]: later, wanted[1]: a_link(1, of=2)}
    assert await store.read(lambda uow: uow.runs.linked([])) == {}


async def test_a_hold_waits_until_it_is_released_or_its_time_is_over(store: OpenStore) -> None:
    decided = a_hold(
        1, text="“Words” \x00 🩺", is_screened_out=True, run_id=RunId(sample_id(1)), turn=2, edit_of="a"
    )
    over, young = a_hold(2, expires_at=NOW), a_hold(3, expires_at=NOW + timedelta(seconds=1))
    await store.transact(lambda uow: uow.runs.hold([decided, over, young]))
    ids = [decided.id, over.id, young.id]
    assert await store.transact(lambda uow: uow.runs.held([decided.id])) == {decided.id: decided}
    await store.transact(lambda uow: uow.runs.release([decided.id]))
    assert await store.transact(lambda uow: uow.runs.drop_holds(NOW)) == 1
    assert await store.read(lambda uow: uow.runs.held(ids)) == {young.id: young}


async def test_a_hold_is_found_by_the_message_that_brought_it(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.runs.hold([a_hold(1), a_hold(2)]))
    assert await store.read(lambda uow: uow.runs.held_for(person_id(1), 2)) == a_hold(2)
    assert await store.read(lambda uow: uow.runs.held_for(person_id(2), 2)) is None


async def _save(store: OpenStore, entry: Entry) -> None:
    await store.transact(lambda uow: uow.entries.save([entry], now=NOW))


async def test_an_entry_comes_back_as_saved(store: OpenStore) -> None:
    entry = an_entry(
        what="what",
        so_what="so what",
        now_what="now what",
        follow_up="follow up",
        edited_at=NOW + MINUTE,
        tags=Tags(
            activity=Activity.PUN_DEN,
            pillars=(Pillar.LEARNING, Pillar.INNOVATION),
            stage=Stage.EVALUATE,
            sources=(Source.PATIENT,),
            more={"domain": "2"},
        ),
        minutes=5,
        starred=True,
        visibility=Visibility.PORTFOLIO,
        status=EntryStatus.CHANGE_PLANNED,
        run_id=None,
    )
    plain = an_entry(2)
    await store.transact(lambda uow: uow.entries.save([entry, plain], now=NOW))
    found = await store.read(lambda uow: uow.entries.by_id([entry.id, plain.id]))
    assert found == {entry.id: entry, plain.id: plain}


async def test_an_entry_keeps_the_day_of_its_first_saving(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.entries.save([an_entry()], now=NOW))
    moved = an_entry(local_date=date(2026, 3, 9), created_at=NOW + timedelta(days=7), minutes=2)
    await store.transact(lambda uow: uow.entries.save([moved], now=NOW))
    assert (await store.read(lambda uow: uow.entries.by_id([moved.id])))[moved.id] == an_entry(minutes=2)


async def test_changed_words_leave_the_earlier_wording_as_a_revision(store: OpenStore) -> None:
    entry = an_entry(what="as it was")
    versions = [
        entry,
        replace(entry, what="as it is"),
        replace(entry, what=""),
        replace(entry, title="t", what=""),
    ]
    counts = []
    for version in versions:
        await _save(store, version)
        counts.append(await store.read(lambda uow: uow.entries.revision_count(entry.id)))
    assert counts == [0, 1, 2, 3]


async def test_filling_an_empty_part_or_changing_tags_makes_no_revision(store: OpenStore) -> None:
    entry = an_entry()
    for version in (entry, replace(entry, what="more"), replace(entry, what="more", minutes=3, starred=True)):
        await _save(store, version)
    assert await store.read(lambda uow: uow.entries.revision_count(entry.id)) == 0


async def test_entries_between_two_days_are_one_persons_oldest_first(store: OpenStore) -> None:
    days = [an_entry(number, local_date=date(2026, 3, number)) for number in (4, 3, 2, 1)]
    later_same_day = an_entry(9, local_date=date(2026, 3, 2), created_at=NOW + MINUTE)
    entries = [*days, later_same_day, an_entry(5, of=2, local_date=date(2026, 3, 2))]
    await store.transact(lambda uow: uow.entries.save(entries, now=NOW))
    found = await store.read(
        lambda uow: uow.entries.between(person_id(1), date(2026, 3, 2), date(2026, 3, 3))
    )
    assert [int(entry.id) for entry in found] == [2, 9, 3]


async def test_a_known_version_of_a_flow_is_left(store: OpenStore) -> None:
    flow = StoredFlow(name="day", version="v1", files={"flow.yaml": "name: day\n"})
    other = replace(flow, version="v2", files={})
    await store.transact(lambda uow: uow.flows.add([flow], now=NOW))
    await store.transact(lambda uow: uow.flows.add([replace(flow, files={"flow.yaml": "x"}), other], now=NOW))
    assert await store.read(lambda uow: uow.flows.get("day", "v1")) == flow
    assert await store.read(lambda uow: uow.flows.get("day", "v2")) == other
    assert await store.read(lambda uow: uow.flows.get("day", "v3")) is None

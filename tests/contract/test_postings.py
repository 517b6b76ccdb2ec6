"""What every store promises about postings: who gets them once, what became of them, and what the answers came to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.figures import Figure, Figures
from bot.domain.ids import PostingId, RunId, ScheduleId
from bot.domain.postings import PostingKind, Recipient, RecipientStatus, Totals
from bot.ports import UnitOfWork
from tests.cohort_samples import cohort_id
from tests.contract.conftest import OpenStore, on_postgres
from tests.posting_samples import a_posting, a_recipient, posting_id
from tests.samples import MINUTE, NOW, a_person, a_run, person_id, sample_id
from tests.transactions import how_many_of_two

Status = RecipientStatus


async def _ask(store: OpenStore, *recipients: Recipient) -> None:
    await store.transact(lambda uow: uow.postings.add_recipients(recipients))


async def _note(store: OpenStore, of: int, status: RecipientStatus, minutes: int = 0) -> None:
    outcome = (posting_id(), person_id(of), status, NOW + minutes * MINUTE)
    await store.transact(lambda uow: uow.postings.note_status([outcome]))


async def _answer(store: OpenStore, of: int, minutes: int = 0) -> None:
    run_id, at = RunId(sample_id(of)), NOW + minutes * MINUTE
    await store.transact(
        lambda uow: uow.postings.note_answer(posting_id(), person_id(of), run_id=run_id, at=at)
    )


async def _found(store: OpenStore, of: int) -> Recipient | None:
    return await store.transact(lambda uow: uow.postings.recipient(posting_id(), person_id(of)))


async def _totals(store: OpenStore, *ids: PostingId) -> dict[PostingId, Totals]:
    return await store.read(lambda uow: uow.postings.totals(ids))


async def test_postings_come_back_as_added(store: OpenStore) -> None:
    postings = [
        a_posting(1),
        a_posting(2, kind=PostingKind.DIGEST, prompt="2026-03-06", flow=None),
        a_posting(
            3,
            kind=PostingKind.BROADCAST,
            cohort_id=None,
            prompt=None,
            version="v1",
            closes_at=NOW + MINUTE,
            window_hours=72,
        ),
    ]
    await store.transact(lambda uow: uow.postings.add(postings))
    ids = [one.id for one in (*postings, a_posting(4))]
    found = await store.read(lambda uow: uow.postings.by_id(ids))
    assert found == {one.id: one for one in postings}


async def test_a_prompt_of_a_course_is_posted_to_a_cohort_once(store: OpenStore) -> None:
    same = {"prompt": "week_1"}
    await store.transact(lambda uow: uow.postings.add([a_posting(1), a_posting(2, **same)]))
    others = [
        a_posting(3, **same),
        a_posting(4, **same, cohort_id=cohort_id(2)),
        a_posting(5, **same, kind=PostingKind.DIGEST),
        a_posting(6, prompt=None),
        a_posting(7, prompt=None),
    ]
    await store.transact(lambda uow: uow.postings.add(others))
    found = await store.read(lambda uow: uow.postings.by_id([posting_id(number) for number in range(1, 8)]))
    assert sorted(found) == [posting_id(number) for number in (1, 4, 5, 6, 7)]


async def test_a_cohorts_postings_are_listed_oldest_first_by_kind(store: OpenStore) -> None:
    mine = [a_posting(2), a_posting(1, kind=PostingKind.DIGEST), a_posting(3)]
    await store.transact(lambda uow: uow.postings.add([*mine, a_posting(4, cohort_id=cohort_id(2))]))
    listed = await store.read(lambda uow: uow.postings.of_cohort(cohort_id()))
    assert [one.id for one in listed] == [posting_id(number) for number in (1, 2, 3)]
    course = await store.read(lambda uow: uow.postings.of_cohort(cohort_id(), PostingKind.COURSE))
    assert [one.id for one in course] == [posting_id(2), posting_id(3)]


async def test_only_the_flow_of_a_posting_changes(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.postings.add([a_posting(1), a_posting(2)]))
    changed = a_posting(1, flow="another", version="v2", prompt="moved")
    await store.transact(lambda uow: uow.postings.save([changed]))
    found = await store.read(lambda uow: uow.postings.by_id([posting_id(1), posting_id(2)]))
    assert found[posting_id(1)] == replace(changed, prompt="week_1")
    assert found[posting_id(2)] == a_posting(2)


async def test_a_person_is_a_recipient_of_a_posting_once(store: OpenStore) -> None:
    first = a_recipient(1, schedule_id=ScheduleId(sample_id(1)), status=Status.QUEUED)
    assert list(await store.transact(lambda uow: uow.postings.add_recipients([first]))) == [first]
    again = [
        replace(first, schedule_id=ScheduleId(sample_id(2))),
        a_recipient(2),
        a_recipient(2, status=Status.HELD),
        a_recipient(1, posting=2),
    ]
    new = await store.transact(lambda uow: uow.postings.add_recipients(again))
    assert list(new) == [a_recipient(2), a_recipient(1, posting=2)]
    assert await _found(store, 1) == first
    assert await _found(store, 2) == a_recipient(2)
    assert await _found(store, 3) is None


@on_postgres
async def test_of_two_that_add_a_recipient_at_once_one_finds_them_new(store: OpenStore) -> None:
    def add(uow: UnitOfWork, found: Recipient | None) -> bool:
        assert found is None
        return bool(uow.postings.add_recipients([a_recipient(1)]))

    added = await how_many_of_two(store, lambda uow: uow.postings.recipient(posting_id(), person_id(1)), add)
    assert added == 1


async def test_recipients_come_back_as_saved(store: OpenStore) -> None:
    await _ask(store, a_recipient(1), a_recipient(2))
    changed = a_recipient(
        1,
        cohort_id=None,
        schedule_id=ScheduleId(sample_id(1)),
        reminder_id=ScheduleId(sample_id(2)),
        status=Status.UNCERTAIN,
        run_id=RunId(sample_id(1)),
        sent_at=NOW,
        answered_at=NOW + MINUTE,
    )
    await store.transact(lambda uow: uow.postings.save_recipients([changed]))
    assert await _found(store, 1) == changed
    assert await _found(store, 2) == a_recipient(2)


async def test_recipients_are_found_by_what_brings_them_the_posting_or_its_reminder(store: OpenStore) -> None:
    one, two, three, four = (ScheduleId(sample_id(number)) for number in range(1, 5))
    ada, ben = a_recipient(1, schedule_id=one, reminder_id=two), a_recipient(2, schedule_id=three)
    await _ask(store, ada, ben, a_recipient(3))
    found = await store.transact(lambda uow: uow.postings.by_schedule([one, two, three, four]))
    assert found == {one: ada, two: ada, three: ben}
    assert await store.transact(lambda uow: uow.postings.by_schedule([])) == {}


async def test_what_a_person_received_is_listed_oldest_posting_first(store: OpenStore) -> None:
    await _ask(store, a_recipient(1, posting=2), a_recipient(2), a_recipient(1))
    received = await store.read(lambda uow: uow.postings.received_by(person_id(1)))
    assert list(received) == [a_recipient(1), a_recipient(1, posting=2)]


async def test_all_recipients_are_gone_through_in_batches(store: OpenStore) -> None:
    await _ask(store, *(a_recipient(of) for of in (3, 1, 2)), a_recipient(1, posting=2))

    async def batch(after: int | None) -> Sequence[Recipient]:
        behind = None if after is None else person_id(after)
        return await store.read(lambda uow: uow.postings.recipients(posting_id(), after=behind, limit=2))

    assert await store.read(lambda uow: uow.postings.last_recipient(posting_id())) == person_id(3)
    assert await store.read(lambda uow: uow.postings.last_recipient(posting_id(9))) is None

    assert list(await batch(None)) == [a_recipient(1), a_recipient(2)]
    assert list(await batch(2)) == [a_recipient(3)]
    assert list(await batch(3)) == []


async def test_a_status_is_noted_until_the_posting_was_sent(store: OpenStore) -> None:
    await _ask(store, a_recipient(1), a_recipient(2))
    for minutes, status in enumerate(
        (Status.QUEUED, Status.UNCERTAIN, Status.SENT, Status.HELD, Status.SENT)
    ):
        await _note(store, 1, status, minutes)
    assert await _found(store, 1) == a_recipient(1, status=Status.SENT, sent_at=NOW + 2 * MINUTE)
    assert await _found(store, 2) == a_recipient(2)


async def test_of_several_notes_at_once_the_last_counts(store: OpenStore) -> None:
    await _ask(store, a_recipient(1), a_recipient(2))
    notes = [
        (posting_id(), person_id(2), Status.QUEUED, NOW),
        (posting_id(), person_id(1), Status.QUEUED, NOW),
        (posting_id(), person_id(2), Status.UNDELIVERABLE, NOW),
        (posting_id(), person_id(3), Status.SENT, NOW),
    ]
    await store.transact(lambda uow: uow.postings.note_status(notes))
    found = await store.read(lambda uow: uow.postings.recipients(posting_id(), after=None, limit=9))
    assert [one.status for one in found] == [Status.QUEUED, Status.UNDELIVERABLE]


async def test_only_the_first_answer_counts(store: OpenStore) -> None:
    await _ask(store, a_recipient(1))
    await _note(store, 1, Status.SENT)
    await _answer(store, 1, 5)
    later = RunId(sample_id(9))
    await store.transact(
        lambda uow: uow.postings.note_answer(posting_id(), person_id(1), run_id=later, at=NOW + 9 * MINUTE)
    )
    found = await _found(store, 1)
    assert found is not None
    assert (found.run_id, found.answered_at) == (RunId(sample_id(1)), NOW + 5 * MINUTE)
    assert (found.status, found.sent_at) == (Status.SENT, NOW)


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        (Status.QUEUED, Status.SENT),
        (Status.UNCERTAIN, Status.SENT),
        (Status.WAITING, Status.WAITING),
        (Status.HELD, Status.HELD),
    ],
)
async def test_an_answer_tells_that_what_was_under_way_has_arrived(
    store: OpenStore, stood: RecipientStatus, stands: RecipientStatus
) -> None:
    await _ask(store, a_recipient(1, status=stood))
    await _answer(store, 1)
    found = await _found(store, 1)
    assert found is not None
    assert (found.status, found.sent_at) == (stands, None)


async def test_a_posting_is_settled_once_nobody_waits_for_it_any_more(store: OpenStore) -> None:
    ids = [posting_id(number) for number in (1, 2, 3)]
    postings = [a_posting(number, prompt=f"week_{number}") for number in (1, 2, 3)]
    await store.transact(lambda uow: uow.postings.add(postings))
    await _ask(store, a_recipient(1), a_recipient(2), a_recipient(3, posting=2, status=Status.HELD))
    stages: list[tuple[int, Status, set[PostingId]]] = [
        (1, Status.UNCERTAIN, {posting_id(1)}),
        (2, Status.QUEUED, {posting_id(1)}),
        (2, Status.SENT, set()),
    ]
    for of, status, unsettled in stages:
        await _note(store, of, status)
        assert await store.read(lambda uow: uow.postings.unsettled(ids)) == unsettled
    assert await store.read(lambda uow: uow.postings.unsettled([])) == set()


@pytest.mark.parametrize(("answers", "middle"), [((7,), 7), ((9, 1), 5), ((40, 1, 3), 3)])
async def test_totals_say_where_everybody_stands_and_the_median_time_to_an_answer(
    store: OpenStore, answers: tuple[int, ...], middle: int
) -> None:
    await store.transact(lambda uow: uow.people.save([a_person(number) for number in range(4, 7)]))
    await _ask(store, *(a_recipient(of) for of in range(1, 7)), a_recipient(1, posting=2, status=Status.HELD))
    for of, minutes in enumerate(answers, start=1):
        await _note(store, of, Status.SENT)
        await _answer(store, of, minutes)
    await _answer(store, 4)
    await _note(store, 5, Status.UNDELIVERABLE)
    found = await _totals(store, posting_id(1), posting_id(2), posting_id(3))
    first = found[posting_id(1)]
    assert first.audience == 6
    assert (first.counts[Status.SENT], first.counts[Status.UNDELIVERABLE]) == (len(answers), 1)
    assert set(first.counts) == set(Status)
    assert first.answered == len(answers) + 1
    assert first.median_seconds == timedelta(minutes=middle).total_seconds()
    second, third = found[posting_id(2)], found[posting_id(3)]
    assert (second.counts[Status.HELD], second.audience, second.median_seconds) == (1, 1, None)
    assert (third.audience, third.answered, third.median_seconds) == (0, 0, None)
    assert await _totals(store) == {}


async def test_an_answer_that_came_before_the_posting_tells_no_time(store: OpenStore) -> None:
    await _ask(store, a_recipient(1), a_recipient(2))
    await _answer(store, 1, 1)
    await _note(store, 1, Status.SENT, 9)
    assert (await _totals(store, posting_id()))[posting_id()].median_seconds is None
    await _note(store, 2, Status.SENT, 1)
    await _answer(store, 2, 3)
    assert (await _totals(store, posting_id()))[posting_id()].median_seconds == 120


async def _to_count(store: OpenStore, *, least: int = 1, limit: int = 9) -> list[PostingId]:
    return await store.read(lambda uow: list(uow.postings.to_count(least=least, limit=limit)))


async def _uncounted(store: OpenStore, limit: int = 9) -> list[str]:
    found = await store.transact(lambda uow: list(uow.postings.uncounted(posting_id(), limit=limit)))
    return [one.participant_id for one in found]


async def test_answers_are_to_be_counted_once_their_runs_have_ended(store: OpenStore) -> None:
    runs = [
        a_run(of, of=of, posting_id=posting_id(), status="completed" if of < 3 else "waiting")
        for of in (1, 2, 3)
    ]
    await store.transact(lambda uow: uow.runs.save(runs))
    await _ask(store, *(a_recipient(of) for of in (1, 2, 3)), a_recipient(1, posting=2))
    assert await _to_count(store) == []
    for of in (2, 1, 3):
        await _answer(store, of, of)
    assert await _uncounted(store) == [person_id(1), person_id(2)]
    assert await _uncounted(store, limit=1) == [person_id(1)]
    assert await _to_count(store, least=2) == [posting_id()]
    assert await _to_count(store, least=3) == []
    assert await _to_count(store, limit=0) == []


async def test_who_is_counted_stays_counted_whatever_else_is_saved_of_them(store: OpenStore) -> None:
    await store.transact(lambda uow: uow.runs.save([a_run(1, posting_id=posting_id(), status="completed")]))
    await _ask(store, a_recipient(1))
    await _answer(store, 1)
    before = await _found(store, 1)
    assert before is not None
    await store.transact(lambda uow: uow.postings.note_counted(posting_id(), [person_id(1)], at=NOW + MINUTE))
    await store.transact(lambda uow: uow.postings.note_counted(posting_id(), [], at=NOW))
    await store.transact(lambda uow: uow.postings.save_recipients([before]))
    assert await _found(store, 1) == replace(before, counted_at=NOW + MINUTE)
    assert await _uncounted(store) == []
    assert await _to_count(store) == []


@on_postgres
async def test_two_who_count_at_once_never_count_the_same_people(store: OpenStore) -> None:
    runs = [a_run(of, of=of, posting_id=posting_id(), status="completed") for of in (1, 2)]
    await store.transact(lambda uow: uow.runs.save(runs))
    await _ask(store, a_recipient(1), a_recipient(2))
    for of in (1, 2):
        await _answer(store, of)

    def find(uow: UnitOfWork) -> Sequence[Recipient]:
        return uow.postings.uncounted(posting_id(), limit=9)

    def count(uow: UnitOfWork, found: Sequence[Recipient]) -> bool:
        uow.postings.note_counted(posting_id(), [one.participant_id for one in found], at=NOW)
        return bool(found)

    assert await how_many_of_two(store, find, count) == 1


async def test_figures_stay_until_there_are_others(store: OpenStore) -> None:
    pillar = Figure(people=5, counts={"innovation": 3, "learning": 2})
    first = Figures(
        posting_id=posting_id(),
        answered=5,
        shown={"entry.pillars": pillar},
        waiting={"rule": Figure(people=1, counts={"bent": 1})},
        taken_at=NOW,
    )
    later = replace(first, answered=10, shown={}, waiting={}, taken_at=NOW + MINUTE)
    for figures in (first, later):
        await store.transact(lambda uow, kept=figures: uow.postings.keep_figures(kept))  # type: ignore[misc]  # a bound default
        found = await store.read(lambda uow: uow.postings.figures([posting_id(1), posting_id(2)]))
        assert found == {posting_id(): figures}


async def test_a_run_remembers_what_a_group_was_asked(store: OpenStore) -> None:
    run = a_run(posting_id=posting_id())
    await store.transact(lambda uow: uow.runs.save([run]))
    assert await store.transact(lambda uow: uow.runs.by_id([run.id])) == {run.id: run}
    moved = replace(run, posting_id=posting_id(2))
    await store.transact(lambda uow: uow.runs.save([moved]))
    assert await store.transact(lambda uow: uow.runs.by_id([run.id])) == {run.id: moved}

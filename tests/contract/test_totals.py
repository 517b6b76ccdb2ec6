"""Whatever happens to a posting, in whatever order, its totals add up to its audience, in memory as on SQLite."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.deliveries import Lane
from bot.domain.ids import PostingId, RunId, ScheduleId
from bot.domain.postings import RecipientStatus, Totals
from bot.ports import UnitOfWork
from tests.contract.conftest import OpenStore
from tests.fakes import FakeStore
from tests.posting_samples import a_recipient, posting_id
from tests.samples import MINUTE, NOW, a_delivery, a_person, a_schedule, person_id, sample_id

PEOPLE = 4
Happening = Callable[[UnitOfWork, PostingId, int], None]

_fresh = count(1000)


def _note(of: int, status: RecipientStatus) -> Happening:
    def happens(uow: UnitOfWork, posting: PostingId, minute: int) -> None:
        uow.postings.note_status([(posting, person_id(of), status, NOW + minute * MINUTE)])

    return happens


def _answer(of: int) -> Happening:
    def happens(uow: UnitOfWork, posting: PostingId, minute: int) -> None:
        uow.postings.note_answer(
            posting, person_id(of), run_id=RunId(sample_id(of)), at=NOW + minute * MINUTE
        )

    return happens


def _queue(of: int) -> Happening:
    def happens(uow: UnitOfWork, posting: PostingId, minute: int) -> None:
        uow.outbox.add(
            [a_delivery(10 * int(posting) + minute, of=of, lane=Lane.BROADCAST, posting_id=posting)]
        )
        uow.postings.note_status([(posting, person_id(of), RecipientStatus.QUEUED, NOW)])

    return happens


def _hold_back(uow: UnitOfWork, posting: PostingId, _: int) -> None:
    uow.broadcasts.hold_back(posting)


def _let_go(uow: UnitOfWork, posting: PostingId, _: int) -> None:
    uow.broadcasts.let_go(posting)


def _withdraw(uow: UnitOfWork, posting: PostingId, _: int) -> None:
    stood = uow.postings.totals([posting])[posting].counts[RecipientStatus.WITHDRAWN]
    taken = uow.broadcasts.withdraw(posting)
    stands = uow.postings.totals([posting])[posting].counts[RecipientStatus.WITHDRAWN]
    assert stands == stood + taken


_people = st.integers(1, PEOPLE)
_happenings = st.lists(
    st.one_of(
        st.builds(_note, _people, st.sampled_from(RecipientStatus)),
        st.builds(_answer, _people),
        st.builds(_queue, _people),
        st.sampled_from([_hold_back, _let_go, _withdraw]),
    ),
    max_size=9,
)


async def _play(store: OpenStore, happenings: list[Happening], number: int) -> list[Totals]:
    posting = posting_id(number)

    def begin(uow: UnitOfWork) -> None:
        uow.people.save([a_person(of) for of in range(1, PEOPLE + 1)])
        schedules = [a_schedule(10 * number + of, of=of) for of in range(1, PEOPLE + 1)]
        uow.schedules.save(schedules)
        uow.postings.add_recipients(
            [
                a_recipient(one_of, posting=number, schedule_id=ScheduleId(one.id))
                for one_of, one in enumerate(schedules, start=1)
            ]
        )

    await store.transact(begin)
    seen = []
    for minute, happening in enumerate(happenings):
        before = await store.read(lambda uow: uow.postings.recipients(posting, after=None, limit=9))
        await store.transact(lambda uow, it=happening, at=minute: it(uow, posting, at))  # type: ignore[misc]  # bound defaults
        after = await store.read(lambda uow: uow.postings.recipients(posting, after=None, limit=9))
        for was, now in zip(before, after, strict=True):
            if was.status is RecipientStatus.SENT:
                assert (now.status, now.sent_at) == (was.status, was.sent_at)
            if was.answered_at is not None:
                assert (now.answered_at, now.run_id) == (was.answered_at, was.run_id)
        seen.append((await store.read(lambda uow: uow.postings.totals([posting])))[posting])
        assert seen[-1].audience == PEOPLE
    return [replace(one, counts=dict(one.counts)) for one in seen]


@settings(deadline=None, max_examples=60)
@given(happenings=_happenings)
async def test_totals_add_up_to_the_audience_whatever_happens(
    sqlite_store: OpenStore, happenings: list[Happening]
) -> None:
    number = next(_fresh)
    in_memory = await _play(FakeStore(), happenings, number)
    assert in_memory == await _play(sqlite_store, happenings, number)

"""The beats: one person's broken row must not keep everybody else from being asked, reminded or summed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar, cast

from bot.adapters.documents.cohort_pictures import CohortPictures
from bot.adapters.documents.summariser import Summariser
from bot.adapters.scheduler.beats import Beats
from bot.domain.ids import PostingId, RunId
from bot.domain.portfolio import MonthReport
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DueKind
from bot.domain.summaries import SummaryStatus
from bot.domain.trends import CohortReport
from bot.ports import UnitOfWork
from bot.services import figure_phrases
from bot.services.line_phrases import SAID_ME_TOO
from tests.classroom import Classroom
from tests.fakes import FakeStore
from tests.posting_samples import a_posting, a_recipient
from tests.samples import a_run
from tests.sharers import FRIDAY_EVENING, Group
from tests.surgery import MONDAY, Surgery

T = TypeVar("T")


def beats_of(surgery: Surgery) -> Beats:
    return Beats(store=surgery.store, means=surgery.means, clock=surgery.clock)


def break_settings(surgery: Surgery, participant_id: str, **other: str) -> None:
    """Settings that no version of Kipic would write."""
    people = surgery.store.tables.people
    broken = next(one for one in people.values() if one.id == participant_id)
    cast("dict[str, Any]", broken.settings).update({"working_days": ["someday"], **other})


async def test_a_person_whose_occurrence_can_not_be_decided_keeps_nobody_else_from_being_asked() -> None:
    surgery = Surgery()
    ada, ben, cleo = (surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cleo"))
    break_settings(surgery, ben.record.id)
    surgery.clock.set(surgery.see(lambda uow: uow.schedules.next_instant()))
    await beats_of(surgery).due()
    runs = surgery.see(lambda uow: uow.runs.open_of([one.record.id for one in (ada, ben, cleo)]))
    assert set(runs) == {ada.record.id, cleo.record.id}
    (own, *_) = surgery.see(lambda uow: uow.schedules.of([ben.record.id]))[ben.record.id]
    assert own.next_due_at == surgery.clock.now() + timedelta(hours=1)  # and is tried again


async def test_a_due_item_that_fails_keeps_no_other_from_being_attended_to() -> None:
    surgery = Surgery()
    ada, ben = (surgery.doctor(name).joins() for name in ("Ada", "Ben"))
    for doctor in (ben, ada):
        doctor.types("/today")
    runs = surgery.see(lambda uow: uow.runs.open_of([ada.record.id, ben.record.id]))
    broken = runs[ben.record.id]
    surgery.store.tables.runs[broken.id] = replace(broken, version="never-kept")
    surgery.clock.move(timedelta(days=3))
    await beats_of(surgery).due()
    assert set(surgery.see(lambda uow: uow.runs.open_of([ada.record.id]))) == set()
    left = surgery.see(lambda uow: uow.schedules.upcoming(ben.record.id))
    assert {item.kind for item in left} >= {DueKind.EXPIRY}
    assert all(item.due_at > surgery.clock.now() for item in left)


async def test_somebody_whose_settings_are_broken_keeps_nobody_from_a_broadcast() -> None:
    surgery = Surgery()
    room = Classroom(surgery)
    room.drafts(timing="At each one's own time")
    for label in ("Send…", "Yes, send"):
        room.tutor.taps(label)
    break_settings(surgery, room.people[1].record.id)
    await beats_of(surgery).due()
    assert len(room.recipients) == 3
    surgery.clock.set(MONDAY.replace(hour=12, minute=45))
    await beats_of(surgery).due()
    surgery.deliver()
    assert room.statuses() == ["sent", "sent", "waiting"]
    await beats_of(surgery).progress()


async def test_somebody_whose_settings_are_broken_keeps_nobody_from_a_digest_nor_from_a_tap() -> None:
    group = Group()
    surgery, beats = group.surgery, beats_of(group.surgery)
    group.shares(group.ada)
    group.tam.types("/shared")
    group.tam.taps("Pass to the cohort")
    break_settings(surgery, group.ada.record.id, slot="noonish")
    await beats.due()
    surgery.clock.set(FRIDAY_EVENING)
    await beats.due()
    surgery.deliver()
    assert ["Lines from" in one.last.text for one in group.doctors] == [False, True, True]
    assert group.ben.taps("Me too") == SAID_ME_TOO


class Jamming:
    """Documents whose printer jams for one person."""

    def __init__(self, name: str) -> None:
        self.name, self.tries = name, 0

    async def portfolio_pdf(self, report: MonthReport) -> bytes:
        if report.person_name == self.name:
            self.tries += 1
            raise ValueError("words that nobody may read")
        return b"pdf"

    async def month_card(self, _report: MonthReport) -> bytes:
        return b"png"

    async def cohort_card(self, report: CohortReport) -> bytes:
        if report.name == self.name:
            self.tries += 1
            raise ValueError("words that nobody may read")
        return b"png"

    async def close(self) -> None:
        """There is nothing to close."""


async def test_a_summary_that_can_not_be_printed_rests_and_the_others_are_made() -> None:
    surgery = Surgery()
    doctors = [surgery.doctor(name).joins() for name in ("Ada", "Ben")]
    for doctor in doctors:
        doctor.types("Something that I learnt")
        doctor.taps("Keep it")
        doctor.types("/summary")
        doctor.taps("March")
    documents = Jamming("Ada")
    summariser = Summariser(
        store=surgery.store, documents=documents, means=surgery.means, clock=surgery.clock
    )
    for _ in range(3):  # beats within the hour
        await summariser.make_due()
    assert documents.tries == 1
    states = {one.participant_id: one.status for one in surgery.store.tables.summaries.values()}
    assert states == {doctors[0].record.id: SummaryStatus.DUE, doctors[1].record.id: SummaryStatus.QUEUED}
    documents.name = "nobody"
    surgery.clock.move(timedelta(hours=1))
    await summariser.make_due()
    assert {one.status for one in surgery.store.tables.summaries.values()} == {SummaryStatus.QUEUED}


class Unreadable(FakeStore):
    """A store in which one person's entries can't be opened."""

    def __init__(self, other: FakeStore, participant_id: str) -> None:
        super().__init__()
        self.tables, self.participant_id = other.tables, participant_id

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        def guarded(uow: UnitOfWork) -> T:
            between = uow.entries.between

            class Entries:
                def between(self, person: Any, first: Any, last: Any) -> Any:  # noqa: ANN401 - passed on
                    if person == unreadable:
                        raise ValueError("words that nobody may read")
                    return between(person, first, last)

            uow.entries = cast("Any", Entries())
            return work(uow)

        unreadable = self.participant_id
        return await super().read(guarded)


async def test_entries_that_can_not_be_opened_cost_nobody_else_their_summary() -> None:
    surgery = Surgery()
    doctors = [surgery.doctor(name).joins() for name in ("Ada", "Ben")]
    for doctor in doctors:
        doctor.types("/summary")
        doctor.taps("March")
    store = Unreadable(surgery.store, doctors[0].record.id)
    summariser = Summariser(
        store=store, documents=Jamming("nobody"), means=surgery.means, clock=surgery.clock
    )
    await summariser.make_due()
    states = {one.participant_id: one.status for one in store.tables.summaries.values()}
    assert states == {doctors[0].record.id: SummaryStatus.DUE, doctors[1].record.id: SummaryStatus.QUEUED}


async def test_a_schedule_without_a_day_is_put_to_sleep_instead_of_being_due_for_ever() -> None:
    surgery = Surgery(MONDAY)
    ada = surgery.doctor().joins()
    (own, *_) = surgery.see(lambda uow: uow.schedules.of([ada.record.id]))[ada.record.id]
    broken = replace(own, next_due_at=MONDAY, next_local_date=None, next_slot=None)
    surgery.store.run(lambda uow: uow.schedules.save([broken]))
    await beats_of(surgery).due()
    assert not surgery.see(lambda uow: uow.schedules.due(surgery.clock.now(), limit=9))


async def test_picture_that_can_not_be_drawn_is_owned_up_to_and_the_others_come() -> None:
    room = Classroom(Surgery(), size=12)
    surgery, tutor = room.surgery, room.tutor
    other = room.opens("Autumn term")
    for cohort in (room.cohort, other):
        posting = a_posting(cohort_id=cohort.id, id=PostingId(cohort.id), prompt="knowledge_work")
        recipients = [
            a_recipient(posting_id=posting.id, participant_id=one.record.id, status=RecipientStatus.SENT)
            for one in room.people
        ]
        surgery.see(lambda uow, kept=posting: uow.postings.add([kept]))  # type: ignore[misc]  # a bound default
        surgery.see(lambda uow, kept=recipients: uow.postings.add_recipients(kept))  # type: ignore[misc]  # bound
    documents = Jamming(room.cohort.name)
    pictures = CohortPictures(
        store=surgery.store, documents=documents, means=surgery.means, clock=surgery.clock
    )
    for cohort, said in (
        (room.cohort, figure_phrases.NOT_DRAWN),
        (other, "<b>Autumn term</b>, 2 March 2026"),
    ):
        tutor.taps_data(f"t:picture:{cohort.id}")
        await pictures.make_due()
        await pictures.make_due()
        surgery.deliver()
        assert [one.text for one in tutor.phone].count(said) == 1
    assert documents.tries == 1


async def test_posting_that_can_not_be_counted_keeps_no_other_from_it() -> None:
    surgery = Surgery()
    postings = [PostingId(surgery.means.ids.fresh()) for _ in range(2)]
    version = surgery.means.flows.current("knowledge_today").version
    people = [surgery.doctor(f"Doctor {number}").joins().record for number in range(5)]
    for place, posting_id in enumerate(postings):
        for person in people:
            run = a_run(
                participant_id=person.id,
                id=RunId(surgery.means.ids.fresh()),
                version=version,
                status="completed",
                state=b"" if place else b"no JSON",
                posting_id=posting_id,
            )
            recipient = a_recipient(posting_id=posting_id, participant_id=person.id)
            answered = replace(recipient, run_id=run.id, answered_at=surgery.clock.now())
            surgery.store.tables.runs[run.id] = run
            surgery.store.tables.recipients[posting_id, person.id] = answered
    await beats_of(surgery).figures()
    counted = {one.posting_id for one in surgery.store.tables.recipients.values() if one.counted_at}
    assert counted == {postings[1]}

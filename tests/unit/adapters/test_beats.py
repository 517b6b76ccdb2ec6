"""The beats: one person's broken row must not keep everybody else from being asked, reminded or summed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar, cast

from bot.adapters.documents.summariser import Summariser
from bot.adapters.scheduler.beats import Beats
from bot.domain.portfolio import MonthReport
from bot.domain.schedules import DueKind
from bot.domain.summaries import SummaryStatus
from bot.ports import UnitOfWork
from tests.fakes import FakeStore
from tests.surgery import MONDAY, Surgery

T = TypeVar("T")


def beats_of(surgery: Surgery) -> Beats:
    return Beats(store=surgery.store, means=surgery.means, clock=surgery.clock)


def break_settings(surgery: Surgery, participant_id: str) -> None:
    """Settings that no version of Kipic would write."""
    people = surgery.store.tables.people
    broken = next(one for one in people.values() if one.id == participant_id)
    cast("dict[str, Any]", broken.settings)["working_days"] = ["someday"]


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

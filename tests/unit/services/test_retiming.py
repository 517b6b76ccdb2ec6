"""New rules of the time zones: pending instants follow them, those that were put off don't, and nothing moves a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ids import ScheduleId
from bot.domain.schedules import Schedule, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import phrases, retiming
from tests.surgery import Doctor, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def held(doctor: Doctor) -> dict[ScheduleKind, Schedule]:
    person = doctor.record.id
    return {one.kind: one for one in doctor.surgery.see(lambda uow: uow.schedules.of([person])[person])}


def shift(doctor: Doctor, kind: ScheduleKind, by: timedelta) -> None:
    """The instant as other rules had worked it out."""
    one = held(doctor)[kind]
    assert one.next_due_at is not None
    changed = replace(one, next_due_at=one.next_due_at + by)
    doctor.surgery.store.run(lambda uow: uow.schedules.save([changed]))


def retime(surgery: Surgery, limit: int = 500) -> list[int]:
    counts: list[int] = []
    after: ScheduleId | None = None

    def batch(uow: UnitOfWork) -> tuple[int, ScheduleId | None]:
        return retiming.retime(uow, means=surgery.means, after=after, now=surgery.clock.now(), limit=limit)

    while True:
        count, after = surgery.store.run(batch)
        if after is None:
            return counts
        counts.append(count)


def test_stale_instants_become_those_of_their_date_and_slot(surgery: Surgery, ada: Doctor) -> None:
    before = held(ada)
    shift(ada, ScheduleKind.OWN, timedelta(hours=1))
    shift(ada, ScheduleKind.SUMMARY, timedelta(hours=-1))
    assert retime(surgery) == [2]
    assert held(ada) == before


def test_what_is_true_is_left_alone(surgery: Surgery, ada: Doctor) -> None:
    before = held(ada)
    assert retime(surgery) == [0]
    assert held(ada) == before


def test_it_goes_in_batches_and_reaches_everybody(surgery: Surgery) -> None:
    doctors = [surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cy")]
    for one in doctors:
        shift(one, ScheduleKind.OWN, timedelta(hours=1))
    counts = retime(surgery, limit=2)
    assert len(counts) == 3
    assert sum(counts) == 3


def test_what_was_put_off_stays_at_its_instant(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 3, 12, 46, tzinfo=UTC))
    before = held(ada)[ScheduleKind.OWN]
    assert before.next_due_at == datetime(2026, 3, 3, 13, 10, tzinfo=UTC)
    assert retime(surgery) == [0]
    assert held(ada)[ScheduleKind.OWN] == before


def test_a_question_is_not_asked_twice_by_new_rules(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    shift(ada, ScheduleKind.OWN, timedelta(hours=-1))
    retime(surgery)
    surgery.pass_time(datetime(2026, 3, 5, 12, 44, tzinfo=UTC))
    assert sum(phrases.LATER in dict(one.buttons) for one in ada.phone) == 1

"""A cohort or course that changes takes everybody along, in batches, and nothing that was sent comes again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services import replanning
from tests.cohort_samples import cohort_id
from tests.cohort_stage import coming, joined, keep, move, prompts_sent, walk
from tests.surgery import Doctor, Surgery

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def test_a_start_that_moves_takes_along_what_is_to_come_and_resends_nothing(
    surgery: Surgery, ada: Doctor
) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    move(ada, cohort, date(2026, 3, 16))
    assert coming(ada) == [date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 7)]
    surgery.pass_time(timedelta(days=60))
    assert prompts_sent(ada) == ["knowledge_work", "not_enough", "too_much", "wider_role"]


def test_a_question_of_today_that_has_not_come_moves_with_its_start(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    move(ada, cohort, date(2026, 3, 9))
    assert coming(ada) == [date(2026, 3, day) for day in (9, 16, 23, 30)]
    surgery.pass_time(datetime(2026, 3, 8, 20, 0, tzinfo=UTC))
    assert prompts_sent(ada) == []


def test_planning_anew_without_a_change_changes_nothing(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    before = surgery.store.tables.schedules, surgery.store.tables.recipients
    walk(surgery, cohort.id)
    assert (surgery.store.tables.schedules, surgery.store.tables.recipients) == before


def test_the_walk_goes_in_batches_and_reaches_everybody(surgery: Surgery) -> None:
    cohort = keep(surgery)
    doctors = [surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cy", "Di", "Eve")]
    for one in doctors:
        joined(one)
    surgery.store.run(lambda uow: uow.cohorts.save([replace(cohort, starts=date(2026, 3, 9))]))
    assert walk(surgery, cohort.id, limit=2) == 3
    assert all(coming(one)[0] == date(2026, 3, 9) for one in doctors)
    assert walk(surgery, cohort.id, limit=2) == 1


def test_a_process_with_other_flows_leaves_the_walk_to_those_who_have_them(
    surgery: Surgery, ada: Doctor
) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.store.run(lambda uow: uow.cohorts.save([replace(cohort, starts=date(2026, 3, 9))]))
    assert not walk_as(surgery, publication=7)
    assert coming(ada)[0] == date(2026, 3, 2)


def walk_as(surgery: Surgery, *, publication: int) -> bool:
    return bool(
        surgery.store.run(
            lambda uow: replanning.replan(
                uow, cohort_id(), means=surgery.means, now=surgery.clock.now(), publication=publication
            )
        )
    )

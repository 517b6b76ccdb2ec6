"""The program follows changes of cohorts and courses: one look where nothing changed, and no walk is lost by a stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from bot.app.cohort_plans import CohortPlans
from bot.domain.courses import CoursePrompt
from bot.services.desk import Means
from tests.cohort_stage import coming, joined, keep, prompts_sent
from tests.surgery import Doctor, Surgery, shipped_set

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


@dataclass
class FlowsOf:
    """Which flows a process has."""

    number: int = 0


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


@pytest.fixture
def doctors(surgery: Surgery) -> list[Doctor]:
    keep(surgery)
    doctors = [surgery.doctor(name).joins() for name in ("Ada", "Ben", "Cy")]
    for one in doctors:
        joined(one)
    return doctors


def plans_of(surgery: Surgery, *, means: Means | None = None, number: int = 0) -> CohortPlans:
    return CohortPlans(
        store=surgery.store, means=means or surgery.means, clock=surgery.clock, flows=FlowsOf(number)
    )


def changed_course(surgery: Surgery, prompts: Sequence[CoursePrompt]) -> None:
    """Another course file is current now."""
    flows = shipped_set()
    course = replace(flows.courses["course"], prompts=tuple(prompts))
    surgery.means.flows.take_up(replace(flows, courses={"course": course}))


async def test_another_start_reaches_everybody(surgery: Surgery, doctors: list[Doctor]) -> None:
    plans = plans_of(surgery)
    await plans.follow()
    keep(surgery, starts=date(2026, 3, 9))
    await plans.follow()
    for one in doctors:
        assert coming(one)[:2] == [date(2026, 3, 9), date(2026, 3, 16)]


async def test_another_course_reaches_everybody_and_sends_nothing_again(
    surgery: Surgery, doctors: list[Doctor]
) -> None:
    plans = plans_of(surgery)
    await plans.follow()
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    prompts = shipped_set().courses["course"].prompts
    changed_course(surgery, prompts[:2])
    await plans.follow()
    for one in doctors:
        assert coming(one) == [date(2026, 3, 9)]
    changed_course(surgery, prompts)
    await plans.follow()
    for one in doctors:
        assert coming(one) == [date(2026, 3, day) for day in (9, 16, 23)]
        assert prompts_sent(one) == ["knowledge_work"]


async def test_a_course_that_is_withdrawn_asks_nothing_more(surgery: Surgery, doctors: list[Doctor]) -> None:
    surgery.means.flows.take_up(replace(shipped_set(), courses={}))
    await plans_of(surgery).follow()
    assert all(coming(one) == [] for one in doctors)


async def test_who_died_in_the_middle_of_a_walk_is_followed_by_whoever_comes(
    surgery: Surgery, doctors: list[Doctor]
) -> None:
    await plans_of(surgery).follow()
    keep(surgery, starts=date(2026, 3, 9))
    restarted = surgery.store.restarted()
    surgery.store = restarted
    await plans_of(surgery).follow()
    assert all(coming(one)[0] == date(2026, 3, 9) for one in doctors)


async def test_a_process_with_older_flows_waits_until_it_has_the_current_ones(
    surgery: Surgery, doctors: list[Doctor]
) -> None:
    plans = plans_of(surgery, number=3)
    keep(surgery, starts=date(2026, 3, 9))
    await plans.follow()
    assert all(coming(one)[0] == date(2026, 3, 2) for one in doctors)

"""How a plan stands at the end of a month."""

from datetime import date, timedelta

import pytest

from bot.domain.plans import DoneItem, PlanItem, PlanStanding, PlanStatus, standing_of
from tests.samples import NOW, a_plan_item

MONTH = timedelta(days=30)
DAY = timedelta(days=1)


def standing(*items: PlanItem) -> PlanStanding:
    return standing_of(items, since=NOW, until=NOW + MONTH, zone="Europe/London")


@pytest.mark.parametrize(
    ("status", "changed", "done_count", "open_count"),
    [
        (PlanStatus.DONE, timedelta(0), 0, 0),
        (PlanStatus.DONE, DAY, 1, 0),
        (PlanStatus.DONE, MONTH, 1, 0),
        (PlanStatus.DONE, MONTH + DAY, 0, 1),
        (PlanStatus.DROPPED, DAY, 0, 0),
        (PlanStatus.DROPPED, MONTH + DAY, 0, 1),
        (PlanStatus.STARTED, DAY, 0, 1),
        (PlanStatus.OPEN, timedelta(0), 0, 1),
    ],
)
def test_what_was_done_in_the_month_counts_and_what_was_settled_after_it_was_open(
    status: PlanStatus, changed: timedelta, done_count: int, open_count: int
) -> None:
    found = standing(a_plan_item(1, status=status, changed_at=NOW + changed))
    assert (len(found.done), found.open_count) == (done_count, open_count)


def test_what_was_planned_after_the_month_is_no_part_of_it() -> None:
    later = a_plan_item(1, created_at=NOW + MONTH + DAY, changed_at=NOW + MONTH + DAY)
    assert standing(later) == PlanStanding()


def test_what_was_done_is_named_in_the_order_of_its_days_by_the_need_or_else_the_step() -> None:
    late = a_plan_item(1, status=PlanStatus.DONE, need="Late", changed_at=NOW + 3 * DAY)
    early = a_plan_item(2, status=PlanStatus.DONE, need="", step="Early", changed_at=NOW + DAY)
    first = NOW.date()
    assert standing(late, early).done == (
        DoneItem(day=first + DAY, title="Early"),
        DoneItem(day=first + 3 * DAY, title="Late"),
    )


def test_a_day_is_that_of_the_person_s_own_calendar() -> None:
    midnight = a_plan_item(1, status=PlanStatus.DONE, changed_at=NOW.replace(hour=23) + DAY)
    (found,) = standing_of([midnight], since=NOW, until=NOW + MONTH, zone="Pacific/Auckland").done
    assert found.day == date.fromordinal((NOW + DAY).date().toordinal() + 1)


def test_words_stay_out_of_every_repr() -> None:
    item = a_plan_item(1, need="Need it", status=PlanStatus.DONE, changed_at=NOW + DAY)
    assert "Need it" not in repr(item)
    assert "Need it" not in repr(standing(item))

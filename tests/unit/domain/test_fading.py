"""The ladder of silence, and the days that are left of a rhythm once a fortnight."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Weekday, WeeklyRule
from bot.domain.fading import Silence, is_fortnightly_turn, silence

HEARD = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANCHOR = date(2026, 2, 25)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Silence.NONE),
        (29.99, Silence.NONE),
        (30, Silence.MONTH),
        (59.99, Silence.MONTH),
        (60, Silence.LONG),
    ],
)
def test_silence_is_counted_in_days_since_a_person_was_heard(days: float, expected: Silence) -> None:
    assert silence(heard_at=HEARD, now=HEARD + timedelta(days=days)) is expected


@given(days=st.sets(st.sampled_from(list(Weekday)), min_size=1), weeks=st.integers(-200, 200))
def test_one_day_in_two_weeks_is_left_of_any_rhythm(days: set[Weekday], weeks: int) -> None:
    rule = WeeklyRule(days=frozenset(days), slots=(time(12, 45),))
    first = date(2026, 3, 2) + timedelta(weeks=weeks)
    fortnight = [first + timedelta(days=number) for number in range(14)]
    left = [
        day for day in fortnight if Weekday.of(day) in days and is_fortnightly_turn(rule, day, anchor=ANCHOR)
    ]
    assert len(left) == 1


def test_a_rule_that_is_fortnightly_already_keeps_its_days() -> None:
    rule = WeeklyRule(days=frozenset({Weekday.WED}), slots=(time(12, 45),), every=2, anchor=ANCHOR)
    assert all(
        is_fortnightly_turn(rule, ANCHOR + timedelta(weeks=2 * n), anchor=date(2026, 3, 4)) for n in range(9)
    )

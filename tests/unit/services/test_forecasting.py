"""What an operator is told before a spike: each minute in its turn, behind those that were due before."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedules import DueCount
from bot.services.forecasting import REPLIES_A_SECOND, Forecast, Spike, forecast, in_turn
from tests.samples import MINUTE, NOW

RATE = 10 + REPLIES_A_SECOND
"""Ten prompts a second beside the replies."""

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def told(
    *counts: tuple[timedelta, int], spread: timedelta = timedelta(0), window: timedelta = DAY
) -> list[tuple[Spike, Forecast]]:
    due = [DueCount(at=NOW + after, count=count) for after, count in counts]
    return list(in_turn(due, now=NOW, spread=spread, rate=RATE, window=window))


def test_at_ten_a_second_a_thousand_take_a_hundred_seconds() -> None:
    ((spike, found),) = told((MINUTE, 1000))
    assert spike.begins_at == NOW + MINUTE
    assert found.half_at == NOW + MINUTE + 50 * SECOND
    assert found.most_at == NOW + MINUTE + 90 * SECOND
    assert found.last_at == NOW + MINUTE + 100 * SECOND
    assert found.closing == 0


def test_few_come_as_they_are_spread() -> None:
    ((_, found),) = told((MINUTE, 100), spread=10 * MINUTE)
    assert found.half_at == NOW + 6 * MINUTE
    assert found.last_at == NOW + 11 * MINUTE
    assert found.free_at == NOW + MINUTE + 10 * SECOND


def test_who_is_due_while_others_still_wait_comes_after_them() -> None:
    (_, found), (_, behind) = told((MINUTE, 1200), (2 * MINUTE, 300))
    assert found.last_at == NOW + 3 * MINUTE
    assert behind.last_at == NOW + 3 * MINUTE + 30 * SECOND


def test_who_is_due_once_all_others_have_theirs_does_not_wait() -> None:
    *_, (_, late) = told((MINUTE, 1200), (5 * MINUTE, 10))
    assert late.last_at == NOW + 5 * MINUTE + SECOND


def test_windows_that_close_before_their_turn_are_counted() -> None:
    ((_, found),) = told((MINUTE, 2000), window=2 * MINUTE)
    assert found.closing == 2000 - 1200
    (_, first), (_, behind) = told((MINUTE, 1000), (2 * MINUTE, 1000), window=2 * MINUTE)
    assert first.closing == 0
    assert behind.closing == 1000 - 800


def test_those_whose_window_closes_before_anybody_of_them_gets_a_turn_all_go_without() -> None:
    spike = Spike(people=7, begins_at=NOW, spread=timedelta(0), rate=RATE, window=MINUTE)
    assert forecast(spike, busy_until=NOW + 2 * MINUTE).closing == 7


def test_what_is_overdue_is_due_now_and_seconds_make_no_minute_of_their_own() -> None:
    first, second = told(
        (-DAY, 3), (timedelta(0), 1), (MINUTE, 5), (MINUTE + SECOND, 6), (MINUTE + 59 * SECOND, 7)
    )
    assert (first[0].begins_at, first[0].people) == (NOW, 4)
    assert (second[0].begins_at, second[0].people) == (NOW + MINUTE, 18)


@given(
    counts=st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 20_000)), min_size=1, max_size=20),
    spread=st.integers(0, 20),
)
def test_nobody_goes_before_their_time_and_no_more_than_the_rate_allows(
    counts: list[tuple[int, int]], spread: int
) -> None:
    found = told(*((number * SECOND, count) for number, count in counts), spread=spread * MINUTE)
    assert sum(spike.people for spike, _ in found) == sum(count for _, count in counts)
    sent, begins_at = 0, found[0][0].begins_at
    for spike, one in found:
        sent += spike.people - one.closing
        assert spike.begins_at <= one.half_at <= one.most_at <= one.last_at
        assert one.free_at <= one.last_at
        # Whole microseconds are lost at each of the sums.
        assert one.free_at - begins_at >= timedelta(seconds=sent / 10) - SECOND

"""A working week as people tap it: mornings, afternoons and nights, made into a rota and read back from one."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Weekday, WeekPattern, WorkingWeek

MON, TUE, WED, THU, FRI, *_ = Weekday
ANCHOR = date(2026, 3, 2)
DAYS = st.frozensets(st.sampled_from(list(Weekday)))


def week(pattern: WeekPattern) -> WorkingWeek:
    return WorkingWeek(days=pattern.days, rota=pattern.rota(anchor=ANCHOR))


@given(mornings=DAYS, afternoons=DAYS, nights=DAYS)
def test_what_was_tapped_is_read_back(
    mornings: frozenset[Weekday], afternoons: frozenset[Weekday], nights: frozenset[Weekday]
) -> None:
    pattern = WeekPattern(mornings=mornings, afternoons=afternoons, nights=nights)
    assert WeekPattern.of(week(pattern)) == pattern


def test_whole_days_need_no_rota() -> None:
    assert WeekPattern(mornings=frozenset({MON}), afternoons=frozenset({MON})).rota(anchor=ANCHOR) is None


def test_new_days_are_worked_whole_and_half_days_stay_half() -> None:
    pattern = WeekPattern(
        mornings=frozenset({MON, THU}), afternoons=frozenset({TUE}), nights=frozenset({FRI})
    )
    changed = pattern.with_days([MON, TUE, WED])
    assert changed == WeekPattern(
        mornings=frozenset({MON, WED}), afternoons=frozenset({TUE, WED}), nights=frozenset({FRI})
    )


def test_days_at_a_time_are_those_on_which_nothing_speaks_against_it() -> None:
    pattern = WeekPattern(
        mornings=frozenset({MON, TUE, THU}), afternoons=frozenset({MON}), nights=frozenset({TUE})
    )
    worked = week(pattern)
    assert worked.weekdays_at(time(9, 30)) == {MON, TUE, THU}
    assert worked.weekdays_at(time(12, 45)) == {MON, TUE, THU}
    assert worked.weekdays_at(time(18, 30)) == {MON, TUE}
    assert WorkingWeek(days=frozenset({WED})).weekdays_at(time(3, 0)) == {WED}


def test_the_day_after_a_night_is_for_sleep_until_the_afternoon() -> None:
    both = frozenset({WED, THU})
    worked = week(WeekPattern(mornings=both, afternoons=both, nights=frozenset({WED})))
    assert worked.weekdays_at(time(12, 45)) == {WED}
    assert worked.weekdays_at(time(18, 30)) == {WED, THU}

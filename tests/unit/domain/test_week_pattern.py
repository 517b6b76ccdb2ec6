"""A working week as people tap it: mornings, afternoons and nights, made into a rota and read back from one."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Rota, Session, Shift, Weekday, WeekPattern, WorkingWeek

MON, TUE, WED, THU, FRI, _, SUN = Weekday
ANCHOR = date(2026, 3, 2)
DAYS = st.frozensets(st.sampled_from(list(Weekday)))
SHIFTS = st.frozensets(st.builds(Shift, st.sampled_from(Weekday), st.sampled_from(Session)))
SLOTS = st.fixed_dictionaries({day: st.times() for day in Weekday})


def all_at(slot: time) -> dict[Weekday, time]:
    return dict.fromkeys(Weekday, slot)


def week(pattern: WeekPattern) -> WorkingWeek:
    return WorkingWeek(days=pattern.days, rota=pattern.rota(anchor=ANCHOR))


def free(worked: WorkingWeek, slots: Mapping[Weekday, time]) -> list[set[Weekday]]:
    return [set(days) for days in worked.free_days(slots)]


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
    assert free(worked, all_at(time(9, 30))) == [{MON, TUE, THU}]
    assert free(worked, all_at(time(12, 45))) == [{MON, TUE, THU}]
    assert free(worked, all_at(time(18, 30))) == [{MON, TUE}]
    assert free(WorkingWeek(days=frozenset({WED})), all_at(time(3, 0))) == [{WED}]


def test_the_day_after_a_night_is_for_sleep_until_the_afternoon() -> None:
    both = frozenset({WED, THU})
    worked = week(WeekPattern(mornings=both, afternoons=both, nights=frozenset({WED})))
    assert free(worked, all_at(time(12, 45))) == [{WED}]
    assert free(worked, all_at(time(18, 30))) == [{WED, THU}]
    assert free(worked, all_at(time(12, 45)) | {THU: time(18, 30)}) == [{WED, THU}]


def test_where_weeks_alternate_each_has_its_own_free_days_and_a_night_reaches_into_the_next() -> None:
    first = frozenset({Shift(MON, Session.AM), Shift(SUN, Session.NIGHT)})
    second = frozenset({Shift(MON, Session.AM), Shift(TUE, Session.PM)})
    worked = WorkingWeek(rota=Rota(weeks=(first, second), anchor=ANCHOR))
    assert free(worked, all_at(time(9, 30))) == [{MON}, set()]
    assert free(worked, all_at(time(18, 30))) == [{SUN}, {TUE}]


@given(weeks=st.lists(SHIFTS, min_size=1, max_size=4), slots=SLOTS, first=st.dates(ANCHOR, date(2031, 1, 1)))
def test_free_days_are_those_of_which_the_week_says_so_date_by_date(
    weeks: list[frozenset[Shift]], slots: dict[Weekday, time], first: date
) -> None:
    rota = Rota(weeks=tuple(weeks), anchor=first)
    worked = WorkingWeek(rota=rota)
    monday = first - timedelta(days=first.weekday())
    for number, free in enumerate(worked.free_days(slots)):
        for day in Weekday:
            date_ = monday + timedelta(days=7 * number + day.number)
            assert (day in free) is (worked.time_off(date_, slots[day]) is None)


@given(SHIFTS)
def test_a_shift_is_found_by_its_name(shifts: frozenset[Shift]) -> None:
    assert {Shift.named(one.name) for one in shifts} == shifts

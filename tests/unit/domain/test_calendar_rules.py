"""The rules beyond every week: every second week, month days, days of a course, one-off dates."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest

from bot.domain.calendar import (
    LAST,
    CourseDays,
    DayAfterStart,
    DayOff,
    Leave,
    LocalSlot,
    Nation,
    NthWeekdayOfMonth,
    Occurrence,
    OnDate,
    Rule,
    Weekday,
    WeeklyRule,
    WorkingDayOfWeek,
    WorkingWeek,
    following_occurrence,
    is_stale,
    next_occurrence,
    retimed,
    still_owed,
)

LONDON = "Europe/London"
LUNCH = time(12, 45)
ENGLISH_WEEK = WorkingWeek(nation=Nation.ENGLAND_AND_WALES)
MONDAY = date(2026, 11, 23)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def days_of(rule: Rule, first: date, *, count: int, week: WorkingWeek = ENGLISH_WEEK) -> list[date]:
    return [day.due for day in islice(rule.days_from(first, week), count)]


def all_occurrences(rule: Rule, *, week: WorkingWeek) -> list[date]:
    """The dates of a rule that ends, as they are decided one after the other."""
    found = []
    decided = LocalSlot(date(2000, 1, 1), time.max)
    while following := following_occurrence(rule, decided=decided, zone=LONDON, week=week):
        found.append(following.local_date)
        decided = following.key
    return found


# ── every second week ───────────────────────────────────────────────────────────────────────────────────


def test_every_second_week_is_counted_from_the_week_of_its_anchor() -> None:
    rule = WeeklyRule(frozenset({Weekday.MON, Weekday.THU}), (LUNCH,), every=2, anchor=date(2026, 11, 25))
    expected = [MONDAY, date(2026, 11, 26), date(2026, 12, 7), date(2026, 12, 10)]
    assert days_of(rule, date(2026, 11, 17), count=4) == expected


def test_weeks_are_counted_from_the_anchor_backwards_too() -> None:
    rule = WeeklyRule(frozenset({Weekday.MON}), (LUNCH,), every=3, anchor=MONDAY)
    assert days_of(rule, date(2026, 10, 1), count=3) == [date(2026, 10, 12), date(2026, 11, 2), MONDAY]


def test_every_second_week_goes_on_over_a_new_year() -> None:
    rule = WeeklyRule(frozenset({Weekday.MON}), (LUNCH,), every=2, anchor=MONDAY)
    days = days_of(rule, MONDAY, count=60)
    assert all(later - earlier == timedelta(days=14) for earlier, later in pairwise(days))


def test_several_slots_of_a_day_are_several_occurrences() -> None:
    rule = WeeklyRule(frozenset({Weekday.MON}), (LUNCH, time(18, 30)), every=2, anchor=MONDAY)
    first = next_occurrence(rule, after=at("2026-11-23T09:00Z"), zone=LONDON, week=ENGLISH_WEEK)
    assert first is not None
    second = following_occurrence(rule, decided=first.key, zone=LONDON, week=ENGLISH_WEEK)
    assert second is not None
    third = following_occurrence(rule, decided=second.key, zone=LONDON, week=ENGLISH_WEEK)
    assert third is not None
    assert [one.at for one in (first, second, third)] == [
        at("2026-11-23T12:45Z"),
        at("2026-11-23T18:30Z"),
        at("2026-12-07T12:45Z"),
    ]


def test_a_day_with_a_time_of_its_own_has_that_one_alone() -> None:
    days = frozenset({Weekday.MON, Weekday.THU})
    rule = WeeklyRule(days, (LUNCH,), day_slots={Weekday.THU: time(18, 30)})
    found = [next_occurrence(rule, after=at("2026-11-23T09:00Z"), zone=LONDON, week=ENGLISH_WEEK)]
    for _ in range(3):
        assert found[-1] is not None
        found.append(following_occurrence(rule, decided=found[-1].key, zone=LONDON, week=ENGLISH_WEEK))
    assert [one and one.at for one in found] == [
        at("2026-11-23T12:45Z"),
        at("2026-11-26T18:30Z"),
        at("2026-11-30T12:45Z"),
        at("2026-12-03T18:30Z"),
    ]


# ── month days ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("nth", "day", "expected"),
    [
        (1, Weekday.MON, ["2026-12-07", "2027-01-04", "2027-02-01"]),
        (2, Weekday.TUE, ["2026-12-08", "2027-01-12", "2027-02-09"]),
        (4, Weekday.SUN, ["2026-12-27", "2027-01-24", "2027-02-28"]),
        (LAST, Weekday.MON, ["2026-11-30", "2026-12-28", "2027-01-25"]),
        (LAST, Weekday.THU, ["2026-11-26", "2026-12-31", "2027-01-28"]),
    ],
)
def test_the_nth_weekday_of_a_month(nth: int, day: Weekday, expected: list[str]) -> None:
    rule = NthWeekdayOfMonth(nth=nth, day=day, slot=LUNCH)
    assert days_of(rule, MONDAY, count=3) == [date.fromisoformat(one) for one in expected]


@pytest.mark.parametrize("nth", [1, 2, 3, 4, LAST])
@pytest.mark.parametrize("day", list(Weekday))
def test_each_month_has_its_nth_weekday_once(nth: int, day: Weekday) -> None:
    found = days_of(NthWeekdayOfMonth(nth=nth, day=day, slot=LUNCH), date(2024, 1, 1), count=84)
    assert [(one.year, one.month) for one in found] == [
        (year, month) for year in range(2024, 2031) for month in range(1, 13)
    ]
    assert {Weekday.of(one) for one in found} == {day}
    if nth == LAST:
        assert all((one + timedelta(days=7)).month != one.month for one in found)
    else:
        assert all((one.day - 1) // 7 + 1 == nth for one in found)


def test_a_first_monday_that_is_a_bank_holiday_is_named_for_its_reason() -> None:
    rule = NthWeekdayOfMonth(nth=1, day=Weekday.MON, slot=LUNCH)
    assert days_of(rule, date(2026, 5, 1), count=1) == [date(2026, 5, 4)]
    assert ENGLISH_WEEK.day_off(date(2026, 5, 4)) is DayOff.BANK_HOLIDAY


# ── one-off dates ───────────────────────────────────────────────────────────────────────────────────────


def test_a_one_off_date_comes_once() -> None:
    rule = OnDate(date(2026, 12, 10), LUNCH)
    assert all_occurrences(rule, week=ENGLISH_WEEK) == [date(2026, 12, 10)]
    for asked in ("2026-11-23T09:00Z", "2026-12-10T12:44Z"):
        found = next_occurrence(rule, after=at(asked), zone=LONDON, week=ENGLISH_WEEK)
        assert found is not None
        assert found.at == at("2026-12-10T12:45Z")
    assert next_occurrence(rule, after=at("2026-12-10T12:45Z"), zone=LONDON, week=ENGLISH_WEEK) is None


def test_a_one_off_date_on_a_day_off_waits_for_the_first_working_day() -> None:
    assert all_occurrences(OnDate(date(2026, 12, 25), LUNCH), week=ENGLISH_WEEK) == [date(2026, 12, 29)]


def test_a_one_off_date_that_is_over_or_has_no_working_day_never_comes() -> None:
    rule = OnDate(date(2026, 12, 10), LUNCH)
    assert next_occurrence(rule, after=at("2026-12-11T09:00Z"), zone=LONDON, week=ENGLISH_WEEK) is None
    nobody = WorkingWeek(days=frozenset())
    assert next_occurrence(rule, after=at("2026-12-01T09:00Z"), zone=LONDON, week=nobody) is None


def test_a_one_off_date_waits_for_the_return_from_leave_entered_before_or_after() -> None:
    rule = OnDate(date(2026, 12, 10), LUNCH)
    away = WorkingWeek(leave=(Leave(first=date(2026, 12, 9), back=date(2026, 12, 19)),))
    assert all_occurrences(rule, week=away) == [date(2026, 12, 21)]
    during = next_occurrence(rule, after=at("2026-12-15T09:00Z"), zone=LONDON, week=away)
    assert during is not None
    assert during.local_date == date(2026, 12, 21)
    decided = LocalSlot(date(2026, 12, 10), LUNCH)
    assert following_occurrence(rule, decided=decided, zone=LONDON, week=away) is None


# ── days of a course ────────────────────────────────────────────────────────────────────────────────────


def course(*days: DayAfterStart | WorkingDayOfWeek, start: date = MONDAY) -> CourseDays:
    return CourseDays(start=start, days=days, slot=LUNCH)


def test_course_days_are_counted_from_the_start() -> None:
    rule = course(WorkingDayOfWeek(1), DayAfterStart(10), WorkingDayOfWeek(2, 2), WorkingDayOfWeek(2, -1))
    expected = [MONDAY, date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 4)]
    assert all_occurrences(rule, week=ENGLISH_WEEK) == expected


@pytest.mark.parametrize(
    ("days", "number", "expected"),
    [
        ({Weekday.WED, Weekday.FRI}, 1, date(2026, 12, 2)),
        ({Weekday.WED, Weekday.FRI}, 2, date(2026, 12, 4)),
        ({Weekday.WED, Weekday.FRI}, 5, date(2026, 12, 4)),
        ({Weekday.WED, Weekday.FRI}, -1, date(2026, 12, 4)),
        ({Weekday.WED, Weekday.FRI}, -3, date(2026, 12, 2)),
        (set(Weekday), -1, date(2026, 12, 6)),
    ],
)
def test_the_working_day_of_a_week_is_the_persons_own(
    days: set[Weekday], number: int, expected: date
) -> None:
    week = WorkingWeek(days=frozenset(days))
    assert all_occurrences(course(WorkingDayOfWeek(2, number)), week=week) == [expected]


def test_week_one_begins_with_the_start_also_in_the_middle_of_a_week() -> None:
    rule = course(WorkingDayOfWeek(1), WorkingDayOfWeek(2), start=date(2026, 11, 26))  # a Thursday
    week = WorkingWeek(days=frozenset({Weekday.MON, Weekday.TUE}))
    assert all_occurrences(rule, week=week) == [date(2026, 11, 30), date(2026, 12, 7)]


def test_a_bank_holiday_is_not_the_first_working_day_of_a_week() -> None:
    rule = course(WorkingDayOfWeek(1), start=date(2026, 8, 31))
    assert all_occurrences(rule, week=ENGLISH_WEEK) == [date(2026, 9, 1)]


def test_a_day_of_the_course_that_is_off_moves_to_the_first_working_day_after() -> None:
    rule = course(DayAfterStart(5))  # a Saturday
    assert all_occurrences(rule, week=ENGLISH_WEEK) == [date(2026, 11, 30)]


def test_what_a_leave_moves_to_the_same_day_is_due_once() -> None:
    rule = course(*(WorkingDayOfWeek(number) for number in range(1, 6)))
    away = WorkingWeek(leave=(Leave(first=date(2026, 11, 28), back=date(2026, 12, 16)),))
    assert all_occurrences(rule, week=away) == [MONDAY, date(2026, 12, 16), date(2026, 12, 21)]


def test_a_week_without_a_usual_working_day_is_due_on_the_first_one_after() -> None:
    week = WorkingWeek(days=frozenset({Weekday.MON}), nation=Nation.ENGLAND_AND_WALES)
    rule = course(WorkingDayOfWeek(1), start=date(2026, 12, 28))  # its only Monday is a bank holiday
    assert all_occurrences(rule, week=week) == [date(2027, 1, 4)]


def test_a_moved_start_brings_nothing_again_that_was_decided() -> None:
    days = (WorkingDayOfWeek(1), WorkingDayOfWeek(2), WorkingDayOfWeek(3))
    decided = LocalSlot(date(2026, 11, 30), LUNCH)
    moved = course(*days, start=date(2026, 11, 30))
    following = following_occurrence(moved, decided=decided, zone=LONDON, week=ENGLISH_WEEK)
    assert following is not None
    assert following.local_date == date(2026, 12, 7)


# ── moved, stale and owed ───────────────────────────────────────────────────────────────────────────────


def occurrence(day: date, at_: str) -> Occurrence:
    return Occurrence(local_date=day, slot=LUNCH, at=at(at_))


def test_a_move_keeps_the_date_and_slot_and_changes_the_instant() -> None:
    pending = occurrence(MONDAY, "2026-11-23T12:45Z")
    moved = retimed(pending, "America/New_York")
    assert moved.key == pending.key
    assert moved.at == at("2026-11-23T17:45Z")
    assert retimed(moved, LONDON) == pending


def test_a_stored_instant_is_stale_when_the_zone_shows_another_time_then() -> None:
    stored = occurrence(date(2026, 7, 6), "2026-07-06T11:45Z")
    assert not is_stale(stored, LONDON)
    assert is_stale(stored, "Atlantic/Reykjavik")  # as if London had given up summer time
    assert not is_stale(retimed(stored, "Atlantic/Reykjavik"), "Atlantic/Reykjavik")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20T09:00Z", "2026-11-23T12:45Z"),  # still to come
        ("2026-11-23T12:44Z", "2026-11-23T12:45Z"),
        ("2026-11-23T12:45Z", "2026-11-24T12:45Z"),
        ("2026-11-27T15:00Z", "2026-11-30T12:45Z"),  # Friday afternoon: the next working day is Monday
        ("2026-12-25T09:00Z", "2026-12-29T12:45Z"),
    ],
)
def test_what_is_owed_comes_on_the_next_working_day_and_stays_the_same_occurrence(
    now: str, expected: str
) -> None:
    pending = occurrence(MONDAY, "2026-11-23T12:45Z")
    found = still_owed(pending, now=at(now), zone=LONDON, week=ENGLISH_WEEK)
    assert found.key == pending.key
    assert found.at == at(expected)


def test_what_is_owed_waits_for_a_leave_that_was_entered_meanwhile() -> None:
    away = WorkingWeek(leave=(Leave(first=MONDAY, back=date(2026, 12, 5)),))
    found = still_owed(
        occurrence(MONDAY, "2026-11-23T12:45Z"), now=at("2026-11-22T09:00Z"), zone=LONDON, week=away
    )
    assert found.at == at("2026-12-07T12:45Z")


def test_someone_without_working_days_gets_what_is_owed_the_next_day() -> None:
    nobody = WorkingWeek(days=frozenset())
    found = still_owed(
        occurrence(MONDAY, "2026-11-23T12:45Z"), now=at("2026-11-25T15:00Z"), zone=LONDON, week=nobody
    )
    assert found.at == at("2026-11-26T12:45Z")

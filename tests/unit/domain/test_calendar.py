from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    LAST,
    BankHolidays,
    CourseDays,
    DayAfterStart,
    DayOff,
    LastWorkingDayOfMonth,
    Leave,
    LocalSlot,
    Nation,
    NthWeekdayOfMonth,
    Occurrence,
    OnDate,
    OneOffDay,
    Rule,
    SnoozeChoice,
    Weekday,
    WeeklyRule,
    WorkingDayOfWeek,
    WorkingWeek,
    bank_holidays,
    end_of_day,
    end_of_month,
    following_occurrence,
    instant,
    last_of_month,
    local_date,
    local_time,
    next_occurrence,
    rule_from_json,
    rule_to_json,
    snooze_until,
    spread,
    start_of_day,
    window_close,
    zone_of,
)
from bot.domain.errors import UnknownZone

LONDON = "Europe/London"
LUNCH = time(12, 45)
LUNCHES = dict.fromkeys(Weekday, LUNCH)
EVERY_DAY = frozenset(Weekday)
ENGLISH_WEEK = WorkingWeek(nation=Nation.ENGLAND_AND_WALES)
ANY_WEEK = WorkingWeek()
ZONES = sorted(available_timezones() - {"Factory", "localtime"})

dates = st.dates(date(2024, 1, 1), date(2030, 12, 31))
slots = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_slots = st.sets(slots, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))
some_days = st.frozensets(st.sampled_from(Weekday), min_size=1)


@st.composite
def rules_with_day_slots(draw: st.DrawFn) -> WeeklyRule:
    days = draw(some_days)
    own = draw(st.dictionaries(st.sampled_from(sorted(days)), slots))
    return WeeklyRule(days=days, slots=draw(some_slots), day_slots=own)


endless_rules = st.one_of(
    st.builds(WeeklyRule, days=some_days, slots=some_slots),
    rules_with_day_slots(),
    st.builds(WeeklyRule, days=some_days, slots=some_slots, every=st.integers(2, 9), anchor=dates),
    st.builds(LastWorkingDayOfMonth, slot=slots),
    st.builds(
        NthWeekdayOfMonth,
        nth=st.sampled_from([1, 2, 3, 4, LAST]),
        day=st.sampled_from(Weekday),
        slot=slots,
    ),
)
course_days = st.one_of(
    st.builds(DayAfterStart, st.integers(0, 90)),
    st.builds(WorkingDayOfWeek, st.integers(1, 12), st.sampled_from([1, 2, 3, 7, -1, -2])),
)
rules = st.one_of(
    endless_rules,
    st.builds(OnDate, day=dates, slot=slots),
    st.builds(
        CourseDays,
        start=dates,
        days=st.lists(course_days, min_size=1, max_size=12).map(tuple),
        slot=slots,
    ),
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


# ── wall time and instants ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "slot", "zone", "expected"),
    [
        ("2026-01-15", "12:45", LONDON, "2026-01-15T12:45Z"),
        ("2026-07-15", "12:45", LONDON, "2026-07-15T11:45Z"),
        ("2026-03-29", "01:30", LONDON, "2026-03-29T01:00Z"),  # spring gap: 02:00 summer time
        ("2026-03-29", "01:00", LONDON, "2026-03-29T01:00Z"),
        ("2026-03-29", "00:59", LONDON, "2026-03-29T00:59Z"),
        ("2026-10-25", "01:30", LONDON, "2026-10-25T00:30Z"),  # autumn fold: the first of the two
        ("2026-10-25", "02:00", LONDON, "2026-10-25T02:00Z"),
        ("2026-10-04", "02:10", "Australia/Lord_Howe", "2026-10-03T15:30Z"),  # a gap of half an hour
        ("2026-04-24", "00:00", "Africa/Cairo", "2026-04-23T22:00Z"),  # a day that begins at 01:00
    ],
)
def test_a_wall_time_has_one_instant_also_in_gap_and_fold(
    day: str, slot: str, zone: str, expected: str
) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(slot), zone) == utc(expected)


def _following(rule: Rule, decided: LocalSlot, zone: str, week: WorkingWeek = ANY_WEEK) -> Occurrence:
    found = following_occurrence(rule, decided=decided, zone=zone, week=week)
    assert found is not None
    return found


@given(instants, st.sampled_from(ZONES))
def test_local_date_and_time_lead_back_to_the_instant_or_to_its_twin_before(at: datetime, zone: str) -> None:
    back = instant(local_date(at, zone), local_time(at, zone), zone)
    assert back <= at
    assert wall(back, zone) == wall(at, zone)


@given(instants, st.sampled_from(ZONES))
def test_an_instant_lies_within_its_local_day_and_month(at: datetime, zone: str) -> None:
    day = local_date(at, zone)
    assert start_of_day(day, zone) <= at < end_of_day(day, zone) <= end_of_month(day, zone)


def test_the_end_of_a_month_is_the_first_instant_of_the_next() -> None:
    assert end_of_month(date(2026, 8, 3), LONDON) == utc("2026-08-31T23:00Z")
    assert end_of_month(date(2026, 12, 31), LONDON) == utc("2027-01-01T00:00Z")
    assert last_of_month(date(2028, 2, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "name", ["Europe/Londn", "", "Europe", "../etc/passwd", "localtime", "a" * 300, "\0"]
)
def test_an_unknown_zone_is_named_kindly_with_a_remedy(name: str) -> None:
    with pytest.raises(UnknownZone, match="time zone") as caught:
        zone_of(name)
    assert repr(name[:64]) in str(caught.value)
    assert "Europe/London" in caught.value.remedy


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 1, 1), LONDON)  # noqa: DTZ001 - that is the fault


# ── occurrences ─────────────────────────────────────────────────────────────────────────────────────────


@given(endless_rules, instants, st.sampled_from(ZONES))
def test_the_next_occurrence_is_strictly_later_and_nothing_lies_between(
    rule: Rule, after: datetime, zone: str
) -> None:
    found = next_occurrence(rule, after=after, zone=zone, week=ENGLISH_WEEK)
    assert found is not None
    assert found.at > after
    assert found.at == instant(found.local_date, found.slot, zone)
    just_before = next_occurrence(rule, after=found.at - timedelta(seconds=1), zone=zone, week=ENGLISH_WEEK)
    assert just_before is not None
    assert just_before.at == found.at
    between = next_occurrence(rule, after=after + (found.at - after) / 2, zone=zone, week=ENGLISH_WEEK)
    assert between == found


@given(st.lists(st.sampled_from(ZONES), min_size=2, max_size=12), instants, slots)
def test_moving_between_zones_neither_repeats_nor_skips_a_date(
    journey: list[str], start: datetime, slot: time
) -> None:
    rule = WeeklyRule(days=EVERY_DAY, slots=(slot,))
    now = next_occurrence(rule, after=start, zone=journey[0], week=ANY_WEEK)
    assert now is not None
    for zone in journey:
        then = _following(rule, now.key, zone)
        assert then.local_date - now.local_date == timedelta(days=1)
        assert then.at == instant(then.local_date, slot, zone)
        now = then


def test_two_slots_in_the_same_gap_are_two_occurrences_at_the_same_instant() -> None:
    rule = WeeklyRule(days=EVERY_DAY, slots=(time(1, 15), time(1, 45)))
    first = next_occurrence(rule, after=utc("2026-03-28T12:00Z"), zone=LONDON, week=ANY_WEEK)
    assert first is not None
    second = _following(rule, first.key, LONDON)
    assert [first.slot, second.slot] == [time(1, 15), time(1, 45)]
    assert first.at == second.at == utc("2026-03-29T01:00Z")


def test_an_edit_passes_over_what_lies_before_it_and_what_was_decided() -> None:
    edited = WeeklyRule(days=EVERY_DAY, slots=(time(9), time(18, 30)))
    now = utc("2026-11-20T13:00Z")
    that_day = next_occurrence(
        edited, after=now, zone=LONDON, week=ANY_WEEK, decided=LocalSlot(date(2026, 11, 20), LUNCH)
    )
    day_done = next_occurrence(
        edited, after=now, zone=LONDON, week=ANY_WEEK, decided=LocalSlot(date(2026, 11, 20), time.max)
    )
    assert that_day is not None
    assert that_day.at == utc("2026-11-20T18:30Z")
    assert day_done is not None
    assert day_done.at == utc("2026-11-21T09:00Z")


def test_a_weekly_rule_names_days_off_too_so_that_their_reason_can_be_told() -> None:
    rule = WeeklyRule(days=frozenset({Weekday.MON}), slots=(LUNCH,))
    found = next_occurrence(rule, after=utc("2026-08-30T12:00Z"), zone=LONDON, week=ENGLISH_WEEK)
    assert found is not None
    assert found.local_date == date(2026, 8, 31)
    assert ENGLISH_WEEK.day_off(found.local_date) is DayOff.BANK_HOLIDAY


@pytest.mark.parametrize("hours", [24, 48])
def test_a_window_closes_after_its_hours_or_at_the_next_occurrence(hours: int) -> None:
    rule = WeeklyRule(days=frozenset({Weekday.MON, Weekday.TUE}), slots=(LUNCH,))
    monday = next_occurrence(rule, after=utc("2026-11-22T12:00Z"), zone=LONDON, week=ANY_WEEK)
    assert monday is not None
    tuesday = _following(rule, monday.key, LONDON)
    next_monday = _following(rule, tuesday.key, LONDON)
    assert window_close(monday, next_occurrence=tuesday, hours=hours) == tuesday.at
    expected = tuesday.at + timedelta(hours=hours)
    assert window_close(tuesday, next_occurrence=next_monday, hours=hours) == expected
    assert window_close(tuesday, next_occurrence=None, hours=hours) == expected


@pytest.mark.parametrize("hours", [0, 23, 49])
def test_a_window_of_other_than_a_day_or_two_is_refused(hours: int) -> None:
    one = Occurrence(local_date=date(2026, 1, 5), slot=LUNCH, at=utc("2026-01-05T12:45Z"))
    with pytest.raises(ValueError, match="24 to 48"):
        window_close(one, next_occurrence=None, hours=hours)


# ── the last working day of the month ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("month", "nation", "expected"),
    [
        ("2026-08-01", Nation.ENGLAND_AND_WALES, "2026-08-28"),  # Monday 31 August is a bank holiday
        ("2026-08-01", Nation.SCOTLAND, "2026-08-31"),
        ("2026-11-01", Nation.SCOTLAND, "2026-11-27"),  # St Andrew's Day
        ("2026-12-01", Nation.ENGLAND_AND_WALES, "2026-12-31"),
        ("2027-01-01", Nation.NONE, "2027-01-29"),
        ("2026-05-31", Nation.NORTHERN_IRELAND, "2026-05-29"),
    ],
)
def test_the_last_working_day_avoids_weekends_and_the_nations_bank_holidays(
    month: str, nation: Nation, expected: str
) -> None:
    week = WorkingWeek(nation=nation)
    assert week.last_working_day(date.fromisoformat(month)) == date.fromisoformat(expected)


def test_the_last_working_day_of_someone_who_works_only_mondays() -> None:
    week = WorkingWeek(days=frozenset({Weekday.MON}), nation=Nation.ENGLAND_AND_WALES)
    assert week.last_working_day(date(2026, 8, 1)) == date(2026, 8, 24)


def test_one_off_days_of_the_operator_count_as_bank_holidays() -> None:
    holidays = BankHolidays(one_off=(OneOffDay(day=date(2026, 12, 31), name="A jubilee"),))
    week = WorkingWeek(nation=Nation.SCOTLAND, holidays=holidays)
    assert week.last_working_day(date(2026, 12, 1)) == date(2026, 12, 30)
    assert week.day_off(date(2026, 12, 31)) is DayOff.BANK_HOLIDAY


def test_leave_moves_the_month_end_to_the_first_working_day_back() -> None:
    week = WorkingWeek(
        nation=Nation.ENGLAND_AND_WALES, leave=(Leave(first=date(2026, 8, 20), back=date(2026, 9, 5)),)
    )
    rule = LastWorkingDayOfMonth(slot=LUNCH)
    august = next_occurrence(rule, after=utc("2026-08-10T12:00Z"), zone=LONDON, week=week)
    assert august is not None
    assert august.local_date == date(2026, 9, 7)  # the 5th is a Saturday
    assert _following(rule, august.key, LONDON, week).local_date == date(2026, 9, 30)


def test_two_month_ends_on_one_leave_are_one_occurrence() -> None:
    week = WorkingWeek(leave=(Leave(first=date(2026, 8, 20), back=date(2026, 10, 5)),))
    rule = LastWorkingDayOfMonth(slot=LUNCH)
    back = _following(rule, LocalSlot(date(2026, 7, 31), LUNCH), LONDON, week)
    assert back.local_date == date(2026, 10, 5)
    assert _following(rule, back.key, LONDON, week).local_date == date(2026, 10, 30)


def test_leave_entered_after_the_month_end_was_decided_does_not_bring_it_again() -> None:
    rule = LastWorkingDayOfMonth(slot=LUNCH)
    week = WorkingWeek(leave=(Leave(first=date(2026, 8, 31), back=date(2026, 9, 14)),))
    assert week.last_working_day(date(2026, 8, 1)) == date(2026, 8, 31)
    decided = LocalSlot(date(2026, 8, 31), LUNCH)
    assert _following(rule, decided, LONDON, week).local_date == date(2026, 9, 30)


def test_an_edit_during_leave_keeps_the_month_end_that_waits_for_the_return() -> None:
    rule = LastWorkingDayOfMonth(slot=time(18, 30))
    week = WorkingWeek(leave=(Leave(first=date(2026, 7, 25), back=date(2026, 8, 11)),))
    found = next_occurrence(rule, after=utc("2026-08-03T09:00Z"), zone=LONDON, week=week)
    assert found is not None
    assert found.local_date == date(2026, 8, 11)


def test_someone_without_working_days_has_no_month_end() -> None:
    week = WorkingWeek(days=frozenset())
    rule = LastWorkingDayOfMonth(slot=LUNCH)
    assert next_occurrence(rule, after=utc("2026-08-03T09:00Z"), zone=LONDON, week=week) is None
    assert week.first_working_day_on_or_after(date(2026, 8, 3)) is None


@given(instants, st.frozensets(st.sampled_from(Weekday), min_size=1), st.sampled_from(Nation))
def test_every_month_end_is_worked_and_each_month_has_one(
    after: datetime, days: frozenset[Weekday], nation: Nation
) -> None:
    week = WorkingWeek(days=days, nation=nation)
    rule = LastWorkingDayOfMonth(slot=LUNCH)
    found = next_occurrence(rule, after=after, zone=LONDON, week=week)
    assert found is not None
    for _ in range(4):
        assert week.is_working_day(found.local_date)
        then = _following(rule, found.key, LONDON, week)
        months = (then.local_date.year - found.local_date.year) * 12 + then.local_date.month
        assert months - found.local_date.month == 1
        found = then


# ── bank holidays and days off ──────────────────────────────────────────────────────────────────────────


def test_england_has_its_bank_holidays_with_substitute_days() -> None:
    days = bank_holidays(Nation.ENGLAND_AND_WALES, 2026)
    assert [day for day in days if day.month == 12] == [date(2026, 12, day) for day in (25, 26, 28)]
    assert date(2026, 8, 31) in days
    assert date(2026, 8, 3) not in days


def test_each_nation_has_its_own_days() -> None:
    assert date(2026, 1, 2) in bank_holidays(Nation.SCOTLAND, 2026)
    assert date(2026, 3, 17) in bank_holidays(Nation.NORTHERN_IRELAND, 2026)
    assert not bank_holidays(Nation.NONE, 2026)


def test_leave_is_given_as_the_reason_before_weekend_and_bank_holiday() -> None:
    week = WorkingWeek(
        nation=Nation.ENGLAND_AND_WALES, leave=(Leave(first=date(2026, 12, 25), back=date(2026, 12, 28)),)
    )
    reasons = [week.day_off(date(2026, 12, day)) for day in range(24, 30)]
    leave = DayOff.ON_LEAVE
    assert reasons == [None, leave, leave, leave, DayOff.BANK_HOLIDAY, None]
    assert week.day_off(date(2026, 12, 20)) is DayOff.NOT_A_WORKING_DAY
    assert week.first_working_day_on_or_after(date(2026, 12, 25)) == date(2026, 12, 29)


# ── rules as JSON ───────────────────────────────────────────────────────────────────────────────────────


@given(rules)
def test_a_rule_survives_its_row(rule: Rule) -> None:
    assert rule_from_json(rule_to_json(rule)) == rule


def test_a_rule_is_stored_in_the_order_of_the_week() -> None:
    rule = WeeklyRule(days=frozenset({Weekday.THU, Weekday.MON}), slots=(LUNCH, time(18, 30)))
    assert rule_to_json(rule) == {"rule": "weekly", "days": ["mon", "thu"], "slots": ["12:45", "18:30"]}


@pytest.mark.parametrize(
    ("rule", "stored"),
    [
        (
            WeeklyRule(frozenset({Weekday.MON}), (LUNCH,), every=2, anchor=date(2026, 11, 25)),
            {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "every": 2, "anchor": "2026-11-25"},
        ),
        (
            WeeklyRule(
                frozenset({Weekday.MON, Weekday.THU}), (LUNCH,), day_slots={Weekday.THU: time(18, 30)}
            ),
            {"rule": "weekly", "days": ["mon", "thu"], "slots": ["12:45"], "day_slots": {"thu": "18:30"}},
        ),
        (LastWorkingDayOfMonth(LUNCH), {"rule": "last_working_day_of_month", "slot": "12:45"}),
        (
            NthWeekdayOfMonth(1, Weekday.MON, LUNCH),
            {"rule": "nth_weekday_of_month", "nth": 1, "day": "mon", "slot": "12:45"},
        ),
        (OnDate(date(2026, 12, 24), LUNCH), {"rule": "on_date", "day": "2026-12-24", "slot": "12:45"}),
        (
            CourseDays(date(2026, 11, 23), (DayAfterStart(10), WorkingDayOfWeek(2, -1)), LUNCH),
            {
                "rule": "course_days",
                "start": "2026-11-23",
                "days": [{"day": 10}, {"week": 2, "working_day": -1}],
                "slot": "12:45",
            },
        ),
    ],
)
def test_what_was_stored_by_an_earlier_version_is_read_and_written_the_same(
    rule: Rule, stored: dict[str, object]
) -> None:
    assert rule_to_json(rule) == stored
    assert rule_from_json(stored) == rule


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rule": "lunar"},
        {"rule": "weekly"},
        {"rule": "weekly", "days": [], "slots": ["12:45"]},
        {"rule": "weekly", "days": ["mon"], "slots": []},
        {"rule": "weekly", "days": ["mon"], "slots": ["18:30", "12:45"]},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45:30"]},
        {"rule": "weekly", "days": ["someday"], "slots": ["12:45"]},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "day_slots": {"thu": "18:30"}},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "day_slots": {"mon": "18:30:30"}},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "day_slots": {"mon": ["18:30"]}},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "day_slots": ["mon"]},
        {"rule": "last_working_day_of_month", "slot": "noon"},
        {"rule": "last_working_day_of_month", "slot": None},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "every": 2},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "anchor": "2026-11-23"},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "every": 0, "anchor": "2026-11-23"},
        {"rule": "weekly", "days": ["mon"], "slots": ["12:45"], "every": "two", "anchor": "2026-11-23"},
        {"rule": "nth_weekday_of_month", "nth": 5, "day": "mon", "slot": "12:45"},
        {"rule": "nth_weekday_of_month", "nth": 0, "day": "mon", "slot": "12:45"},
        {"rule": "on_date", "day": "30 Feb", "slot": "12:45"},
        {"rule": "on_date", "slot": "12:45"},
        {"rule": "course_days", "start": "2026-11-23", "days": [], "slot": "12:45"},
        {"rule": "course_days", "start": "2026-11-23", "days": [{"day": -1}], "slot": "12:45"},
        {
            "rule": "course_days",
            "start": "2026-11-23",
            "days": [{"week": 0, "working_day": 1}],
            "slot": "12:45",
        },
        {
            "rule": "course_days",
            "start": "2026-11-23",
            "days": [{"week": 1, "working_day": 0}],
            "slot": "12:45",
        },
        {"rule": "course_days", "start": "2026-11-23", "days": [{"week": 1}], "slot": "12:45"},
        {"rule": "course_days", "start": "2026-11-23", "days": [7], "slot": "12:45"},
    ],
)
def test_a_row_that_holds_no_rule_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rule|slot|Weekday|format|course"):
        rule_from_json(data)


# ── snooze and spread ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("choice", "now", "expected"),
    [
        (SnoozeChoice.ONE_HOUR, "2026-11-20T12:50Z", "2026-11-20T13:50Z"),
        (SnoozeChoice.TONIGHT, "2026-11-20T12:50Z", "2026-11-20T20:00Z"),
        (SnoozeChoice.TONIGHT, "2026-11-20T19:30Z", "2026-11-20T20:00Z"),
        (SnoozeChoice.TONIGHT, "2026-11-20T19:31Z", "2026-11-21T20:00Z"),
        (SnoozeChoice.TONIGHT, "2026-07-20T12:50Z", "2026-07-20T19:00Z"),
        (SnoozeChoice.TOMORROW, "2026-10-24T11:50Z", "2026-10-25T12:45Z"),  # across the clock change
        (SnoozeChoice.NEXT_WORKING_DAY, "2026-08-28T11:50Z", "2026-09-01T11:45Z"),
    ],
)
def test_snooze_comes_back_when_the_button_says(choice: SnoozeChoice, now: str, expected: str) -> None:
    found = snooze_until(choice, now=utc(now), zone=LONDON, week=ENGLISH_WEEK, slots=LUNCHES)
    assert found == utc(expected)


@given(st.sampled_from(SnoozeChoice), instants, st.sampled_from(ZONES), slots)
def test_snooze_is_always_later_and_never_more_than_a_holiday_away(
    choice: SnoozeChoice, now: datetime, zone: str, slot: time
) -> None:
    found = snooze_until(choice, now=now, zone=zone, week=ENGLISH_WEEK, slots=dict.fromkeys(Weekday, slot))
    assert now < found < now + timedelta(days=7)


@given(st.text(), st.integers(0, 3_600))
def test_spread_is_below_its_bound_and_always_the_same(participant_id: str, seconds: int) -> None:
    up_to = timedelta(seconds=seconds)
    found = spread(participant_id, up_to=up_to)
    assert timedelta(0) <= found < max(up_to, timedelta(seconds=1))
    assert found == spread(participant_id, up_to=up_to)


def test_spread_puts_people_over_the_whole_time() -> None:
    found = [spread(f"person-{number}", up_to=timedelta(minutes=10)).seconds for number in range(2_000)]
    minutes = [sum(1 for seconds in found if seconds // 60 == minute) for minute in range(10)]
    assert all(140 < count < 260 for count in minutes)

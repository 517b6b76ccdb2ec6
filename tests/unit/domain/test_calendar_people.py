"""What a person's week looks like: rotas, nights, half days, bank holidays, quiet hours, and catching up after an outage."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    BankHolidays,
    DayOff,
    Leave,
    Nation,
    OneOffDay,
    QuietHours,
    Rota,
    Session,
    Shift,
    SnoozeChoice,
    TimeOff,
    Weekday,
    WorkingWeek,
    bank_holidays,
    local_time,
    snooze_until,
)
from tests.transitions import different_transitions

LONDON = "Europe/London"
LUNCH, EVENING, MORNING = time(12, 45), time(18, 30), time(9, 30)
MONDAY = date(2026, 11, 23)
TUE, WED, THU, FRI, SAT, SUN = (MONDAY + timedelta(days=number) for number in range(1, 7))
WHOLE = (Session.AM, Session.PM)
NIGHT = (Session.NIGHT,)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def a_week(**days: tuple[Session, ...]) -> frozenset[Shift]:
    return frozenset(Shift(Weekday(day), one) for day, sessions in days.items() for one in sessions)


def on_rota(*weeks: frozenset[Shift]) -> WorkingWeek:
    return WorkingWeek(rota=Rota(weeks=weeks, anchor=MONDAY), nation=Nation.ENGLAND_AND_WALES)


# ── rotas ───────────────────────────────────────────────────────────────────────────────────────────────

NIGHTS = on_rota(a_week(mon=WHOLE, tue=NIGHT, wed=NIGHT, thu=NIGHT))


@pytest.mark.parametrize("day", [TUE, WED, THU, FRI])
def test_a_person_on_nights_is_not_asked_at_lunch_in_their_sleep(day: date) -> None:
    expected = DayOff.REST_AFTER_NIGHT if day == FRI else TimeOff.ON_NIGHTS
    assert NIGHTS.time_off(day, LUNCH) is expected


def test_a_person_on_nights_may_be_asked_in_the_evening_before_the_shift() -> None:
    assert [NIGHTS.time_off(day, EVENING) for day in (MONDAY, TUE, WED, THU)] == [None] * 4
    assert NIGHTS.time_off(FRI, EVENING) is DayOff.REST_AFTER_NIGHT
    assert NIGHTS.time_off(SAT, EVENING) is DayOff.NOT_A_WORKING_DAY


def test_the_day_after_the_last_night_is_rest_and_no_working_day() -> None:
    assert NIGHTS.day_off(FRI) is DayOff.REST_AFTER_NIGHT
    assert NIGHTS.first_working_day_on_or_after(FRI) == MONDAY + timedelta(days=7)


def test_a_night_on_sunday_is_followed_by_rest_on_monday_also_at_the_turn_of_the_rota() -> None:
    week = on_rota(a_week(sun=NIGHT), a_week(tue=WHOLE))
    assert week.day_off(MONDAY) is DayOff.NOT_A_WORKING_DAY
    assert week.day_off(MONDAY + timedelta(days=7)) is DayOff.REST_AFTER_NIGHT


def test_a_session_after_a_night_is_asked_about_once_they_are_awake() -> None:
    week = on_rota(a_week(tue=NIGHT, wed=(Session.PM,)))
    assert week.day_off(WED) is None
    assert week.time_off(WED, LUNCH) is TimeOff.ON_NIGHTS
    assert week.time_off(WED, time(15, 59)) is TimeOff.ON_NIGHTS
    assert week.time_off(WED, time(16, 0)) is None


HALVES = on_rota(a_week(mon=(Session.AM,), tue=(Session.PM,), wed=WHOLE))


@pytest.mark.parametrize(
    ("day", "slot", "expected"),
    [
        (MONDAY, MORNING, None),
        (MONDAY, LUNCH, None),
        (MONDAY, EVENING, TimeOff.NOT_IN_SESSION),
        (TUE, MORNING, TimeOff.NOT_IN_SESSION),
        (TUE, LUNCH, None),
        (TUE, EVENING, None),
        (WED, MORNING, None),
        (WED, EVENING, None),
        (MONDAY, time(20, 0), None),  # the evening belongs to the whole day
        (TUE, time(20, 0), None),
        (THU, time(20, 0), DayOff.NOT_A_WORKING_DAY),
    ],
)
def test_half_days_are_asked_about_in_their_own_half(
    day: date, slot: time, expected: DayOff | TimeOff | None
) -> None:
    assert HALVES.time_off(day, slot) is expected


def test_the_weeks_of_a_rota_come_in_turn_before_and_after_its_anchor() -> None:
    week = on_rota(a_week(mon=WHOLE), a_week(tue=WHOLE), a_week(wed=WHOLE))
    days = [MONDAY + timedelta(days=number) for number in range(-21, 42)]
    worked = [day for day in days if week.is_working_day(day)]
    in_turn = [Weekday.MON, Weekday.TUE, Weekday.WED] * 3
    assert [Weekday.of(day) for day in worked] == in_turn
    assert MONDAY in worked


def test_leave_and_bank_holidays_come_before_the_rota() -> None:
    week = WorkingWeek(
        rota=Rota(weeks=(a_week(mon=WHOLE, thu=WHOLE, fri=WHOLE),), anchor=MONDAY),
        nation=Nation.ENGLAND_AND_WALES,
        leave=(Leave(first=THU, back=FRI),),
    )
    assert week.time_off(THU, LUNCH) is DayOff.ON_LEAVE
    assert week.time_off(date(2026, 12, 25), LUNCH) is DayOff.BANK_HOLIDAY
    assert week.time_off(FRI, LUNCH) is None


def test_who_has_no_rota_works_whole_days() -> None:
    week = WorkingWeek(days=frozenset({Weekday.MON}))
    assert week.time_off(MONDAY, time(0, 0)) is None
    assert week.time_off(MONDAY, time(23, 59)) is None
    assert week.time_off(TUE, LUNCH) is DayOff.NOT_A_WORKING_DAY


def test_a_rota_is_stored_week_by_week_in_order() -> None:
    rota = Rota(weeks=(a_week(tue=NIGHT, mon=WHOLE), a_week()), anchor=MONDAY)
    stored = {"anchor": "2026-11-23", "weeks": [{"mon": ["am", "pm"], "tue": ["night"]}, {}]}
    assert rota.to_json() == stored
    assert Rota.from_json(stored) == rota


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"anchor": "2026-11-23"},
        {"anchor": "2026-11-23", "weeks": []},
        {"anchor": "2026-11-23", "weeks": [{}] * 27},
        {"anchor": "2026-11-23", "weeks": [{"mon": ["noon"]}]},
        {"anchor": "2026-11-23", "weeks": [{"someday": ["am"]}]},
        {"anchor": "2026-11-23", "weeks": [["mon"]]},
        {"anchor": None, "weeks": [{"mon": ["am"]}]},
    ],
)
def test_what_is_no_rota_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rota|Session|Weekday"):
        Rota.from_json(data)


# ── bank holidays ───────────────────────────────────────────────────────────────────────────────────────

JUBILEE = OneOffDay(day=date(2027, 6, 4), name="A jubilee")


def test_an_operators_day_is_a_bank_holiday_of_every_nation_but_of_none() -> None:
    holidays = BankHolidays(one_off=(JUBILEE,))
    assert {nation for nation in Nation if holidays.name_of(JUBILEE.day, nation)} == set(Nation) - {
        Nation.NONE
    }
    assert WorkingWeek(holidays=holidays).day_off(JUBILEE.day) is None
    english = WorkingWeek(nation=Nation.ENGLAND_AND_WALES, holidays=holidays)
    assert english.day_off(JUBILEE.day) is DayOff.BANK_HOLIDAY
    assert english.last_working_day(date(2027, 6, 1)) == date(2027, 6, 30)


def test_an_operators_day_may_hold_for_one_nation_alone() -> None:
    holidays = BankHolidays(
        one_off=(OneOffDay(day=JUBILEE.day, name="A fair", nations=frozenset({Nation.SCOTLAND})),)
    )
    assert holidays.name_of(JUBILEE.day, Nation.SCOTLAND) == "A fair"
    assert holidays.name_of(JUBILEE.day, Nation.NORTHERN_IRELAND) is None


def test_a_withdrawn_bank_holiday_is_worked() -> None:
    boxing_day = date(2026, 12, 28)
    assert boxing_day in bank_holidays(Nation.ENGLAND_AND_WALES, 2026)
    withdrawn = OneOffDay(day=boxing_day, name="", is_withdrawn=True)
    week = WorkingWeek(nation=Nation.ENGLAND_AND_WALES, holidays=BankHolidays(one_off=(withdrawn,)))
    assert week.is_working_day(boxing_day)
    assert not week.is_working_day(date(2026, 12, 25))


def test_the_last_one_off_line_about_a_day_wins() -> None:
    lines = (JUBILEE, OneOffDay(day=JUBILEE.day, name="", is_withdrawn=True))
    assert BankHolidays(one_off=lines).name_of(JUBILEE.day, Nation.SCOTLAND) is None
    assert BankHolidays(one_off=lines[::-1]).name_of(JUBILEE.day, Nation.SCOTLAND) == "A jubilee"


# ── quiet hours ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slot", "is_quiet"),
    [("20:29", False), ("20:30", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours_are_from_half_past_eight_to_eight_unless_chosen_otherwise(
    slot: str,
    is_quiet: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert QuietHours().covers(time.fromisoformat(slot)) is is_quiet


def test_quiet_hours_may_lie_within_a_day_or_not_exist() -> None:
    by_day = QuietHours(begins=time(9), ends=time(17))
    assert [by_day.covers(time(hour)) for hour in (8, 9, 16, 17)] == [False, True, True, False]
    none = QuietHours(begins=time(8), ends=time(8))
    assert not any(none.covers(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T12:45Z", "2026-11-23T12:45Z"),
        ("2026-11-23T20:30Z", "2026-11-24T08:00Z"),
        ("2026-11-24T03:00Z", "2026-11-24T08:00Z"),
        ("2026-11-24T08:00Z", "2026-11-24T08:00Z"),
        ("2026-03-28T22:00Z", "2026-03-29T07:00Z"),  # the night is an hour shorter
        ("2026-10-24T22:00Z", "2026-10-25T08:00Z"),  # and an hour longer
    ],
)
def test_what_falls_into_quiet_hours_may_go_when_they_end(now: str, expected: str) -> None:
    assert QuietHours().next_allowed(at(now), zone=LONDON) == at(expected)


def test_quiet_hours_end_with_the_clock_in_gap_and_fold() -> None:
    early = QuietHours(begins=time(23), ends=time(1, 30))
    assert early.next_allowed(at("2026-03-29T00:10Z"), zone=LONDON) == at("2026-03-29T01:00Z")
    assert early.next_allowed(at("2026-10-25T00:10Z"), zone=LONDON) == at("2026-10-25T00:30Z")
    # 01:10 for the second time: the clock is in quiet hours again, until it shows the end again
    assert early.next_allowed(at("2026-10-25T01:10Z"), zone=LONDON) == at("2026-10-25T01:30Z")


@given(begins=st.integers(0, 95), ends=st.integers(0, 95), minutes=st.integers(-1500, 1500), data=st.data())
def test_the_next_allowed_instant_is_the_first_that_is_not_quiet(
    begins: int, ends: int, minutes: int, data: st.DataObject
) -> None:
    quiet = QuietHours(begins=_quarter(begins), ends=_quarter(ends))
    change = data.draw(st.sampled_from(different_transitions()))
    now = change.at + timedelta(minutes=minutes)
    found = quiet.next_allowed(now, zone=change.zone)
    assert not quiet.covers(local_time(found, change.zone))
    quarters = (found - now) // timedelta(minutes=15)
    between = [now + timedelta(minutes=15 * number) for number in range(quarters + 1)]
    assert all(quiet.covers(local_time(one, change.zone)) for one in between if one < found)


def _quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


def test_quiet_hours_are_stored_as_two_times() -> None:
    stored = {"begins": "20:00", "ends": "07:30"}
    assert QuietHours.from_json(stored).to_json() == stored
    for broken in ({}, {"begins": "20:00"}, {"begins": "20:00", "ends": None}):
        with pytest.raises(ValueError, match="quiet"):
            QuietHours.from_json(broken)


@pytest.mark.parametrize(
    ("begins", "now", "expected"),
    [
        (time(20, 0), "2026-11-23T13:00Z", "2026-11-23T19:30Z"),
        (time(19, 0), "2026-11-23T13:00Z", "2026-11-23T18:30Z"),
        (time(19, 0), "2026-11-23T18:10Z", "2026-11-24T18:30Z"),
        (time(20, 15), "2026-11-23T13:00Z", "2026-11-23T20:00Z"),
        (time(22, 0), "2026-11-23T13:00Z", "2026-11-23T20:00Z"),
        (time(15, 0), "2026-11-23T13:00Z", "2026-11-23T20:00Z"),  # no evening left: taken at their word
    ],
)
def test_tonight_is_before_quiet_hours_that_begin_early(begins: time, now: str, expected: str) -> None:
    found = snooze_until(
        SnoozeChoice.TONIGHT,
        now=at(now),
        zone=LONDON,
        week=WorkingWeek(),
        slots=dict.fromkeys(Weekday, LUNCH),
        quiet=QuietHours(begins=begins),
    )
    assert found == at(expected)

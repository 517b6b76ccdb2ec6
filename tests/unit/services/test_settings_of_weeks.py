"""`/settings` where days and weeks differ: a time of its own for some days, and rotas of several weeks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.calendar import LIBRARY_ONLY, DayOff, Session, Shift, Weekday, WeeklyRule
from bot.domain.people import Participant
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from bot.engine.steps.ask_choices import AskChoices
from bot.services import phrases, preferences
from bot.services.preferences import Rhythm
from tests.menu import choose, taps
from tests.samples import a_person
from tests.surgery import Doctor, Surgery, shipped_flows

THREE_DAYS = ("Days", "Wed", "Fri", "Done", "On all my days")
THURSDAY_LATER = ("Time", "Not the same every day", "Thu", "Done", "18:30")
MONDAY = date(2026, 3, 2)

days = st.sampled_from([day.value for day in Weekday])
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59)).map(lambda at: at.isoformat("minutes"))
weeks_in_turn = st.lists(
    st.lists(st.builds(Shift, st.sampled_from(Weekday), st.sampled_from(Session)).map(lambda one: one.name)),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def final(doctor: Doctor) -> list[tuple[str, str, str]]:
    """What was decided of the own questions: on which day, at which slot, and how."""
    person = doctor.record.id
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(person, limit=100))
    return [
        (f"{one.local_date:%a %d}", f"{one.slot:%H:%M}", one.reason.value)
        for one in reversed(found)
        if one.kind is not DecisionKind.DEFERRED
    ]


def shown(doctor: Doctor) -> set[str]:
    """The buttons of the list."""
    doctor.types("/settings")
    return {label for label, _ in doctor.last.buttons}


# A time of its own for some days


def test_some_days_have_a_time_of_their_own_and_that_is_when_it_comes(surgery: Surgery, ada: Doctor) -> None:
    choose(ada, *THREE_DAYS)
    line = choose(ada, *THURSDAY_LATER)
    assert line == (
        "I'll ask on Monday and Tuesday at 12:45, Thursday at 18:30. "
        "Next: today at 12:45, tomorrow at 12:45 and Thu 5 Mar at 18:30."
    )
    assert "I ask on Monday and Tuesday at 12:45, Thursday at 18:30." in ada.last.text
    surgery.pass_time(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert final(ada) == [
        ("Mon 02", "12:45", "on_time"),
        ("Tue 03", "12:45", "on_time"),
        ("Thu 05", "18:30", "on_time"),
    ]


def test_several_times_are_chosen_one_after_the_other_and_one_for_all_takes_their_place(ada: Doctor) -> None:
    choose(ada, *THREE_DAYS, *THURSDAY_LATER)
    line = choose(ada, "Time", "Not the same every day", "Tue", "Done", "20:00")
    assert line.startswith("I'll ask on Monday at 12:45, Tuesday at 20:00, Thursday at 18:30. Next:")
    line = choose(ada, "Time", "Not the same every day", "Thu", "Done", "12:45")
    assert line.startswith("I'll ask on Monday and Thursday at 12:45, Tuesday at 20:00. Next:")
    assert choose(ada, "Time", "18:30").startswith("I'll ask on Monday, Tuesday and Thursday at 18:30. Next:")


def test_a_later_time_for_a_day_does_not_ask_again_on_that_day(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 5, 13, 0, tzinfo=UTC))
    line = choose(ada, *THURSDAY_LATER)
    assert line.endswith("Next: Tue 10 Mar at 12:45, Thu 12 Mar at 18:30 and Tue 17 Mar at 12:45.")
    surgery.pass_time(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert [day for day, *_ in final(ada)] == ["Tue 03", "Thu 05"]


def test_a_question_put_off_over_a_change_of_its_day_s_time_is_that_day_s_only_one(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 5, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 5, 12, 46, tzinfo=UTC))  # put off: the list is open
    for label in (*THURSDAY_LATER, "That's all"):
        taps(ada, label)
    surgery.pass_time(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert final(ada)[1:] == [("Thu 05", "12:45", "on_time")]


def test_quiet_hours_over_one_day_s_time_are_said_at_once_and_the_others_come(ada: Doctor) -> None:
    choose(ada, *THREE_DAYS, *THURSDAY_LATER)
    line = choose(ada, "Quiet hours", "Other hours", "18:00", "08:00")
    assert "Next: today, tomorrow and Mon 9 Mar at 12:45. 18:30 lies in your quiet hours" in line


def test_a_day_s_time_after_a_night_makes_the_day_one_that_is_asked_on(ada: Doctor) -> None:
    choose(ada, "How often", "On all my days")
    line = choose(ada, "Nights", "Wed", "Done")  # asleep on Thursday at noon
    assert line.startswith("I'll ask on Monday, Tuesday, Wednesday and Friday at 12:45.")
    line = choose(ada, *THURSDAY_LATER)
    assert line.startswith("I'll ask on Monday, Tuesday, Wednesday and Friday at 12:45, Thursday at 18:30.")


def test_a_question_put_off_to_a_day_comes_at_that_day_s_time(surgery: Surgery, ada: Doctor) -> None:
    choose(ada, *THREE_DAYS, "Time", "Not the same every day", "Tue", "Done", "18:30", "That's all")
    surgery.pass_time(datetime(2026, 3, 2, 12, 46, tzinfo=UTC))
    taps(ada, phrases.LATER)
    taps(ada, phrases.TOMORROW)
    assert phrases.SNOOZED.format(when="tomorrow at 18:30") in [one.text for one in ada.phone]


@given(usual=minutes, own=st.dictionaries(days, minutes))
@example(usual="23:50", own={"mon": "00:10"})
def test_no_time_that_was_chosen_is_quiet_by_default(usual: str, own: dict[str, str]) -> None:
    person = someone(slot=usual, slots=own)
    quiet = preferences.quiet_hours(person)
    assert not any(quiet.covers(slot) for slot in preferences.slots_of(person).values())


# Weeks in turn


def two_weeks(doctor: Doctor, *, this: str = "Week 1") -> str:
    """Off on Thursday and Friday in the first week, on Monday to Wednesday in the second, with a night on Friday."""
    first = ("Th am", "Th pm", "Fr am", "Fr pm")
    second = ("Mo am", "Mo pm", "Tu am", "Tu pm", "We am", "We pm", "Fr night")
    return choose(doctor, "Rota", "2 weeks", *first, "Done", *second, "Done", this)


def test_weeks_that_alternate_are_asked_on_each_on_its_own_days(surgery: Surgery, ada: Doctor) -> None:
    line = two_weeks(ada)
    assert line == (
        "I'll ask on Monday, Wednesday, Thursday and Friday at 12:45. "
        "Next: today, Wed 4 Mar and Thu 12 Mar at 12:45."
    )
    surgery.pass_time(datetime(2026, 3, 21, 9, 0, tzinfo=UTC))
    passed_over = [day for day, _, reason in final(ada) if reason == Reason.NOT_A_WORKING_DAY]
    assert passed_over == ["Thu 05", "Fri 06", "Mon 09", "Wed 11", "Thu 19", "Fri 20"]
    assert [day for day, *_ in final(ada) if day not in passed_over] == [
        "Mon 02",
        "Wed 04",
        "Thu 12",
        "Fri 13",
        "Mon 16",
        "Wed 18",
    ]


def test_which_week_this_one_is_counts(ada: Doctor) -> None:
    assert two_weeks(ada, this="Week 2").endswith("Next: Thu 5 Mar, Fri 6 Mar and Mon 9 Mar at 12:45.")


def test_days_that_are_free_in_every_week_go_before_those_of_one(ada: Doctor) -> None:
    line = choose(ada, "Rota", "2 weeks", "Done", "Mo am", "Mo pm", "Tu am", "Tu pm", "Done", "Week 1")
    assert line.startswith("I'll ask on Wednesday and Friday at 12:45.")


def test_once_a_fortnight_falls_into_the_week_that_is_worked(ada: Doctor) -> None:
    off = ("Mo am", "Mo pm", "Tu am", "Tu pm", "We am", "We pm", "Th am", "Th pm", "Fr am", "Fr pm")
    choose(ada, "Rota", "2 weeks", *off, "Done", "Mo am", "Mo pm", "Done", "Week 1")
    line = choose(ada, "How often", "Once a fortnight")
    assert line == (
        "I'll ask on every second Thursday at 12:45. Next: Thu 12 Mar, Thu 26 Mar and Thu 9 Apr at 12:45."
    )


def test_a_rota_is_shown_as_it_is_and_goes_when_every_week_is_the_same_again(ada: Doctor) -> None:
    two_weeks(ada)
    assert shown(ada).isdisjoint({"Days", "Half days", "Nights"})
    for label in ("Rota", "2 weeks"):
        taps(ada, label)
    assert [label for label, _ in ada.last.buttons if label.startswith("✓")] == [
        "✓ Mo am",
        "✓ Mo pm",
        "✓ Tu am",
        "✓ Tu pm",
        "✓ We am",
        "✓ We pm",
    ]
    taps(ada, "Done")
    assert "✓ Fr night" in dict(ada.last.buttons)
    assert choose(ada, "Rota", "Every week is the same", "Done").startswith(
        "I'll ask on Monday and Wednesday at 12:45."
    )
    assert ada.record.settings["rota"] is None
    assert shown(ada) >= {"Days", "Half days", "Nights"}


@pytest.mark.parametrize("is_ticked", [True, False])
def test_the_buttons_of_a_week_stand_three_in_a_row_ticked_or_not(*, is_ticked: bool) -> None:
    shifts = shipped_flows().current("settings").step_of("week_1.shifts")
    assert isinstance(shifts, AskChoices)
    *rows, _ = shifts.rows({}, tuple(shifts.choices) if is_ticked else ())
    assert [len(row) for row in rows] == [3] * 7
    assert [row[0].label.removeprefix("✓ ")[:2] for row in rows] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


def test_who_has_a_rota_without_any_shift_is_told_that_nothing_comes(ada: Doctor) -> None:
    off = ("Mo am", "Mo pm", "Tu am", "Tu pm", "We am", "We pm", "Th am", "Th pm", "Fr am", "Fr pm")
    assert "so nothing would come" in choose(ada, "Rota", "Every week is the same", *off, "Done")
    assert choose(ada, "Rota", "Every week is the same", "Mo am", "Done").startswith("I'll ask on Monday")


def someone(**chosen: Any) -> Participant:  # noqa: ANN401 - JSON
    return a_person(settings=chosen, created_at=datetime(2026, 3, 4, 9, 0, tzinfo=UTC))


@given(weeks=weeks_in_turn, this=st.integers(1, 4), today=st.dates(MONDAY, date(2031, 1, 1)))
def test_a_rota_that_was_tapped_is_worked_from_this_week_on(
    weeks: list[list[str]], this: int, today: date
) -> None:
    chosen = preferences.changed(someone(), "rota", [str(this), weeks], today=today)
    week = preferences.working_week(someone(**chosen), LIBRARY_ONLY)
    monday = today - timedelta(days=today.weekday())
    for number in range(7 * 9):
        day = monday + timedelta(days=number)
        tapped = map(Shift.named, weeks[(this - 1 + number // 7) % len(weeks)])
        is_worked = any(shift.day is Weekday.of(day) for shift in tapped)
        assert (week.usual_day_off(day) in {None, DayOff.BANK_HOLIDAY}) is is_worked


@given(weeks=weeks_in_turn, rhythm=st.sampled_from(Rhythm), slot=minutes, own=st.dictionaries(days, minutes))
def test_whoever_is_free_on_a_day_of_some_week_is_asked_there_and_at_its_time(
    weeks: list[list[str]], rhythm: Rhythm, slot: str, own: dict[str, str]
) -> None:
    chosen = someone(slot=slot, slots=own, rhythm=rhythm.value)
    person = someone(**preferences.changed(chosen, "rota", ["1", weeks], today=MONDAY))
    week = preferences.working_week(person, LIBRARY_ONLY)
    rule = preferences.rules(person, shipped_flows().programme())[ScheduleKind.OWN]
    assert isinstance(rule, WeeklyRule)
    assume(any(week.free_days(preferences.slots_of(person))))
    coming = [day.due for day in islice(rule.days_from(MONDAY, week), 7 * 2 * len(weeks))]
    asked = [day for day in coming if week.time_off(day, *rule.slots_on(day)) in {None, DayOff.BANK_HOLIDAY}]
    assert asked
    assert {rule.slots_on(day) for day in asked} <= {
        (time.fromisoformat(own.get(day.value, slot)),) for day in Weekday
    }

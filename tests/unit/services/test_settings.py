"""`/settings` by taps: what each choice comes to, said in one line with the next three times, and the way back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import BankHolidays, OneOffDay
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import enrolments, phrases
from bot.services.desk import Desk
from tests.menu import choose, taps
from tests.surgery import Doctor, Surgery

WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def schedule(doctor: Doctor, kind: ScheduleKind = ScheduleKind.OWN) -> Any:  # noqa: ANN401 - a schedule
    person = doctor.record.id
    held = doctor.surgery.see(lambda uow: uow.schedules.of([person])[person])
    return next(one for one in held if one.kind is kind)


def decisions(doctor: Doctor) -> list[tuple[DecisionKind, Reason]]:
    person = doctor.record.id
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(person, limit=100))
    return [(one.kind, one.reason) for one in reversed(found)]


def prompts(doctor: Doctor) -> list[str]:
    return [one.text for one in doctor.phone if phrases.LATER in dict(one.buttons)]


# The way of issue 4


def test_from_the_welcome_to_three_days_nights_and_quiet_hours_in_twelve_taps(surgery: Surgery) -> None:
    ada = surgery.doctor().joins(slot="18:30")
    ada.types("/settings")
    way = ["Days", "Wed", "Fri", "Done", "On all my days", "Time", "12:45"]
    way += ["Nights", "Fri", "Done", "Quiet hours", "20:00 to 08:00"]
    for label in way:
        taps(ada, label)
    assert len(way) <= 12
    line = ada.phone[-2].text
    assert line == (
        "I'll ask on Monday, Tuesday and Thursday at 12:45. Next: today, tomorrow and Thu 5 Mar at 12:45."
    )
    chosen = ada.record.settings
    assert chosen["quiet"] == {"begins": "20:00", "ends": "08:00"}
    assert chosen["rota"]["weeks"] == [
        {"mon": ["am", "pm"], "tue": ["am", "pm"], "thu": ["am", "pm"], "fri": ["night"]}
    ]


def test_whoever_has_the_usual_time_already_needs_ten_taps_and_one_to_leave(ada: Doctor) -> None:
    way = (
        "Days",
        "Wed",
        "Fri",
        "Done",
        "On all my days",
        "Nights",
        "Fri",
        "Done",
        "Quiet hours",
        "20:00 to 08:00",
    )
    choose(ada, *way)
    taps(ada, "That's all")
    assert len(way) + 1 <= 12
    assert ada.last.text.startswith("Good.")
    assert not ada.surgery.see(lambda uow: uow.runs.open_of([ada.record.id]))


def test_what_was_chosen_is_what_comes(surgery: Surgery, ada: Doctor) -> None:
    choose(ada, "Days", "Wed", "Fri", "Done", "On all my days", "Nights", "Fri", "Done")
    surgery.pass_time(datetime(2026, 3, 8, 23, 0, tzinfo=UTC))
    sent = [reason for kind, reason in decisions(ada) if kind is DecisionKind.SENT]
    assert len(sent) == 3
    assert {kind for kind, _ in decisions(ada)} == {DecisionKind.SENT}


# Each of the list


def test_the_list_comes_back_until_that_is_all(ada: Doctor) -> None:
    choose(ada, "Time", "18:30")
    assert ada.last.text.startswith("Anything else to change?")
    taps(ada, "How often")
    taps(ada, "Once a week")
    assert ada.last.text.startswith("Anything else to change?")
    taps(ada, "That's all")
    assert ada.record.settings["slot"] == "18:30"
    assert ada.record.settings["rhythm"] == "weekly"


def test_back_leads_from_a_question_to_the_list(ada: Doctor) -> None:
    choose(ada, "Time")
    ada.types("/back")
    assert "What shall I change?" in ada.last.text
    assert "Quiet hours" in dict(ada.last.buttons)


def test_days_alone_leave_the_rhythm_as_it_was(ada: Doctor) -> None:
    assert "on Monday and Friday at 12:45" in choose(ada, "Days", "Wed", "Thu", "Done", "As before")


def test_once_a_fortnight_is_said_and_kept(surgery: Surgery, ada: Doctor) -> None:
    line = choose(ada, "How often", "Once a fortnight")
    assert line == (
        "I'll ask on every second Wednesday at 12:45. Next: Wed 4 Mar, Wed 18 Mar and Wed 1 Apr at 12:45."
    )
    surgery.pass_time(timedelta(days=21))
    assert len(prompts(ada)) == 2


def test_half_days_are_asked_on_where_the_slot_lies_in_them(ada: Doctor) -> None:
    choose(ada, "Time", "18:30")
    line = choose(ada, "Half days", "Done", "Mon", "Wed", "Fri", "Done")  # off in the afternoons of these
    assert (
        line
        == "I'll ask on Tuesday and Thursday at 18:30. Next: tomorrow, Thu 5 Mar and Tue 10 Mar at 18:30."
    )


def test_half_days_that_leave_no_day_at_the_slot_are_said_at_once_with_the_way_out(ada: Doctor) -> None:
    choose(ada, "Time", "18:30")
    line = choose(ada, "Half days", "Done", "Mon", "Tue", "Wed", "Thu", "Fri", "Done")
    assert "at work and awake at 18:30, so nothing would come" in line
    assert "/settings" in line
    taps(ada, "Time")
    taps(ada, "12:45")
    assert ada.phone[-2].text.startswith("I'll ask on Tuesday and Thursday at 12:45.")


def test_nights_alone_leave_no_day_at_noon_and_an_evening_time_does(ada: Doctor) -> None:
    choose(ada, "Nights", "Mon", "Tue", "Wed", "Thu", "Done")
    line = choose(
        ada, "Half days", "Mon", "Tue", "Wed", "Thu", "Fri", "Done", "Mon", "Tue", "Wed", "Thu", "Fri", "Done"
    )
    assert "so nothing would come" in line
    assert choose(ada, "Time", "18:30").startswith("I'll ask on Tuesday and Thursday at 18:30.")


def test_without_half_days_and_nights_a_plain_week_is_stored(ada: Doctor) -> None:
    choose(ada, "Nights", "Mon", "Done")
    assert ada.record.settings["rota"]
    choose(ada, "Nights", "Mon", "Done")
    assert ada.record.settings["rota"] is None
    assert ada.record.settings["working_days"] == ["mon", "tue", "wed", "thu", "fri"]


def test_quiet_hours_over_the_slot_are_said_at_once_with_the_way_out(surgery: Surgery) -> None:
    ada = surgery.doctor().joins(slot="20:00")
    line = choose(ada, "Quiet hours", "20:00 to 08:00")
    assert line == (
        "20:00 lies in your quiet hours (20:00 to 08:00), so nothing would come then. "
        "Choose another time or other quiet hours in /settings."
    )
    taps(ada, "Quiet hours")
    assert "Now: 20:00 to 08:00." in ada.last.text
    taps(ada, "No quiet hours")
    assert ada.phone[-2].text.startswith("I'll ask on Tuesday and Thursday at 20:00.")
    taps(ada, "Quiet hours")
    assert "Now: never." in ada.last.text


def test_a_slot_before_the_end_of_quiet_hours_comes_after_them_and_that_is_said(
    surgery: Surgery, ada: Doctor
) -> None:
    choose(ada, "Quiet hours", "Other hours", "21:00", "12:00")
    ada.types("/settings")
    taps(ada, "Time")
    ada.types("11:15")
    assert ada.phone[-2].text == (
        "I'll ask on Tuesday and Thursday at 11:15. Next: tomorrow, Thu 5 Mar and Tue 10 Mar at 12:00. "
        "That is after your quiet hours (21:00 to 12:00); /settings changes them."
    )
    surgery.pass_time(datetime(2026, 3, 3, 12, 0, tzinfo=UTC))
    assert decisions(ada)[-2:] == [
        (DecisionKind.DEFERRED, Reason.QUIET_HOURS),
        (DecisionKind.SENT, Reason.ON_TIME),
    ]


def test_other_quiet_hours_may_be_typed(ada: Doctor) -> None:
    choose(ada, "Quiet hours", "Other hours")
    ada.types("7.15pm")
    ada.types("9:30")
    assert ada.record.settings["quiet"] == {"begins": "19:15", "ends": "09:30"}


def test_the_bank_holidays_of_scotland_are_those_that_are_kept(ada: Doctor) -> None:
    line = choose(ada, "Bank holidays", "Scotland")
    assert line.startswith("I'll ask on Tuesday and Thursday")
    assert ada.record.settings["nation"] == "SCT"


def test_a_one_off_day_of_the_operator_is_a_bank_holiday(surgery: Surgery, ada: Doctor) -> None:
    day = OneOffDay(day=datetime(2026, 3, 3, tzinfo=UTC).date(), name="A day off")
    surgery.means = replace(surgery.means, holidays=BankHolidays(one_off=(day,)))
    surgery.pass_time(WEDNESDAY)
    assert decisions(ada) == [(DecisionKind.SKIPPED, Reason.BANK_HOLIDAY)]


def test_reminders_are_confirmed_in_a_line(ada: Doctor) -> None:
    assert choose(ada, "Reminders", "Yes") == "I will remind you once."
    assert ada.record.profile["reminders"] is True


# What comes


def test_without_own_questions_the_summary_still_comes(surgery: Surgery, ada: Doctor) -> None:
    line = choose(ada, "What comes", "My questions", "Done")
    assert line == (
        "No questions from me any more. The month's summary comes Tue 31 Mar, Thu 30 Apr and Fri 29 May at 12:45."
    )
    surgery.pass_time(datetime(2026, 3, 20, 9, 0, tzinfo=UTC))
    assert prompts(ada) == []
    assert not schedule(ada).is_active
    assert schedule(ada, ScheduleKind.SUMMARY).is_active


def test_nothing_may_come_at_all(surgery: Surgery, ada: Doctor) -> None:
    assert choose(ada, "What comes", "My questions", "The month's summary", "Done") == phrases.NOTHING_COMES
    seen = len(ada.phone)
    surgery.pass_time(datetime(2026, 4, 20, 9, 0, tzinfo=UTC))
    assert len(ada.phone) == seen


def test_what_was_switched_on_again_comes_again_and_not_twice_a_day(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    choose(ada, "What comes", "My questions", "Done")
    line = choose(ada, "What comes", "My questions", "Done")
    assert line.startswith("I'll ask on Tuesday and Thursday at 12:45. Next: Thu 5 Mar")


def test_an_occurrence_that_was_put_off_is_let_go_with_its_reason_when_switched_off(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 3, 12, 46, tzinfo=UTC))
    assert decisions(ada) == [(DecisionKind.DEFERRED, Reason.PROMPT_OPEN)]
    for label in ("What comes", "My questions", "Done"):
        taps(ada, label)
    assert decisions(ada)[-1] == (DecisionKind.SKIPPED, Reason.SWITCHED_OFF)


# A change is not a resend, and drops nothing


def test_a_question_that_was_put_off_is_still_decided_after_the_time_was_changed(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 3, 12, 46, tzinfo=UTC))
    for label in ("Time", "18:30", "That's all"):
        taps(ada, label)
    surgery.pass_time(datetime(2026, 3, 3, 23, 0, tzinfo=UTC))
    assert decisions(ada) == [
        (DecisionKind.DEFERRED, Reason.PROMPT_OPEN),
        (DecisionKind.SENT, Reason.ON_TIME),
    ]
    assert len(prompts(ada)) == 1
    assert schedule(ada).next_local_date.isoformat() == "2026-03-05"


def test_a_later_time_does_not_ask_again_on_a_day_that_had_its_question(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    assert "Next: Thu 5 Mar, Tue 10 Mar and Thu 12 Mar at 18:30" in choose(ada, "Time", "18:30")
    surgery.pass_time(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    assert len(prompts(ada)) == 1


# Time zones


def test_a_zone_is_chosen_by_the_clock_that_is_shown(ada: Doctor) -> None:
    line = choose(ada, "Time zone", "14:30 Kolkata")
    assert ada.record.timezone == "Asia/Kolkata"
    assert (
        line
        == "I'll ask on Tuesday and Thursday at 12:45. Next: tomorrow, Thu 5 Mar and Tue 10 Mar at 12:45."
    )
    assert ada.last.text.startswith("Anything else to change?")


@pytest.mark.parametrize(
    ("typed", "label", "zone"),
    [
        ("manchester", "09:00 London", "Europe/London"),
        ("2:45 pm", "14:45 Kathmandu", "Asia/Kathmandu"),
        ("new dehli", "14:30 Kolkata", "Asia/Kolkata"),
        ("10 am", "10:00 Paris", "Europe/Paris"),
    ],
)
def test_a_place_or_a_time_that_is_typed_leads_to_zones_to_tap(
    ada: Doctor, typed: str, label: str, zone: str
) -> None:
    choose(ada, "Time zone")
    ada.types(typed)
    assert ada.last.text.startswith("Which of these is it?")
    taps(ada, label)
    assert ada.record.timezone == zone


def test_any_zone_can_be_reached_by_taps_alone(ada: Doctor) -> None:
    choose(ada, "Time zone", "Somewhere else", "14", "14:45 Kathmandu")
    assert ada.record.timezone == "Asia/Kathmandu"
    assert "Anything else to change?" in ada.last.text


def test_an_unknown_place_is_asked_again(ada: Doctor) -> None:
    choose(ada, "Time zone")
    ada.types("Xyzzy")
    assert "don't know that place" in ada.phone[-2].text
    taps(ada, "Never mind")
    assert ada.record.timezone == "Europe/London"


def test_moving_east_past_the_slot_keeps_the_day_and_moving_back_does_not_double_it(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    choose(ada, "Time zone", "14:30 Kolkata")  # 12:45 is over there
    taps(ada, "That's all")
    assert schedule(ada).next_local_date.isoformat() == "2026-03-03"
    surgery.pass_time(datetime(2026, 3, 3, 10, 30, tzinfo=UTC))
    assert len(prompts(ada)) == 1
    choose(ada, "Time zone", "10:30 London")
    surgery.pass_time(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    assert len(prompts(ada)) == 1
    assert [kind for kind, _ in decisions(ada) if kind is not DecisionKind.DEFERRED] == [DecisionKind.SENT]


def test_a_move_leaves_what_was_put_off_at_its_instant(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 3, 12, 46, tzinfo=UTC))
    before = schedule(ada).next_due_at
    taps(ada, "Time zone")
    taps(ada, next(label for label, _ in ada.last.buttons if "Paris" in label))
    assert schedule(ada).next_due_at == before
    assert schedule(ada, ScheduleKind.SUMMARY).next_due_at == datetime(2026, 3, 31, 10, 45, tzinfo=UTC)


ZONES = (
    "Europe/London",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Europe/Athens",
)
MOVES = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(ZONES)), min_size=1, max_size=12)


@given(moves=MOVES)
@settings(max_examples=30, deadline=None)
def test_wherever_a_person_moves_every_day_is_decided_once_and_none_is_left_out(
    moves: list[tuple[int, str]],
) -> None:
    surgery = Surgery(datetime(2026, 3, 27, 9, 0, tzinfo=UTC))  # clocks change while they travel
    ada = surgery.doctor().joins()
    for hours, zone in moves:
        surgery.pass_time(timedelta(hours=hours))
        surgery.store.run(lambda uow, zone=zone: move(uow, surgery, ada, zone))  # type: ignore[misc]  # bound
    surgery.pass_time(timedelta(days=6))
    person, own = ada.record.id, schedule(ada)
    found = surgery.see(lambda uow: uow.schedules.decisions(person, limit=200))
    final = sorted(
        one.local_date for one in found if one.schedule_id == own.id and one.kind is not DecisionKind.DEFERRED
    )
    days = (final[0] + timedelta(days=number) for number in range((own.next_local_date - final[0]).days))
    assert final == [day for day in days if day.weekday() in (1, 3)]
    assert final[0].isoformat() == "2026-03-31"


def move(uow: UnitOfWork, surgery: Surgery, doctor: Doctor, zone: str) -> None:
    desk = Desk(uow, surgery.means, now=surgery.clock.now())
    desk.load_chats([doctor.chat_id])
    participant = desk.participant(doctor.chat_id)
    assert participant is not None
    enrolments.move(desk, participant, zone)
    desk.write()

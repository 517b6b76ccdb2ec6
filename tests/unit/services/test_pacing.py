"""`/less`, `/more`, `/pause` and `/resume`: each confirmed in one line with the next three times."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.people import ParticipantStatus
from bot.domain.schedules import DecisionKind, Reason
from bot.services import phrases
from tests.surgery import Doctor, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def prompts(doctor: Doctor) -> int:
    return sum(phrases.LATER in dict(one.buttons) for one in doctor.phone if one.method == "sendMessage")


def test_less_goes_down_the_ladder_and_more_up_again(ada: Doctor) -> None:
    lines = []
    for command in ("/more", "/more", "/less", "/less", "/less", "/less", "/more"):
        ada.types(command)
        lines.append(ada.last.text)
    daily = (
        "I'll ask on Monday, Tuesday, Wednesday, Thursday and Friday at 12:45. "
        "Next: today, tomorrow and Wed 4 Mar at 12:45."
    )
    usual = "I'll ask on Tuesday and Thursday at 12:45. Next: tomorrow, Thu 5 Mar and Tue 10 Mar at 12:45."
    weekly = "I'll ask on Wednesday at 12:45. Next: Wed 4 Mar, Wed 11 Mar and Wed 18 Mar at 12:45."
    fortnightly = (
        "I'll ask on every second Wednesday at 12:45. Next: Wed 4 Mar, Wed 18 Mar and Wed 1 Apr at 12:45."
    )
    assert lines == [
        daily,
        phrases.AS_OFTEN_AS_CAN_BE,
        usual,
        weekly,
        fortnightly,
        phrases.AS_RARE_AS_CAN_BE,
        weekly,
    ]


def test_a_step_that_makes_no_difference_is_passed_over(ada: Doctor) -> None:
    ada.types("/settings")
    for label in ("Days", "✓ Tue", "✓ Wed", "✓ Thu", "✓ Fri", "Done", "As before"):
        ada.taps(label)
    ada.types("/less")  # one day a week is what it is already
    assert ada.last.text.startswith("I'll ask on every second Monday")
    ada.types("/more")
    assert ada.last.text.startswith("I'll ask on Monday at 12:45")


def test_more_switches_own_questions_on_again(ada: Doctor) -> None:
    ada.types("/settings")
    for label in ("What comes", "✓ My questions", "Done"):
        ada.taps(label)
    ada.types("/less")
    assert ada.last.text.startswith("No questions from me any more.")
    ada.types("/more")
    assert ada.last.text.startswith("I'll ask on Tuesday and Thursday at 12:45. Next: tomorrow")


def test_less_and_more_are_behind_later_on_every_prompt_and_leave_it_open(
    surgery: Surgery, ada: Doctor
) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    prompt = ada.last
    assert phrases.ASK_LESS not in dict(prompt.buttons)
    ada.taps(phrases.LATER)
    assert {phrases.ASK_LESS, phrases.ASK_MORE} <= set(dict(ada.last.buttons))
    ada.taps(phrases.ASK_LESS)
    assert ada.last.text.startswith("I'll ask on Wednesday at 12:45. Next: Wed 11 Mar")
    ada.types("An explanation that landed")
    assert [one.what for one in ada.entries] == ["An explanation that landed"]


def test_a_foreign_button_of_this_kind_is_old(ada: Doctor) -> None:
    assert ada.taps_data("c:hourly") == phrases.OLD_BUTTON


def test_pause_for_two_weeks_names_the_day_of_return_and_the_next_three(
    surgery: Surgery, ada: Doctor
) -> None:
    ada.types("/pause 2w")
    assert ada.last.text == (
        "Enjoy the break. Nothing comes until Mon 16 Mar. "
        "Next: Tue 17 Mar, Thu 19 Mar and Tue 24 Mar at 12:45. /resume ends it sooner."
    )
    surgery.pass_time(timedelta(days=14))
    assert prompts(ada) == 0
    surgery.pass_time(timedelta(days=2))
    assert prompts(ada) == 1


def test_resume_ends_a_leave_at_once(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause until 12 Jan")
    assert "until Tue 12 Jan" in ada.last.text
    surgery.pass_time(timedelta(days=7))
    ada.types("/resume")
    assert ada.last.text == "Back on. Next: tomorrow, Thu 12 Mar and Tue 17 Mar at 12:45."
    surgery.pass_time(timedelta(days=2))
    assert prompts(ada) == 1


def test_a_pause_without_an_end_lasts_until_resume(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause")
    assert ada.last.text == phrases.PAUSED
    surgery.pass_time(timedelta(days=40))
    assert prompts(ada) == 0
    ada.types("/settings")
    ada.taps("Time")
    ada.taps("18:30")
    assert ada.phone[-2].text == phrases.CHANGED_WHILE_PAUSED
    ada.types("/resume")
    assert ada.last.text.startswith("Back on. Next: ")


def test_a_pause_without_an_end_gets_one_from_the_next_word(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause")
    ada.types("/pause until 12 March")
    assert ada.record.status is ParticipantStatus.ACTIVE
    surgery.pass_time(datetime(2026, 3, 12, 13, 0, tzinfo=UTC))
    assert prompts(ada) == 1


def test_what_was_put_off_does_not_come_into_a_leave_that_began_since(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps(phrases.LATER)
    ada.taps(phrases.TOMORROW)
    ada.types("/pause 2w")
    seen = len(ada.phone)
    surgery.pass_time(timedelta(days=7))
    assert len(ada.phone) == seen


@pytest.mark.parametrize("words", ["until the cows come home", "2026", "yesterday", "31 February"])
def test_an_unclear_pause_changes_nothing_and_says_how(ada: Doctor, words: str) -> None:
    ada.types(f"/pause {words}")
    assert ada.last.text == phrases.PAUSE_UNCLEAR
    assert ada.record.status is ParticipantStatus.ACTIVE
    assert not ada.record.settings.get("leave")


def test_tonight_comes_before_early_quiet_hours_and_one_hour_as_chosen(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/settings")
    for label in ("Quiet hours", "Other hours", "19:00", "08:00", "That's all"):
        ada.taps(label)
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps(phrases.LATER)
    ada.taps(phrases.TONIGHT)
    assert ada.last.text == "I'll ask again today at 18:30."
    surgery.pass_time(datetime(2026, 3, 3, 18, 30, tzinfo=UTC))
    ada.taps(phrases.LATER)
    ada.taps(phrases.IN_AN_HOUR)
    assert ada.last.text == "I'll ask again today at 19:30."


def test_leave_is_the_reason_of_every_day_in_it(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause 1w")
    surgery.pass_time(timedelta(days=6))
    person = ada.record.id
    found = surgery.see(lambda uow: uow.schedules.decisions(person, limit=9))
    assert [(one.kind, one.reason) for one in found] == [(DecisionKind.SKIPPED, Reason.ON_LEAVE)] * 2

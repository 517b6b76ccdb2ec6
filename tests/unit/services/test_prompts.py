"""Being on time: prompts at the chosen slot, windows, snoozing, pausing, and one decision per occurrence."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deliveries import Outcome
from bot.domain.schedules import DecisionKind, Reason
from bot.services import phrases
from tests.surgery import Doctor, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def questions(doctor: Doctor) -> int:
    """How many questions came by themselves: those that can be put off."""
    return sum(phrases.LATER in dict(one.buttons) for one in doctor.phone if one.method == "sendMessage")


def decisions(doctor: Doctor) -> list[tuple[DecisionKind, Reason]]:
    participant = doctor.record.id
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(participant, limit=100))
    return [(one.kind, one.reason) for one in reversed(found)]


def test_the_question_comes_at_the_slot_and_not_before(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 44, 59, tzinfo=UTC))
    assert questions(ada) == 0
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert questions(ada) == 1
    assert decisions(ada) == [(DecisionKind.SENT, Reason.ON_TIME)]


def test_the_slot_follows_the_wall_clock_through_the_change_of_march(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 4, 2, 11, 44, tzinfo=UTC))
    before = len(decisions(ada))
    surgery.pass_time(datetime(2026, 4, 2, 11, 45, tzinfo=UTC))
    assert len(decisions(ada)) == before + 1


def test_two_working_days_a_week_are_asked_on(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(timedelta(days=14))
    assert [kind for kind, _reason in decisions(ada)] == [DecisionKind.SENT] * 4


def test_an_unanswered_prompt_closes_quietly_before_the_next_one(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 4, 12, 45, tzinfo=UTC))
    assert surgery.see(lambda uow: uow.runs.open_of([ada.record.id])) == {}
    assert questions(ada) == 1


def test_two_ignored_prompts_bring_the_ten_second_day(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 10, 12, 45, tzinfo=UTC))
    assert questions(ada) == 3
    assert "mostly" in ada.last.text


def test_words_after_the_window_closed_are_kept_safe(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 4, 13, 0, tzinfo=UTC))
    ada.types("Yesterday I learnt this")
    ada.taps("Keep it")
    assert [entry.what for entry in ada.entries] == ["Yesterday I learnt this"]


def test_a_prompt_is_not_sent_stale_after_an_outage(surgery: Surgery, ada: Doctor) -> None:
    surgery.clock.set(datetime(2026, 3, 4, 13, 0, tzinfo=UTC))
    surgery.tick()
    assert questions(ada) == 0
    assert decisions(ada) == [(DecisionKind.MISSED, Reason.WINDOW_CLOSED)]


def test_a_prompt_that_could_not_go_out_in_its_window_expires(surgery: Surgery, ada: Doctor) -> None:
    surgery.outcome_of = lambda _delivery: Outcome.NOT_SENT
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    surgery.clock.set(datetime(2026, 3, 4, 12, 46, tzinfo=UTC))
    surgery.outcome_of = lambda _delivery: Outcome.SENT
    surgery.tick()
    assert questions(ada) == 0
    assert surgery.see(lambda uow: uow.outbox.counts()).get("expired") == 1


def test_whoever_is_in_the_middle_of_a_question_is_not_interrupted(surgery: Surgery, ada: Doctor) -> None:
    surgery.clock.set(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/today")
    surgery.pass_time(datetime(2026, 3, 3, 12, 50, tzinfo=UTC))
    assert questions(ada) == 0
    assert decisions(ada) == [(DecisionKind.DEFERRED, Reason.PROMPT_OPEN)]
    surgery.pass_time(datetime(2026, 3, 3, 13, 10, tzinfo=UTC))
    assert questions(ada) == 1
    assert decisions(ada)[-1] == (DecisionKind.SENT, Reason.ON_TIME)


def test_a_snoozed_question_comes_back_once_and_can_be_answered(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps("Later")
    ada.taps(phrases.IN_AN_HOUR)
    assert ada.last.text == "I'll ask again today at 13:45."
    surgery.pass_time(timedelta(hours=1))
    assert questions(ada) == 2
    ada.types("It came to me at lunch")
    assert [entry.what for entry in ada.entries] == ["It came to me at lunch"]
    surgery.pass_time(timedelta(hours=12))
    assert questions(ada) == 2


def test_a_snooze_past_the_window_keeps_the_question_open(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps("Later")
    ada.taps(phrases.TOMORROW)
    surgery.pass_time(datetime(2026, 3, 4, 18, 0, tzinfo=UTC))
    ada.types("Slept on it")
    assert [entry.what for entry in ada.entries] == ["Slept on it"]


def test_a_snooze_does_nothing_once_the_question_was_answered(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps("Later")
    ada.taps(phrases.IN_AN_HOUR)
    ada.types("Now I have a minute")
    ada.types("/stop")
    seen = len(ada.phone)
    surgery.pass_time(timedelta(hours=2))
    assert len(ada.phone) == seen


def test_skipping_today_ends_the_question_without_a_word_of_guilt(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    ada.taps("Skip")
    assert surgery.see(lambda uow: uow.runs.open_of([ada.record.id])) == {}
    assert "miss" not in ada.last.text


def test_a_paused_person_is_left_in_peace_and_comes_back(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause")
    surgery.pass_time(timedelta(days=7))
    assert questions(ada) == 0
    assert set(decisions(ada)) == {(DecisionKind.SKIPPED, Reason.PAUSED)}
    ada.types("/resume")
    surgery.pass_time(timedelta(days=7))
    assert questions(ada) == 2


def test_nothing_is_sent_to_somebody_who_blocked_the_bot(surgery: Surgery, ada: Doctor) -> None:
    ada.blocks()
    seen = len(ada.phone)
    surgery.pass_time(timedelta(days=7))
    assert len(ada.phone) == seen
    assert set(decisions(ada)) == {(DecisionKind.SKIPPED, Reason.BLOCKED)}


def test_a_403_is_remembered_and_a_message_brings_the_person_back(surgery: Surgery, ada: Doctor) -> None:
    surgery.outcome_of = lambda _delivery: Outcome.BLOCKED
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert ada.record.status == "blocked"
    surgery.outcome_of = lambda _delivery: Outcome.SENT
    ada.types("/start")
    assert ada.record.status == "active"


def test_changing_the_time_asks_at_the_new_one_and_not_twice_a_day(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    assert questions(ada) == 1
    ada.types("/stop")
    ada.types("/settings")
    ada.taps("Time")
    ada.taps("18:30")
    surgery.pass_time(datetime(2026, 3, 3, 23, 0, tzinfo=UTC))
    assert questions(ada) == 1
    surgery.pass_time(datetime(2026, 3, 5, 18, 30, tzinfo=UTC))
    assert questions(ada) == 2


def test_every_occurrence_of_a_year_ends_in_exactly_one_decision(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(timedelta(days=365))
    participant = ada.record.id
    found = surgery.see(lambda uow: uow.schedules.decisions(participant, limit=1000))
    final = [(one.schedule_id, one.local_date, one.slot) for one in found if one.kind != "deferred"]
    assert len(final) == len(set(final))
    assert 100 <= len(final) <= 120


def test_the_summary_takes_the_place_of_a_prompt_on_its_day(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 31, 23, 0, tzinfo=UTC))  # a Tuesday, and the last working day
    assert (DecisionKind.DISPLACED, Reason.SUMMARY_TODAY) in decisions(ada)
    sent = [one for one in ada.phone if "March 2026" in one.text]
    assert len(sent) == 1


def test_a_bank_holiday_is_a_decision_with_its_reason(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/settings")
    for label in ("Days", "Wed", "Thu", "Fri", "Done", "As before"):
        ada.taps(label)
    surgery.pass_time(datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
    ada.types("/why")
    surgery.pass_time(datetime(2026, 4, 7, 9, 0, tzinfo=UTC))  # Easter Monday is the 6th
    assert (DecisionKind.SKIPPED, Reason.BANK_HOLIDAY) in decisions(ada)


def test_nothing_comes_on_leave_and_the_day_of_return_is_said(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause until 12 March")
    assert "Nothing comes until Thu 12 Mar" in ada.last.text
    assert "Next: Thu 12 Mar, Tue 17 Mar and Thu 19 Mar at 12:45" in ada.last.text
    surgery.pass_time(datetime(2026, 3, 12, 9, 0, tzinfo=UTC))
    assert questions(ada) == 0
    assert set(decisions(ada)) == {(DecisionKind.SKIPPED, Reason.ON_LEAVE)}
    surgery.pass_time(datetime(2026, 3, 12, 12, 45, tzinfo=UTC))
    assert questions(ada) == 1


def test_coming_back_early_ends_the_leave(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause 3w")
    ada.types("/resume")
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert questions(ada) == 1


def test_an_unclear_pause_changes_nothing(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause whenever")
    assert ada.last.text == phrases.PAUSE_UNCLEAR
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert questions(ada) == 1

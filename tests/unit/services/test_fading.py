"""Asking less where nobody answers: the offer after three, once a fortnight after a month, a last line after two."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.schedules import DecisionKind, Reason
from bot.services import phrases
from tests.surgery import Doctor, Message, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def by_itself(doctor: Doctor, seen: int) -> list[Message]:
    return [one for one in doctor.phone[seen:] if one.method == "sendMessage"]


def prompts(messages: list[Message]) -> int:
    return sum(phrases.LATER in dict(one.buttons) for one in messages)


def reasons(doctor: Doctor) -> list[Reason]:
    person = doctor.record.id
    found = doctor.surgery.see(lambda uow: uow.schedules.decisions(person, limit=200))
    return [one.reason for one in reversed(found)]


def test_after_three_ignored_prompts_an_offer_takes_the_place_of_the_next_one(
    surgery: Surgery, ada: Doctor
) -> None:
    seen = len(ada.phone)
    surgery.pass_time(datetime(2026, 3, 12, 12, 45, tzinfo=UTC))
    came = by_itself(ada, seen)
    assert prompts(came) == 3
    assert came[-1].text == phrases.WEEKLY_INSTEAD
    assert [label for label, _ in came[-1].buttons] == [phrases.ONCE_A_WEEK, phrases.AS_IT_IS]
    assert reasons(ada) == [Reason.ON_TIME] * 3 + [Reason.OFFERED_LESS]


def test_the_offer_is_made_once_and_then_the_questions_go_on(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 26, 13, 0, tzinfo=UTC))
    assert reasons(ada).count(Reason.OFFERED_LESS) == 1
    assert reasons(ada)[-1] is Reason.ON_TIME


def test_once_a_week_is_one_tap_and_confirmed(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 12, 13, 0, tzinfo=UTC))
    ada.taps(phrases.ONCE_A_WEEK)
    assert ada.record.settings["rhythm"] == "weekly"
    assert ada.phone[-2].text == (
        "I'll ask on Wednesday at 12:45. Next: Wed 18 Mar, Wed 25 Mar and Wed 1 Apr at 12:45."
    )
    assert ada.last.method == "editMessageReplyMarkup"
    assert ada.last.buttons == []


def test_leaving_it_as_it_is_changes_nothing(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 12, 13, 0, tzinfo=UTC))
    ada.taps(phrases.AS_IT_IS)
    assert ada.phone[-2].text == phrases.LEFT_AS_IT_IS
    assert "rhythm" not in ada.record.settings
    surgery.pass_time(datetime(2026, 3, 17, 13, 0, tzinfo=UTC))
    assert reasons(ada)[-1] is Reason.ON_TIME


def test_any_sign_of_the_person_begins_the_count_anew(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 10, 14, 0, tzinfo=UTC))
    ada.types("/why")
    surgery.pass_time(datetime(2026, 3, 17, 13, 0, tzinfo=UTC))
    assert Reason.OFFERED_LESS not in reasons(ada)


def test_a_skip_is_an_answer_and_brings_no_offer(surgery: Surgery, ada: Doctor) -> None:
    for day in (3, 5, 10, 12):
        surgery.pass_time(datetime(2026, 3, day, 14, 0, tzinfo=UTC))
        ada.taps("Skip")
    assert Reason.OFFERED_LESS not in reasons(ada)


def test_who_is_asked_once_a_week_is_offered_nothing(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/less")
    surgery.pass_time(timedelta(days=29))
    assert set(reasons(ada)) == {Reason.ON_TIME}


def test_after_a_month_of_silence_a_question_comes_once_a_fortnight(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 4, 1, 13, 0, tzinfo=UTC))
    seen, decided = len(ada.phone), len(reasons(ada))
    surgery.pass_time(datetime(2026, 4, 29, 13, 0, tzinfo=UTC))
    assert prompts(by_itself(ada, seen)) == 2
    later = reasons(ada)[decided:]
    assert later.count(Reason.ON_TIME) == 2
    assert later.count(Reason.SILENT) == len(later) - 2 > 4


def test_after_two_months_one_last_line_and_then_nothing(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 4, 30, 13, 0, tzinfo=UTC))
    seen = len(ada.phone)
    surgery.pass_time(datetime(2026, 9, 1, 13, 0, tzinfo=UTC))
    (last,) = by_itself(ada, seen)
    assert last.text == phrases.LAST_LINE
    assert reasons(ada).count(Reason.LAST_LINE) == 1
    assert reasons(ada)[-1] is Reason.SILENT


def test_every_occurrence_of_the_silent_ends_in_one_decision(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 7, 1, 0, 0, tzinfo=UTC))
    person = ada.record.id
    found = surgery.see(lambda uow: uow.schedules.decisions(person, limit=200))
    final = [(one.schedule_id, one.local_date) for one in found if one.kind is not DecisionKind.DEFERRED]
    assert len(final) == len(set(final))
    asked_on = {day for _, day in final if day.weekday() in (1, 3)}
    assert len(asked_on) == 35  # the Tuesdays and Thursdays to the end of June


def test_a_word_from_them_brings_everything_back(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 6, 8, 9, 0, tzinfo=UTC))
    ada.types("Still here")
    seen = len(ada.phone)
    surgery.pass_time(datetime(2026, 6, 12, 9, 0, tzinfo=UTC))
    assert prompts(by_itself(ada, seen)) == 2


def test_the_last_line_can_be_answered_by_a_tap(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 6, 8, 9, 0, tzinfo=UTC))
    ada.taps(phrases.BEGIN_AGAIN)
    assert ada.phone[-2].text.startswith("I'll ask on Tuesday and Thursday at 12:45. Next: tomorrow")
    surgery.pass_time(datetime(2026, 6, 9, 13, 0, tzinfo=UTC))
    assert reasons(ada)[-1] is Reason.ON_TIME


def test_why_says_that_nothing_was_heard(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 5, 6, 9, 0, tzinfo=UTC))
    ada.types("/why")
    assert "I had not heard from you for a long time" in ada.last.text
    assert "a last line, since I had not heard from you" in ada.last.text

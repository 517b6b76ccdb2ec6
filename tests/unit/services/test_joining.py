"""Joining a cohort: what will come is said first, a place is given once, and nothing that was answered comes again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.calendar import Rota, Session, Shift, Weekday
from bot.domain.cohorts import CohortStatus, Joining
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, Reason, ScheduleKind
from bot.services import cohort_phrases, group_phrases
from tests.cohort_stage import coming, enrolment_of, joined, keep, opens, prompts_sent, works
from tests.surgery import Doctor, Surgery

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def test_an_invitation_says_what_will_come_and_what_the_tutor_sees(surgery: Surgery, ada: Doctor) -> None:
    opens(ada, keep(surgery))
    assert "Knowledge work in general practice: 4 weeks" in ada.last.text
    for day in ("Tomorrow at 12:45", "Mon 9 Mar at 12:45", "Mon 16 Mar at 12:45", "Mon 23 Mar at 12:45"):
        assert day in ada.last.text
    assert "how many answered, never who or what" in ada.last.text
    assert "not part of your assessment" in ada.last.text
    assert [label for label, _ in ada.last.buttons] == [cohort_phrases.JOIN, cohort_phrases.NOT_NOW]
    assert coming(ada) == []


def test_whoever_joins_gets_each_week_on_its_first_working_day(surgery: Surgery, ada: Doctor) -> None:
    opens(ada, keep(surgery))
    ada.taps(cohort_phrases.JOIN)
    assert "Next from it: tomorrow at 12:45" in ada.last.text
    assert coming(ada) == [date(2026, 3, day) for day in (2, 9, 16, 23)]


def test_not_now_changes_nothing(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    opens(ada, cohort)
    ada.taps(cohort_phrases.NOT_NOW)
    assert ada.last.text == cohort_phrases.NOT_JOINED
    assert enrolment_of(ada, cohort) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": 0}, cohort_phrases.COHORT_FULL.format(name="Spring 1")),
        ({"status": CohortStatus.ARCHIVED, "archived_at": SUNDAY}, cohort_phrases.COHORT_CLOSED),
        ({"course": "withdrawn"}, cohort_phrases.COURSE_GONE.format(name="Spring 1")),
    ],
)
def test_who_cannot_join_is_told_why_before_and_after(
    surgery: Surgery, ada: Doctor, fields: dict[str, Any], words: str
) -> None:
    cohort = keep(surgery, **fields)
    opens(ada, cohort)
    assert ada.last.text == words
    assert joined(ada) == words
    assert enrolment_of(ada, cohort) is None


def test_a_cohort_that_is_not_there_takes_nobody_in(ada: Doctor) -> None:
    assert joined(ada, 9) == group_phrases.LINK_REVOKED


def test_of_two_who_come_for_the_last_place_one_gets_it(surgery: Surgery) -> None:
    cohort = keep(surgery, capacity=1)
    ada, ben = surgery.doctor("Ada").joins(), surgery.doctor("Ben").joins()
    opens(ada, cohort)
    opens(ben, cohort)
    data = ada.last.data_of(cohort_phrases.JOIN)
    ada.taps_data(data)
    ben.taps_data(data)
    assert "You are in" in ada.last.text
    assert "is full" in ben.last.text
    assert surgery.see(lambda uow: uow.cohorts.sizes([cohort.id])) == {cohort.id: 1}


def test_joining_twice_keeps_one_place(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    joined(ada)
    assert "already" in joined(ada)
    assert len(coming(ada)) == 4


def test_a_place_that_was_given_up_is_free_again(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery, capacity=1)
    joined(ada)
    ada.taps_data(f"g:left:{cohort.id}")
    ben = surgery.doctor("Ben").joins()
    assert "You are in" in joined(ben)
    assert "is full" in joined(ada)


def test_late_in_the_week_its_question_comes_as_soon_as_it_can(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    surgery.pass_time(datetime(2026, 3, 11, 17, 0, tzinfo=UTC))
    assert "Next from it: tomorrow at 12:45" in joined(ada)
    assert coming(ada) == [date(2026, 3, day) for day in (12, 16, 23)]


def test_too_late_in_the_week_it_waits_for_the_next(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    surgery.pass_time(datetime(2026, 3, 13, 17, 0, tzinfo=UTC))
    joined(ada)
    assert coming(ada) == [date(2026, 3, 16), date(2026, 3, 23)]


def test_whoever_begins_at_week_1_has_weeks_of_their_own(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery, joining=Joining.FROM_START)
    surgery.pass_time(datetime(2026, 3, 11, 9, 0, tzinfo=UTC))
    joined(ada)
    assert coming(ada) == [date(2026, 3, day) for day in (11, 18, 25)] + [date(2026, 4, 1)]
    enrolment = enrolment_of(ada, cohort)
    assert enrolment is not None
    assert enrolment.starts == date(2026, 3, 11)


def test_after_the_end_nothing_is_still_to_come_unless_they_catch_up(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    keep(surgery, 2, joining=Joining.CATCH_UP)
    surgery.pass_time(datetime(2026, 4, 8, 9, 0, tzinfo=UTC))
    opens(ada, cohort)
    assert cohort_phrases.COMING_NOTHING in ada.last.text
    assert joined(ada) == cohort_phrases.JOINED_TO_NOTHING.format(name="Spring 1")
    assert coming(ada) == []
    joined(ada, 2)
    assert coming(ada) == [date(2026, 4, 8)] * 4
    surgery.pass_time(timedelta(days=30))
    assert len(prompts_sent(ada)) == 4


def test_on_leave_the_week_is_passed_by_and_the_next_one_comes(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    ada.types("/pause until 10 Mar")
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 20, 20, 0, tzinfo=UTC))
    assert prompts_sent(ada) == ["not_enough", "too_much"]


def test_in_a_week_of_which_somebody_works_no_day_they_are_not_asked(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    on = frozenset(Shift(day, Session.PM) for day in (Weekday.MON, Weekday.TUE, Weekday.WED))
    works(ada, rota=Rota(weeks=(on, frozenset()), anchor=date(2026, 3, 2)).to_json())
    joined(ada)
    surgery.pass_time(timedelta(days=40))
    assert prompts_sent(ada) == ["knowledge_work", "too_much"]


def test_who_works_one_day_a_week_is_asked_on_it(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    works(ada, working_days=["thu"])
    joined(ada)
    assert coming(ada) == [date(2026, 3, day) for day in (5, 12, 19, 26)]


def test_whoever_joins_again_is_not_asked_again_what_was_sent(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    ada.types("That I stop apologising for running late")
    ada.taps_data(f"g:left:{cohort.id}")
    assert coming(ada) == []
    joined(ada)
    assert coming(ada) == [date(2026, 3, day) for day in (9, 16, 23)]
    surgery.pass_time(timedelta(days=40))
    assert prompts_sent(ada) == ["knowledge_work", "not_enough", "too_much", "wider_role"]


def test_what_was_put_off_when_they_left_comes_once_when_they_are_back(surgery: Surgery, ada: Doctor) -> None:
    """Monday's question was put off behind a conversation, so that Monday has its end by leaving."""
    cohort = keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 2, 12, 40, tzinfo=UTC))
    ada.types("/settings")
    surgery.pass_time(datetime(2026, 3, 2, 12, 50, tzinfo=UTC))
    ada.taps_data(f"g:left:{cohort.id}")
    joined(ada)
    surgery.pass_time(timedelta(days=5))
    assert prompts_sent(ada)[:1] == ["knowledge_work"]
    assert len(prompts_sent(ada)) == len(set(prompts_sent(ada)))


def test_another_cohort_of_the_same_course_asks_only_what_was_not_had(surgery: Surgery, ada: Doctor) -> None:
    first, second = keep(surgery), keep(surgery, 2, starts=date(2026, 3, 9))
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    ada.taps_data(f"g:left:{first.id}")
    opens(ada, second)
    assert "When the guideline did not fit" not in ada.last.text
    ada.taps(cohort_phrases.JOIN)
    surgery.pass_time(timedelta(days=40))
    assert prompts_sent(ada) == ["knowledge_work", "not_enough", "too_much", "wider_role"]


def test_in_two_cohorts_at_once_each_question_comes_once(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    keep(surgery, 2)
    joined(ada)
    joined(ada, 2)
    surgery.pass_time(timedelta(days=40))
    assert sorted(filter(None, prompts_sent(ada))) == [
        "knowledge_work",
        "not_enough",
        "too_much",
        "wider_role",
    ]
    ended = surgery.see(lambda uow: uow.postings.received_by(ada.record.id))
    assert sum(one.status is RecipientStatus.HELD for one in ended) == 4
    ada.types("/why")
    assert "another cohort" in ada.last.text


def test_a_second_ask_on_a_day_of_ones_own_question_gives_way_to_it(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    works(ada, working_days=["mon", "tue", "wed", "thu"])
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    person, evening = ada.record.id, datetime(2026, 3, 5, 18, 30, tzinfo=UTC)
    held = surgery.see(lambda uow: uow.schedules.of([person]))[person]
    (own,) = (one for one in held if one.kind is ScheduleKind.OWN)
    later = replace(own, next_due_at=evening, next_slot=evening.time())
    surgery.store.run(lambda uow: uow.schedules.save([later]))
    surgery.pass_time(datetime(2026, 3, 5, 20, 0, tzinfo=UTC))
    kinds = {one.id: one.kind for one in surgery.see(lambda uow: uow.schedules.of([person]))[person]}
    decided = surgery.see(lambda uow: uow.schedules.decisions(person, limit=20))
    (reminder,) = (one for one in decided if kinds[one.schedule_id] is ScheduleKind.REMINDER)
    assert (reminder.kind, reminder.reason) == (DecisionKind.DISPLACED, Reason.OWN_TODAY)

"""A holiday, a break from the course alone, or leaving: each stops what it says, at once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.cohorts import CohortStatus, EnrolmentStatus
from bot.domain.postings import RecipientStatus
from bot.services import cohort_phrases, phrases
from tests.cohort_samples import cohort_id
from tests.cohort_stage import enrolment_of, joined, keep, prompts_sent
from tests.surgery import Doctor, Surgery

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
WEEK_1 = "What do you hope this week changes?"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def test_holiday_or_leaving_is_asked(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    joined(ada)
    ada.types("/leave")
    assert ada.last.text == cohort_phrases.HOLIDAY_OR_LEAVING
    ada.taps(cohort_phrases.HOLIDAY)
    ada.taps("Two weeks")
    assert "Nothing comes until Sun 15 Mar" in ada.last.text
    surgery.pass_time(datetime(2026, 3, 14, 20, 0, tzinfo=UTC))
    assert prompts_sent(ada) == []


def test_the_course_alone_can_rest_and_go_on(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    ada.types("/leave")
    ada.taps("Pause Spring 1")
    assert "paused" in ada.last.text
    surgery.pass_time(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    assert prompts_sent(ada) == []
    ada.types("/leave")
    ada.taps("Go on with Spring 1")
    enrolment = enrolment_of(ada, cohort)
    assert enrolment is not None
    assert enrolment.status is EnrolmentStatus.JOINED
    surgery.pass_time(datetime(2026, 3, 9, 20, 0, tzinfo=UTC))
    assert prompts_sent(ada) == ["not_enough"]


def test_resume_goes_on_with_a_paused_course_too(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    ada.taps_data(f"g:rest:{cohort.id}")
    ada.types("/resume")
    assert ada.last.text == cohort_phrases.GOING_ON.format(name="Spring 1")
    enrolment = enrolment_of(ada, cohort)
    assert enrolment is not None
    assert enrolment.status is EnrolmentStatus.JOINED


def test_leaving_is_confirmed_and_stops_what_was_asked_and_put_off(surgery: Surgery, ada: Doctor) -> None:
    keep(surgery)
    joined(ada)
    surgery.pass_time(datetime(2026, 3, 2, 12, 50, tzinfo=UTC))
    assert WEEK_1 in ada.last.text
    ada.taps(phrases.LATER)
    ada.taps(phrases.TOMORROW)
    ada.types("/leave")
    ada.taps("Leave Spring 1")
    assert "What you wrote stays yours" in ada.last.text
    ada.taps(cohort_phrases.DO_LEAVE)
    before = sum(WEEK_1 in one.text for one in ada.phone)
    surgery.pass_time(timedelta(days=30))
    assert sum(WEEK_1 in one.text for one in ada.phone) == before
    assert prompts_sent(ada) == ["knowledge_work"]


def test_what_was_about_to_go_out_does_not_after_leaving(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    surgery.deliver_nothing = True
    surgery.pass_time(datetime(2026, 3, 2, 12, 46, tzinfo=UTC))
    ada.taps_data(f"g:left:{cohort.id}")
    surgery.deliver_nothing = False
    surgery.pass_time(timedelta(days=2))
    assert not any(WEEK_1 in one.text for one in ada.phone)
    (first, *_) = surgery.see(lambda uow: uow.postings.received_by(ada.record.id))
    assert first.status is RecipientStatus.WITHDRAWN


def test_whoever_is_in_no_cohort_has_nothing_to_leave(ada: Doctor) -> None:
    ada.types("/leave")
    assert ada.last.text == cohort_phrases.IN_NO_COHORT
    for verb in ("left", "rest", "on"):
        ada.taps_data(f"g:{verb}:{cohort_id()}")
        assert ada.last.text == cohort_phrases.NOT_IN_IT


def test_an_archived_cohort_is_nothing_to_leave_or_to_go_on_with(surgery: Surgery, ada: Doctor) -> None:
    cohort = keep(surgery)
    joined(ada)
    ada.taps_data(f"g:rest:{cohort.id}")
    keep(surgery, status=CohortStatus.ARCHIVED, archived_at=SUNDAY)
    ada.types("/leave")
    assert ada.last.text == cohort_phrases.IN_NO_COHORT
    ada.types("/resume")
    assert cohort_phrases.GOING_ON.format(name=cohort.name) not in [one.text for one in ada.phone]
    for verb in ("on", "rest"):
        ada.taps_data(f"g:{verb}:{cohort.id}")
        assert ada.last.text == cohort_phrases.HAS_ENDED.format(name=cohort.name)
    enrolment = enrolment_of(ada, cohort)
    assert enrolment is not None
    assert enrolment.status is EnrolmentStatus.PAUSED

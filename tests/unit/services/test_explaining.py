"""`/why`: every decision with its reason in plain words, and what comes next."""

from datetime import UTC, datetime

import pytest

from bot.domain.schedules import Reason
from bot.services import phrases
from tests.surgery import Doctor, Surgery


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def why(doctor: Doctor) -> list[str]:
    doctor.types("/why")
    return doctor.last.text.splitlines()


def test_every_reason_has_words() -> None:
    assert set(phrases.REASONS) == set(Reason)


def test_a_newcomer_is_told_that_nothing_came_yet_and_what_is_next(ada: Doctor) -> None:
    lines = why(ada)
    assert phrases.WHY_NOTHING_YET in lines
    assert "tomorrow at 12:45: a question" in lines
    assert "Tue 31 Mar at 12:45: the month's summary" in lines


def test_what_came_and_what_did_not_stand_with_their_reasons(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    ada.types("/pause until 9 March")
    surgery.pass_time(datetime(2026, 3, 7, 9, 0, tzinfo=UTC))
    lines = why(ada)
    assert "Tue 3 Mar at 12:45: a question" in lines
    assert lines.index("Tue 3 Mar at 12:45: a question") < lines.index(phrases.WHY_NEXT)
    assert "Tue 10 Mar at 12:45: a question" in lines[lines.index(phrases.WHY_NEXT) :]


def test_a_skipped_day_says_why(surgery: Surgery, ada: Doctor) -> None:
    ada.types("/pause")
    surgery.pass_time(datetime(2026, 3, 3, 13, 0, tzinfo=UTC))
    lines = why(ada)
    assert "today at 12:45: nothing; you had paused" in lines
    assert phrases.WHY_PAUSED in lines


def test_an_occurrence_that_was_put_off_and_then_came_is_told_once(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    ada.types("/pun")
    ada.types("Somebody to read an ECG with")
    surgery.pass_time(datetime(2026, 3, 3, 12, 50, tzinfo=UTC))
    assert any("put off until today at 13:10" in line for line in why(ada))
    surgery.pass_time(datetime(2026, 3, 3, 14, 0, tzinfo=UTC))
    assert len([line for line in why(ada) if line.startswith("today at")]) == 1

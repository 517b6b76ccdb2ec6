"""The monthly summary: when it comes, what it covers, and its review."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.portfolio import MonthReport
from bot.services import summaries
from tests.surgery import Doctor, Surgery

DUE = datetime(2026, 3, 31, 11, 45, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery()


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def keep(doctor: Doctor, words: str) -> None:
    doctor.types(words)
    doctor.taps("Keep it")


def methods(doctor: Doctor) -> list[str]:
    return [one.method for one in doctor.phone]


def test_it_comes_on_the_last_working_day_with_message_card_and_pdf(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought of early March")
    surgery.pass_time(DUE - timedelta(seconds=1))
    assert "sendDocument" not in methods(ada)
    surgery.pass_time(DUE)
    assert [one.method for one in ada.phone[-3:]] == ["sendMessage", "sendPhoto", "sendDocument"]
    assert "March 2026" in ada.phone[-3].text
    assert [one.is_silent for one in ada.phone[-3:]] == [False, True, True]


def test_a_month_without_entries_gets_one_line_and_no_pdf(surgery: Surgery, ada: Doctor) -> None:
    surgery.pass_time(DUE)
    assert "no entries" in ada.last.text
    assert "sendDocument" not in methods(ada)


def test_what_is_written_after_it_belongs_to_the_next(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "Before")
    surgery.pass_time(DUE + timedelta(minutes=1))
    keep(ada, "In the evening of the same day")
    surgery.pass_time(datetime(2026, 4, 30, 12, 0, tzinfo=UTC))
    text = next(
        one.text for one in reversed(ada.phone) if "April 2026" in one.text and one.method == "sendMessage"
    )
    assert "In the evening" in text
    assert "Before" not in text


def test_it_names_what_was_done_of_the_plan_and_how_much_is_open(surgery: Surgery, ada: Doctor) -> None:
    for words, offered in (("Ten ECGs", ()), ("A course", ("Something else",))):
        ada.types("/pdp")
        for label in offered:
            ada.taps(label)
        ada.types(words)
        for _ in range(5):
            ada.taps("Skip")
    ada.types("/plan")
    ada.taps("Ten ECGs")
    ada.taps("Done")
    surgery.pass_time(DUE)
    text = ada.phone[-3].text
    assert "<b>Done from your plan</b> (tap to read)\n<tg-spoiler>2 Mar · Ten ECGs</tg-spoiler>" in text
    assert "Open in your plan: 1." in text
    surgery.clock.set(DUE + timedelta(hours=1))
    ada.types("/plan")
    ada.taps("A course")
    ada.taps("Done")
    keep(ada, "A thought of April")
    surgery.pass_time(datetime(2026, 4, 30, 12, 0, tzinfo=UTC))
    april = next(one.text for one in ada.phone if one.text.startswith("<b>April 2026"))
    assert "<tg-spoiler>31 Mar · A course</tg-spoiler>" in april
    assert "Ten ECGs" not in april
    assert "Open in your plan" not in april


def test_it_comes_once_however_often_the_clock_ticks(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "Once")
    surgery.pass_time(DUE)
    for _ in range(3):
        surgery.tick()
    assert methods(ada).count("sendDocument") == 1


def test_queueing_the_same_summary_twice_sends_it_once(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "Once")
    surgery.pass_time(DUE - timedelta(seconds=1))
    ada.taps_data("s:2026-03")
    (gathered,) = surgery.see(lambda uow: summaries.gather(uow, now=surgery.clock.now(), limit=9))
    printed = summaries.Printed(card=b"", pdf=b"")
    outcomes = [
        surgery.store.run(
            lambda uow: summaries.queue(uow, gathered, printed, means=surgery.means, now=surgery.clock.now())
        )
        for _ in range(2)
    ]
    assert outcomes == [True, False]


def test_any_month_can_be_asked_for(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought")
    ada.types("/summary")
    ada.taps("March 2026")
    surgery.tick()
    assert methods(ada)[-1] == "sendDocument"
    ada.types("/summary")
    ada.taps("January 2026")
    surgery.tick()
    assert "January 2026: no entries" in ada.last.text


def test_asking_for_a_month_does_not_move_the_months_own_summary(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought")
    ada.types("/summary")
    ada.taps("March 2026")
    surgery.pass_time(DUE)
    assert methods(ada).count("sendDocument") == 2
    assert "A thought" in ada.phone[-3].text


def test_a_paused_persons_summary_waits_until_they_are_back(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought")
    ada.types("/pause")
    surgery.pass_time(DUE + timedelta(days=3))
    assert "sendDocument" not in methods(ada)
    ada.types("/resume")  # on Good Friday; the first working day is the Tuesday after Easter
    surgery.pass_time(datetime(2026, 4, 7, 11, 45, tzinfo=UTC))
    assert methods(ada).count("sendDocument") == 1


def test_leave_moves_it_to_the_first_working_day_back(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought")
    ada.types("/pause until 3 April")
    surgery.pass_time(datetime(2026, 4, 2, 23, 0, tzinfo=UTC))
    assert "sendDocument" not in methods(ada)
    surgery.pass_time(datetime(2026, 4, 8, 0, 0, tzinfo=UTC))
    assert methods(ada).count("sendDocument") == 1


def test_the_review_after_it_stars_the_entry_that_was_chosen(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "The first thing")
    keep(ada, "The second thing")
    surgery.pass_time(DUE)
    ada.taps("Look back")
    ada.taps("The second thing")
    assert [(entry.title, entry.starred) for entry in ada.entries][:2] == [
        ("The first thing", False),
        ("The second thing", True),
    ]


def test_a_review_of_somebody_elses_summary_is_refused(surgery: Surgery, ada: Doctor) -> None:
    ben = surgery.doctor("Ben").joins()
    keep(ada, "Mine")
    surgery.pass_time(DUE)
    ben.taps_data(ada.last.data_of("Look back"))
    assert "Mine" not in "".join(label for one in ben.phone for label, _ in one.buttons)


def test_the_same_entries_make_the_same_report(surgery: Surgery, ada: Doctor) -> None:
    keep(ada, "A thought")
    ada.taps_data("s:2026-03")

    def report() -> MonthReport:
        (gathered,) = surgery.see(lambda uow: summaries.gather(uow, now=surgery.clock.now(), limit=9))
        found: MonthReport = gathered.report
        return found

    assert report() == report()

"""What tutors see of how a cohort is doing: totals, and choices in blocks of five; never who, never words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.cutting import units_of
from bot.domain.ids import PostingId
from bot.domain.postings import RecipientStatus
from bot.domain.roles import Tutor
from bot.domain.trends import CohortReport, Outcome
from bot.ports import UnitOfWork
from bot.services import cohort_pictures, figure_phrases, phrases, retention, tutor_taps
from bot.services.cohort_pictures import Wanted
from tests.classroom import Classroom
from tests.cohort_stage import keep, opens
from tests.posting_samples import a_posting, a_recipient
from tests.surgery import Doctor, Surgery

QUESTION = "Did you use it?"


@pytest.fixture
def room() -> Classroom:
    return Classroom(Surgery(), size=12)


def asks(room: Classroom) -> PostingId:
    """The tutor asks a question with two buttons."""
    room.tutor.types("/broadcast")
    room.tutor.types(QUESTION)
    room.tutor.taps("Buttons")
    room.tutor.types("Often\nNever & ever")
    for label in ("Now", "A day", "Send…", "Yes, send"):
        room.tutor.taps(label)
    room.surgery.tick()
    return room.broadcast.id


def looks(room: Classroom, tutor: Doctor | None = None) -> str:
    """How the cohort is doing."""
    tutor = tutor or room.tutor
    tutor.taps_data(f"t:weeks:{room.cohort.id}")
    return tutor.last.text


def chosen(room: Classroom, posting_id: PostingId) -> str:
    room.tutor.taps_data(f"t:chosen:{posting_id}")
    return room.tutor.last.text


def answer(room: Classroom, count: int, label: str = "Often", *, start: int = 0) -> None:
    for doctor in room.people[start : start + count]:
        doctor.taps(label)
    room.surgery.tick()


def test_totals_of_a_large_cohort_are_exact_and_choices_show_from_five_answers(room: Classroom) -> None:
    posting = asks(room)
    answer(room, 4)
    assert "asked 12, answered 4" in looks(room)
    assert figure_phrases.NOT_YET in chosen(room, posting)
    answer(room, 1, "Never", start=4)
    page = chosen(room, posting)
    assert f"{QUESTION} (5 people)" in page
    assert re.search(r"Often +█+ 4", page)
    assert re.search(r"Never &amp; ever +█+ 1", page)


def test_report_stays_where_it_is_when_its_answers_are_looked_at(room: Classroom) -> None:
    asks(room)
    answer(room, 5)
    room.tutor.taps("What they chose")
    assert (room.tutor.last.method, room.tutor.last.buttons) == ("sendMessage", [])
    assert f"{QUESTION} (5 people)" in room.tutor.last.text


def test_choices_change_when_five_more_have_answered_and_not_before(room: Classroom) -> None:
    posting = asks(room)
    answer(room, 5)
    first = chosen(room, posting)
    answer(room, 4, "Never", start=5)
    assert chosen(room, posting) == first
    answer(room, 1, "Never", start=9)
    assert re.search(r"Never &amp; ever +█+ 5", chosen(room, posting))


def test_small_cohort_is_told_in_bands_and_a_very_small_one_not_at_all() -> None:
    for size, said in ((7, "asked half or more, answered fewer than half"), (3, figure_phrases.UNTOLD)):
        room = Classroom(Surgery(), size=size)
        asks(room)
        answer(room, 2)
        page = looks(room)
        assert said in page
        assert not re.search(r"\d", page.partition(QUESTION)[2].partition("Numbers are")[0])


def test_the_answers_of_whoever_may_see_figures_are_in_none(room: Classroom) -> None:
    room.enrols(room.tutor)
    posting = asks(room)
    room.tutor.taps("Often")
    answer(room, 4)
    assert figure_phrases.NOT_YET in chosen(room, posting)
    answer(room, 1, start=4)
    assert "(5 people)" in chosen(room, posting)
    assert re.search(r"Often +█+ 5", chosen(room, posting))


def test_answers_that_were_skipped_are_no_answers(room: Classroom) -> None:
    posting = asks(room)
    answer(room, 5, "Skip")
    assert figure_phrases.NOT_YET in chosen(room, posting)


def test_answer_that_is_changed_or_deleted_after_it_was_counted_changes_nothing(room: Classroom) -> None:
    posting = asks(room)
    ada, ben = room.people[:2]
    typed = ada.types("Often")
    answer(room, 4, start=1)
    before = chosen(room, posting)
    assert re.search(r"Often +█+ 5", before)
    ada.edits(typed, "Never & ever")
    (entry,) = ben.entries
    room.surgery.see(lambda uow: uow.entries.delete(entry.id, at=room.surgery.clock.now()))
    room.surgery.tick()
    assert chosen(room, posting) == before


def test_answers_wait_for_the_fifth_one_when_others_of_their_age_are_gone(room: Classroom) -> None:
    asks(room)
    surgery = room.surgery
    surgery.clock.move(timedelta(hours=20))
    answer(room, 5)
    answer(room, 2, "Never", start=5)
    surgery.clock.move(timedelta(days=4))
    surgery.store.run(lambda uow: retention.tidy(uow, means=surgery.means, now=surgery.clock.now()))

    def at_hand() -> set[str]:
        runs = surgery.store.tables.runs.values()
        return {run.participant_id for run in runs if run.state and run.status == "completed"}

    assert at_hand() & {one.record.id for one in room.people} == {one.record.id for one in room.people[5:7]}
    surgery.clock.move(timedelta(days=11))
    surgery.store.run(lambda uow: retention.tidy(uow, means=surgery.means, now=surgery.clock.now()))
    assert at_hand() == set()


def test_course_shows_week_by_week_and_its_picture_comes_when_it_is_drawn() -> None:
    surgery = Surgery()
    tutor = surgery.doctor("Tess").joins()
    cohort = keep(surgery, starts=surgery.clock.now().date())
    surgery.see(
        lambda uow: uow.roles.save_tutor(
            Tutor(participant_id=tutor.record.id, since=surgery.clock.now(), cohorts=frozenset({cohort.id}))
        )
    )
    people = [surgery.doctor(f"Doctor {number}").joins() for number in range(6)]
    for doctor in people:
        opens(doctor, cohort)
        doctor.taps("Join")
    assert tutor.taps_data(f"t:picture:{cohort.id}") == figure_phrases.NO_PICTURE
    surgery.pass_time(timedelta(hours=6))
    for doctor in people:
        for label in ("Skip", None, None, "A colleague", "Bent", None, "My team"):
            doctor.taps(label) if label else doctor.types("A line of my own")
    surgery.tick()
    tutor.taps_data(f"t:weeks:{cohort.id}")
    page, labels = tutor.last.text, [label for label, _ in tutor.last.buttons]
    assert "<b>Week 1</b>: When the guideline did not fit\nAsked half or more, answered half or more" in page
    assert "<b>Week 4</b>: Wider role: where to\nStill to come" in page
    assert labels == ["What week 1 chose", "Trends as a picture", "‹ Back"]
    tutor.taps("What week 1 chose")
    assert figure_phrases.PILLARS in tutor.last.text
    assert "A line of my own" not in "".join(one.text for one in tutor.phone)
    assert tutor.taps_data(f"t:picture:{cohort.id}") == figure_phrases.COMING_UP
    (wanted,) = surgery.see(pictures(surgery))
    assert wanted.report is not None
    for is_first in (True, False):
        assert surgery.store.run(queue(surgery, wanted, b"png")) is is_first
    surgery.deliver()
    assert (tutor.last.method, tutor.last.text) == ("sendPhoto", "<b>Spring 1</b>, 2 March 2026")
    tutor.taps_data(f"t:picture:{cohort.id}")
    surgery.see(lambda uow: uow.roles.remove_tutor(tutor.record.id))
    (wanted,) = surgery.see(pictures(surgery))
    assert wanted.report is None


def pictures(surgery: Surgery) -> Callable[[UnitOfWork], Sequence[Wanted]]:
    return lambda uow: cohort_pictures.gather(uow, means=surgery.means, now=surgery.clock.now(), limit=9)


def queue(surgery: Surgery, wanted: Wanted, picture: bytes) -> Callable[[UnitOfWork], bool]:
    return lambda uow: cohort_pictures.queue(
        uow, wanted, picture, means=surgery.means, now=surgery.clock.now()
    )


def test_flow_about_wellbeing_is_asked_and_never_counted(room: Classroom) -> None:
    room.tutor.types("/broadcast")
    room.tutor.types("A look at ourselves.")
    room.tutor.taps("A flow")
    label = next(label for label, _ in room.tutor.last.buttons if "How are you" in label)
    for one in (label, "Now", "A day", "Send…", "Yes, send"):
        room.tutor.taps(one)
    room.surgery.tick()
    for doctor in room.people:
        doctor.taps("Yes")
        doctor.taps("3")
        doctor.types("/stop")
    room.surgery.tick()
    found = room.surgery.see(lambda uow: uow.postings.figures([room.broadcast.id]))
    (figures,) = found.values()
    assert (figures.answered, figures.shown, figures.waiting) == (10, {}, {})


def test_cohort_whose_course_is_there_no_longer_still_shows_how_it_went(room: Classroom) -> None:
    posting = a_posting(cohort_id=room.cohort.id, flow="knowledge_work")
    recipients = [
        a_recipient(participant_id=one.record.id, status=RecipientStatus.SENT) for one in room.people
    ]
    room.surgery.see(lambda uow: uow.postings.add([posting]))
    room.surgery.see(lambda uow: uow.postings.add_recipients(recipients))
    assert "<b>When the guideline did not fit</b>\nAsked 12, answered 0" in looks(room)


@pytest.mark.parametrize("verb", ["weeks", "picture", "chosen", "answers"])
def test_another_cohorts_tutor_finds_an_old_button(room: Classroom, verb: str) -> None:
    posting = asks(room)
    answer(room, 5)
    stranger = room.surgery.doctor("Sid").joins()
    tutor = Tutor(participant_id=stranger.record.id, since=room.surgery.clock.now())
    room.surgery.see(lambda uow: uow.roles.save_tutor(tutor))
    about = posting if verb in ("chosen", "answers") else room.cohort.id
    assert stranger.taps_data(f"t:{verb}:{about}") == phrases.OLD_BUTTON
    assert room.people[0].taps_data(f"t:{verb}:{about}") == phrases.OLD_BUTTON


def test_page_of_sixty_weeks_with_long_titles_fits_a_message() -> None:
    week = Outcome(posting_id=PostingId("w"), what="🩺" * 60, week=1)
    report = CohortReport(
        name="Spring", title="A course", where="week 2 of 60", made_on=date(2026, 3, 2), weeks=(week,) * 60
    )
    page = tutor_taps._page(report)
    assert units_of(page) <= 4096
    assert page.endswith(figure_phrases.MORE + figure_phrases.FOOTER)
    assert figure_phrases.MORE not in tutor_taps._page(replace(report, weeks=(week,) * 4))

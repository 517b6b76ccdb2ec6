"""A cohort goes through its course: what comes on which day, to whom it comes again, and what gives way to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.cohorts import Cohort, Enrolment, EnrolmentStatus, Joining
from bot.domain.postings import PostingKind, Recipient, RecipientStatus
from bot.domain.schedules import Decision, DecisionKind, Reason, ScheduleKind
from bot.ports import UnitOfWork
from bot.services import courses, enrolments
from bot.services.desk import Desk
from tests.cohort_samples import a_cohort
from tests.posting_samples import a_posting, a_recipient
from tests.surgery import Doctor, Surgery

# The Sunday before the course's first Monday.
SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
COHORT = a_cohort(course="course")
WEEK_1 = "What do you hope this week changes?"


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(SUNDAY)


def enrol(
    doctor: Doctor, cohort: Cohort = COHORT, *, status: EnrolmentStatus = EnrolmentStatus.JOINED
) -> None:
    """The person is in the cohort, as the way through an invitation leaves them."""
    surgery = doctor.surgery

    def work(uow: UnitOfWork) -> None:
        uow.cohorts.save([cohort])
        enrolment = Enrolment(
            cohort_id=cohort.id,
            participant_id=doctor.record.id,
            status=status,
            starts=cohort.starts,
            joined_at=surgery.clock.now(),
        )
        uow.cohorts.enrol([enrolment])
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_people([doctor.record.id])
        course = surgery.means.flows.courses()[cohort.course]
        courses.plan(desk, doctor.record, enrolment, cohort=cohort, course=course)
        desk.write()

    surgery.store.run(work)


def decided(doctor: Doctor, *kinds: ScheduleKind) -> list[tuple[date, str, DecisionKind, Reason]]:
    """What was decided for the person of these kinds, oldest first, but for what was only put off."""

    def look(uow: UnitOfWork) -> list[tuple[date, str, DecisionKind, Reason]]:
        of = {one.id: one.kind for one in uow.schedules.of([doctor.record.id])[doctor.record.id]}
        found: list[Decision] = [*uow.schedules.decisions(doctor.record.id, limit=200)][::-1]
        return [
            (one.decided_at.date(), of[one.schedule_id].value, one.kind, one.reason)
            for one in found
            if of[one.schedule_id] in kinds and one.kind is not DecisionKind.DEFERRED
        ]

    told: list[tuple[date, str, DecisionKind, Reason]] = doctor.surgery.see(look)
    return told


def test_each_weeks_question_comes_on_the_first_working_day_and_again_on_the_last_to_whoever_is_silent(
    surgery: Surgery,
) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(timedelta(days=7))
    assert decided(ada, ScheduleKind.COURSE, ScheduleKind.REMINDER) == [
        (date(2026, 3, 2), "course", DecisionKind.SENT, Reason.ON_TIME),
        (date(2026, 3, 6), "reminder", DecisionKind.SENT, Reason.ON_TIME),
    ]
    assert sum(WEEK_1 in one.text for one in ada.phone) == 2


def test_why_tells_of_the_course_and_of_the_second_ask(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(timedelta(days=7))
    ada.types("/why")
    lines = ada.last.text.splitlines()
    assert "Mon 2 Mar at 12:45: your course's question" in lines
    assert "Fri 6 Mar at 12:45: a second ask, since you had not answered" in lines
    assert "tomorrow at 12:45: your course's question" in lines


def test_whoever_has_answered_is_not_reminded(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    ada.types("That I stop apologising for running late")
    surgery.pass_time(datetime(2026, 3, 6, 23, 0, tzinfo=UTC))
    assert decided(ada, ScheduleKind.REMINDER) == [
        (date(2026, 3, 6), "reminder", DecisionKind.SKIPPED, Reason.ANSWERED_ALREADY)
    ]
    (recipient,) = received(ada)[:1]
    assert (recipient.status, recipient.answered_at) == (
        RecipientStatus.SENT,
        datetime(2026, 3, 2, 13, tzinfo=UTC),
    )


def test_the_hope_comes_back_on_the_last_working_day_of_the_week(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    ada.types("That I stop apologising for running late")
    ada.types("/stop")
    surgery.pass_time(datetime(2026, 3, 6, 12, 0, tzinfo=UTC))
    assert not any("What, if anything, did the week change?" in one.text for one in ada.phone)
    surgery.pass_time(datetime(2026, 3, 6, 13, 0, tzinfo=UTC))
    assert "stop apologising" in ada.last.text


def test_in_a_course_week_the_own_rotation_asks_once(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    ada.types("That I stop apologising for running late")
    ada.types("/stop")
    surgery.pass_time(timedelta(days=6))
    assert [(kind, reason) for _, _, kind, reason in decided(ada, ScheduleKind.OWN)] == [
        (DecisionKind.SENT, Reason.ON_TIME),
        (DecisionKind.DISPLACED, Reason.COURSE_WEEK),
    ]


def test_whoever_is_away_in_a_week_is_not_asked_it_afterwards(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    ada.types("/pause until 10 Mar")
    surgery.pass_time(timedelta(days=14))
    assert decided(ada, ScheduleKind.COURSE) == [
        (date(2026, 3, 2), "course", DecisionKind.MISSED, Reason.ON_LEAVE),
        (date(2026, 3, 10), "course", DecisionKind.SENT, Reason.ON_TIME),
    ]
    assert [one.status for one in received(ada)][:2] == [RecipientStatus.HELD, RecipientStatus.SENT]


def test_whoever_catches_up_gets_one_a_working_day(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    surgery.pass_time(datetime(2026, 3, 18, 9, 0, tzinfo=UTC))
    enrol(ada, a_cohort(course="course", joining=Joining.CATCH_UP))
    surgery.pass_time(timedelta(days=7))
    sent = [day for day, _, kind, _ in decided(ada, ScheduleKind.COURSE) if kind is DecisionKind.SENT]
    assert sent == [date(2026, 3, 18), date(2026, 3, 20), date(2026, 3, 23)]


def test_whoever_joins_late_gets_what_is_still_useful(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    surgery.pass_time(datetime(2026, 3, 18, 9, 0, tzinfo=UTC))
    enrol(ada)
    surgery.pass_time(timedelta(days=7))
    sent = [day for day, _, kind, _ in decided(ada, ScheduleKind.COURSE) if kind is DecisionKind.SENT]
    assert sent == [date(2026, 3, 18), date(2026, 3, 23)]
    assert len(received(ada)) == 2


def test_whoever_rests_in_the_cohort_hears_nothing_of_it(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada, status=EnrolmentStatus.PAUSED)
    surgery.pass_time(timedelta(days=8))
    assert {(kind, reason) for _, _, kind, reason in decided(ada, ScheduleKind.COURSE)} == {
        (DecisionKind.MISSED, Reason.COHORT_PAUSED)
    }


def test_whoever_leaves_hears_nothing_more(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))

    def leave(uow: UnitOfWork) -> None:
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_people([ada.record.id])
        courses.leave(desk, ada.record, COHORT)
        desk.write()

    surgery.store.run(leave)
    surgery.pass_time(timedelta(days=28))
    assert len(decided(ada, ScheduleKind.COURSE, ScheduleKind.REMINDER)) == 1
    assert [one.status for one in received(ada)] == [
        RecipientStatus.SENT,
        *[RecipientStatus.WITHDRAWN] * 3,
    ]


def test_every_prompt_of_a_cohort_is_one_posting(surgery: Surgery) -> None:
    for name in ("Ada", "Ben"):
        enrol(surgery.doctor(name).joins())
    postings = surgery.see(lambda uow: uow.postings.of_cohort(COHORT.id, PostingKind.COURSE))
    assert [one.prompt for one in postings] == ["knowledge_work", "not_enough", "too_much", "wider_role"]


def received(doctor: Doctor) -> list[Recipient]:
    return list(doctor.surgery.see(lambda uow: uow.postings.received_by(doctor.record.id)))


def test_a_pause_while_it_is_on_its_way_puts_it_off_until_the_person_is_back(surgery: Surgery) -> None:
    surgery.means = replace(surgery.means, spread=timedelta(minutes=10))
    ada = surgery.doctor().joins()
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 2, 12, 45, tzinfo=UTC))
    assert received(ada)[0].status is RecipientStatus.QUEUED
    ada.types("/pause until 4 Mar")
    assert received(ada)[0].status is RecipientStatus.WAITING
    surgery.pass_time(datetime(2026, 3, 4, 23, 0, tzinfo=UTC))
    assert sum(WEEK_1 in one.text for one in ada.phone) == 1
    assert decided(ada, ScheduleKind.COURSE) == [
        (date(2026, 3, 4), "course", DecisionKind.SENT, Reason.ON_TIME)
    ]


def test_an_open_question_is_asked_again_rather_than_anew(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    works_on(ada, "mon", "tue")
    enrol(ada)
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert decided(ada, ScheduleKind.COURSE, ScheduleKind.REMINDER) == [
        (date(2026, 3, 2), "course", DecisionKind.SENT, Reason.ON_TIME),
        (date(2026, 3, 3), "reminder", DecisionKind.SENT, Reason.ON_TIME),
    ]
    runs = surgery.see(lambda uow: uow.runs.counts_of([ada.record.id], "knowledge_work"))
    assert runs == {ada.record.id: 1}
    assert sum(WEEK_1 in one.text for one in ada.phone) == 2


def test_a_reminder_gives_way_to_a_question_of_the_own_rotation(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    works_on(ada, "tue", "fri")
    tells(ada, "slots", [["fri"], "18:30"])
    enrol(ada)
    surgery.pass_time(timedelta(days=7))
    assert decided(ada, ScheduleKind.OWN, ScheduleKind.REMINDER) == [
        (date(2026, 3, 3), "own", DecisionKind.DISPLACED, Reason.COURSE_TODAY),
        (date(2026, 3, 6), "reminder", DecisionKind.DISPLACED, Reason.OWN_TODAY),
        (date(2026, 3, 6), "own", DecisionKind.SENT, Reason.ON_TIME),
    ]


def test_a_reminder_does_not_give_way_to_what_gave_way_itself(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    works_on(ada, "mon", "tue")
    enrol(ada)
    surgery.pass_time(timedelta(days=3))
    assert decided(ada, ScheduleKind.OWN, ScheduleKind.REMINDER) == [
        (date(2026, 3, 2), "own", DecisionKind.DISPLACED, Reason.COURSE_TODAY),
        (date(2026, 3, 3), "own", DecisionKind.DISPLACED, Reason.PROMPT_OPEN),
        (date(2026, 3, 3), "reminder", DecisionKind.SENT, Reason.ON_TIME),
    ]


def test_a_course_that_is_gone_takes_nothing_else_of_the_cohort_with_it(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    enrol(ada)
    note = a_posting(9, kind=PostingKind.BROADCAST, cohort_id=None, prompt=None)
    theirs = a_recipient(posting=9, participant_id=ada.record.id, cohort_id=COHORT.id)

    def without_course(uow: UnitOfWork) -> None:
        uow.postings.add([note])
        uow.postings.add_recipients([theirs])
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_people([ada.record.id])
        (enrolment,) = uow.cohorts.enrolments_of([ada.record.id])[ada.record.id]
        courses.plan(desk, ada.record, enrolment, cohort=COHORT, course=None)
        desk.write()

    surgery.store.run(without_course)
    statuses = {one.posting_id == note.id: one.status for one in received(ada)}
    assert statuses == {True: RecipientStatus.WAITING, False: RecipientStatus.WITHDRAWN}


def works_on(doctor: Doctor, *days: str) -> None:
    """The person works on these days of the week alone."""
    tells(doctor, "working_days", list(days))


def tells(doctor: Doctor, field: str, value: Any) -> None:  # noqa: ANN401 - JSON
    """The person changes a setting."""
    surgery = doctor.surgery

    def work(uow: UnitOfWork) -> None:
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_people([doctor.record.id])
        changed = enrolments.set_field(desk, doctor.record, field, value)
        enrolments.bring_in_line(desk, changed)
        desk.write()

    surgery.store.run(work)

"""The playground's timeline: what came of a course, in words."""

from datetime import UTC, datetime, timedelta

from bot.app.timeline_view import timeline_rows
from bot.domain.cohorts import Enrolment
from bot.playground.backstage import TimelineRow
from bot.ports import UnitOfWork
from bot.services import courses
from bot.services.desk import Desk
from tests.cohort_samples import a_cohort
from tests.surgery import BOT, Doctor, Surgery

SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
COHORT = a_cohort(course="course")


def enrol(ada: Doctor) -> None:
    surgery = ada.surgery

    def work(uow: UnitOfWork) -> None:
        enrolment = Enrolment(
            cohort_id=COHORT.id,
            participant_id=ada.record.id,
            starts=COHORT.starts,
            joined_at=surgery.clock.now(),
        )
        uow.cohorts.save([COHORT])
        uow.cohorts.enrol([enrolment])
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_people([ada.record.id])
        course = surgery.means.flows.courses()[COHORT.course]
        courses.plan(desk, ada.record, enrolment, cohort=COHORT, course=course)
        desk.write()

    surgery.store.run(work)


def rows_of(ada: Doctor) -> list[TimelineRow]:
    now = ada.surgery.clock.now()
    titles = {"knowledge_work": "Knowledge work"}
    rows: list[TimelineRow] = ada.surgery.see(
        lambda uow: timeline_rows(uow, BOT, ada.chat_id, now=now, titles=titles)
    )
    return rows


def test_a_courses_prompt_and_its_second_ask_are_told_by_their_names() -> None:
    ada = Surgery(SUNDAY).doctor().joins()
    enrol(ada)
    ada.surgery.pass_time(timedelta(days=7))
    told = {(row.what, row.outcome): row.reason for row in rows_of(ada)}
    assert told["Prompt of a course: Knowledge work", "sent"] == "it was time; its time ran out"
    assert "Second ask: Knowledge work" in {what for what, _ in told}
    assert ("Prompt of a course", "upcoming") in told


def test_what_gave_way_to_the_course_says_so() -> None:
    ada = Surgery(SUNDAY).doctor().joins()
    enrol(ada)
    ada.surgery.pass_time(timedelta(days=7))
    own = {row.reason for row in rows_of(ada) if row.what == "Question of your own rotation"}
    assert "you were answering another one" in own

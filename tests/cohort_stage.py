"""Cohorts on the stage of a surgery: made, joined, changed, and everybody in them planned anew, as the program would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.ids import CohortId, ParticipantId
from bot.domain.roles import Link, LinkKind
from bot.domain.schedules import ScheduleKind
from bot.ports import UnitOfWork
from bot.services import joining, links, rearranging, replanning
from bot.services.desk import Desk
from tests.cohort_samples import a_cohort, cohort_id
from tests.surgery import Doctor, Surgery


def keep(surgery: Surgery, number: int = 1, **fields: Any) -> Cohort:  # noqa: ANN401 - the fields of a Cohort
    """A cohort that takes the shipped course."""
    cohort = a_cohort(number, **({"course": "course"} | fields))
    surgery.store.run(lambda uow: uow.cohorts.save([cohort]))
    return cohort


def desk_work(surgery: Surgery, doctor: Doctor, work: Callable[[Desk], Any]) -> Any:  # noqa: ANN401 - whatever it is
    """One transaction of a use case about this doctor."""

    def run(uow: UnitOfWork) -> Any:  # noqa: ANN401 - whatever it is
        desk = Desk(uow, surgery.means, now=surgery.clock.now())
        desk.load_chats([doctor.chat_id])
        result = work(desk)
        desk.write()
        return result

    result = surgery.store.run(run)
    surgery.deliver()
    return result


def opens(doctor: Doctor, cohort: Cohort) -> None:
    """They open an invitation."""
    person, link = doctor.record, join_button(doctor.surgery, cohort.id).rpartition(":")[2]
    desk_work(doctor.surgery, doctor, lambda desk: joining.by_invite(desk, person, cohort.id, link=link))


def move(tutor: Doctor, cohort: Cohort, day: date) -> None:
    """The tutor changes the start, and everybody is planned anew."""
    person = tutor.record
    desk_work(tutor.surgery, tutor, lambda desk: rearranging.move_start(desk, person, cohort.id, day))
    walk(tutor.surgery, cohort.id)


def walk(surgery: Surgery, cohort_id: CohortId, *, limit: int = 2) -> int:
    """Plan everybody in a cohort anew; how many batches it took."""
    batches = 0
    number = surgery.see(lambda uow: uow.publications.latest_number())
    while True:
        batches += 1
        if not surgery.store.run(
            lambda uow: replanning.replan(
                uow,
                cohort_id,
                means=surgery.means,
                now=surgery.clock.now(),
                publication=number,
                limit=limit,
            )
        ):
            return batches


def cohort_in(surgery: Surgery, cohort_id: CohortId) -> Cohort:
    found: Cohort = surgery.see(lambda uow: uow.cohorts.by_id([cohort_id]))[cohort_id]
    return found


def enrolment_of(doctor: Doctor, cohort: Cohort) -> Enrolment | None:
    person = doctor.record.id
    found: tuple[Enrolment, ...] = doctor.surgery.see(lambda uow: uow.cohorts.enrolments_of([person])).get(
        person, ()
    )
    return next((one for one in found if one.cohort_id == cohort.id), None)


def coming(doctor: Doctor) -> list[date]:
    """On which days questions of a course are still to come."""
    person, zone = doctor.record.id, doctor.record.timezone
    schedules = doctor.surgery.see(lambda uow: uow.schedules.of([person]))[person]
    return sorted(
        local_date(one.next_due_at, zone)
        for one in schedules
        if one.kind is ScheduleKind.COURSE and one.is_active
    )


def join_button(surgery: Surgery, cohort_id: CohortId) -> str:
    """What the Join button of an invitation to a cohort holds; the invitation is made on first use."""
    link = Link(
        token_hash=links.hash_of(cohort_id),
        kind=LinkKind.INVITE,
        cohort_id=cohort_id,
        made_by=ParticipantId(cohort_id),
        made_at=surgery.clock.now(),
        expires_at=surgery.clock.now() + timedelta(days=365),
    )

    def work(uow: UnitOfWork) -> None:
        if uow.cohorts.by_id([cohort_id]) and uow.roles.link(link.token_hash) is None:
            uow.roles.add_link(link)

    surgery.store.run(work)
    return f"g:join:{cohort_id}:{links.short(link)}"


def joined(doctor: Doctor, number: int = 1) -> str:
    doctor.taps_data(join_button(doctor.surgery, cohort_id(number)))
    return doctor.last.text


def prompts_sent(doctor: Doctor) -> list[str | None]:
    """What a course asked the person first, in order; second asks are left out."""
    person, tables = doctor.record.id, doctor.surgery.store.tables
    runs = sorted(
        (one for one in tables.runs.values() if one.participant_id == person), key=lambda one: one.id
    )
    return [
        tables.postings[one.posting_id].prompt
        for one in runs
        if one.posting_id is not None
        and one.schedule_id is not None
        and tables.schedules[one.schedule_id].kind is ScheduleKind.COURSE
    ]


def works(doctor: Doctor, **settings: object) -> None:
    """Their week is this one."""
    person = doctor.record
    changed = replace(person, settings={**person.settings, **settings})
    doctor.surgery.store.run(lambda uow: uow.people.save([changed]))

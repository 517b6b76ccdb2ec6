"""A change of a cohort or its course reaches everybody in it, in batches; nothing that was sent is sent again.

What a cohort's plans follow is told by one fact, so that it does not matter what changed, or how: whenever the cohort,
or the course that is published, is other than the fact says, those who are in it are planned anew.
"""

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, Enrolment, first_day
from bot.domain.courses import Course
from bot.domain.ids import CohortId, ParticipantId
from bot.ports import UnitOfWork
from bot.services import courses
from bot.services.desk import Desk, Means

BATCH: Final = 100
"""People planned anew in one transaction, so that nobody in them waits long for an answer."""

_ENDS: Final = "~"
"""Behind every id: everybody has been planned."""


def mark_of(cohort: Cohort, course: Course | None) -> str:
    """What the plans of a cohort depend on, in short."""
    about = (cohort.starts, cohort.joining, cohort.status, course)
    return sha256(repr(about).encode()).hexdigest()[:16]


def is_planned(uow: UnitOfWork, cohort: Cohort, course: Course | None) -> bool:
    """Whether everybody in the cohort has what it asks now."""
    return _progress(uow, cohort.id) == (mark_of(cohort, course), _ENDS)


def replan(
    uow: UnitOfWork,
    cohort_id: CohortId,
    *,
    means: Means,
    now: datetime,
    publication: int,
    limit: int = BATCH,
) -> bool:
    """Plan the next people of a cohort; whether there is more to do, at once.

    `publication` is the number of the flows that this process has: while others are current, it leaves the work to
    those who have them. Two who do it at the same time do it twice, which changes nothing.
    """
    cohort = uow.cohorts.by_id([cohort_id]).get(cohort_id)
    if cohort is None or uow.publications.latest_number() != publication:
        return False
    course = means.flows.courses().get(cohort.course)
    mark, after = mark_of(cohort, course), ""
    done = _progress(uow, cohort_id)
    if done[0] == mark:
        after = done[1]
    page = uow.cohorts.enrolments_in(cohort_id, after=ParticipantId(after), limit=limit)
    desk = Desk(uow, means, now=now)
    desk.load_people({one.participant_id for one in page})
    # Read again: whoever joined, left or paused while their row was waited for.
    current = uow.cohorts.enrolments_of({one.participant_id for one in page})
    for held in page:
        enrolment = next(one for one in current[held.participant_id] if one.cohort_id == cohort_id)
        _plan(desk, cohort, course, enrolment)
    desk.write()
    locked = uow.cohorts.locked(cohort_id)
    if locked is None or mark_of(locked, course) != mark:
        return True  # changed meanwhile: it begins anew
    reached = page[-1].participant_id if len(page) == limit else _ENDS
    uow.facts.note(_fact(cohort_id), json.dumps([mark, reached]))
    return reached != _ENDS


def _plan(desk: Desk, cohort: Cohort, course: Course | None, enrolment: Enrolment) -> None:
    participant = desk.person(enrolment.participant_id)
    if participant is None or not enrolment.is_in:
        return
    starts = first_day(cohort, local_date(enrolment.joined_at, participant.timezone))
    if starts != enrolment.starts:
        enrolment = replace(enrolment, starts=starts)
        desk.uow.cohorts.enrol([enrolment])
    courses.plan(desk, participant, enrolment, cohort=cohort, course=course)


def _progress(uow: UnitOfWork, cohort_id: CohortId) -> tuple[str, str]:
    """For which state of the cohort people are planned, and up to whom."""
    value = uow.facts.value(_fact(cohort_id))
    if value is None:
        return "", ""
    mark, after = json.loads(value)
    return str(mark), str(after)


def _fact(cohort_id: CohortId) -> str:
    return f"cohort.{cohort_id}"

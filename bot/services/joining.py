"""Joining a cohort by its invitation: first what will come, then a place, if there is one left."""

from dataclasses import replace
from html import escape
from typing import Final

from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort, CohortStatus, Enrolment, EnrolmentStatus, first_day
from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.services import cohort_phrases as phrases
from bot.services import cohort_words, courses
from bot.services.desk import Desk
from bot.services.messages import Button, text_params
from bot.services.wording import day_and_time, day_in_words

MOST_LINES: Final = 8
"""Questions of a course that an invitation names: two months of it."""


def by_invite(desk: Desk, participant: Participant, cohort_id: CohortId, *, link: str) -> None:
    """Say what will come to somebody who opened an invitation (`links.short`), and ask whether they join."""
    cohort = desk.uow.cohorts.by_id([cohort_id]).get(cohort_id)
    objection = _objection(desk, participant, cohort)
    if cohort is None or objection is not None:
        _say(desk, participant, objection or phrases.COHORT_CLOSED)
        return
    rows: list[list[Button]] = [[(phrases.JOIN, f"g:join:{cohort.id}:{link}"), (phrases.NOT_NOW, "g:not")]]
    words = text_params(_invitation(desk, participant, cohort), rows=rows)
    desk.send(participant.chat_id, "sendMessage", words)


def join(desk: Desk, participant: Participant, cohort_id: CohortId) -> str:
    """Give the person a place, if there still is one: of two who come for the last, one gets it. What to say."""
    cohort = desk.uow.cohorts.locked(cohort_id)
    objection = _objection(desk, participant, cohort)
    if cohort is None or objection is not None:
        return objection or phrases.COHORT_CLOSED
    course = desk.means.flows.courses()[cohort.course]
    today = local_date(desk.now, participant.timezone)
    enrolment = Enrolment(
        cohort_id=cohort.id,
        participant_id=participant.id,
        starts=first_day(cohort, today),
        joined_at=desk.now,
    )
    coming = courses.coming(desk, participant, cohort=cohort, course=course)
    desk.uow.cohorts.enrol([enrolment])
    courses.plan(desk, participant, enrolment, cohort=cohort, course=course)
    if not coming:
        return phrases.JOINED_TO_NOTHING.format(name=escape(cohort.name))
    first = day_and_time(coming[0][1].at, participant.timezone, today=today)
    return phrases.JOINED.format(name=escape(cohort.name), next=first)


def enrolment_in(desk: Desk, participant: Participant, cohort_id: CohortId) -> Enrolment | None:
    """The person's place in a cohort; None if they have none, or gave it up."""
    enrolments = desk.uow.cohorts.enrolments_of([participant.id]).get(participant.id, ())
    return next((one for one in enrolments if one.cohort_id == cohort_id and one.is_in), None)


def enter(desk: Desk, enrolment: Enrolment, status: EnrolmentStatus) -> Enrolment:
    """The person now stands so in the cohort."""
    left_at = desk.now if status is EnrolmentStatus.LEFT else None
    changed = replace(enrolment, status=status, left_at=left_at)
    desk.uow.cohorts.enrol([changed])
    return changed


def _objection(desk: Desk, participant: Participant, cohort: Cohort | None) -> str | None:
    """Why somebody can't join, in words."""
    if cohort is None or cohort.status is CohortStatus.ARCHIVED:
        return phrases.COHORT_CLOSED
    name = escape(cohort.name)
    if enrolment_in(desk, participant, cohort.id) is not None:
        return phrases.ALREADY_IN.format(name=name)
    if cohort.course not in desk.means.flows.courses():
        return phrases.COURSE_GONE.format(name=name)
    is_full = (
        cohort.capacity is not None and desk.uow.cohorts.sizes([cohort.id])[cohort.id] >= cohort.capacity
    )
    return phrases.COHORT_FULL.format(name=name) if is_full else None


def _invitation(desk: Desk, participant: Participant, cohort: Cohort) -> str:
    course = desk.means.flows.courses()[cohort.course]
    today = local_date(desk.now, participant.timezone)
    lines = [
        phrases.COMING_LINE.format(
            when=day_and_time(occurrence.at, participant.timezone, today=today),
            what=escape(desk.means.flows.current(prompt.flow).title),
        )
        for prompt, occurrence in courses.coming(desk, participant, cohort=cohort, course=course)
    ]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [phrases.COMING_MORE.format(count=len(lines) - MOST_LINES)]
    return phrases.INVITATION.format(
        name=escape(cohort.name),
        title=escape(course.title),
        weeks=cohort_words.weeks(course),
        starts=day_in_words(first_day(cohort, today)),
        coming="\n".join(line[0].upper() + line[1:] for line in lines) or phrases.COMING_NOTHING,
    )


def _say(desk: Desk, participant: Participant, words: str) -> None:
    desk.send(participant.chat_id, "sendMessage", text_params(words))

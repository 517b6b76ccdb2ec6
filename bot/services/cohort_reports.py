"""How a cohort is doing: its course week by week and its tutors' last messages, with what may be told of each."""

from collections.abc import Sequence
from typing import Final

from bot.domain.bands import Band
from bot.domain.calendar import local_date
from bot.domain.cohorts import Cohort
from bot.domain.courses import Course
from bot.domain.cutting import shortened
from bot.domain.postings import Posting, PostingKind, Totals
from bot.domain.trends import CohortReport, Outcome, asked_and_answered
from bot.services import audiences, cohort_words, cohorts, notes
from bot.services.desk import Desk

MOST_MESSAGES: Final = 5
"""Messages listed: what a tutor still has in mind; /broadcasts shows the others."""

MESSAGE_UNITS: Final = 40
"""UTF-16 units of a message by which it is known again."""


def report_of(desk: Desk, cohort: Cohort) -> CohortReport:
    """How the cohort is doing now."""
    course = cohorts.course_of(desk, cohort)
    postings = desk.uow.postings.of_cohort(cohort.id, PostingKind.COURSE)
    messages = desk.uow.postings.of_cohort(cohort.id, PostingKind.BROADCAST)[-MOST_MESSAGES:]
    return CohortReport(
        name=cohort.name,
        title=course.title if course is not None else cohort.course,
        where=cohort_words.where(cohort, course, now=desk.now),
        made_on=local_date(desk.now, cohort.timezone),
        weeks=tuple(sorted(outcomes_of(desk, postings, course), key=lambda one: one.week or 0)),
        messages=tuple(reversed(outcomes_of(desk, messages, None))),
    )


def outcomes_of(desk: Desk, postings: Sequence[Posting], course: Course | None) -> Sequence[Outcome]:
    """How these went; with a course, those of its prompts alone."""
    ids = [one.id for one in postings]
    totals, figures = desk.uow.postings.totals(ids), desk.uow.postings.figures(ids)
    found = []
    for posting in postings:
        prompt = course.prompt(posting.prompt or "") if course is not None else None
        if course is not None and prompt is None:
            continue
        asked, answered = _told(desk, posting, totals[posting.id])
        found.append(
            Outcome(
                posting_id=posting.id,
                what=_what(desk, posting),
                week=prompt.week if prompt is not None else None,
                asked=asked,
                answered=answered,
                shown=figures[posting.id].shown if posting.id in figures else {},
            )
        )
    return found


def _told(desk: Desk, posting: Posting, totals: Totals) -> tuple[int | Band | None, int | Band | None]:
    """How many were asked and answered; of those left over of a small group not even whether there are any."""
    broadcast = desk.uow.broadcasts.by_id([posting.id]).get(posting.id)
    if broadcast is not None and broadcast.unanswered is not None:
        at = broadcast.confirmed_at or broadcast.created_at
        if not audiences.scope_of(desk.uow, broadcast, audience=totals.audience, at=at).is_told:
            return Band.UNTOLD, Band.UNTOLD
    return asked_and_answered(totals)


def _what(desk: Desk, posting: Posting) -> str:
    """What was asked, in a few words: a flow's title, or how a tutor's message begins."""
    if posting.kind is PostingKind.BROADCAST:
        broadcast = desk.uow.broadcasts.by_id([posting.id]).get(posting.id)
        return shortened(notes.words_of(broadcast), units=MESSAGE_UNITS) if broadcast is not None else ""
    try:
        return desk.means.flows.current(posting.flow or "").title
    except KeyError:
        return posting.flow or ""

"""What texts and conditions may read as `course.x` in a run that a course began, looked up only when a flow asks."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from bot.domain.calendar import LIBRARY_ONLY, WorkingDayOfWeek
from bot.domain.ids import PostingId
from bot.domain.people import Participant
from bot.engine.vocabulary import COURSE_FIELDS
from bot.services import preferences
from bot.services.desk import Desk

_LAST: Final = -1


class CourseView(Mapping[str, Any]):
    """The course's title, the number of its week, and the person's last working day of it."""

    def __init__(self, desk: Desk, participant: Participant, posting_id: PostingId) -> None:
        self._desk = desk
        self._participant = participant
        self._posting_id = posting_id

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a JSON value
        return self._fields.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(COURSE_FIELDS))

    def __len__(self) -> int:
        return len(COURSE_FIELDS)

    @cached_property
    def _fields(self) -> Mapping[str, Any]:
        uow = self._desk.uow
        posting = uow.postings.by_id([self._posting_id]).get(self._posting_id)
        if posting is None or posting.cohort_id is None or posting.prompt is None:
            return {}
        cohort = uow.cohorts.by_id([posting.cohort_id]).get(posting.cohort_id)
        course = self._desk.means.flows.courses().get(cohort.course) if cohort else None
        prompt = course.prompt(posting.prompt) if course else None
        theirs = uow.cohorts.enrolments_of([self._participant.id]).get(self._participant.id, ())
        enrolment = next((one for one in theirs if one.cohort_id == posting.cohort_id), None)
        if course is None or prompt is None or enrolment is None:
            return {}
        week = preferences.working_week(self._participant, LIBRARY_ONLY)
        last_day = WorkingDayOfWeek(prompt.week, _LAST).on(enrolment.starts, week)
        return {"title": course.title, "week": prompt.week, "last_day": last_day.isoformat()}

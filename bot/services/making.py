"""Making a cohort of what its flow gathered: its dates are said, and its invitation goes out at once."""

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any, Final

from bot.domain.calendar import local_date, zone_of
from bot.domain.cohorts import Cohort, Joining
from bot.domain.courses import Course
from bot.domain.errors import UnknownZone
from bot.domain.ids import CohortId
from bot.domain.people import Participant
from bot.domain.roles import Act
from bot.domain.runs import Run
from bot.services import access, audit, cohort_words, inviting
from bot.services import cohort_phrases as phrases
from bot.services.desk import Desk
from bot.services.messages import text_params

NAME_LENGTH: Final = 60
"""Characters of a cohort's name: what fits a line on a phone."""

FURTHEST: Final = timedelta(days=366)
"""How far ahead a cohort may begin."""


def take(desk: Desk, tutor: Participant, run: Run, fields: Mapping[str, Any]) -> None:
    """Make the cohort, or say why it can't be; `fields` are those of `vocabulary.RECEIVERS`."""
    del run
    if not access.may_send(desk, tutor, "cohorts"):
        return  # no tutor any more, and told so already
    course, why = _course(desk, fields.get("follows")), ""
    name = " ".join(str(fields.get("name") or "").split())
    starts = _day(fields.get("starts"))
    today = local_date(desk.now, tutor.timezone)
    if course is None:
        why = phrases.WHY_COURSE
    elif starts is None or not today - timedelta(days=1) <= starts <= today + FURTHEST:
        why = phrases.WHY_START
    elif not 1 <= len(name) <= NAME_LENGTH:
        why = phrases.WHY_NAME.format(most=NAME_LENGTH)
    if course is None or starts is None or why:
        _say(desk, tutor, phrases.NOT_MADE.format(why=why))
        return
    cohort = Cohort(
        id=CohortId(desk.means.ids.fresh()),
        name=name,
        course=course.name,
        starts=starts,
        timezone=_zone(fields.get("timezone"), tutor),
        capacity=_count(fields.get("capacity")),
        joining=_joining(fields.get("joining")),
        created_at=desk.now,
    )
    _open(desk, tutor, cohort, course)


def _open(desk: Desk, tutor: Participant, cohort: Cohort, course: Course) -> None:
    desk.uow.cohorts.save([cohort])
    access.give(desk, tutor, cohort.id)
    audit.note(desk, Act.COHORT_MADE, by=tutor, cohort_id=cohort.id, course=course.name)
    words = phrases.MADE.format(
        name=escape(cohort.name),
        title=escape(course.title),
        weeks=cohort_words.weeks(course),
        dates=cohort_words.dates(cohort.starts, course),
    )
    _say(desk, tutor, words)
    inviting.invite(desk, tutor, cohort)


def _course(desk: Desk, name: Any) -> Course | None:  # noqa: ANN401 - whatever the flow handed over
    """The course that was chosen; where there is one alone, nobody was asked."""
    known = desk.means.flows.courses()
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    return known.get(str(name))


def _day(value: Any) -> date | None:  # noqa: ANN401 - whatever the flow handed over
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _zone(value: Any, tutor: Participant) -> str:  # noqa: ANN401 - whatever the flow handed over
    try:
        return zone_of(str(value)).key if value else tutor.timezone
    except UnknownZone:
        return tutor.timezone


def _count(value: Any) -> int | None:  # noqa: ANN401 - whatever the flow handed over
    return int(value) if isinstance(value, int | float) and value >= 1 else None


def _joining(value: Any) -> Joining:  # noqa: ANN401 - whatever the flow handed over
    return Joining(value) if value in set(Joining) else Joining.FROM_HERE


def _say(desk: Desk, tutor: Participant, words: str) -> None:
    desk.send(tutor.chat_id, "sendMessage", text_params(words))

"""What becomes of the courses when a set of flows becomes current: in words, and how many people that concerns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.calendar import CourseDay, WorkingDayOfWeek
from bot.domain.cohorts import Cohort, CohortStatus
from bot.domain.courses import WORKING_DAYS, Course, CoursePrompt
from bot.engine.errors import FlowFaults
from bot.ports import FlowLibrary, FlowSet, Publication, UnitOfWork

_IN_WORDS: Final = {number: words for words, number in WORKING_DAYS.items()}
_NO_REMINDER: Final = "no reminder"


class Fate(StrEnum):
    """What becomes of a course."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "no longer there"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChange:
    """What becomes of one course; `cohorts` take it now, with so many `people` in them.

    `told` says for a changed course what is other than before, a sentence each.
    """

    name: str
    fate: Fate
    told: tuple[str, ...] = ()
    cohorts: int = 0
    people: int = 0


def course_changes(
    uow: UnitOfWork, latest: Publication | None, wanted: FlowSet, *, library: FlowLibrary
) -> tuple[CourseChange, ...]:
    """The courses that would be other than in the publication that is current, by name."""
    before = {} if latest is None else latest.courses
    found = []
    for name in sorted(before.keys() | wanted.courses.keys()):
        change = _change_of(name, before.get(name), wanted.courses.get(name), library)
        if change is not None:
            found.append(change)
    return _with_people(uow, found) if found else ()


def is_same_course(text: str | None, wanted: Course, library: FlowLibrary) -> bool:
    """Whether a published text says the same as this course, whatever its comments and layout."""
    return text is not None and read(text, wanted.name, library) == wanted


def read(text: str, name: str, library: FlowLibrary) -> Course | None:
    """A published course; None if this version of Kipic can't read it."""
    try:
        return library.read_course(text, name)
    except FlowFaults:
        return None


def differences(before: Course, after: Course) -> Iterator[str]:
    """What is other in a course than it was, a sentence each."""
    if before.title != after.title:
        yield f"It is called '{after.title}' instead of '{before.title}'."
    if before.window_hours != after.window_hours:
        yield f"A prompt may be answered for {after.window_hours} hours instead of {before.window_hours}."
    for was in before.prompts:
        now = after.prompt(was.key)
        if now is None:
            yield f"Week {was.week}: '{was.key}' is no longer asked."
        else:
            yield from _moves(was, now)
    for now in after.prompts:
        if before.prompt(now.key) is None:
            reminder = f", reminder on the {_day(now.reminder)}" if now.reminder else ""
            yield f"Week {now.week}: '{now.key}' is new, '{now.flow}' on the {_day(now.day)}{reminder}."


def courses_in_use(uow: UnitOfWork) -> Mapping[str, Sequence[Cohort]]:
    """The open cohorts by the course that they take."""
    taken: dict[str, list[Cohort]] = {}
    for cohort in uow.cohorts.all():
        if cohort.status is CohortStatus.OPEN:
            taken.setdefault(cohort.course, []).append(cohort)
    return taken


def cohorts_in_words(cohorts: int, people: int) -> str:
    """How many take a course: "1 cohort, 24 people"."""
    groups = "1 cohort" if cohorts == 1 else f"{cohorts} cohorts"
    return f"{groups}, {'1 person' if people == 1 else f'{people} people'}"


def _change_of(
    name: str, before: str | None, after: Course | None, library: FlowLibrary
) -> CourseChange | None:
    if after is None:
        return CourseChange(name=name, fate=Fate.WITHDRAWN)
    if before is None:
        return CourseChange(name=name, fate=Fate.NEW)
    was = read(before, name, library)
    if was == after:
        return None
    told = differences(was, after) if was is not None else ["It was written for another version of Kipic."]
    return CourseChange(name=name, fate=Fate.CHANGED, told=tuple(told))


def _with_people(uow: UnitOfWork, changes: Sequence[CourseChange]) -> tuple[CourseChange, ...]:
    taken = courses_in_use(uow)
    sizes = uow.cohorts.sizes([one.id for change in changes for one in taken.get(change.name, ())])
    return tuple(
        CourseChange(
            name=change.name,
            fate=change.fate,
            told=change.told,
            cohorts=len(taken.get(change.name, ())),
            people=sum(sizes[one.id] for one in taken.get(change.name, ())),
        )
        for change in changes
    )


def _moves(was: CoursePrompt, now: CoursePrompt) -> Iterator[str]:
    """What is other about one prompt."""
    if was.week != now.week:
        yield f"'{was.key}' moves from week {was.week} to week {now.week}."
    where = f"Week {now.week}: '{now.key}'"
    if was.flow != now.flow:
        yield f"{where} asks '{now.flow}' instead of '{was.flow}'."
    if _day(was.day) != _day(now.day):
        yield f"{where} moves from the {_day(was.day)} to the {_day(now.day)}."
    if _day(was.reminder) != _day(now.reminder):
        yield _reminder_moves(where, was.reminder, now.reminder)


def _reminder_moves(where: str, was: CourseDay | None, now: CourseDay | None) -> str:
    if was is None:
        return f"{where} has a reminder now, on the {_day(now)}."
    if now is None:
        return f"{where} has no reminder any more."
    return f"{where}: the reminder moves from the {_day(was)} to the {_day(now)}."


def _day(day: CourseDay | None) -> str:
    if day is None:
        return _NO_REMINDER
    return _IN_WORDS[day.number] if isinstance(day, WorkingDayOfWeek) else f"day {day.days}"

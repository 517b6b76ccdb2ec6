"""What a set of flows would change if it became current: for whom, and what would strand somebody."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.programme import Programme
from bot.engine.beginnings import wrong_beginnings
from bot.engine.definition import Flow
from bot.engine.errors import FlowFaults
from bot.engine.moving import Renames, losses
from bot.engine.steps.ask import Ask
from bot.ports import FlowLibrary, FlowSet, Publication, UnitOfWork
from bot.services.course_changes import CourseChange, Fate, cohorts_in_words, course_changes
from bot.services.doorstep import WELCOME
from bot.services.versions import flow_at, readable_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many people wait at this step of this version of a flow; the step is "" where it was not noted."""

    flow: str
    version: str
    step: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be new, changed and withdrawn, by the flows' names, compared with publication number `base`.

    `waiting` are the people in the middle of what changes; `hindrances` says, a sentence each, what would strand
    somebody, and `unnamed` are the flows that nothing would ever begin. `courses` are those that would be other.
    """

    base: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    has_other_programme: bool
    waiting: tuple[Waiting, ...]
    hindrances: tuple[str, ...]
    unnamed: tuple[str, ...]
    courses: tuple[CourseChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything would stay as it is."""
        return not (self.new or self.changed or self.withdrawn or self.has_other_programme or self.courses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """An older version of a flow, with how many people wait at which of its steps."""

    flow: Flow
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostStep:
    """A question that a flow no longer has, asking its author: which step is it now?

    `waiting` people wait there and at most `passed` have answered it; `kind` is what the step of that name is now.
    """

    flow: str
    step: str
    words: str
    kind: str | None
    waiting: int
    passed: int
    suggestions: tuple[str, ...]


def current_set(uow: UnitOfWork, library: FlowLibrary, publication: Publication) -> FlowSet:
    """The flows, programme and courses of a publication; raises `FlowFaults` if this version of Kipic can't read them."""
    flows = {name: flow_at(uow, library, name, one.version) for name, one in publication.flows.items()}
    programme = library.read_programme(publication.programme)
    return FlowSet(
        flows=flows,
        programme=programme,
        programme_text=publication.programme,
        courses={name: library.read_course(text, name) for name, text in publication.courses.items()},
        course_texts=publication.courses,
    )


def preview(uow: UnitOfWork, wanted: FlowSet, *, library: FlowLibrary) -> Preview:
    """What would change if these flows became the current ones."""
    latest = uow.publications.latest()
    before = {} if latest is None else {name: one.version for name, one in latest.flows.items()}
    now = {name: flow.version for name, flow in wanted.flows.items()}
    changed = tuple(sorted(name for name in before.keys() & now.keys() if before[name] != now[name]))
    waiting = waiting_elsewhere(uow, now)
    courses = course_changes(uow, latest, wanted, library=library)
    return Preview(
        base=0 if latest is None else latest.number,
        new=tuple(sorted(now.keys() - before.keys())),
        changed=changed,
        withdrawn=tuple(sorted(before.keys() - now.keys())),
        has_other_programme=latest is None or not is_same_programme(latest, wanted, library),
        waiting=waiting,
        hindrances=(*_hindrances(uow, wanted, waiting, library), *_course_hindrances(wanted, courses)),
        unnamed=tuple(sorted(now.keys() - _begun(wanted))),
        courses=courses,
    )


def is_same_programme(publication: Publication, wanted: FlowSet, library: FlowLibrary) -> bool:
    """Whether the published programme says the same, whatever its comments and layout."""
    return publication.programme == wanted.programme_text or (
        _read(publication.programme, library) == wanted.programme
    )


def waiting_elsewhere(uow: UnitOfWork, versions: Mapping[str, str]) -> tuple[Waiting, ...]:
    """Who waits in a flow at another version than these, by flow, version and step."""
    return tuple(
        Waiting(flow=flow, version=version, step=step, count=count)
        for (flow, version, step), count in sorted(uow.runs.waiting().items())
        if versions.get(flow) != version
    )


def older_versions(uow: UnitOfWork, flow: Flow, *, library: FlowLibrary) -> tuple[Older, ...]:
    """The versions of a flow other than this one in which people wait."""
    waiting = [one for one in waiting_elsewhere(uow, {flow.name: flow.version}) if one.flow == flow.name]
    return tuple(
        Older(flow=old, waiting={one.step: one.count for one in waiting if one.version == version})
        for version in dict.fromkeys(one.version for one in waiting)
        if (old := readable_at(uow, library, flow.name, version)) is not None
    )


def lost_steps(flow: Flow, older: Iterable[Older], renames: Renames) -> tuple[LostStep, ...]:
    """The questions that people would not find if all who wait in older versions moved to this one."""
    found: dict[str, LostStep] = {}
    for one in older:
        for loss in losses(one.flow, flow, renames, waiting=one.waiting):
            step, known = one.flow.step_of(loss.step), found.get(loss.step)
            found[loss.step] = LostStep(
                flow=flow.name,
                step=loss.step,
                words=step.text.templates[0].source if isinstance(step, Ask) else "",
                kind=loss.kind,
                waiting=one.waiting.get(loss.step, 0) + (known.waiting if known else 0),
                passed=_passed(one, loss.step) + (known.passed if known else 0),
                suggestions=loss.suggestions,
            )
    return tuple(found.values())


def _passed(older: Older, step: str) -> int:
    """How many wait further on, and so may have answered it."""
    index = older.flow.index
    return sum(count for name, count in older.waiting.items() if index.get(name, -1) > index[step])


def _read(text: str, library: FlowLibrary) -> Programme | None:
    """A published programme; None if this version of Kipic can't read it."""
    try:
        return library.read_programme(text)
    except FlowFaults:
        return None


def _begun(wanted: FlowSet) -> set[str]:
    """The flows that the programme, a course, another flow or the door begins."""
    by_others = {name for flow in wanted.flows.values() for step in flow.steps for _, name, _ in step.flows()}
    by_courses = {name for course in wanted.courses.values() for name in course.flows()}
    return {WELCOME, *wanted.programme.flows(), *by_courses, *by_others}


def _hindrances(
    uow: UnitOfWork, wanted: FlowSet, waiting: tuple[Waiting, ...], library: FlowLibrary
) -> Iterator[str]:
    flows = wanted.flows
    for flow in flows.values():
        yield from map(str, wrong_beginnings(flow, flows, flows))
    for name in sorted(wanted.programme.flows() - flows.keys()):
        yield f"The programme names '{name}', which is not among the flows."
    if WELCOME not in flows:
        yield f"Newcomers begin with '{WELCOME}', which is not among the flows."
    yield from _stranded_later(uow, wanted, waiting, library)
    for awaited in uow.follow_ups.awaited():
        begun = flows.get(awaited.flow)
        coming = f"{awaited.count} follow-up{'s' if awaited.count != 1 else ''} will"
        if begun is None:
            yield f"{coming} begin '{awaited.flow}', which is not among the flows."
        elif unknown := sorted(awaited.names - begun.given):
            yield f"{coming} tell '{awaited.flow}' what it is no longer given: {', '.join(unknown)}."


def _course_hindrances(wanted: FlowSet, changes: Iterable[CourseChange]) -> Iterator[str]:
    for name, course in sorted(wanted.courses.items()):
        for flow in sorted({*course.flows()} - wanted.flows.keys()):
            yield f"The course '{name}' names '{flow}', which is not among the flows."
    for change in changes:
        if change.fate is Fate.WITHDRAWN and change.cohorts:
            who = cohorts_in_words(change.cohorts, change.people)
            yield f"The course '{change.name}' would be gone, and is still taken: {who}."


def _stranded_later(
    uow: UnitOfWork, wanted: FlowSet, waiting: tuple[Waiting, ...], library: FlowLibrary
) -> Iterator[str]:
    """People whose own version begins a flow that would not be there."""
    people: Counter[tuple[str, str]] = Counter()
    for one in waiting:
        people[one.flow, one.version] += one.count
    for (name, version), count in people.items():
        flow = readable_at(uow, library, name, version)
        for fault in wrong_beginnings(flow, wanted.flows, wanted.flows) if flow is not None else ():
            who = "1 person" if count == 1 else f"{count} people"
            yield f"{who} in the middle of '{name}' will come to its step '{fault.step}': {fault.reason}"

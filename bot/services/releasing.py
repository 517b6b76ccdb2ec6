"""A release's own flows, as it starts: what is newer than what is current is published, if it strands nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import (
    PROGRAMME_FILE,
    Act,
    FlowLibrary,
    FlowSet,
    Origin,
    Publication,
    UnitOfWork,
    course_file,
    course_of_file,
)
from bot.services.course_changes import is_same_course
from bot.services.previewing import is_same_programme, preview
from bot.services.publishing import append, authored_courses, drafted
from bot.services.versions import flow_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What came of it.

    `published` are flows that are newer than what was current, `PROGRAMME_FILE` if the programme is, and the files of
    courses that are; `kept` are those that stay as an author published them; `hindrances` kept everything newer from being published. With `is_beaten`
    another replica published meanwhile, and it is to be looked at again.
    """

    published: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    hindrances: tuple[str, ...] = ()
    is_beaten: bool = False


def release(uow: UnitOfWork, shipped: FlowSet, *, library: FlowLibrary, now: datetime) -> Release:
    """Publish what was never current before, except where an author published something else.

    What was current once and is no more is older: with several replicas, one that restarts with yesterday's files
    must not bring yesterday back.
    """
    history = uow.publications.history()
    fresh = _never_current(uow, history, shipped, library)
    newer = [name for name in fresh if _is_ours(history, name)]
    kept = tuple(sorted(set(fresh) - set(newer)))
    if not newer:
        return Release(kept=kept)
    wanted = _together(uow, history, shipped, library=library, newer=newer) if history else shipped
    hindrances = preview(uow, wanted, library=library).hindrances if history else ()
    if hindrances:
        return Release(kept=kept, hindrances=hindrances)
    draft = drafted(history, wanted, act=Act.RELEASE, library=library, now=now)
    is_first = append(uow, draft, wanted)
    return Release(published=tuple(sorted(newer)), kept=kept, is_beaten=not is_first)


def _never_current(
    uow: UnitOfWork, history: Sequence[Publication], shipped: FlowSet, library: FlowLibrary
) -> list[str]:
    """The flows, the programme and the courses (by their files) that are shipped as they never were current."""
    flows = shipped.flows.items()
    names = [name for name, flow in flows if not history or uow.flows.get(name, flow.version) is None]
    was_current = any(is_same_programme(one, shipped, library) for one in history)
    if not was_current:
        names.append(PROGRAMME_FILE)
    for name, course in shipped.courses.items():
        if not any(is_same_course(one.courses.get(name), course, library) for one in history):
            names.append(course_file(name))
    return names


def _is_ours(history: Sequence[Publication], name: str) -> bool:
    """Whether the release may decide about it: it is new, or what is current of it came with a release."""
    if name == PROGRAMME_FILE:
        return not history or history[0].programme_origin is Origin.RELEASE
    course = course_of_file(name)
    if course is not None:
        was_there = any(course in one.courses for one in history)
        return not was_there or (course in history[0].courses and course not in authored_courses(history))
    if not any(name in one.flows for one in history):
        return True
    current = history[0].flows.get(name)
    return current is not None and current.origin is Origin.RELEASE


def _together(
    uow: UnitOfWork,
    history: Sequence[Publication],
    shipped: FlowSet,
    *,
    library: FlowLibrary,
    newer: Sequence[str],
) -> FlowSet:
    """What is current, with these of the release in their places, which are never read: they may be unreadable here."""
    flows = {
        name: flow_at(uow, library, name, one.version)
        for name, one in history[0].flows.items()
        if name not in newer
    }
    text = shipped.programme_text if PROGRAMME_FILE in newer else history[0].programme
    replaced = {name: text for name, text in shipped.course_texts.items() if course_file(name) in newer}
    texts = {**history[0].courses, **replaced}
    return FlowSet(
        flows=flows | {name: flow for name, flow in shipped.flows.items() if name in newer},
        programme=library.read_programme(text),
        programme_text=text,
        courses={name: library.read_course(text, name) for name, text in texts.items()},
        course_texts=texts,
    )

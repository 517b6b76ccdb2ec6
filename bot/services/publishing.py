"""Publishing: a checked set of flows becomes the current one for all replicas, if it strands nobody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import KipicError
from bot.engine.errors import suggest
from bot.engine.moving import Renames
from bot.ports import (
    PROGRAMME_FILE,
    Act,
    FlowLibrary,
    FlowSet,
    Origin,
    Publication,
    Published,
    StoredFlow,
    UnitOfWork,
    course_file,
)
from bot.services.course_changes import is_same_course
from bot.services.previewing import (
    LostStep,
    current_set,
    is_same_programme,
    lost_steps,
    older_versions,
    preview,
)

_FIRST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an author wants to be current, having looked at publication number `base`.

    `maps` says for each flow whose live runs are to move what has become of its steps; without it nobody moves.
    """

    flow_set: FlowSet
    base: int
    maps: Mapping[str, Renames] | None = None


def publish(uow: UnitOfWork, offer: Offer, *, library: FlowLibrary, now: datetime) -> Publication:
    """Make an author's set current; raises KipicError with the whole list when it would strand somebody.

    Runs that are to move are moved afterwards, in transactions of their own (`services/carrying.py`).
    """
    looked = preview(uow, offer.flow_set, library=library)
    refuse("That would strand somebody", looked.hindrances)
    history = uow.publications.history()
    if history and looked.is_empty and not offer.maps:
        return history[0]
    for name, renames in (offer.maps or {}).items():
        flow = offer.flow_set.flows[name]
        lost = lost_steps(flow, older_versions(uow, flow, library=library), renames)
        refuse("Nobody knows where these people are now", map(lost_in_words, lost))
    draft = drafted(history, offer.flow_set, act=Act.PUBLISH, library=library, now=now)
    draft = replace(draft, maps=offer.maps or {})
    if looked.base != offer.base or not append(uow, draft, offer.flow_set):
        raise KipicError(
            "Something else was published meanwhile.", remedy="Look at it again: give the same command."
        )
    return draft


def unpublish(uow: UnitOfWork, names: Collection[str], *, library: FlowLibrary, now: datetime) -> Publication:
    """Take back what an author published of these flows: each is again what the release made it, or away.

    The programme is taken back if it is among the names, or if it is the author's and names a flow that goes; a course
    if its file is. Raises KipicError for what no author published, and with the whole list when it would strand
    somebody.
    """
    history = uow.publications.history()
    current = history[0].flows if history else {}
    authored = [name for name, one in current.items() if one.origin is Origin.AUTHOR]
    if history and history[0].programme_origin is Origin.AUTHOR:
        authored.append(PROGRAMME_FILE)
    authored += [course_file(name) for name in authored_courses(history)]
    for name in names:
        if name not in authored:
            what = f"No author has published '{name[:40]}'."
            raise KipicError(what, remedy=suggest(name, authored) or "There is nothing to take back.")
    released = {name: one for name in names if (one := _released(history, name)) is not None}
    flows = {name: one for name, one in current.items() if name not in names}
    draft = replace(
        history[0],
        number=history[0].number + 1,
        at=now,
        act=Act.UNPUBLISH,
        flows=flows | released,
        maps={},
        courses=_courses_without(history, names),
    )
    wanted = current_set(uow, library, draft)
    if PROGRAMME_FILE in names or wanted.programme.flows() - wanted.flows.keys():
        draft = _with_released_programme(history, draft)
        wanted = current_set(uow, library, draft)
    refuse("That would strand somebody", preview(uow, wanted, library=library).hindrances)
    if not append(uow, draft, wanted):
        raise KipicError("Something was published meanwhile.", remedy="Give the same command again.")
    return draft


def drafted(
    history: Sequence[Publication], wanted: FlowSet, *, act: Act, library: FlowLibrary, now: datetime
) -> Publication:
    """The set as the next publication; whatever a release once made current is the release's, whoever brings it back."""
    origin = Origin.RELEASE if act is Act.RELEASE else Origin.AUTHOR
    known = {
        (name, one.version): one.origin
        for publication in reversed(history)
        for name, one in publication.flows.items()
    }
    programme_origin = next(
        (one.programme_origin for one in history if is_same_programme(one, wanted, library)), origin
    )
    return Publication(
        number=history[0].number + 1 if history else _FIRST,
        at=now,
        act=act,
        flows={
            name: Published(version=flow.version, origin=known.get((name, flow.version), origin))
            for name, flow in wanted.flows.items()
        },
        programme=wanted.programme_text,
        programme_origin=programme_origin,
        courses=_as_written(history, wanted, library),
    )


def authored_courses(history: Sequence[Publication]) -> tuple[str, ...]:
    """The current courses that an author published last; whose a text is, tells the publication that first had it."""
    current = history[0].courses if history else {}
    return tuple(name for name in current if _first_with(history, name, current[name]).act is not Act.RELEASE)


def append(uow: UnitOfWork, draft: Publication, wanted: FlowSet) -> bool:
    """Make it current and keep its versions; False if another one took its number first."""
    if not uow.publications.append(draft):
        return False
    versions = [
        StoredFlow(name=flow.name, version=flow.version, files=flow.source) for flow in wanted.flows.values()
    ]
    uow.flows.add(versions, now=draft.at)
    return True


def refuse(what: str, reasons: Iterable[str]) -> None:
    """Raise KipicError with all reasons, if there are any."""
    told = "".join(f"\n  - {reason}" for reason in reasons)
    if told:
        raise KipicError(
            f"{what}:{told}", remedy="Nothing was published. Mend that, or leave those flows out."
        )


def lost_in_words(lost: LostStep) -> str:
    """What has become of a step, and whom it concerns."""
    where = f"'{lost.step}' of '{lost.flow}'"
    now = "is gone" if lost.kind is None else f"is {lost.kind} now, another kind of question"
    people = "1 person waits" if lost.waiting == 1 else f"{lost.waiting} people wait"
    passed = f"; at most {lost.passed} have answered it" if lost.passed else ""
    return f"{where} {now}. {people} there{passed}."


def _as_written(history: Sequence[Publication], wanted: FlowSet, library: FlowLibrary) -> dict[str, str]:
    """The texts of the courses; one that says what an earlier one said keeps its text, and so the one whose it is."""
    texts = dict(wanted.course_texts)
    for name, course in wanted.courses.items():
        known = (one.courses[name] for one in history if name in one.courses)
        texts[name] = next((text for text in known if is_same_course(text, course, library)), texts[name])
    return texts


def _courses_without(history: Sequence[Publication], names: Collection[str]) -> dict[str, str]:
    """The current courses, those of these files as a release last had them, or away."""
    kept = {name: text for name, text in history[0].courses.items() if course_file(name) not in names}
    for name in history[0].courses.keys() - kept.keys():
        earlier = (one.courses[name] for one in history if name in one.courses)
        text = next((text for text in earlier if _first_with(history, name, text).act is Act.RELEASE), None)
        kept |= {} if text is None else {name: text}
    return kept


def _first_with(history: Sequence[Publication], name: str, text: str) -> Publication:
    return next(one for one in reversed(history) if one.courses.get(name) == text)


def _with_released_programme(history: Sequence[Publication], draft: Publication) -> Publication:
    released = next((one for one in history if one.programme_origin is Origin.RELEASE), draft)
    return replace(draft, programme=released.programme, programme_origin=released.programme_origin)


def _released(history: Sequence[Publication], name: str) -> Published | None:
    """What a release last made current under this name."""
    earlier = (one.flows[name] for one in history if name in one.flows)
    return next((one for one in earlier if one.origin is Origin.RELEASE), None)

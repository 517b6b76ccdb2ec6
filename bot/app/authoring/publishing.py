"""`kipic flows publish` and `unpublish`: shows what changes and for whom, asks, and makes it current for all replicas."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.adapters.system import SystemClock
from bot.app.assembly import opened_store
from bot.app.authoring.asking import ask_about, read_maps, require_known
from bot.app.authoring.chatting import Read
from bot.app.authoring.checking import findings_of
from bot.app.authoring.folder import FlowsFolder
from bot.app.authoring.replaying import replayed
from bot.app.authoring.terminal import bold, counted, faint, green, red, say, yellow
from bot.config import Settings
from bot.domain.errors import KipicError
from bot.engine.inspection import Severity
from bot.engine.moving import Renames
from bot.ports import PROGRAMME_FILE, FlowSet, Store, UnitOfWork, course_file, course_of_file
from bot.services.carrying import Carried, carry_over
from bot.services.course_changes import CourseChange, Fate, cohorts_in_words
from bot.services.offering import offering
from bot.services.previewing import Older, Preview, current_set, lost_steps, older_versions, preview
from bot.services.publishing import Offer, refuse
from bot.services.publishing import publish as make_current
from bot.services.publishing import unpublish as take_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the author asked for: these flows and courses (none for the whole folder), and whether people move to them.

    `is_offered`: /reflect is to offer those that the programme does not name. `maps` are answers given beforehand (`old=new`); with `is_sure` nothing is confirmed.
    """

    names: Sequence[str] = ()
    is_offered: bool = False
    moves: bool = False
    maps: Sequence[str] = ()
    is_sure: bool = False


async def publish(settings: Settings, folder: FlowsFolder, wish: Wish, *, read: Read) -> int:
    """Check, show, ask, publish, and move whom the author wants moved."""
    _require_sound(folder)
    async with opened_store(settings) as store:
        library = Library.bare()
        wanted = await _wanted(store, library, folder, wish)
        looked = await store.read(lambda uow: preview(uow, wanted, library=library))
        _print(looked, folder, wish)
        refuse("That would strand somebody", looked.hindrances)
        names = _movable(looked, folder) if wish.moves else ()
        if looked.is_empty and not names:
            say(f"{green('✓')} That is what is published already.")
            return 0
        maps = None
        if wish.moves:
            known = await store.read(lambda uow: _known(uow, wanted, names, library))
            maps = _asked(wanted, known, told=read_maps(wish.maps), read=read)
        _confirm(is_sure=wish.is_sure, read=read)
        offer = Offer(flow_set=wanted, base=looked.base, maps=maps)
        now = SystemClock().now()
        made = await store.transact(lambda uow: make_current(uow, offer, library=library, now=now))
        say(f"{green('✓')} Published, as number {made.number}. Running bots take it up within seconds.")
        for name in names:
            await _move(store, library, name)
    return 0


async def unpublish(settings: Settings, names: Sequence[str], *, is_sure: bool, read: Read) -> int:
    """Take back what an author published of these flows."""
    async with opened_store(settings) as store:
        say(f"{', '.join(names)}: back to what Kipic brought, or away.")
        say("Whoever is in the middle of it finishes the version they began with.")
        _confirm(is_sure=is_sure, read=read)
        library, now = Library.bare(), SystemClock().now()
        made = await store.transact(lambda uow: take_back(uow, names, library=library, now=now))
        for name in names:
            is_back = name in made.flows or name == PROGRAMME_FILE or course_of_file(name) in made.courses
            say(f"{green('✓')} '{name}' is {'what Kipic brought' if is_back else 'no longer there'}.")
    return 0


def _require_sound(folder: FlowsFolder) -> None:
    """Raise KipicError while there are faults, or transcripts that come out otherwise or are too few."""
    faults = sum(found.severity is Severity.ERROR for found in findings_of(folder))
    if faults:
        remedy = "Mend them first: kipic flows check shows them."
        raise KipicError(f"There {'is' if faults == 1 else 'are'} {counted(faults, 'fault')}.", remedy=remedy)
    failing = [name for name in folder.names if replayed(folder, name).failures]
    if failing:
        what = f"Transcripts are too few or come out otherwise: {', '.join(failing)}."
        raise KipicError(what, remedy="kipic flows test shows them, and says what to do.")


async def _wanted(store: Store, library: Library, folder: FlowsFolder, wish: Wish) -> FlowSet:
    """The whole folder with its programme; or what is named (or stands in one without) among what is published."""
    if not wish.names and (folder.path / PROGRAMME_FILE).is_file():
        whole = read_flow_set(folder.path)
        if set(whole.flows) == set(folder.names):
            return whole

    def work(uow: UnitOfWork) -> FlowSet | None:
        latest = uow.publications.latest()
        return None if latest is None else current_set(uow, library, latest)

    present = await store.read(work)
    if present is None:
        raise KipicError(
            "Nothing is published yet that these flows could stand beside.",
            remedy="Start Kipic once (kipic run), or publish a whole folder with its programme.yaml.",
        )
    text = present.programme_text
    for name in folder.names if wish.is_offered else ():
        text = text if name in present.programme.flows() else offering(text, name)
    return replace(
        present,
        flows={**present.flows, **{name: folder.flow(name) for name in folder.names}},
        programme=library.read_programme(text),
        programme_text=text,
        courses={**present.courses, **folder.courses},
        course_texts={**present.course_texts, **folder.course_texts},
    )


def _movable(looked: Preview, folder: FlowsFolder) -> tuple[str, ...]:
    """The flows asked for in which somebody waits at another version than the wanted one."""
    return tuple(dict.fromkeys(one.flow for one in looked.waiting if one.flow in folder.names))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The older versions of a flow in which people wait, and what was answered before about its steps."""

    older: tuple[Older, ...]
    renames: Renames


def _known(uow: UnitOfWork, wanted: FlowSet, names: Sequence[str], library: Library) -> dict[str, _Known]:
    """By flow; answers of before hold for a version that is current already, whose move did not come to its end."""
    latest = uow.publications.latest()
    known = {}
    for name in names:
        flow = wanted.flows[name]
        is_current = (
            latest is not None and name in latest.flows and latest.flows[name].version == flow.version
        )
        known[name] = _Known(
            older=older_versions(uow, flow, library=library),
            renames=latest.maps.get(name, {}) if latest is not None and is_current else {},
        )
    return known


def _asked(wanted: FlowSet, known: Mapping[str, _Known], *, told: Renames, read: Read) -> dict[str, Renames]:
    """What has become of the steps of these flows, asking for what is neither told nor known."""
    steps = {step for one in known.values() for older in one.older for step in older.flow.saved_by}
    require_known(told, steps)
    return {
        name: ask_about(
            wanted.flows[name],
            partial(lost_steps, wanted.flows[name], one.older),
            {**one.renames, **told},
            read=read,
        )
        for name, one in known.items()
    }


async def _move(store: Store, library: Library, name: str) -> None:
    batch = Carried(moved=0, stayed=0, last=None)
    moved = stayed = 0
    while True:
        batch = await store.transact(partial(carry_over, name=name, library=library, after=batch.last))
        if batch.last is None:
            break
        moved, stayed = moved + batch.moved, stayed + batch.stayed
    what = f"{counted(moved, 'person has', 'people have')} moved to the new version"
    rest = f"; {counted(stayed, 'stays', 'stay')} with the version that they began with" if stayed else ""
    say(f"  {bold(name)}: {what}{rest}.")


def _confirm(*, is_sure: bool, read: Read) -> None:
    if is_sure:
        return
    typed = read("Shall it be so? [y/N] ")
    if typed is None:
        raise KipicError("Nobody said yes.", remedy="Add --yes where there is nobody to ask.")
    if typed.strip().casefold() not in {"y", "yes"}:
        raise KipicError("Nothing was changed.", remedy="Give the command again when you are ready.")


def _print(looked: Preview, folder: FlowsFolder, wish: Wish) -> None:
    """What changes, and for whom; of what nobody is offered, only the flows that were asked for."""
    people = Counter[str]()
    for one in looked.waiting:
        people[one.flow] += one.count
    signs = ((green("+"), looked.new, "new"), (yellow("~"), looked.changed, "changed"))
    for sign, names, what in (*signs, (red("-"), looked.withdrawn, "no longer there")):
        for name in names:
            say(f"{sign} {bold(name)}  {faint(what)}")
            for line in _people_in_words(people[name], moves=wish.moves and name not in looked.withdrawn):
                say(f"    {line}")
    if looked.has_other_programme:
        does = "changed: /reflect offers what you publish" if wish.is_offered else "changed"
        say(f"{yellow('~')} {bold(PROGRAMME_FILE)}  {faint(does)}")
    for course in looked.courses:
        _print_course(course)
    for name in sorted(set(looked.unnamed) & set(folder.names)):
        say(
            f"  Nobody is offered '{name}': the programme does not name it. With --offer, /reflect offers it."
        )


def _print_course(course: CourseChange) -> None:
    sign = {Fate.NEW: green("+"), Fate.CHANGED: yellow("~"), Fate.WITHDRAWN: red("-")}[course.fate]
    say(f"{sign} {bold(course_file(course.name))}  {faint(course.fate)}")
    for line in course.told:
        say(f"    {line}")
    if course.cohorts:
        who = cohorts_in_words(course.cohorts, course.people)
        say(f"    It is taken by {who}. Nobody gets a prompt again that they have had.")


def _people_in_words(count: int, *, moves: bool) -> list[str]:
    if not count:
        return []
    who = f"{counted(count, 'person is', 'people are')} in the middle of it;"
    if moves:
        return [f"{who} they go on in the new version where they can."]
    return [f"{who} they finish the version they began with."]

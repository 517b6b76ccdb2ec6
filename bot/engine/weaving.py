"""How the steps of a flow hang together: every jump leads forward, every name that is read has been answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.engine.definition import names_read
from bot.engine.document import Document, Path
from bot.engine.entry import EntrySpec
from bot.engine.errors import suggest
from bot.engine.expansion import Expansion
from bot.engine.names import ANSWER, landing_of
from bot.engine.placing import Placed
from bot.engine.shelf import Shelf
from bot.engine.steps.follow_up import FollowUp
from bot.engine.steps.plan import Plan
from bot.engine.vocabulary import CALENDAR_FIELDS, COURSE_FIELDS, HISTORY_FIELDS, PROFILE_FIELDS, RUN_FIELDS


def index_of(expansion: Expansion, shelf: Shelf) -> dict[str, int]:
    """The position of every step, and of the place behind every sub-flow and repeat, by name."""
    index: dict[str, int] = {}
    for position, placed in enumerate(expansion.placed):
        if placed.step.id in index:
            _fault(shelf, placed, (), f"Two steps are called '{placed.name}'.", "Rename one of them.")
        index.setdefault(placed.step.id, position)
    return index | expansion.landings


def saved_by(placed: Sequence[Placed], shelf: Shelf) -> dict[str, int]:
    """The position of the step that saves an answer, by the answer's name."""
    saved: dict[str, int] = {}
    for position, one in enumerate(placed):
        for name in one.step.answers():
            if name in saved and name != one.step.id:
                _fault(shelf, one, (), f"Two steps save '{name}'.", "Rename one of them.")
            saved.setdefault(name, position)
    return saved


def check_jumps(placed: Sequence[Placed], index: Mapping[str, int], shelf: Shelf) -> None:
    """Every jump leads to a step further down."""
    for position, one in enumerate(placed):
        for key, target in one.step.targets():
            if target not in index:
                # What stands behind a sub-flow with faults of its own is not missing.
                if not target.endswith(landing_of("")):
                    told, known = (
                        one.names.told(target),
                        [name for name in _seen_from(one, index) if "." not in name],
                    )
                    _fault(shelf, one, (key,), f"There is no step '{told}'.", suggest(told, known))
            elif index[target] <= position:
                reason = f"'{one.names.told(target)}' comes before this step, and jumps go forward only."
                remedy = "Move the step down; Back is the person's own way back."
                _fault(shelf, one, (key,), reason, remedy)


def check_plans(placed: Sequence[Placed], shelf: Shelf) -> None:
    """Every follow-up that is about a plan item names a plan step above it."""
    plans = [one.step.id for one in placed if isinstance(one.step, Plan)]
    earlier: set[str] = set()
    for one in placed:
        if isinstance(one.step, Plan):
            earlier.add(one.step.id)
        elif isinstance(one.step, FollowUp) and one.step.plan is not None and one.step.plan not in earlier:
            told = one.names.told(one.step.plan)
            if one.step.plan in plans:
                reason, remedy = f"The plan '{told}' is made only later.", "Move this step down."
            else:
                reason, remedy = f"There is no plan step '{told}'.", suggest(told, _seen_from(one, plans))
            _fault(shelf, one, ("plan",), reason, remedy)


def check_names(
    document: Document,
    given: Collection[str],
    entry: EntrySpec | None,
    placed: Sequence[Placed],
    saved: Mapping[str, int],
    shelf: Shelf,
) -> None:
    """Every name that a step or the entry reads is there, and is answered before it is read."""
    known: Mapping[str, Collection[str]] = {
        "run": RUN_FIELDS,
        "profile": PROFILE_FIELDS,
        "calendar": CALENDAR_FIELDS,
        "history": HISTORY_FIELDS,
        "course": COURSE_FIELDS,
        "given": given,
    }
    earlier: set[str] = set()
    for one in placed:
        _check_names_of(one, known, saved, earlier, shelf)
        earlier |= set(one.step.answers())
    for inside, root, name in names_read(entry):
        names = known.get(root, saved.keys())
        if name not in names:
            remedy = suggest(name, names)
            shelf.fault(document, ("entry", *inside), f"There is no '{name}' to take this from.", remedy)


def _check_names_of(
    one: Placed,
    known: Mapping[str, Collection[str]],
    saved: Mapping[str, int],
    earlier: Collection[str],
    shelf: Shelf,
) -> None:
    for inside, root, name in names_read(one.step):
        if root in known:
            if name not in known[root]:
                _fault(shelf, one, inside, f"There is no '{root}.{name}'.", suggest(name, known[root]))
        elif name not in earlier and not (name == ANSWER and inside[0] == "validate"):
            told = one.names.told(name)
            if name in saved:
                _fault(
                    shelf,
                    one,
                    inside,
                    f"'{told}' is answered only later.",
                    "Ask it first, or move this step down.",
                )
            else:
                remedy = suggest(told, _seen_from(one, earlier))
                _fault(shelf, one, inside, f"There is no answer '{told}'.", remedy)


def _seen_from(one: Placed, names: Iterable[str]) -> list[str]:
    """Names as the author of this step would write them; those of other places are left out."""
    prefix = one.names.prefix
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix) and "~" not in name]


def _fault(shelf: Shelf, placed: Placed, inside: Path, reason: str, remedy: str) -> None:
    document, path = placed.where(inside)
    shelf.fault(document, path, reason, remedy, placed.name)

"""Which name in a file stands for which in the flow: sub-flows and rounds have names of their own, with an address.

What an author calls `so_what` inside a sub-flow that was called as `reflection` is `reflection.so_what` to the rest
of the flow; inside the second round of a repeat called `need` it is `need_2.so_what`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.engine.limits import ROUNDS_LIMIT

ANSWER = "answer"
"""What a `validate:` condition calls the answer that it looks at."""

ROUND_FIELDS = frozenset({"number", "is_first", "is_last"})
"""What may be read as `round.x` inside a repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of one place: a flow's file, a called file, or one round of a repeat.

    `own` are the names that this place gives; what it doesn't give belongs to the place around it, if there is one.
    `rounds` are the repeats of this place with their rounds' names. `given` holds what a caller hands over, as
    expressions, and is None in the flow itself, whose `given` comes from the trigger. `exit` is where an `end` of a
    called file leads.
    """

    prefix: str = ""
    own: frozenset[str] = frozenset()
    rounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    around: "Names | None" = None
    given: Mapping[str, Any] | None = None
    round: Mapping[str, Any] | None = None
    exit: str | None = None

    def addresses(self, path: str) -> tuple[str, ...]:
        """The address of an answer or step; several, one a round, for `repeat.name`."""
        if path == ANSWER:
            return (path,)
        head, _, tail = path.partition(".")
        place = self.place_of(head)
        if tail and head in place.rounds:
            return tuple(f"{place.prefix}{name}.{tail}" for name in place.rounds[head])
        return (place.prefix + path,)

    def place_of(self, head: str) -> "Names":
        """The place that gives this name: this one, one around it, or the outermost if none does."""
        place = self
        while head not in place.own and place.around is not None:
            place = place.around
        return place

    def told(self, address: str) -> str:
        """What an address is called here."""
        return address.removeprefix(self.prefix)

    def handed_over(self) -> Mapping[str, Any] | None:
        """What `given.x` stands for here, or None where the trigger hands over."""
        return self.around.handed_over() if self.given is None and self.around is not None else self.given

    def constants(self) -> Mapping[str, Any] | None:
        """What `round.x` is here, or None outside a repeat."""
        return self.around.constants() if self.round is None and self.around is not None else self.round

    def way_out(self) -> str | None:
        """Where an `end` leads that ends a called file only."""
        return self.around.way_out() if self.exit is None and self.around is not None else self.exit


def landing_of(address: str) -> str:
    """The name of the place right behind a sub-flow or a repeat."""
    return f"{address}~"


def round_name(name: str, number: int) -> str:
    """What one round of a repeat is called."""
    return f"{name}_{number}"


def names_given(steps: Iterable[Any]) -> frozenset[str]:
    """The names that a list of steps, as authored, gives to the place in which it stands."""
    found: set[str] = set()
    for raw in steps:
        if not isinstance(raw, dict) or not raw:
            continue
        kind, name = next(iter(raw.items()))
        if isinstance(name, str):
            found |= {name, *rounds_of(kind, name, raw)}
        taps = raw.get("taps")
        if kind == "close" and isinstance(taps, dict):
            found |= set(taps)
    return frozenset(found)


def rounds_given(steps: Iterable[Any]) -> Mapping[str, tuple[str, ...]]:
    """The repeats among a list of steps, as authored, with the names of their rounds."""
    heads = ((*next(iter(raw.items())), raw) for raw in steps if isinstance(raw, dict) and raw)
    return {name: rounds for kind, name, raw in heads if (rounds := rounds_of(kind, name, raw))}


def rounds_of(kind: Any, name: Any, raw: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ANN401 - whatever the author wrote
    """The rounds' names of a step as authored; none if it is no repeat, or none that can be read."""
    times = raw.get("times")
    if (
        kind != "repeat"
        or not isinstance(name, str)
        or type(times) is not int
        or not 0 < times <= ROUNDS_LIMIT
    ):
        return ()
    return tuple(round_name(name, number) for number in range(1, times + 1))

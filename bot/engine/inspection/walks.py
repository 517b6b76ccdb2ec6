"""All ways through a flow: which steps are met, with which answers known, how long each way takes and asks.

Every way is walked with the steps' own code. Two ways that stand at the same step and differ in nothing that is read
further down are one from there on, so the count stays small; a flow with more than `STANDS_LIMIT` of them is walked
in part, and then says so. Positions only rise (jumps lead forward, rounds are written out), so a walk always ends and
a loop without a wait can't be built; the loader refuses a jump that leads back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from bot.engine.definition import Flow, names_read
from bot.engine.expressions import ROOTS, Expression
from bot.engine.inspection.supposing import (
    OF_ANSWERS,
    Read,
    Reply,
    constants_of,
    decided_by,
    expressions_in,
    replies,
)
from bot.engine.names import ANSWER
from bot.engine.steps.ask import Ask
from bot.engine.steps.step import ENDED, PassedStep, Step, Visit

STANDS_LIMIT = 5_000
"""Different stands looked at in one flow: a tenth of a second; shipped flows need some tens."""

SUPPOSED_LIMIT = 50_000
"""Values of the person and the day tried in one flow, for conditions over many of them; shipped flows need hundreds."""

SOME_DAY = "2026-06-15"
"""The day on which flows are walked, for questions that count days from today."""

Known = Mapping[Read, Any]
"""What is known at a point of a way, by root and name; what is outside and not yet read is not there."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A way so far: the position of the next step (or the end), and what of it still matters."""

    position: int
    known: tuple[tuple[Read, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a way: from a stand to another; `reply` when a question was left, `is_met` unless passed by."""

    step: Step
    to: Stand
    is_met: bool
    reply: Reply | None = None

    @property
    def key(self) -> tuple[Stand, bool, str]:
        """What tells two moves from the same stand apart."""
        return self.to, self.is_met, self.reply.when if self.reply else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walks:
    """Everything that the walks saw. `unknown` are the answers used by a step that some way reached without them."""

    begin: Stand
    moves: Mapping[Stand, tuple[Move, ...]]
    met: frozenset[str]
    known: Mapping[str, frozenset[str]]
    unknown: Mapping[str, frozenset[str]]
    is_whole: bool


def walk_all(flow: Flow) -> Walks:
    """Walk every way through a flow."""
    return _Walker(flow).walk()


@dataclass(slots=True)
class _Walker:
    flow: Flow
    moves: dict[Stand, tuple[Move, ...]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    known: dict[str, set[str]] = field(default_factory=dict)
    unknown: dict[str, set[str]] = field(default_factory=dict)
    supposed: int = 0
    tried: Mapping[Read, tuple[Any, ...]] = field(init=False)
    used: tuple[frozenset[Read], ...] = field(init=False)
    matters: tuple[frozenset[Read], ...] = field(init=False)
    decides: tuple[frozenset[Read], ...] = field(init=False)

    def __post_init__(self) -> None:
        steps = self.flow.steps
        self.tried = constants_of(expression for step in steps for expression in expressions_in(step))
        self.used = tuple(_used_by(step) for step in steps)
        self.decides = _from_here_on([decided_by(step) for step in steps])
        self.matters = _from_here_on(self.used)

    def walk(self) -> Walks:
        begin = Stand(0, ())
        waiting: dict[int, dict[Stand, None]] = {0: {begin: None}}
        is_whole = True
        for position, step in enumerate(self.flow.steps):
            for stand in waiting.pop(position, {}):
                moves = tuple({move.key: move for move in self._moves(stand, step)}.values())
                self.moves[stand] = moves
                for move in moves:
                    waiting.setdefault(move.to.position, {})[move.to] = None
            if len(self.moves) > STANDS_LIMIT or self.supposed > SUPPOSED_LIMIT:
                is_whole = False
                break
        return Walks(
            begin=begin,
            moves=self.moves,
            met=frozenset(self.met),
            known={step: frozenset(names) for step, names in self.known.items()},
            unknown={step: frozenset(names) for step, names in self.unknown.items()},
            is_whole=is_whole,
        )

    def _moves(self, stand: Stand, step: Step) -> Iterator[Move]:
        known = dict(stand.known)
        for supposed in self._suppose(known, [step.condition] if step.condition else []):
            if step.condition is not None and not step.condition.value(_scope(supposed)):
                yield Move(step=step, to=self._stand(step, step.beyond, supposed), is_met=False)
            else:
                self._note(step, supposed)
                yield from self._met(step, supposed)

    def _met(self, step: Step, known: Known) -> Iterator[Move]:
        if isinstance(step, Ask):
            yield from self._asked(step, known)
        elif isinstance(step, PassedStep) and len({way.to for way in step.ways_on()}) > 1:
            for supposed in self._suppose(known, expressions_in(step)):
                move = step.visit(Visit(scope=_scope(supposed), occurrence=0))
                target = ENDED if move.is_end else move.go
                yield Move(step=step, to=self._stand(step, target, supposed), is_met=True)
        else:
            for way in step.ways_on():
                yield Move(step=step, to=self._stand(step, way.to, known), is_met=True)

    def _asked(self, step: Ask, known: Known) -> Iterator[Move]:
        conditions = [choice.condition for choice in step.choices.values() if choice.condition]
        for supposed in self._suppose(known, conditions):
            scope = _scope(supposed)
            for reply in replies(step, scope, self.tried.get(("", step.id), ())):
                after = {**supposed, **_answered(step, reply, scope)}
                to = self._stand(step, step.route(reply.answer), after)
                yield Move(step=step, to=to, is_met=True, reply=reply)

    def _suppose(self, known: Known, expressions: Iterable[Expression]) -> Iterator[Known]:
        """What is known, with every value worth trying for the names outside the flow that are read now."""
        reads = {read for expression in expressions for read in expression.names}
        outside = sorted(read for read in reads if read[0] not in OF_ANSWERS and read not in known)
        left = max(0, SUPPOSED_LIMIT + 1 - self.supposed)
        for values in islice(product(*(self.tried[read] for read in outside)), left):
            self.supposed += 1
            yield {**known, **dict(zip(outside, values, strict=True))}

    def _stand(self, step: Step, target: str | None, known: Known) -> Stand:
        """Where a way goes on, with only what is still read from there."""
        if target == ENDED:
            return Stand(len(self.flow.steps), ())
        position = self.flow.index[step.id] + 1 if target is None else self.flow.index[target]
        if position >= len(self.flow.steps):
            return Stand(position, ())
        decides, matters = self.decides[position], self.matters[position]
        kept = {
            read: value if read in decides else True
            for read, value in known.items()
            if read in decides or (read in matters and value is not None and read[0] in OF_ANSWERS)
        }
        return Stand(position, tuple(sorted(kept.items(), key=lambda item: item[0])))

    def _note(self, step: Step, known: Known) -> None:
        self.met.add(step.id)
        answered, missing = (group.setdefault(step.id, set()) for group in (self.known, self.unknown))
        for root, name in self.used[self.flow.index[step.id]]:
            if root in OF_ANSWERS and name != ANSWER:
                is_known = known.get((root, name)) is not None
                (answered if is_known else missing).add(name)


def _used_by(step: Step) -> frozenset[Read]:
    """The names that a step prints or hands on; a condition may also ask whether there is no answer."""
    return frozenset((root, name) for path, root, name in names_read(step) if path[-1] != "if")


def _from_here_on(reads: Iterable[frozenset[Read]]) -> tuple[frozenset[Read], ...]:
    """For each position what it and all steps below it read."""
    found: list[frozenset[Read]] = []
    for read in reversed(tuple(reads)):
        found.append(read | found[-1] if found else read)
    return tuple(reversed(found))


def _answered(step: Ask, reply: Reply, scope: Mapping[str, Any]) -> dict[Read, Any]:
    if reply.answer.is_skipped:
        return {("", step.id): None, ("chose", step.id): None, ("label", step.id): None}
    value = reply.answer.value
    words = step.words(value)
    return {
        ("", step.id): tuple(words) if isinstance(words, list) else words,
        ("chose", step.id): step.option_of(value),
        ("label", step.id): step.label_of(value, dict(scope)),
    }


def _scope(known: Known) -> dict[str, Any]:
    scope: dict[str, Any] = {**{root: {} for root in ROOTS}, "calendar": {"date": SOME_DAY}}
    for (root, name), value in known.items():
        (scope[root] if root else scope)[name] = value
    return scope

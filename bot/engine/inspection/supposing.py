"""What could be answered, and what could be true of the person and the day, as far as a flow's conditions care.

Conditions are worked out for real, on values that stand for all others: each choice, a few words for a free answer,
and for whatever lies outside the flow the constants with which it is compared, their neighbours, and nothing.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from pydantic import BaseModel

from bot.engine.expressions import Expression, Scope, parse
from bot.engine.run import Answer
from bot.engine.steps.ask import GAVE_UP, NO_ANSWER, Ask, Misfit
from bot.engine.steps.ask_choices import AskChoices
from bot.engine.steps.step import TAP_SECONDS, Step

Read = tuple[str, str]
"""A name that is read: its root ("" for an answer) and itself."""

OF_ANSWERS = frozenset({"", "chose", "label"})
"""Roots under which answers are read; all others lie outside the flow."""

MEMBERS_TRIED = 4
"""Of the words looked for in one list, so many are tried in every combination; of the others each, and all."""

SOME_WORDS = "some words"
_SAMPLES = (SOME_WORDS, "5", "30", "0", "12:45", "2026-06-15", "next friday")
"""What is typed for a free answer: the first that fits the question, and for a number all that fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One way of leaving a question: the answer, the seconds that it takes, and what it is called in reports."""

    answer: Answer
    seconds: int
    is_given: bool
    when: str


def expressions_in(value: object) -> Iterator[Expression]:
    """Every expression of a step that is not part of a text: what its way can depend on."""
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            yield from expressions_in(getattr(value, key))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from expressions_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from expressions_in(item)


@dataclass(slots=True)
class _Around:
    """What a name is compared with: constants and their neighbours, and the words looked for in it."""

    values: dict[Any, None] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)


def constants_of(expressions: Iterable[Expression]) -> Mapping[Read, tuple[Any, ...]]:
    """For each name read, the values worth trying: nothing, and around each constant beside which it is read."""
    found: dict[Read, _Around] = {}
    for expression in expressions:
        nodes = list(ast.walk(parse(expression.source)))
        values = [value for node in nodes if isinstance(node, ast.Constant) for value in _near(node.value)]
        members = [member for node in nodes if isinstance(node, ast.Compare) for member in _members(node)]
        for read in expression.names:
            around = found.setdefault(read, _Around())
            around.values.update(dict.fromkeys(values))
            around.members.update(dict.fromkeys(members))
    return {read: _tried(read, around) for read, around in found.items()}


def _near(constant: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any constant of the language
    if isinstance(constant, bool) or constant is None:
        return ()
    if isinstance(constant, int | float):
        return (constant - 1, constant, constant + 1)
    return (constant,)


def _members(node: ast.Compare) -> Iterator[str]:
    """The words that are looked for in a list which a name holds."""
    for left, op, right in zip((node.left, *node.comparators), node.ops, node.comparators, strict=False):
        is_looked_for = isinstance(op, ast.In | ast.NotIn) and not isinstance(right, ast.List | ast.Tuple)
        if is_looked_for and isinstance(left, ast.Constant) and isinstance(left.value, str):
            yield left.value


def _tried(read: Read, around: _Around) -> tuple[Any, ...]:
    if read == ("run", "is_even"):
        return (True, False)
    # "x" stands for whatever is not named: true where only presence is asked, and equal to no constant.
    return (None, "x", *around.values, *_sets_of(tuple(around.members)))


def _sets_of(members: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The lists of these words that are worth trying; one word alone is tried as a word."""
    sizes = range(2, len(members) + 1) if len(members) <= MEMBERS_TRIED else [len(members)]
    for size in sizes:
        yield from combinations(members, size)


def replies(step: Ask, scope: Scope, around: Iterable[Any]) -> Iterator[Reply]:
    """Every way of leaving a question that can make a difference; `around` are constants compared with its answer."""
    for value in _tapped(step, scope, around):
        yield _reply(step, value, is_tap=True)
    if step.takes_free_text:
        yield from (_reply(step, value, is_tap=False) for value in _typed(step, scope, around))
    if step.skip:
        yield Reply(answer=Answer(value=None, is_skipped=True), seconds=0, is_given=False, when="skip")
    if step.attempts:
        given_up = Answer(value=GAVE_UP, is_skipped=True)
        yield Reply(answer=given_up, seconds=0, is_given=False, when="attempts used up")
    if step.give_up_after is not None and step.on_no_answer:
        silence = Answer(value=NO_ANSWER, is_skipped=True)
        yield Reply(answer=silence, seconds=0, is_given=False, when="no answer")


def _reply(step: Ask, value: Any, *, is_tap: bool) -> Reply:  # noqa: ANN401 - any JSON value
    seconds = TAP_SECONDS if is_tap and step.takes_free_text else step.seconds()
    option = step.option_of(value) if is_tap else None
    return Reply(answer=Answer(value=value), seconds=seconds, is_given=True, when=option or "an answer")


def _tapped(step: Ask, scope: Scope, around: Iterable[Any]) -> list[Any]:
    options = [option.value for option in step.offered(scope)]
    if step.choices_from is not None:
        options.append(SOME_WORDS)
    if isinstance(step, AskChoices):
        return _ticked(step, options, around)
    values = [step.value_of(option, scope) for option in options]
    return [value for value in values if not _is_unfit(step, value, scope)]


def _ticked(step: AskChoices, options: list[str], around: Iterable[Any]) -> list[Any]:
    """Each choice alone, those together that a condition looks for together, as many as may be, and none."""
    together = [value for value in around if isinstance(value, tuple)]
    sets = [*((option,) for option in options), *together, tuple(options[: step.at_most]), ()]
    ticked = dict.fromkeys(_filled(ticks, options, step.at_least) for ticks in sets)
    return [list(ticks) for ticks in ticked if step.at_least <= len(ticks) <= step.at_most]


def _filled(ticks: tuple[str, ...], options: list[str], count: int) -> tuple[str, ...]:
    """These choices, and others if so many are needed, in the order in which they are shown."""
    others = [option for option in options if option not in ticks][: max(0, count - len(ticks))]
    return tuple(option for option in options if option in ticks or option in others)


def _typed(step: Ask, scope: Scope, around: Iterable[Any]) -> Iterator[Any]:
    read = [step.read(text, scope) for text in _SAMPLES]
    fit = [value for value in read if not _is_unfit(step, value, scope)] or [SOME_WORDS]
    is_number = isinstance(fit[0], int | float)
    near = [value for value in around if step.read(str(value), scope) == value]
    wanted = [
        *(fit if is_number else fit[:1]),
        *(value for value in near if not _is_unfit(step, value, scope)),
    ]
    yield from dict.fromkeys(wanted)


def _is_unfit(step: Ask, value: Any, scope: Scope) -> bool:  # noqa: ANN401 - any JSON value, or a Misfit
    return isinstance(value, Misfit) or step.misfit(value, scope, 0) is not None


def decided_by(step: Step) -> frozenset[Read]:
    """The names on which the way on from a step can depend."""
    if isinstance(step, Ask) or len({way.to for way in step.ways_on()}) > 1:
        return frozenset().union(*(expression.names for expression in expressions_in(step)))
    return step.condition.names if step.condition is not None else frozenset()

"""What could be answered, and what could be true of the person and the day, as far as a flow's conditions care.

Conditions are worked out for real, on values that stand for all others: each choice, a few words for a free answer,
and for whatever lies outside the flow the constants with which it is compared, their neighbours, and nothing.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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

VALUES_TRIED = 8
"""Values tried for one name outside the flow; a rule that needs more is too clever for its readers."""

SOME_WORDS = "some words"
_SAMPLES = (SOME_WORDS, "5", "30", "12:45", "2026-06-15", "next friday")
"""What is typed for a free answer: the first that fits the question."""


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


def constants_of(expressions: Iterable[Expression]) -> Mapping[Read, tuple[Any, ...]]:
    """For each name read, the values worth trying: nothing, and around each constant beside which it is read."""
    found: dict[Read, list[Any]] = {}
    for expression in expressions:
        constants = [
            node.value for node in ast.walk(parse(expression.source)) if isinstance(node, ast.Constant)
        ]
        for read in expression.names:
            held = found.setdefault(read, [])
            held += [value for constant in constants for value in _around(constant) if value not in held]
    return {read: _bounded(read, values) for read, values in found.items()}


def _around(constant: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any constant of the language
    if isinstance(constant, bool) or constant is None:
        return ()
    if isinstance(constant, int | float):
        return (constant - 1, constant, constant + 1)
    return (constant,)


def _bounded(read: Read, values: list[Any]) -> tuple[Any, ...]:
    if read == ("run", "is_even"):
        return (True, False)
    # "x" stands for whatever is not named: true where only presence is asked, and equal to no constant.
    return (None, "x", *values[: VALUES_TRIED - 2])


def replies(step: Ask, scope: Scope, around: Iterable[Any]) -> Iterator[Reply]:
    """Every way of leaving a question that can make a difference; `around` are constants compared with its answer."""
    for value in _tapped(step, scope):
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


def _tapped(step: Ask, scope: Scope) -> list[Any]:
    options = [option.value for option in step.offered(scope)]
    if step.choices_from is not None:
        options.append(SOME_WORDS)
    if not isinstance(step, AskChoices):
        values = [step.value_of(option, scope) for option in options]
        return [value for value in values if not _is_unfit(step, value, scope)]
    sets = [[option] for option in options if step.at_least <= 1]
    return [*sets, *([options] if len(options) > 1 else []), *([[]] if step.at_least == 0 else [])]


def _typed(step: Ask, scope: Scope, around: Iterable[Any]) -> Iterator[Any]:
    read = (step.read(text, scope) for text in _SAMPLES)
    sample = next((value for value in read if not _is_unfit(step, value, scope)), SOME_WORDS)
    yield sample
    for constant in around:
        value = step.read(str(constant), scope)
        if value == constant and value != sample and not _is_unfit(step, value, scope):
            yield value


def _is_unfit(step: Ask, value: Any, scope: Scope) -> bool:  # noqa: ANN401 - any JSON value, or a Misfit
    return isinstance(value, Misfit) or step.misfit(value, scope, 0) is not None


def decided_by(step: Step) -> frozenset[Read]:
    """The names on which the way on from a step can depend."""
    if isinstance(step, Ask) or len({way.to for way in step.ways_on()}) > 1:
        return frozenset().union(*(expression.names for expression in expressions_in(step)))
    return step.condition.names if step.condition is not None else frozenset()

"""Carries a live run from the version of its flow that it began with to another, when the author asks for that.

A run moves only if the question at which it waits is there too, under its own name or the one that the author gives
for it. The wait stays as it is shown: a tap names a position in its options, which stay those on the screen.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.engine.answers import Answers
from bot.engine.definition import Flow
from bot.engine.run import Answer, Context, RunState, RunStatus, Wait
from bot.engine.steps.ask import Ask
from bot.engine.steps.step import Step

NOWHERE = ""
"""In a map: the step has no counterpart. Who waits there stays with their version; what was answered there rests."""

SUGGESTIONS = 5
"""Steps offered as the one that was meant."""

Renames = Mapping[str, str]
"""What has become of steps: the old id with the new one, or with `NOWHERE`; a call's id stands for all within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A question of the old version that the new one lacks, or has as another `kind` (None if it lacks it).

    `suggestions` are the new version's questions that it may have become, the likeliest first.
    """

    step: str
    kind: str | None
    suggestions: tuple[str, ...]


def move(state: RunState, old: Flow, new: Flow, renames: Renames) -> RunState | None:
    """The waiting run as the new version goes on with it; None when it must stay with the old one."""
    wait = state.wait
    step = counterpart(wait.step, old, new, renames) if wait is not None else None
    if state.status is not RunStatus.WAITING or wait is None or step is None:
        return None
    if step.id != wait.step and step.id in state.answers:
        return None  # it has been answered already, and its answer must not be written over
    moved = replace(
        state,
        version=new.version,
        answers=_answers(state, old, new, renames),
        done=tuple(_done(token, renames) for token in state.done),
        wait=_wait(wait, step),
    )
    return moved if _can_be_answered(moved, new, step) else None


def counterpart(name: str, old: Flow, new: Flow, renames: Renames) -> Ask | None:
    """The question of the new version that this one of the old has become: of the same kind, or it is another."""
    found = new.step_of(renamed(name, renames))
    return found if isinstance(found, Ask) and _is_same_kind(old.step_of(name), found) else None


def renamed(name: str, renames: Renames) -> str:
    """The new name of a step or answer: its own, or that of the call in which it lies."""
    if name in renames:
        return renames[name]
    outer, _, inner = name.rpartition(".")
    if not outer:
        return name
    moved = renamed(outer, renames)
    return f"{moved}.{inner}" if moved else NOWHERE


def losses(old: Flow, new: Flow, renames: Renames, *, waiting: Collection[str]) -> tuple[Loss, ...]:
    """The questions without a counterpart at which people wait or which they may have answered on their way.

    In the order of the old version. What the author has answered with `NOWHERE` is no loss any more.
    """
    last = max((old.index[name] for name in waiting if name in old.index), default=-1)
    return tuple(
        _loss(step, old, new)
        for step in old.steps[: last + 1]
        if isinstance(step, Ask)
        and counterpart(step.id, old, new, renames) is None
        and renamed(step.id, renames) != NOWHERE
    )


def _loss(step: Ask, old: Flow, new: Flow) -> Loss:
    same_name = new.step_of(step.id)
    return Loss(
        step=step.id,
        kind=None if same_name is None else same_name.type,
        suggestions=tuple(_suggestions(step, old, new))[:SUGGESTIONS],
    )


def _suggestions(step: Ask, old: Flow, new: Flow) -> Iterator[str]:
    """Questions of the same kind, those that are new before those that were there, by likeness of their words."""
    alike = [
        (other.id in old.index, -_likeness(step, other), other.id)
        for other in new.steps
        if isinstance(other, Ask) and _is_same_kind(step, other) and other.id != step.id
    ]
    yield from (name for _, _, name in sorted(alike))


def _likeness(one: Ask, other: Ask) -> float:
    words = SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()
    return max(words, SequenceMatcher(None, one.id, other.id, autojunk=False).ratio())


def _words(step: Ask) -> str:
    return " ".join(template.source for template in step.text.templates)


def _is_same_kind(one: Step | None, other: Step | None) -> bool:
    return one is not None and type(one) is type(other)


def _answers(state: RunState, old: Flow, new: Flow, renames: Renames) -> dict[str, Answer]:
    """What was answered, under its new names; what has no counterpart rests where no step will meet it."""
    targets = {name: renamed(name, renames) for name in state.answers}
    staying = {name for name, target in targets.items() if name == target}
    kept: dict[str, Answer] = {}
    resting: dict[str, Answer] = {}
    for name, answer in state.answers.items():
        target = targets[name]
        is_taken = target in kept or (name not in staying and target in staying)
        if not is_taken and _is_same_kind(old.step_of(name), new.step_of(target)):
            kept[target] = answer
        else:
            place = f"{name}@{state.version}" if name in new.saved_by else name
            resting[place] = replace(answer, applies=False)
    return {**kept, **resting}


def _done(token: str, renames: Renames) -> str:
    step, digest = token.rsplit("#", 1)
    return f"{renamed(step, renames) or step}#{digest}"


def _wait(wait: Wait, step: Ask) -> Wait:
    chosen = [value for value in wait.chosen if value in step.choices or step.choices_from is not None]
    return replace(
        wait, step=step.id, takes_text=step.takes_text, allows_links=step.links, chosen=tuple(chosen)
    )


def _can_be_answered(state: RunState, flow: Flow, step: Ask) -> bool:
    """Whether the question leaves a way on; one that takes its choices from elsewhere may find none there."""
    scope = Answers(flow, state, Context()).scope
    return step.takes_free_text or bool(step.skip) or bool(step.offered(scope))

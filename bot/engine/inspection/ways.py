"""Faults of a flow's ways: steps that nobody reaches, questions nobody can leave, answers that can't be there yet."""

import re
from collections.abc import Iterator

from bot.engine.definition import Flow
from bot.engine.inspection.finding import Finding, Severity
from bot.engine.inspection.places import Places
from bot.engine.inspection.walks import Walks
from bot.engine.steps.ask import Ask
from bot.engine.steps.step import ENDED, Step

_PRINTED = re.compile(r"\{\{\s*(?:label\.|chose\.)?([a-z][\w.]*)\s*(?:\|\s*\w+\s*)?\}\}")
"""A value that is one name, perhaps through a filter: what is absent leaves a hole in the sentence."""


def inspect_ways(flow: Flow, walks: Walks, places: Places) -> Iterator[Finding]:
    """All faults of this kind; of those that need every way, none if the walks saw only a part."""
    led_to = _led_to(flow)
    for step in flow.steps:
        if step.id not in led_to:
            what = f"Nothing leads to '{step.id}'."
            yield _error(places, step, what, "Remove it, or let a 'go' lead here.")
        elif walks.is_whole and step.id not in walks.met:
            what = f"Nobody ever meets '{step.id}': whatever is answered, the way goes past it."
            yield _error(places, step, what, "Look at the conditions (if:) here and of the steps above.")
        yield from _stuck(step, places)
        yield from _silent_end(flow, step, places)
        if walks.is_whole and step.id in walks.met:
            yield from _unanswered(step, walks, places)


def _led_to(flow: Flow) -> set[str]:
    """The steps to which the first one leads, whatever the conditions say."""
    found = {flow.steps[0].id}
    for step in flow.steps:
        if step.id in found:
            found |= {target for _, target in flow.successors(step)}
    return found


def _stuck(step: Step, places: Places) -> Iterator[Finding]:
    """A question without anything to tap when none of its choices is there."""
    if not isinstance(step, Ask) or step.takes_free_text or step.skip or step.condition is not None:
        return
    is_sure = any(
        value not in step.choices or step.choices[value].condition is None
        for value, _ in step.named_choices()
    )
    if not is_sure:
        what = "Nobody can answer this when none of its choices is there."
        yield _error(places, step, what, "Add skip: true, a choice without 'if', or an 'if' on the step.")


def _silent_end(flow: Flow, step: Step, places: Places) -> Iterator[Finding]:
    """An answer after which nothing more is said."""
    if not step.waits or step.type == "close":
        return
    last = flow.steps[-1]
    if step is last or any(to == ENDED and way.when != "no answer" for way, to in flow.successors(step)):
        what = f"After '{step.id}' the conversation stops without a word."
        yield _error(places, step, what, "Let it lead to an 'end' with a last line, or to a 'close'.")


def _unanswered(step: Step, walks: Walks, places: Places) -> Iterator[Finding]:
    known, unknown = walks.known.get(step.id, frozenset()), walks.unknown.get(step.id, frozenset())
    for name in sorted(unknown - known):
        what = f"'{name}' can't have been answered by anyone who comes here."
        yield _error(places, step, what, "Ask it on the way to this step, or don't read it here.")
    for text in step.texts():
        for name in sorted({name for words in text.wordings for name in _PRINTED.findall(words)}):
            if any(_is_same(name, address) for address in unknown & known):
                place = places.of(step.id, text.where)
                yield Finding(
                    severity=Severity.WARNING,
                    file=place.file,
                    line=place.line,
                    step=step.id,
                    what=f"Some come here without an answer to '{name}': this text then has a hole.",
                    remedy=f"Write {{{{ {name} or 'something else' }}}}, or give the step if: {name}.",
                )


def _is_same(name: str, address: str) -> bool:
    """Whether a name as authored means this address; inside a sub-flow or round it is the end of it."""
    return name == address or address.endswith(f".{name}")


def _error(places: Places, step: Step, what: str, remedy: str) -> Finding:
    place = places.of(step.id)
    return Finding(
        severity=Severity.ERROR, file=place.file, line=place.line, step=step.id, what=what, remedy=remedy
    )

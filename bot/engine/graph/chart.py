"""What a picture of a flow shows, before it is drawn: a card for each step, and lines with what they stand for."""

import re
from dataclasses import dataclass

from bot.engine.definition import Flow
from bot.engine.inspection.visible import visible
from bot.engine.steps.ask import Ask
from bot.engine.steps.step import ENDED, Step, TextKind

_NAME = re.compile(r"\{\{\s*(?:\w+\.)*(\w+)\s*(?:\|\s*\w+\s*)?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A step: its id, type, words, the condition under which it is there, and its choices that simply lead on."""

    step: str
    type: str
    words: str
    condition: str
    plain: tuple[str, ...]
    waits: bool
    is_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A way from one step to another; `labels` are the answers or conditions that take it, none for all others.

    `is_bypass` when it only passes a step whose condition doesn't hold; `to` is "" where the run ends.
    """

    source: str
    to: str
    labels: tuple[str, ...]
    is_bypass: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A flow as cards in their order and lines between them."""

    title: str
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]


def chart_of(flow: Flow) -> Chart:
    """The chart of a flow."""
    lines = tuple(line for step in flow.steps for line in _lines(flow, step))
    return Chart(title=flow.title, cards=tuple(_card(flow, step) for step in flow.steps), lines=lines)


def _card(flow: Flow, step: Step) -> Card:
    words = [_shown(text.wordings[0]) for text in step.texts() if text.kind is not TextKind.HINT]
    said = next((text for text in step.texts() if text.where[0] == "text"), None)
    return Card(
        step=step.id,
        type=step.type,
        words=_shown(said.wordings[0]) if said else "",
        condition=step.condition.source if step.condition else "",
        plain=_plain(flow, step, words),
        waits=step.waits,
        is_end=all(to == ENDED for _, to in flow.successors(step)),
    )


def _shown(source: str) -> str:
    """The words, each value by the name that it comes from: ‹month›."""
    named = _NAME.sub(r"‹\1›", source)
    return visible(named)


def _plain(flow: Flow, step: Step, words: list[str]) -> tuple[str, ...]:
    """The buttons that lead on to the step below, and the taps of a card."""
    if not isinstance(step, Ask):
        return tuple(words[1:]) if step.type == "close" else ()
    labels = dict.fromkeys(label for _, label in step.named_choices())
    jumping = {label for line in _lines(flow, step) for label in line.labels}
    return tuple(label for label in labels if label not in jumping)


def _lines(flow: Flow, step: Step) -> list[Line]:
    """The ways on from a step, those to the same place as one; what ends the run needs no line."""
    below = _below(flow, step)
    grouped: dict[tuple[str, bool], list[str]] = {}
    for way, to in flow.successors(step):
        is_bypass = step.condition is not None and way.when == f"unless {step.condition.source}"
        labels = grouped.setdefault((to, is_bypass), [])
        if way.when and way.when not in labels:
            labels.append(way.when)
    return [
        Line(
            source=step.id,
            to=to,
            # The choices of a question that lead on to the step below stand on its card.
            labels=() if is_bypass or (to == below and isinstance(step, Ask)) else tuple(labels),
            is_bypass=is_bypass,
        )
        for (to, is_bypass), labels in grouped.items()
        if to != ENDED
    ]


def _below(flow: Flow, step: Step) -> str:
    position = flow.index[step.id] + 1
    return flow.steps[position].id if position < len(flow.steps) else ENDED

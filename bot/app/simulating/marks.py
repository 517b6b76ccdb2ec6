"""What became of an occurrence, as far as its person noticed, and the mark that it gets in the picture."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.app.simulating.report import is_closed_unsent
from bot.app.simulating.rows import Decided
from bot.domain.schedules import DecisionKind, ScheduleKind


class Became(StrEnum):
    """What became of an occurrence, as far as its person noticed."""

    ANSWERED = "asked and answered"
    UNANSWERED = "asked, no answer"
    COURSE_ANSWERED = "course: asked and answered"
    COURSE_UNANSWERED = "course: asked, no answer"
    REMINDED = "course: asked again"
    SUMMARY = "monthly summary"
    DISPLACED = "gave way to something else that day"
    SKIPPED = "passed over: leave, day off, quiet hours"
    MISSED = "missed: it could not come in time"
    UNSENT = "closed before it could go out"


_NOT_SENT: Final = {
    DecisionKind.SKIPPED: Became.SKIPPED,
    DecisionKind.DISPLACED: Became.DISPLACED,
    DecisionKind.MISSED: Became.MISSED,
    DecisionKind.WITHDRAWN: Became.SKIPPED,
}


COLOURS: Final[Mapping[Became, str]] = {
    Became.ANSWERED: "#0b6e6e",
    Became.UNANSWERED: "#cfe8e6",
    Became.COURSE_ANSWERED: "#b7790f",
    Became.COURSE_UNANSWERED: "#f7e3b5",
    Became.REMINDED: "#7a4f00",
    Became.SUMMARY: "#1f4fa8",
    Became.DISPLACED: "#8a63c9",
    Became.SKIPPED: "#97a3a2",
    Became.MISSED: "#c2410c",
    Became.UNSENT: "#8f1d4d",
}

_EDGES: Final = {
    Became.UNANSWERED: COLOURS[Became.ANSWERED],
    Became.COURSE_UNANSWERED: COLOURS[Became.COURSE_ANSWERED],
}
"""The lines around what is filled palely."""

INK_ON_DARK, INK_ON_PALE = "#ffffff", "#1d2b2a"
_PALE: Final = frozenset({*_EDGES, Became.SKIPPED})


def became(one: Decided, ends_at: datetime) -> Became | None:
    """What became of an occurrence by this decision; None while it is only put off, or for a reminder not needed."""
    if one.decision is not DecisionKind.SENT:
        return None if one.kind is ScheduleKind.REMINDER else _NOT_SENT.get(one.decision)
    if one.kind is ScheduleKind.SUMMARY:
        return Became.SUMMARY
    if is_closed_unsent(one, ends_at):
        return Became.UNSENT
    if one.kind is ScheduleKind.REMINDER:
        return Became.REMINDED
    if one.kind is ScheduleKind.COURSE:
        return Became.COURSE_UNANSWERED if one.answered_at is None else Became.COURSE_ANSWERED
    return Became.UNANSWERED if one.answered_at is None else Became.ANSWERED


def ink_on(kind: Became) -> str:
    """The colour of words on this kind's own."""
    return INK_ON_PALE if kind in _PALE else INK_ON_DARK


def mark(kind: Became, x: float, y: float, radius: float) -> str:
    """A mark around this point that is told by its shape as well as by its colour."""
    colour, edge = COLOURS[kind], _EDGES.get(kind)
    if kind is Became.SUMMARY:
        return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>'
    if kind in _CROSSES:
        return f'<path d="{_cross(x, y, radius)}" stroke="{colour}" stroke-width="2"/>'
    if edge is None:
        return f'<path d="{_SHAPES[kind](x, y, radius)}" fill="{colour}"/>'
    return f'<path d="{_SHAPES[kind](x, y, radius - 0.5)}" fill="{colour}" stroke="{edge}" stroke-width="1"/>'


def _square(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y - r:g} H{x + r:g} V{y + r:g} H{x - r:g} Z"


def _triangle(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y + r:g} H{x + r:g} L{x:g} {y - r:g} Z"


def _triangle_on_its_head(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y - r:g} H{x + r:g} L{x:g} {y + r:g} Z"


def _diamond(x: float, y: float, r: float) -> str:
    return f"M{x:g} {y - r:g} L{x + r:g} {y:g} L{x:g} {y + r:g} L{x - r:g} {y:g} Z"


def _dash(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y - 1.25:g} H{x + r:g} V{y + 1.25:g} H{x - r:g} Z"


def _cross(x: float, y: float, r: float) -> str:
    return f"M{x - r:g} {y - r:g} L{x + r:g} {y + r:g} M{x + r:g} {y - r:g} L{x - r:g} {y + r:g}"


_CROSSES: Final = frozenset({Became.MISSED, Became.UNSENT})
_SHAPES: Final[Mapping[Became, Callable[[float, float, float], str]]] = {
    Became.ANSWERED: _square,
    Became.UNANSWERED: _square,
    Became.COURSE_ANSWERED: _triangle,
    Became.COURSE_UNANSWERED: _triangle,
    Became.REMINDED: _triangle_on_its_head,
    Became.DISPLACED: _diamond,
    Became.SKIPPED: _dash,
}

"""What all steps share: an id, a condition, how a turn passes by one, and what a checker may ask of it.

A checker, a graph or a list of translations needs no step type by name. Every step tells: `texts()`, all that it may
show (messages, hints and labels, as authored, with the keys under which they stand); `exits()`, every way on from it,
with words for the edge of a graph (`Flow.successors` turns them into ids); `answers()`, the names that it saves;
`waits`, whether a run may stop here for the person; `seconds()`, how long a person needs for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar
from zlib import crc32

import orjson
from pydantic import BaseModel, ConfigDict, Field

from bot.engine.events import Event, MessageKind, MessageSaid, Option
from bot.engine.expressions import Scope
from bot.engine.steps.authored import Condition, Id
from bot.engine.texts import Wording

ROW_WIDTH = 26
"""Characters that fit beside each other on the buttons of a narrow phone."""

ROW_LENGTH = 6
"""Buttons in one row, so that each stays as wide as a thumb."""


TAP_SECONDS = 4
SENTENCE_SECONDS = 20
"""What a tap and a sentence typed on a phone take (domain rule for estimating flows)."""

ENDED = ""
"""Where an exit leads that ends the run."""


class TextKind(StrEnum):
    """What an authored text is: a message, a question (with a wait below it), a line below one, or a button."""

    MESSAGE = "message"
    QUESTION = "question"
    HINT = "hint"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a step: the keys under which it stands, and its wordings as authored (several take turns)."""

    where: tuple[str | int, ...]
    kind: TextKind
    wordings: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way on: `to` is a step's id, None for the step below, `ENDED` for none; `when` says when it is taken."""

    to: str | None
    when: str = ""


@dataclass(slots=True, kw_only=True)
class Visit:
    """What a step sees and leaves behind while a turn passes by: the scope, the events so far, the effects done."""

    scope: Scope
    occurrence: int
    events: list[Event] = field(default_factory=list)
    done: dict[str, str] = field(default_factory=dict)

    def is_new_effect(self, step: str, payload: Any) -> bool:  # noqa: ANN401 - any JSON value
        """Whether this step's effect has not yet happened with just this payload; from now on it has."""
        digest = f"{crc32(orjson.dumps(payload)):08x}"
        if self.done.get(step) == digest:
            return False
        self.done[step] = digest
        return True

    def say(self, step: str, text: str) -> None:
        """Say something in passing, unless it is empty or this step has said just this already."""
        if text.strip() and self.is_new_effect(step, text):
            self.events.append(MessageSaid(step=step, text=text, kind=MessageKind.STATEMENT))


@dataclass(frozen=True, slots=True)
class Move:
    """Where a turn goes from a step: to the next one, to `go`, or nowhere because the run ends."""

    go: str | None = None
    is_end: bool = False


ON = Move()
"""To the next step."""


class Step(BaseModel):
    """One authored step, checked and compiled; `type` is the word by which authors call it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    type: ClassVar[str]
    waits: ClassVar[bool] = False
    id: Id
    condition: Condition | None = Field(default=None, alias="if")

    @property
    def may_be_reopened(self) -> bool:
        """Whether Back may lead here."""
        return True

    def targets(self) -> Iterator[tuple[str, str]]:
        """The steps to which this one may jump, each with the key that says so."""
        yield from ()

    def exits(self) -> Iterator[Exit]:
        """Every way on from this step, also that of passing it by; the same target may come more than once."""
        if self.condition is not None:
            yield Exit(to=self.beyond, when=f"unless {self.condition.source}")
        yield from self.ways_on()

    def ways_on(self) -> Iterator[Exit]:
        """The ways on once a turn is here."""
        yield Exit(to=None)

    @property
    def beyond(self) -> str | None:
        """Where a turn goes if the condition does not hold: None for the step below."""
        return None

    def texts(self) -> Iterator[Text]:
        """Everything that this step may show, as authored."""
        yield from ()

    def seconds(self) -> int:
        """What a person needs for this step when they answer it, by the rule of thumb."""
        return 0

    def flows(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Other flows that this step begins: the key that hands over, the flow, and the names handed over."""
        yield from ()

    def answers(self) -> Mapping[str, frozenset[str]]:
        """The names under which this step saves something, each with its known choices."""
        return {}


class PassedStep(Step):
    """A step that does something and goes on, without waiting for the person."""

    def visit(self, visit: Visit) -> Move:
        """Do what the step does and say where to go."""
        raise NotImplementedError


def message_text(where: str, wording: Wording | None, kind: TextKind = TextKind.MESSAGE) -> Iterator[Text]:
    """A wording as a text, if there is one."""
    if wording is not None:
        sources = tuple(template.source for template in wording.templates)
        yield Text(where=(where,), kind=kind, wordings=sources)


def button_text(*where: str | int, words: str | bool | None) -> Iterator[Text]:
    """A button's words as a text, if the author wrote any."""
    if isinstance(words, str):
        yield Text(where=where, kind=TextKind.LABEL, wordings=(words,))


def in_rows(options: list[Option]) -> tuple[tuple[Option, ...], ...]:
    """Buttons packed into rows by the width of their labels."""
    rows: list[list[Option]] = []
    width = 0
    for option in options:
        width += len(option.label) + 2
        if not rows or width > ROW_WIDTH or len(rows[-1]) >= ROW_LENGTH:
            rows.append([])
            width = len(option.label) + 2
        rows[-1].append(option)
    return tuple(tuple(row) for row in rows)

"""What all steps share: an id, a condition, and how a turn passes by one that does not wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from zlib import crc32

import orjson
from pydantic import BaseModel, ConfigDict, Field

from bot.engine.events import Event, Option
from bot.engine.expressions import Scope
from bot.engine.steps.authored import Condition, Name

ROW_WIDTH = 26
"""Characters that fit beside each other on the buttons of a narrow phone."""

ROW_LENGTH = 6
"""Buttons in one row, so that each stays as wide as a thumb."""


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
    id: Name
    condition: Condition | None = Field(default=None, alias="if")

    @property
    def may_be_reopened(self) -> bool:
        """Whether Back may lead here."""
        return True

    def targets(self) -> Iterator[tuple[str, str]]:
        """The steps to which this one may jump, each with the key that says so."""
        yield from ()

    def answers(self) -> Mapping[str, frozenset[str]]:
        """The names under which this step saves something, each with its known choices."""
        return {}


class PassedStep(Step):
    """A step that does something and goes on, without waiting for the person."""

    def visit(self, visit: Visit) -> Move:
        """Do what the step does and say where to go."""
        raise NotImplementedError


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

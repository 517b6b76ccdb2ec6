"""Asks for another flow."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from bot.engine.events import FlowRequested
from bot.engine.steps.authored import Condition, Name
from bot.engine.steps.step import ON, Move, PassedStep, Visit


class Start(PassedStep):
    """Asks for another flow to begin once this one has ended, with what it is given.

    ```yaml
    - start: first_question
      flow: knowledge_today
      given: {line: knowledge}
    ```
    """

    type: ClassVar[str] = "start"
    flow: Name
    given: dict[Name, Condition] = Field(default_factory=dict)

    def flows(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """The flow that begins."""
        yield "given", self.flow, frozenset(self.given)

    def visit(self, visit: Visit) -> Move:
        """Ask for it, once."""
        if visit.is_new_effect(self.id, self.flow):
            given = {name: value.value(visit.scope) for name, value in self.given.items()}
            visit.events.append(FlowRequested(flow=self.flow, given=given))
        return ON

"""Jumps forward."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from bot.engine.steps.authored import Target
from bot.engine.steps.step import Exit, Move, PassedStep, Visit


class Go(PassedStep):
    """Jumps to a later step; with `if:` only when the condition holds.

    ```yaml
    - go: past_the_probe
      to: closing
      if: knowledge
    ```
    """

    type: ClassVar[str] = "go"
    target: Target = Field(alias="to")

    def targets(self) -> Iterator[tuple[str, str]]:
        """The jump."""
        yield "to", self.target

    def ways_on(self) -> Iterator[Exit]:
        """The jump."""
        yield Exit(to=self.target)

    def visit(self, visit: Visit) -> Move:  # noqa: ARG002 - a jump looks at nothing
        """Jump."""
        return Move(self.target)

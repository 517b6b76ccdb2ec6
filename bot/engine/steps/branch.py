"""Chooses the way by conditions."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from bot.engine.steps.authored import Condition, Target
from bot.engine.steps.step import ON, Exit, Move, PassedStep, Visit


class Way(BaseModel):
    """A condition and the step to which it leads."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    condition: Condition = Field(alias="if")
    go: Target


class Branch(PassedStep):
    """Goes the first way whose condition holds; else to `otherwise`, or simply on.

    ```yaml
    - branch: who_is_asked
      ways:
        - {if: profile.role == 'registrar', go: supervisor}
        - {if: history.entries_this_month > 10, go: short_form}
      otherwise: long_form
    ```
    """

    type: ClassVar[str] = "branch"
    ways: list[Way] = Field(min_length=1, max_length=20)
    otherwise: Target | None = None

    def targets(self) -> Iterator[tuple[str, str]]:
        """Every way."""
        yield from (("ways", way.go) for way in self.ways)
        if self.otherwise:
            yield "otherwise", self.otherwise

    def ways_on(self) -> Iterator[Exit]:
        """Every way, and the other one."""
        yield from (Exit(to=way.go, when=way.condition.source) for way in self.ways)
        yield Exit(to=self.otherwise, when="otherwise")

    def visit(self, visit: Visit) -> Move:
        """Choose."""
        for way in self.ways:
            if way.condition.value(visit.scope):
                return Move(way.go)
        return Move(self.otherwise) if self.otherwise else ON

"""Calls a sub-flow."""

from typing import Any, ClassVar

from pydantic import Field

from bot.engine.names import landing_of
from bot.engine.steps.authored import Condition, Name
from bot.engine.steps.step import ON, Move, PassedStep, Visit


class Call(PassedStep):
    """Calls a skeleton of `_shared`: its steps stand here as if they were written here, and its answers come back.

    Its answers are read as `name.answer`, such as `reflection.so_what`. `given` hands it what it is about, and
    `change` says some of its steps differently. An `end` inside it ends only the skeleton.

    ```yaml
    - call: reflection
      flow: what_so_what_now_what
      given: {subject: knowledge}
      change:
        so_what: {text: Why did that matter to them?}
    ```
    """

    type: ClassVar[str] = "call"
    flow: Name
    given: dict[Name, Condition] = Field(default_factory=dict)
    change: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @property
    def beyond(self) -> str:
        """Behind all of its steps."""
        return landing_of(self.id)

    def visit(self, visit: Visit) -> Move:  # noqa: ARG002 - the steps of the sub-flow follow
        """On, to the first of its steps."""
        return ON

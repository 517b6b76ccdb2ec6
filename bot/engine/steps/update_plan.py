"""Changes an item of the person's plan that a follow-up brought along."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from bot.engine.events import PlanChanged
from bot.engine.expressions import Scope
from bot.engine.steps.authored import Condition
from bot.engine.steps.plan import PlanWording
from bot.engine.steps.step import ON, Move, Visit


class UpdatePlan(PlanWording):
    """Changes an item of the person's plan that a `follow_up` with `plan` brought along.

    `status` is the first of open, started, done and dropped whose condition holds, as they are written; `need`,
    `step`, `barrier`, `success` and `by` are as in `plan`. What has no value is left as it is, and nothing happens
    without an item.

    ```yaml
    - update_plan: where_it_stands
      item: given.plan
      status: {done: how_far == 'done', started: how_far == 'started', dropped: how_far == 'dropped'}
      step: next_step
      barrier: barrier_now
      by: next_date
    ```
    """

    type: ClassVar[str] = "update_plan"
    item: Condition
    status: dict[Literal["open", "started", "done", "dropped"], Condition] = Field(default_factory=dict)

    def visit(self, visit: Visit) -> Move:
        """Change it, and again only when something else is said."""
        item = self.item.value(visit.scope)
        fields = {"status": self._status(visit.scope), **self.said(visit.scope)}
        if (
            isinstance(item, str)
            and item
            and any(fields.values())
            and visit.is_new_effect(self.id, [item, fields])
        ):
            visit.events.append(PlanChanged(item=item, fields=fields))
        return ON

    def _status(self, scope: Scope) -> Any:  # noqa: ANN401 - a status, or None
        return next((word for word, holds in self.status.items() if holds.value(scope)), None)

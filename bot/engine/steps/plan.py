"""Makes an item of the person's plan."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.engine.events import PlanMade
from bot.engine.expressions import Scope
from bot.engine.steps.authored import Condition
from bot.engine.steps.step import ON, Move, PassedStep, Visit

PLAN_FIELDS = ("need", "step", "barrier", "success", "by")
"""What a plan item says: the need, the smallest step, what stands in the way, how success shows, and the day."""


class PlanWording(PassedStep):
    """A step that says something of a plan item: any of its fields, each from an answer."""

    need: Condition | None = None
    step: Condition | None = None
    barrier: Condition | None = None
    success: Condition | None = None
    by: Condition | None = None

    def said(self, scope: Scope) -> Mapping[str, Any]:
        """The fields with their values, None where nothing was said."""
        written = ((name, getattr(self, name)) for name in PLAN_FIELDS)
        return {name: (value.value(scope) or None) if value else None for name, value in written}


class Plan(PlanWording):
    """Makes an item of the person's plan from answers; nothing while neither `need` nor `step` has a value.

    When an answer changes, the item of this step is made anew in its place.

    ```yaml
    - plan: my_plan
      need: need
      step: smallest
      barrier: barrier
      success: success
      by: by_when
    ```
    """

    type: ClassVar[str] = "plan"

    def visit(self, visit: Visit) -> Move:
        """Make it, and again only when it has changed."""
        fields = self.said(visit.scope)
        if (fields["need"] or fields["step"]) and visit.is_new_effect(self.id, fields):
            visit.events.append(PlanMade(step=self.id, fields=fields))
        return ON

"""Hands what was answered to a part of Kipic outside the flows."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.events import HandedOver
from bot.engine.steps.authored import Condition, Name
from bot.engine.steps.step import ON, Move, PassedStep, Visit
from bot.engine.vocabulary import RECEIVERS


class HandOver(PassedStep):
    """Hands what was answered to a part of Kipic outside the flows, such as a broadcast to be sent.

    `to` is who takes it: broadcast, cohort, line or reply. `fields` says what each of its fields is; those that it
    can't do without must be there. It happens once, so let it be the last that is done: an answer that changes
    afterwards changes nothing of what was handed over.

    ```yaml
    - hand_over: made
      to: broadcast
      fields: {text: words, answered_by: how, timing: when}
    ```
    """

    type: ClassVar[str] = "hand_over"
    to: Name
    fields: dict[Name, Condition] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        known = RECEIVERS.get(self.to)
        if known is None:
            raise Misauthored(f"Nothing takes what is handed to '{self.to}'.", suggest(self.to, RECEIVERS))
        for name in self.fields:
            if name not in known:
                raise Misauthored(f"'{name}' is no field of a {self.to}.", suggest(name, known))
        missing = [name for name, is_needed in known.items() if is_needed and name not in self.fields]
        if missing:
            raise Misauthored(f"A {self.to} needs '{missing[0]}'.", f"Write under fields: {missing[0]}: …")
        return self

    def visit(self, visit: Visit) -> Move:
        """Hand it over, once."""
        if visit.is_new_effect(self.id, self.to):
            fields = {name: value.value(visit.scope) for name, value in self.fields.items()}
            visit.events.append(HandedOver(step=self.id, to=self.to, fields=fields))
        return ON

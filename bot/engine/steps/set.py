"""Sets fields of the person's profile."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.events import ProfileSet
from bot.engine.steps.authored import Condition
from bot.engine.steps.step import ON, Move, PassedStep, Visit
from bot.engine.vocabulary import SETTABLE_FIELDS


class Set(PassedStep):
    """Sets fields of the profile from answers; what has no value is left as it is.

    It happens again only if the path is worked out again and a value has changed.

    It may be role, reminders, and what the bot goes by: working_days, mornings, afternoons and nights (lists of mon to
    sun), slot, quiet_from and quiet_until ("HH:MM"), rhythm (daily, usual, weekly, fortnightly), timezone (an IANA name),
    nation (ENG, SCT, NIR, none) and reaches (a list of own and summary); `slots: "[days, time]"` for days with a time of
    their own, and `rota: "[this_week, weeks]"` for weeks in turn: which of them this one is, "1" for the first, and for
    each a list of mon_am, mon_pm, mon_night to sun_night. The bot says what comes of it in a line.

    ```yaml
    - set: your_days
      values: {working_days: days, slot: time}
    ```
    """

    type: ClassVar[str] = "set"
    values: dict[str, Condition] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        for name in self.values:
            if name not in SETTABLE_FIELDS:
                raise Misauthored(f"'{name}' is no field of the profile.", suggest(name, SETTABLE_FIELDS))
        return self

    def visit(self, visit: Visit) -> Move:
        """Set what has a value."""
        values = {name: value.value(visit.scope) for name, value in self.values.items()}
        if visit.is_new_effect(self.id, values):
            visit.events.extend(
                ProfileSet(name=name, value=value) for name, value in values.items() if value is not None
            )
        return ON

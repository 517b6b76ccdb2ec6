"""Asks how long something took."""

from typing import Any, ClassVar, Self

from pydantic import model_validator

from bot.engine.errors import Misauthored
from bot.engine.expressions import Scope
from bot.engine.steps.ask import Ask, Misfit
from bot.engine.steps.step import TAP_SECONDS
from bot.engine.typed import parse_minutes

MINUTES_LIMIT = 24 * 60


class AskMinutes(Ask):
    """Asks how long something took, tapped or typed as "45", "1h30" or "half an hour"; the answer is minutes.

    ```yaml
    - ask_minutes: took
      text: How long did it take?
      choices: {15: 15 min, 30: 30 min, 60: 1 hour}
      skip: true
    ```
    """

    type: ClassVar[str] = "ask_minutes"

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        for value in self.choices:
            if not value.isdecimal() or not 0 < int(value) <= MINUTES_LIMIT:
                raise Misauthored(
                    f"The choice '{value}' is no number of minutes.", "Write it like 30: 30 min."
                )
        return self

    def seconds(self) -> int:
        """A tap, or a few signs."""
        return TAP_SECONDS if self.choices else 2 * TAP_SECONDS

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The minutes that were typed."""
        minutes = parse_minutes(text)
        if minutes is None or not 0 < minutes <= MINUTES_LIMIT:
            return Misfit("Please type a time such as 45 min or 1h30.")
        return minutes

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """The minutes on the button."""
        return int(option)

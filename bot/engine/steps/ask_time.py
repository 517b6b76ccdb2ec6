"""Asks for a time of day."""

from typing import Any, ClassVar, Self

from pydantic import model_validator

from bot.engine.errors import Misauthored
from bot.engine.expressions import Scope
from bot.engine.steps.ask import Ask, Misfit
from bot.engine.steps.step import TAP_SECONDS
from bot.engine.typed import parse_clock


class AskTime(Ask):
    """Asks for a time of day, tapped or typed as "19:30", "7.30pm" or "noon"; the answer is "HH:MM".

    ```yaml
    - ask_time: slot
      text: When shall I ask?
      choices: {"12:45": "12:45", "18:30": "18:30"}
      earliest: "06:00"
      latest: "22:00"
    ```
    """

    type: ClassVar[str] = "ask_time"
    earliest: str = "00:00"
    latest: str = "23:59"

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        for value in (self.earliest, self.latest, *self.choices):
            if parse_clock(value) != value:
                raise Misauthored(f"'{value[:20]}' is no time of day.", 'Write it like "18:30", in quotes.')
        if self.earliest > self.latest:
            raise Misauthored("'earliest' is after 'latest'.", "Swap them.")
        return self

    def seconds(self) -> int:
        """A tap, or a few signs."""
        return TAP_SECONDS if self.choices else 2 * TAP_SECONDS

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The time that was typed, if it lies in the range."""
        clock = parse_clock(text)
        if clock is None:
            return Misfit("Please type a time such as 18:30 or 7.30pm.")
        if not self.earliest <= clock <= self.latest:
            return Misfit(f"Please choose a time between {self.earliest} and {self.latest}.")
        return clock

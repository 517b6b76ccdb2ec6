"""Asks for a number."""

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored
from bot.engine.expressions import Scope
from bot.engine.filters import printed
from bot.engine.steps.ask import Ask, Misfit
from bot.engine.steps.step import TAP_SECONDS
from bot.engine.typed import parse_number


class AskNumber(Ask):
    """Asks for a number in a range, typed or tapped; whole unless `whole: false`.

    ```yaml
    - ask_number: patients
      text: How many patients might this touch in a month?
      min: 0
      max: 500
      choices: {1: One, 5: About five, 20: About twenty}
    ```
    """

    type: ClassVar[str] = "ask_number"
    minimum: float = Field(default=0, alias="min", ge=-1e9, le=1e9)
    maximum: float = Field(default=1_000_000, alias="max", ge=-1e9, le=1e9)
    whole: bool = True

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.minimum > self.maximum:
            raise Misauthored("'min' is more than 'max'.", "Swap them.")
        for value in self.choices:
            number = parse_number(value)
            if number is None or not self.minimum <= number <= self.maximum:
                raise Misauthored(f"The choice '{value}' is no number of the range.")
        return self

    def seconds(self) -> int:
        """A tap, or a few signs."""
        return TAP_SECONDS if self.choices else 2 * TAP_SECONDS

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The number, if it lies in the range."""
        number = parse_number(text)
        is_fit = number is not None and self.minimum <= number <= self.maximum
        if not is_fit or (self.whole and isinstance(number, float)):
            kind = "a whole number" if self.whole else "a number"
            return Misfit(f"Please type {kind} from {printed(self.minimum)} to {printed(self.maximum)}.")
        return number

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """The number on the button."""
        return parse_number(option)

"""Asks for a place on a scale."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored
from bot.engine.events import Option
from bot.engine.expressions import Scope
from bot.engine.steps.ask import Ask, Misfit
from bot.engine.steps.authored import Label
from bot.engine.steps.step import Text, button_text
from bot.engine.typed import parse_number

_LONGEST = 11


class AskScale(Ask):
    """Asks for a place on a scale, 0 to 10 unless said otherwise; `low` and `high` name its ends.

    ```yaml
    - ask_scale: confidence
      text: How sure are you that you will take this step?
      from: 0
      to: 10
      low: not at all
      high: certain
    ```
    """

    type: ClassVar[str] = "ask_scale"
    first: int = Field(default=0, alias="from", ge=0, le=100)
    last: int = Field(default=10, alias="to", ge=0, le=100)
    low: Label | None = None
    high: Label | None = None

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        if not 1 < self.last - self.first + 1 <= _LONGEST:
            raise Misauthored(f"A scale has 2 to {_LONGEST} places.", "Change 'from' or 'to'.")
        return self

    def routes(self) -> frozenset[str]:
        """Every place."""
        return super().routes() | {str(place) for place in range(self.first, self.last + 1)}

    def named_choices(self) -> Iterator[tuple[str, str]]:
        """Every place."""
        yield from ((str(place), str(place)) for place in range(self.first, self.last + 1))

    @property
    def takes_free_text(self) -> bool:
        """A place is the only answer."""
        return False

    def texts(self) -> Iterator[Text]:
        """The names of the two ends as well."""
        yield from super().texts()
        yield from button_text("low", words=self.low)
        yield from button_text("high", words=self.high)

    def offered(self, scope: Scope) -> list[Option]:  # noqa: ARG002 - all places are always there
        """The places, the ends with their names."""
        return self._places

    @cached_property
    def _places(self) -> list[Option]:
        names = {self.first: self.low, self.last: self.high}
        return [
            Option(value=str(place), label=f"{place} {names[place]}" if names.get(place) else str(place))
            for place in range(self.first, self.last + 1)
        ]

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The place that was typed."""
        place = parse_number(text)
        if isinstance(place, int) and self.first <= place <= self.last:
            return place
        return Misfit(f"Please tap or type a number from {self.first} to {self.last}.")

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """The place on the button."""
        return int(option)

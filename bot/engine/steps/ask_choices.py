"""Asks for any number of choices."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.events import Option
from bot.engine.expressions import Scope
from bot.engine.filters import printed
from bot.engine.steps.ask import DONE, AskOfChoices
from bot.engine.steps.authored import Condition, Label, Positive, Value
from bot.engine.steps.step import TAP_SECONDS, Exit, Text, button_text


class AskChoices(AskOfChoices):
    """Asks for any number of choices, each a tick, with Done at the end; the answer is a list.

    `preset` ticks some beforehand: a list of choices, or a name that holds one. `at_least` (1 unless said otherwise)
    and `at_most` say how many may be ticked.

    ```yaml
    - ask_choices: days
      text: Which days do you work?
      choices: {mon: Mon, tue: Tue, wed: Wed, thu: Thu, fri: Fri}
      preset: [mon, tue, wed, thu, fri]
      at_least: 1
      done: That's it
    ```
    """

    type: ClassVar[str] = "ask_choices"
    preset: list[Value] | Condition = Field(default_factory=list)
    at_least: int = Field(default=1, ge=0, le=24)
    at_most: Positive = 24
    done: Label = "Done"

    @model_validator(mode="after")
    def _check_preset(self) -> Self:
        for value in self.preset if isinstance(self.preset, list) else ():
            if value not in self.choices:
                raise Misauthored(
                    f"'preset' names '{value}', which is no choice.", suggest(value, self.choices)
                )
        if self.at_least > self.at_most:
            raise Misauthored("'at_least' is more than 'at_most'.")
        return self

    def ways_on(self) -> Iterator[Exit]:
        """Several choices lead one way."""
        yield Exit(to=self.go if isinstance(self.go, str) else None, when="done")
        yield from (way for way in super().ways_on() if way.when in {"skip", "attempts used up", "no answer"})

    def texts(self) -> Iterator[Text]:
        """Done as well."""
        yield from super().texts()
        yield from button_text("done", words=self.done)

    def seconds(self) -> int:
        """Two ticks and Done."""
        return 3 * TAP_SECONDS

    @property
    def takes_text(self) -> bool:
        """Ticks can't be typed."""
        return False

    def wants(self, text: str, scope: Scope) -> bool:  # noqa: ARG002 - nothing typed is wanted
        """Nothing typed is meant for ticks."""
        return False

    def controls(self) -> list[Option]:
        """Skip, where one may, and Done."""
        return [*super().controls(), Option(value=DONE, label=self.done)]

    def preset_values(self, scope: Scope) -> tuple[str, ...]:
        """The choices ticked beforehand."""
        values = self.preset if isinstance(self.preset, list) else self.preset.value(scope)
        if not isinstance(values, list | tuple):
            return ()
        return self.in_order(set(values), scope)

    def in_order(self, ticked: set[Any], scope: Scope) -> tuple[str, ...]:
        """The ticked choices in the order in which they are shown."""
        return tuple(option.value for option in self.offered(scope) if option.value in ticked)

    def count_fault(self, count: int) -> str | None:
        """What to say if too few or too many are ticked."""
        if count < self.at_least:
            return (
                "Please tap at least one." if self.at_least == 1 else f"Please tap at least {self.at_least}."
            )
        return f"Please tap at most {self.at_most}." if count > self.at_most else None

    def option_of(self, value: Any) -> str | None:  # noqa: ANN401, ARG002 - any JSON value
        """Several choices are never one."""
        return None

    def label_of(self, value: Any, scope: Scope) -> str:  # noqa: ANN401 - any JSON value
        """The labels of all ticked choices."""
        return printed([option.label for option in self.offered(scope) if option.value in (value or ())])

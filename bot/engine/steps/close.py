"""Closes with a card of optional taps."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from bot.engine.errors import Misauthored
from bot.engine.events import Option
from bot.engine.limits import CHOICES_LIMIT
from bot.engine.run import Answer
from bot.engine.steps.ask import TICK
from bot.engine.steps.authored import Id, Label, Message, Value
from bot.engine.steps.step import ENDED, Exit, Step, Text, button_text, in_rows, message_text


class Close(Step):
    """Closes the run with a card; its taps are optional and count whenever they come.

    A tap with one label is on or off (true or false); one with several choices holds a list of those ticked.

    ```yaml
    - close: closing
      text: Kept. Thank you.
      taps:
        drew_on: {patient: The patient, evidence: Evidence, experience: Experience}
        portfolio: For my portfolio
        star: Star it
    ```
    """

    type: ClassVar[str] = "close"
    text: Message
    taps: dict[Id, dict[Value, Label]] = Field(default_factory=dict)

    @field_validator("taps", mode="before")
    @classmethod
    def _short_taps(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the author wrote
        if not isinstance(value, dict):
            return value
        return {name: item if isinstance(item, dict) else {"on": item} for name, item in value.items()}

    @model_validator(mode="after")
    def _check_taps(self) -> Self:
        if sum(len(group) for group in self.taps.values()) > CHOICES_LIMIT:
            raise Misauthored(f"A card has at most {CHOICES_LIMIT} taps.", "Leave some out.")
        return self

    def answers(self) -> Mapping[str, frozenset[str]]:
        """Each tap saves an answer of its own."""
        return {name: frozenset(group) for name, group in self.taps.items()}

    def ways_on(self) -> Iterator[Exit]:
        """Nowhere: the run is complete, whatever is tapped."""
        yield Exit(to=ENDED)

    def texts(self) -> Iterator[Text]:
        """The card and its taps."""
        yield from message_text("text", self.text)
        for name, group in self.taps.items():
            for value, words in group.items():
                yield from button_text("taps", name, *(() if self.is_single(name) else (value,)), words=words)

    def rows(self, answers: Mapping[str, Answer]) -> tuple[tuple[Option, ...], ...]:
        """The taps as they stand, each group in rows of its own, those that are on or off together in the last."""
        if not any(name in answers for name in self.taps):
            return self._untouched_rows
        return self._rows(answers)

    @cached_property
    def _untouched_rows(self) -> tuple[tuple[Option, ...], ...]:
        return self._rows({})

    def _rows(self, answers: Mapping[str, Answer]) -> tuple[tuple[Option, ...], ...]:
        groups: list[list[Option]] = []
        singles: list[Option] = []
        for name, group in self.taps.items():
            options = [self._option(name, value, label, answers) for value, label in group.items()]
            if self.is_single(name):
                singles += options
            else:
                groups.append(options)
        return tuple(row for options in (*groups, singles) for row in in_rows(options))

    def is_single(self, name: str) -> bool:
        """Whether this tap is simply on or off."""
        return set(self.taps[name]) == {"on"}

    def tapped(self, option: str, answers: Mapping[str, Answer]) -> tuple[str, Any] | None:
        """The name and the new value that a tap leads to, or None if the card has no such tap."""
        name, _, value = option.partition("=")
        if name not in self.taps or value not in self.taps[name]:
            return None
        old = answers[name].value if name in answers else None
        if self.is_single(name):
            return name, not old
        ticked = set(old or ()) ^ {value}
        return name, [item for item in self.taps[name] if item in ticked]

    def _option(self, name: str, value: str, label: str, answers: Mapping[str, Answer]) -> Option:
        held = answers[name].value if name in answers else None
        is_on = bool(held) if self.is_single(name) else value in (held or ())
        return Option(value=f"{name}={value}", label=TICK + label if is_on else label)

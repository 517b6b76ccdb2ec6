"""What all questions share while a run goes on: buttons, reading what was tapped or typed, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from pydantic import model_validator

from bot.engine.errors import Misauthored
from bot.engine.events import Option
from bot.engine.expressions import Scope
from bot.engine.filters import printed, shortened
from bot.engine.limits import CHOICES_LIMIT, LABEL_LIMIT
from bot.engine.names import ANSWER
from bot.engine.run import Answer
from bot.engine.steps.question import Question
from bot.engine.steps.step import (
    in_rows,
)

SKIP = "~skip"
DONE = "~done"
KEEP = "~keep"
"""Controls among a wait's options: pass over, finish choosing, leave the earlier answer as it was."""

NO_ANSWER = "~no_answer"
GAVE_UP = "~gave_up"
"""What a skipped answer holds when nobody answered in time, or the attempts were used up."""

KEEP_LABEL = "Leave it as it was"
TICK = "✓ "
_PREFIX_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Misfit:
    """What was typed does not fit; `wording` says what would, unless `invalid` does, or the author's own check said it."""

    wording: str = field(repr=False)
    is_authored: bool = False


class Ask(Question):
    """A question: the run waits here until it is answered, skipped, or given up."""

    # What is shown

    def offered(self, scope: Scope) -> list[Option]:
        """The choices that are shown now, the author's own and then those handed over."""
        if self.has_fixed_choices:
            return self._fixed_options
        shown = [
            Option(value=value, label=choice.label)
            for value, choice in self.choices.items()
            if choice.condition is None or choice.condition.value(scope)
        ]
        if self.choices_from is not None:
            shown += _handed_over(self.choices_from.value(scope))
        return shown[:CHOICES_LIMIT]

    def rows(
        self, scope: Scope, chosen: tuple[str, ...] = (), *, is_reopened: bool = False
    ) -> tuple[tuple[Option, ...], ...]:
        """The buttons as shown, controls last."""
        if not chosen and not is_reopened and self.has_fixed_choices:
            return self._fixed_rows
        return self._rows(scope, chosen, is_reopened=is_reopened)

    @cached_property
    def has_fixed_choices(self) -> bool:
        """Whether the same choices are shown to everyone, so that they are laid out once."""
        return self.choices_from is None and all(choice.condition is None for choice in self.choices.values())

    @cached_property
    def _fixed_rows(self) -> tuple[tuple[Option, ...], ...]:
        return self._rows({}, (), is_reopened=False)

    @cached_property
    def _fixed_options(self) -> list[Option]:
        return [Option(value=value, label=choice.label) for value, choice in self.choices.items()]

    @cached_property
    def _fixed_labels(self) -> Mapping[str, str]:
        return _labels(self.offered({}))

    def _rows(
        self, scope: Scope, chosen: tuple[str, ...], *, is_reopened: bool
    ) -> tuple[tuple[Option, ...], ...]:
        # Laid out without ticks, so that no button moves under the thumb.
        rows = tuple(
            tuple(_ticked(option) if option.value in chosen else option for option in row)
            for row in self.layout(self.offered(scope))
        )
        controls = self.controls()
        if is_reopened:
            controls.append(Option(value=KEEP, label=KEEP_LABEL))
        return (*rows, tuple(controls)) if controls else rows

    def layout(self, options: list[Option]) -> tuple[tuple[Option, ...], ...]:
        """How the choices are laid out."""
        return in_rows(options)

    def controls(self) -> list[Option]:
        """Skip, where one may."""
        if not self.skip:
            return []
        return [Option(value=SKIP, label=self.skip if isinstance(self.skip, str) else "Skip")]

    def preset_values(self, scope: Scope) -> tuple[str, ...]:  # noqa: ARG002 - questions with ticks read it
        """The choices that are ticked before anything is tapped."""
        return ()

    def reminder_time(self, scope: Scope) -> int | None:
        """Seconds until the reminder, if there is to be one."""
        return self.remind_after if self.remind_if is None or self.remind_if.value(scope) else None

    # What comes back

    @property
    def takes_text(self) -> bool:
        """Whether typing can answer this at all."""
        return True

    def wants(self, text: str, scope: Scope) -> bool:  # noqa: ARG002 - questions with choices read both
        """Whether this text is meant for the question, even if only to be refused kindly."""
        return True

    def read(self, text: str, scope: Scope) -> Any:  # noqa: ANN401 - any JSON value, or a Misfit
        """The value of what was typed, or a `Misfit`."""
        option = match_label(text, self.offered(scope))
        return (
            Misfit("Please tap one of the buttons, or type one of them.")
            if option is None
            else self.value_of(option, scope)
        )

    def value_of(self, option: str, scope: Scope) -> Any:  # noqa: ANN401, ARG002 - any JSON value, or a Misfit
        """The answer that a tapped choice stands for."""
        return option

    def misfit(self, value: Any, scope: Scope, occurrence: int) -> Misfit | None:  # noqa: ANN401 - any JSON value
        """What the author's own checks say against an answer; those without words are not looked at."""
        words = self.words(value)
        if not self.validations or words is None:
            return None
        looked_at = {**scope, ANSWER: words}
        for check in self.validations:
            if check.condition.value(looked_at):
                return Misfit(check.say.render(looked_at, occurrence), is_authored=True)
        return None

    def words(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """What the answer's own name holds in texts and conditions."""
        return value

    def option_of(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """The choice that this answer stands for, if it is one."""
        return printed(value)

    def label_of(self, value: Any, scope: Scope) -> str:  # noqa: ANN401 - any JSON value
        """How the answer reads on its button, else as it is."""
        option = self.option_of(value)
        labels = self._fixed_labels if self.has_fixed_choices else _labels(self.offered(scope))
        label = labels.get(option) if option is not None else None
        return printed(self.words(value)) if label is None else label

    def route(self, answer: Answer) -> str | None:
        """Where this answer leads, or None for the next step."""
        if answer.is_skipped:
            if answer.value == NO_ANSWER:
                return self.on_no_answer
            if answer.value == GAVE_UP and self.attempts and self.attempts.go:
                return self.attempts.go
            return self.go.get("skip") if isinstance(self.go, dict) else self.go
        option = self.option_of(answer.value)
        choice = self.choices.get(option) if option is not None else None
        if choice is not None and choice.go:
            return choice.go
        if isinstance(self.go, dict):
            return self.go.get(option) if option is not None else None
        return self.go


def _ticked(option: Option) -> Option:
    return Option(value=option.value, label=TICK + option.label)


class AskOfChoices(Ask):
    """A question that is answered with choices, so it must offer some."""

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        if not self.choices and self.choices_from is None:
            raise Misauthored(f"'{self.type}' has no choices.", "Add choices: {value: Label}.")
        return self

    @property
    def takes_free_text(self) -> bool:
        """Choices are the only answers."""
        return False

    def wants(self, text: str, scope: Scope) -> bool:
        """Only what names one of the choices."""
        return match_label(text, self.offered(scope)) is not None


def _labels(options: list[Option]) -> Mapping[str, str]:
    return {option.value: option.label for option in options}


def match_label(text: str, options: list[Option]) -> str | None:
    """The option whose label or value was typed, in full or as the only one that begins so."""
    typed = " ".join(text.casefold().split())
    if not typed:
        return None
    labels = {option.value: " ".join(option.label.casefold().split()) for option in options}
    for value, label in labels.items():
        if typed in {label, value.casefold()}:
            return value
    if len(typed) < _PREFIX_LENGTH:
        return None
    begun = [value for value, label in labels.items() if label.startswith(typed)]
    return begun[0] if len(begun) == 1 else None


def _handed_over(items: Any) -> list[Option]:  # noqa: ANN401 - what a trigger handed over, which may be anything
    options: list[Option] = []
    for item in items if isinstance(items, list | tuple) else ():
        value, label = (item.get("value"), item.get("label")) if isinstance(item, Mapping) else (None, None)
        if isinstance(value, str) and value and not value.startswith("~"):
            label = " ".join(printed(label).split()) or value
            options.append(Option(value=value, label=shortened(label, LABEL_LIMIT)))
    return options

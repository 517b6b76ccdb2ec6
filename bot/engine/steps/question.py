"""A question as authors write it: the keys that all questions share, checked, and what a checker may ask of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.limits import CHECKS_LIMIT, CHOICES_LIMIT
from bot.engine.steps.authored import Condition, Duration, Label, Message, Positive, Target, Value
from bot.engine.steps.step import (
    ENDED,
    SENTENCE_SECONDS,
    TAP_SECONDS,
    Exit,
    Step,
    Text,
    TextKind,
    button_text,
    message_text,
)


class Choice(BaseModel):
    """A button with its label, where it leads, and when it is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    label: Label
    go: Target | None = None
    condition: Condition | None = Field(default=None, alias="if")


class Check(BaseModel):
    """A condition over `answer` under which it is not taken, and what is said then."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    condition: Condition = Field(alias="if")
    say: Message


class Attempts(BaseModel):
    """How often an answer may not fit, and where to go then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Positive
    go: Target | None = None


class Question(Step):
    """A question as authored: its words, its choices, its limits, and where each answer leads."""

    waits: ClassVar[bool] = True
    text: Message
    hint: Message | None = None
    skip: bool | Label = False
    choices: dict[Value, Choice] = Field(default_factory=dict, max_length=CHOICES_LIMIT)
    choices_from: Condition | None = None
    go: Target | dict[str, Target] | None = None
    invalid: Message | None = None
    validations: list[Check] = Field(default_factory=list, alias="validate", max_length=CHECKS_LIMIT)
    attempts: Attempts | None = None
    remind_after: Duration | None = None
    remind: Message | None = None
    remind_if: Condition | None = None
    give_up_after: Duration | None = None
    on_no_answer: Target | None = None
    ends_when: Literal["person_writes"] | None = None
    links: bool = False

    @field_validator("choices", mode="before")
    @classmethod
    def _short_choices(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the author wrote
        if isinstance(value, dict):
            return {key: item if isinstance(item, dict) else {"label": item} for key, item in value.items()}
        return value

    @field_validator("attempts", mode="before")
    @classmethod
    def _short_attempts(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the author wrote
        return {"limit": value} if isinstance(value, int) else value

    @model_validator(mode="after")
    def _check_ask(self) -> Self:
        if self.on_no_answer and self.give_up_after is None:
            raise Misauthored("'on_no_answer' needs 'give_up_after'.", "Add it, such as give_up_after: 24h.")
        if self.remind_after and self.give_up_after and self.remind_after >= self.give_up_after:
            raise Misauthored("The reminder comes after giving up.", "Make 'remind_after' the shorter one.")
        if (self.remind or self.remind_if) and self.remind_after is None:
            raise Misauthored("A reminder needs 'remind_after'.", "Add it, such as remind_after: 4h.")
        if isinstance(self.go, dict):
            known = self.routes()
            for key in self.go:
                if key not in known:
                    raise Misauthored(
                        f"'go' names the choice '{key}', which is not there.", suggest(key, known)
                    )
        return self

    def routes(self) -> frozenset[str]:
        """What `go` may name: each choice, and `skip` where one may skip."""
        return frozenset(self.choices) | ({"skip"} if self.skip else set())

    def targets(self) -> Iterator[tuple[str, str]]:
        """All jumps of the question."""
        if isinstance(self.go, str):
            yield "go", self.go
        elif self.go:
            yield from (("go", target) for target in self.go.values())
        yield from (("choices", choice.go) for choice in self.choices.values() if choice.go)
        if self.attempts and self.attempts.go:
            yield "attempts", self.attempts.go
        if self.on_no_answer:
            yield "on_no_answer", self.on_no_answer

    def answers(self) -> Mapping[str, frozenset[str]]:
        """One answer, under the step's own id."""
        return {self.id: frozenset(self.choices)}

    def ways_on(self) -> Iterator[Exit]:
        """Where each answer leads: every choice, typed words, Skip, silence, and attempts used up."""
        jumps = self.go if isinstance(self.go, dict) else {}
        rest = self.go if isinstance(self.go, str) else None
        for value, words in self.named_choices():
            choice = self.choices.get(value)
            yield Exit(to=(choice.go if choice else None) or jumps.get(value, rest), when=words)
        if self.takes_free_text or self.choices_from is not None:
            yield Exit(to=rest, when="an answer")
        if self.skip:
            yield Exit(to=jumps.get("skip", rest), when="skip")
        if self.attempts:
            yield Exit(to=self.attempts.go or jumps.get("skip", rest), when="attempts used up")
        if self.give_up_after is not None:
            yield Exit(to=self.on_no_answer or ENDED, when="no answer")

    def named_choices(self) -> Iterator[tuple[str, str]]:
        """The choices that the author names, as (value, label)."""
        yield from ((value, choice.label) for value, choice in self.choices.items())

    @property
    def takes_free_text(self) -> bool:
        """Whether an answer may be something else than a choice."""
        return True

    def texts(self) -> Iterator[Text]:
        """The question, the lines around it, and its buttons."""
        yield from message_text("text", self.text, TextKind.QUESTION)
        yield from message_text("hint", self.hint, TextKind.HINT)
        yield from message_text("remind", self.remind)
        yield from message_text("invalid", self.invalid)
        for place, check in enumerate(self.validations):
            for text in message_text("say", check.say):
                yield replace(text, where=("validate", place, "say"))
        for value, choice in self.choices.items():
            yield from button_text("choices", value, words=choice.label)
        yield from button_text("skip", words="Skip" if self.skip is True else self.skip)

    def seconds(self) -> int:
        """A tap where there is something to tap, else a sentence."""
        return SENTENCE_SECONDS if self.takes_free_text else TAP_SECONDS

"""The answers of a run while a turn goes on, and the scope in which texts and conditions read them."""

from dataclasses import replace
from typing import Any

from bot.engine.definition import Flow
from bot.engine.run import Answer, Context, RunState
from bot.engine.steps.ask import Ask


class Answers:
    """What was answered, by name, in the order in which it was reached; the scope follows every change."""

    __slots__ = ("flow", "held", "scope")

    def __init__(self, flow: Flow, state: RunState, context: Context) -> None:
        self.flow = flow
        self.held = dict(state.answers)
        self.scope: dict[str, Any] = {
            "run": {"occurrence": state.occurrence, "is_even": state.occurrence % 2 == 0},
            "profile": context.profile,
            "calendar": context.calendar,
            "history": context.history,
            "course": context.course,
            "given": state.given,
            "chose": {},
            "label": {},
        }
        for name, answer in self.held.items():
            if answer.applies and not answer.is_skipped:
                self._bind(name, answer)

    def write(self, name: str, answer: Answer) -> None:
        """Write an answer down; whatever comes after it waits to be met again."""
        saved_by = self.flow.saved_by
        position = saved_by[name]
        for other, held in self.held.items():
            if held.applies and saved_by.get(other, -1) > position:
                self.held[other] = replace(held, applies=False)
                self._unbind(other)
        self.held[name] = answer
        self._unbind(name)
        if not answer.is_skipped:
            self._bind(name, answer)

    def replace_value(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Write other words into an answer and leave the path as it is."""
        self.held[name] = replace(self.held[name], value=value, is_skipped=False)
        if self.held[name].applies:
            self._bind(name, self.held[name])

    def meet(self, name: str) -> Answer | None:
        """The answer to a question that the path has reached, from now on one that applies; None if there is none."""
        held = self.held.get(name)
        if held is not None and not held.applies:
            self.held[name] = held = replace(held, applies=True)
            if not held.is_skipped:
                self._bind(name, held)
        return held

    def restore(self, before: RunState, position: int) -> None:
        """Put back what was answered from this position on."""
        for name, held in before.answers.items():
            if self.flow.saved_by.get(name, -1) >= position:
                self.held[name] = held
                if held.applies and not held.is_skipped:
                    self._bind(name, held)

    def before(self, position: int) -> list[str]:
        """The questions answered on the path before this position, in the order in which they are asked."""
        saved_by = self.flow.saved_by
        asked = [
            (saved_by[name], name)
            for name, answer in self.held.items()
            if answer.applies and saved_by.get(name, position) < position
        ]
        return [name for place, name in sorted(asked) if self.flow.steps[place].may_be_reopened]

    def _bind(self, name: str, answer: Answer) -> None:
        scope, step = self.scope, self.flow.step_of(name)
        if not isinstance(step, Ask):
            scope[name] = answer.value
            return
        scope[name] = step.words(answer.value)
        scope["chose"][name] = step.option_of(answer.value)
        if self.flow.reads_labels:
            scope["label"][name] = step.label_of(answer.value, scope)

    def _unbind(self, name: str) -> None:
        scope = self.scope
        scope.pop(name, None)
        scope["chose"].pop(name, None)
        scope["label"].pop(name, None)

"""What a run's answers make of its entry: all fields of it, and which of them hold one answer and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.engine.answers import Answers
from bot.engine.definition import Flow
from bot.engine.run import Context, RunState
from bot.engine.steps.ask_text import AskText

WORDED: Final = ("title", "what", "so_what", "now_what", "follow_up")
"""The fields of an entry that hold words."""

_OUTSIDE: Final = frozenset({"profile", "calendar", "history", "course"})
"""What texts may read besides the run's own state."""

_PROBE: Final = "⁂"
"""What is put in the place of an answer to see which fields become it."""


def fields_of(flow: Flow, state: RunState, *, context: Context) -> Mapping[str, Any] | None:
    """The fields of the run's entry, as `EntrySaved` has them; None where there is no entry."""
    if flow.entry is None:
        return None
    flow = flow.in_locale(context.locale)
    return None if flow.entry is None else flow.entry.fields(Answers(flow, state, context).scope)


def fields_holding(flow: Flow, state: RunState, answer: str) -> tuple[str, ...]:
    """The worded fields that hold just this answer, which the person typed, so that new words of it are theirs."""
    spec, held = flow.entry, state.answers.get(answer)
    if spec is None or held is None or not isinstance(held.value, str):
        return ()
    if not isinstance(flow.step_of(answer), AskText):
        return ()
    probed = replace(state, answers={**state.answers, answer: replace(held, value=_PROBE)})
    fields = fields_of(flow, probed, context=Context()) or {}
    return tuple(
        name for name in WORDED if fields.get(name) == _PROBE and _depends_on_run_alone(getattr(spec, name))
    )


def answer_held_by(flow: Flow, state: RunState, field: str) -> str | None:
    """The one answer that this worded field holds; None where it holds several, or something else."""
    return next((name for name in state.answers if field in fields_holding(flow, state, name)), None)


def _depends_on_run_alone(template: Any) -> bool:  # noqa: ANN401 - a Template
    """Whether nothing else (the profile, the day) could stand beside the answer: the probe is made without."""
    return not any(root in _OUTSIDE for root, _ in template.names)

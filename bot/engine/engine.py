"""Starts and resumes runs: a pure function from a flow, a state and what happened to the next state and events.

Neither function raises for what a participant typed or for a fault of the content: the run then fails with an
event, and what was answered is kept. What doesn't fit the state (a stale tap, a run that has ended) changes
nothing and says nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.engine.answering import open_ask
from bot.engine.definition import Flow
from bot.engine.events import FailureReason, RunFailed
from bot.engine.journey import Journey
from bot.engine.resuming import HANDLERS
from bot.engine.run import Context, Resume, RunState, RunStatus, Turn
from bot.engine.steps.ask import match_label


def start(
    flow: Flow, *, context: Context, given: Mapping[str, Any] | None = None, occurrence: int = 0
) -> Turn:
    """Begin a run and walk to its first wait; `given` is what the trigger hands over."""
    state = RunState(flow=flow.name, version=flow.version, occurrence=occurrence, given=dict(given or {}))
    return _guarded(flow, state, context, lambda journey: journey.walk(0))


def resume(flow: Flow, state: RunState, what: Resume, *, context: Context) -> Turn:
    """Go on with what came: a text, a tap, an edit, a control, or a wait's time."""
    handle = HANDLERS.get((state.status, type(what)))
    if handle is None:
        return Turn(state=state, events=())
    return _guarded(flow, state, context, lambda journey: handle(journey, what))


def accepts(flow: Flow, state: RunState, text: str, *, context: Context | None = None) -> bool:
    """Whether a typed text is meant for the open question, be it only to be refused kindly.

    False for questions that are answered by taps unless the text names one of the choices: then the text is the
    person's own, to be kept as free text.
    """
    if state.status is not RunStatus.WAITING:
        return False
    known = context or Context()
    journey = Journey(flow.in_locale(known.locale), state, known)
    step = open_ask(journey)
    if step is None or not step.takes_text:
        return False
    if step.ends_when is not None:
        return match_label(text, step.offered(journey.scope)) is not None
    return step.wants(text, journey.scope)


def earlier_questions(flow: Flow, state: RunState, *, context: Context | None = None) -> tuple[str, ...]:
    """The names of the questions to which `BackAsked(to=…)` may lead from here, the last one last."""
    if state.status is not RunStatus.WAITING:
        return ()
    journey = Journey(flow, state, context or Context())
    step = open_ask(journey)
    return () if step is None else tuple(journey.answers.before(flow.index[step.id]))


def _guarded(flow: Flow, state: RunState, context: Context, work: Callable[[Journey], None]) -> Turn:
    answers, step = state.answers, state.wait.step if state.wait else ""
    journey: Journey | None = None
    try:
        journey = Journey(flow.in_locale(context.locale), state, context)
        work(journey)
        return journey.turn()
    except Exception:  # noqa: BLE001 - a content fault fails its run, with an event, and never its batch
        if journey is not None:
            answers, step = journey.answers.held, journey.at
        failed = replace(state, status=RunStatus.FAILED, wait=None, answers=answers)
        return Turn(state=failed, events=(RunFailed(reason=FailureReason.EXPRESSION, step=step),))

"""One turn's work: walks a flow from step to step until it waits, closes or ends, and writes down what happened.

Jumps only go forward, so a path is worked out again by walking from the changed answer: a recorded answer that is
met applies again, one that is not met is kept and marked. What was done or said already is not repeated, and what
is met for the first time is done and said, also on the way to a question that has been answered already.
"""

from dataclasses import dataclass, field, replace

from bot.engine.answers import Answers
from bot.engine.definition import Flow
from bot.engine.events import (
    EntrySaved,
    Event,
    FailureReason,
    MessageKind,
    MessageSaid,
    Option,
    RunEnded,
    RunFailed,
)
from bot.engine.expressions import Scope
from bot.engine.limits import STATE_LIMIT, STEP_LIMIT, TURN_LIMIT
from bot.engine.run import Answer, Context, RunState, RunStatus, Turn, Wait, dump_state
from bot.engine.steps.ask import KEEP, Ask
from bot.engine.steps.close import Close
from bot.engine.steps.step import PassedStep, Step, Visit

_LONGEST_CHARACTER = 4
"""Bytes of one character at most, so that most states need no exact measure."""

Rows = tuple[tuple[Option, ...], ...]


@dataclass(slots=True)
class Journey:
    """The mutable working state of one turn; `turn()` makes the outcome of it."""

    flow: Flow
    state: RunState
    context: Context
    answers: Answers = field(init=False)
    visit: Visit = field(init=False)
    status: RunStatus = field(init=False)
    wait: Wait | None = field(init=False)
    number: int = field(init=False)
    hold: str | None = field(init=False, default=None)
    at: str = field(init=False)

    def __post_init__(self) -> None:
        state = self.state
        self.answers = Answers(self.flow, state, self.context)
        self.status, self.wait, self.number = state.status, state.wait, state.turn
        self.at = state.wait.step if state.wait else ""
        done = dict(token.rsplit("#", 1) for token in state.done)
        self.visit = Visit(scope=self.answers.scope, occurrence=state.occurrence, done=done)

    @property
    def events(self) -> list[Event]:
        """What happened so far in this turn."""
        return self.visit.events

    @property
    def scope(self) -> Scope:
        """What texts and conditions read now."""
        return self.answers.scope

    # Walking

    def walk_on(self, step: Ask, *, hold: str | None = None) -> None:
        """Go where the recorded answer of this step leads; a question named by `hold` stays open as it is."""
        self.hold = hold
        target = step.route(self.answers.held[step.id])
        self.walk(self.flow.index[target] if target else self.flow.index[step.id] + 1)

    def walk(self, position: int) -> None:
        """Walk from this position to the next wait, the closing card, or the end."""
        steps, scope = self.flow.steps, self.visit.scope
        visited = 0
        while position < len(steps):
            step = steps[position]
            self.at = step.id
            visited += 1
            if visited > STEP_LIMIT:
                self.fail(FailureReason.STEP_LIMIT)
                return
            if step.condition is not None and not step.condition.value(scope):
                position = self.flow.index[step.beyond] if step.beyond else position + 1
                continue
            following = self._arrive(step, position)
            if following is None:
                return
            position = following
        self.end(RunStatus.COMPLETED)

    def _arrive(self, step: Step, position: int) -> int | None:
        """The position after this step, or None if the walk ends here."""
        if isinstance(step, PassedStep):
            move = step.visit(self.visit)
            if move.is_end:
                self.end(RunStatus.COMPLETED)
                return None
            return self.flow.index[move.go] if move.go else position + 1
        if isinstance(step, Ask):
            return self._arrive_at_ask(step, position)
        if isinstance(step, Close):
            self._close(step)
        return None

    def _arrive_at_ask(self, step: Ask, position: int) -> int | None:
        if step.id == self.hold:
            # It stays open, and what was answered beyond it as it was.
            self.answers.restore(self.state, position)
            return None
        held = self.answers.meet(step.id)
        if held is None:
            self.ask(step)
            return None
        target = step.route(held)
        return self.flow.index[target] if target else position + 1

    # Waiting

    def ask(self, step: Ask) -> None:
        """Begin to wait at this question, unless it is the very one that is open already."""
        scope = self.visit.scope
        held = self.answers.held.get(step.id)
        is_reopened = held is not None
        chosen = tuple(held.value) if held and isinstance(held.value, list) else step.preset_values(scope)
        rows = step.rows(scope, chosen, is_reopened=is_reopened)
        wait = Wait(
            step=step.id,
            options=options_of(rows),
            takes_text=step.takes_text,
            allows_links=step.links,
            chosen=chosen,
            remind_after=step.reminder_time(scope),
            give_up_after=step.give_up_after,
        )
        self._begin(wait)
        if self.status is not RunStatus.FAILED:
            self.say(step, rows, self.question(step), MessageKind.QUESTION)

    def question(self, step: Ask) -> str:
        """The words of a question with its hint."""
        text = step.text.render(self.visit.scope, self.visit.occurrence)
        if step.hint is None:
            return text
        return f"{text}\n<i>{step.hint.render(self.visit.scope, self.visit.occurrence)}</i>"

    def say(self, step: Step, rows: Rows, text: str, kind: MessageKind) -> None:
        """Say something with buttons."""
        self.events.append(MessageSaid(step=step.id, text=text, kind=kind, rows=rows))

    def say_anew(self, step: Ask, text: str) -> None:
        """Say something with the open question's buttons; if they are others now, those shown before are stale."""
        if self.wait is None:
            return
        rows = step.rows(self.scope, self.wait.chosen, is_reopened=KEEP in self.wait.options)
        wait = replace(self.wait, options=options_of(rows))
        if wait.options == self.wait.options:
            self.wait = wait
        else:
            self._begin(wait)
        if self.status is not RunStatus.FAILED:
            self.say(step, rows, text, MessageKind.QUESTION)

    def _close(self, step: Close) -> None:
        rows = step.rows(self.answers.held)
        text = step.text.render(self.visit.scope, self.visit.occurrence)
        self._begin(Wait(step=step.id, options=options_of(rows), takes_text=False))
        if self.status is RunStatus.FAILED:
            return
        self.status = RunStatus.COMPLETED
        self.say(step, rows, text, MessageKind.CLOSING)
        self.events.append(RunEnded())

    def _begin(self, wait: Wait) -> None:
        if self.number >= TURN_LIMIT:
            self.fail(FailureReason.TURN_LIMIT)
            return
        self.number += 1
        self.wait = wait
        self.status = RunStatus.WAITING

    # Ending

    def end(self, status: RunStatus) -> None:
        """End the run; it waits for nothing any more."""
        self.status, self.wait = status, None
        self.events.append(RunEnded())

    def fail(self, reason: FailureReason) -> None:
        """End the run, where it is, because of a content fault or a limit; this turn then says nothing."""
        self.status, self.wait = RunStatus.FAILED, None
        self.events[:] = [event for event in self.events if not isinstance(event, MessageSaid)]
        self.events.append(RunFailed(reason=reason, step=self.at))

    def keep(self) -> None:
        """Work the entry out anew, if the flow keeps one and there is something to call it by."""
        if self.flow.entry is None:
            return
        fields = self.flow.entry.fields(self.visit.scope)
        if fields is not None:
            self.events.append(EntrySaved(fields=fields))

    def turn(self) -> Turn:
        """The outcome: the new state, or the old one failed if the new would be too large."""
        state = self._state(self.answers.held)
        if _is_too_large(state):
            self.fail(FailureReason.STATE_LIMIT)
            state = self._state(dict(self.state.answers))
        return Turn(state=state, events=tuple(self.events))

    def _state(self, answers: dict[str, Answer]) -> RunState:
        state = self.state
        return RunState(
            flow=state.flow,
            version=state.version,
            status=self.status,
            turn=self.number,
            occurrence=state.occurrence,
            answers=answers,
            given=state.given,
            done=tuple(f"{step}#{digest}" for step, digest in self.visit.done.items()),
            wait=self.wait,
        )


def options_of(rows: Rows) -> tuple[str, ...]:
    """The values of all buttons in the order in which they are shown."""
    return tuple(option.value for row in rows for option in row)


def _is_too_large(state: RunState) -> bool:
    words = sum(len(answer.value) for answer in state.answers.values() if isinstance(answer.value, str))
    if words * _LONGEST_CHARACTER < STATE_LIMIT // 2 and not state.given:
        return False
    return len(dump_state(state)) > STATE_LIMIT

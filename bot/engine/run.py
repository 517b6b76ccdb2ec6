"""A run's state between turns, as values and as JSON, and the ways in which a wait can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson

from bot.engine.events import Event

STATE_FORMAT = 1
"""Written into every stored state, so that a later shape can read an earlier one."""


class RunStatus(StrEnum):
    """Where a run stands. Only `waiting` runs take answers; `completed` ones still take taps on their closing card."""

    WAITING = "waiting"
    COMPLETED = "completed"
    EXPIRED = "expired"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: its JSON value, whether it was skipped, and whether it lies on the path that is taken now."""

    value: Any = field(repr=False)
    is_skipped: bool = False
    applies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What the run waits for.

    `options` are the values of the buttons as shown, in order: a tap names its position, so nothing that comes
    back from outside is trusted. Times are seconds from the moment the question was really sent.
    """

    step: str
    options: tuple[str, ...] = ()
    takes_text: bool = True
    allows_links: bool = False
    attempts: int = 0
    chosen: tuple[str, ...] = ()
    remind_after: int | None = None
    give_up_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """Everything that a run is between two turns.

    `answers` keeps the order in which questions were reached; `given` is what the trigger handed over; `done` are
    the effects that must not happen twice when the path is worked out again, and what was said in passing; `turn`
    counts the waits begun, so a tap or due item that names an earlier turn is stale.
    """

    flow: str
    version: str
    status: RunStatus = RunStatus.WAITING
    turn: int = 0
    occurrence: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    done: tuple[str, ...] = ()
    wait: Wait | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One engine call's outcome: the new state and what happened, in order."""

    state: RunState
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What texts and conditions may read besides answers: the person, the day, what went before, and the course.

    `profile`, `calendar`, `history` and `course` hold plain JSON values; `course` is empty unless a course began the
    run; `locale` chooses wordings.
    """

    profile: Mapping[str, Any] = field(default_factory=dict, repr=False)
    calendar: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, Any] = field(default_factory=dict)
    course: Mapping[str, Any] = field(default_factory=dict)
    locale: str = "en"


class Timeout(StrEnum):
    """Which of a wait's two times has come."""

    REMINDER = "reminder"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTyped:
    """The person typed; already normalised and screened."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTapped:
    """The person tapped the button at this position of the wait's options."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEdited:
    """The person changed the words of an earlier answer."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipAsked:
    """The person passes over this question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackAsked:
    """The person wants an earlier question again: the one named, else the last one answered."""

    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsked:
    """The person stops here; what was said is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonArrived:
    """The person showed up by themselves: wrote something of their own, or began something else.

    It ends a question with `ends_when: person_writes`, and changes nothing anywhere else.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatAsked:
    """Say the open question again, as it stands (a snooze has ended, or the person asked where they are)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitTimedOut:
    """Nobody answered in time."""

    timeout: Timeout


Resume = (
    TextTyped
    | OptionTapped
    | AnswerEdited
    | SkipAsked
    | BackAsked
    | StopAsked
    | RepeatAsked
    | PersonArrived
    | WaitTimedOut
)


def dump_state(state: RunState) -> bytes:
    """The state as JSON, compact and stable."""
    return orjson.dumps(
        {
            "format": STATE_FORMAT,
            "flow": state.flow,
            "version": state.version,
            "status": state.status,
            "turn": state.turn,
            "occurrence": state.occurrence,
            "answers": [
                [name, answer.value, answer.is_skipped, answer.applies]
                for name, answer in state.answers.items()
            ],
            "given": state.given,
            "done": state.done,
            "wait": None if state.wait is None else _dump_wait(state.wait),
        }
    )


def load_state(data: bytes | str) -> RunState:
    """The state that `dump_state` wrote."""
    raw = orjson.loads(data)
    wait = raw["wait"]
    return RunState(
        flow=raw["flow"],
        version=raw["version"],
        status=RunStatus(raw["status"]),
        turn=raw["turn"],
        occurrence=raw["occurrence"],
        answers={
            name: Answer(value=value, is_skipped=is_skipped, applies=applies)
            for name, value, is_skipped, applies in raw["answers"]
        },
        given=raw["given"],
        done=tuple(raw["done"]),
        wait=None if wait is None else _load_wait(wait),
    )


def _dump_wait(wait: Wait) -> dict[str, Any]:
    return {
        "step": wait.step,
        "options": wait.options,
        "takes_text": wait.takes_text,
        "allows_links": wait.allows_links,
        "attempts": wait.attempts,
        "chosen": wait.chosen,
        "remind_after": wait.remind_after,
        "give_up_after": wait.give_up_after,
    }


def _load_wait(raw: dict[str, Any]) -> Wait:
    return Wait(**{**raw, "options": tuple(raw["options"]), "chosen": tuple(raw["chosen"])})

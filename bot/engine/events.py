"""What a turn says happened: past-tense facts that services turn into rows and messages; nothing is sent here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class MessageKind(StrEnum):
    """What a message is for: it tells, it asks and waits, or it closes with optional taps."""

    STATEMENT = "statement"
    QUESTION = "question"
    CLOSING = "closing"


class FailureReason(StrEnum):
    """Why a run could not go on; a content fault, never something that a participant typed."""

    STEP_LIMIT = "step_limit"
    TURN_LIMIT = "turn_limit"
    STATE_LIMIT = "state_limit"
    EXPRESSION = "expression"
    NO_SUCH_STEP = "no_such_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One button: `value` is what the run understands (an author's choice or a control), `label` what is read."""

    value: str
    label: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSaid:
    """A message for the person, as Telegram HTML, already escaped, with its buttons in rows."""

    step: str
    text: str = field(repr=False)
    kind: MessageKind
    rows: tuple[tuple[Option, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonsChanged:
    """The buttons of the message that was tapped look different now (a tick more or less)."""

    step: str
    rows: tuple[tuple[Option, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """An answer was accepted and stands in the run's state under `name`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSkipped:
    """The person passed over an optional question."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRejected:
    """What was typed does not fit the question; the old answer, if any, stands."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySaved:
    """The entry that this run keeps, worked out anew from all answers so far.

    `fields` holds title, what, so_what, now_what, follow_up, minutes (int or None), activity, pillars, stage,
    sources, status, starred, portfolio and `more` as plain JSON values; words of the person are among them.
    """

    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStarred:
    """The person starred one of their earlier entries."""

    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSet:
    """A field of the person's profile got a value."""

    name: str
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswered:
    """The person gave or refused consent to a purpose (storing, wellbeing, sharing)."""

    purpose: str
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequested:
    """Another flow is to begin for this person once this run has ended."""

    flow: str
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMade:
    """An item of the person's plan was made; one of the same run and step before it is replaced.

    `fields` holds need, step, barrier, success and by (an ISO date), each None where nothing was said.
    """

    step: str
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    """An item of the person's plan, made in an earlier run, was changed.

    `fields` holds status (open, started, done or dropped), need, step, barrier, success and by (an ISO date), each
    None where nothing was said, which leaves it as it is.
    """

    item: str
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpScheduled:
    """A flow is to begin for this person later; one of the same run and step before it is replaced.

    Either `after_days` (from today, on the person's calendar) or `on_date` (ISO) is set. `plan` is the step of the
    same run whose plan item it is about, if it is about one; `given` is what it quotes; a weekday in `not_on`
    (mon to sun) moves it to the day after.
    """

    step: str
    flow: str
    after_days: int | None
    on_date: str | None
    plan: str | None = None
    not_on: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What was answered is for a part of Kipic outside the flows; `to` and the names in `fields` are in `RECEIVERS`."""

    step: str
    to: str
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """The run came to its end (see the state's status for how)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed:
    """The run met a content fault or a limit at this step; what was answered is kept, and this turn says nothing."""

    reason: FailureReason
    step: str


Event = (
    MessageSaid
    | ButtonsChanged
    | AnswerGiven
    | AnswerSkipped
    | AnswerRejected
    | EntrySaved
    | EntryStarred
    | ProfileSet
    | ConsentAnswered
    | FlowRequested
    | PlanMade
    | PlanChanged
    | FollowUpScheduled
    | HandedOver
    | RunEnded
    | RunFailed
)

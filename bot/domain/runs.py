"""A person's journey through a flow as it is kept: the engine's state, and what it belongs to."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import ChatId, EntryId, HoldId, ParticipantId, RunId, ScheduleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: `state` is the engine's own JSON, the rest is what the database must find it by.

    `status`, `flow`, `version` and `turn` repeat the state's, which lies sealed. `closes_at` ends the window in
    which a prompt's run may be answered; None for a run that the person began.
    """

    id: RunId
    participant_id: ParticipantId
    flow: str
    version: str
    status: str
    turn: int
    state: bytes = field(repr=False)
    entry_id: EntryId | None = None
    schedule_id: ScheduleId | None = None
    closes_at: datetime | None = None
    started_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLink:
    """Which answer a message of the person holds, so that editing the message edits the answer.

    `name` is the answer's name in the run, or empty where the message became an entry by itself.
    """

    participant_id: ParticipantId
    chat_id: ChatId
    message_id: int
    run_id: RunId | None
    entry_id: EntryId | None
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A text that waits for the person's word: keep it as a reflection, or what to do about an identifier in it.

    With a `run_id` it is an answer that the screen held back at `turn` (`edit_of` names the answer when it was an
    edit); without one it is free text.
    """

    id: HoldId
    participant_id: ParticipantId
    text: str = field(repr=False)
    message_id: int
    created_at: datetime
    expires_at: datetime
    is_screened_out: bool = False
    run_id: RunId | None = None
    turn: int | None = None
    edit_of: str | None = None

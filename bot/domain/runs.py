"""A person's journey through a flow as it is kept: the engine's state, and what it belongs to."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import ChatId, EntryId, HoldId, ParticipantId, PostingId, RunId, ScheduleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: `state` is the engine's own JSON, the rest is what the database must find it by.

    `status`, `flow`, `version`, `turn` and `waiting_at` (the step at which it waits) repeat the state's, which lies
    sealed. `schedule_id` and `closes_at` are a prompt's: what brought it, None also once it was taken back unread, and the end of
    the window in which it may be answered; both are None for a run that the person began.
    `posting_id` is what a group was asked, of which this run is the person's answer.
    With `entry_mended_at` the person changed the entry itself, and from then on a turn writes only what it changes of it.
    """

    id: RunId
    participant_id: ParticipantId
    flow: str
    version: str
    status: str
    turn: int
    state: bytes = field(repr=False)
    waiting_at: str | None = None
    entry_id: EntryId | None = None
    entry_mended_at: datetime | None = None
    schedule_id: ScheduleId | None = None
    posting_id: PostingId | None = None
    closes_at: datetime | None = None
    started_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLink:
    """What a message of the person holds, so that editing the message changes it.

    With a `run_id`, `name` is the name of an answer of this run. Without one the run's answers are gone, or there was
    none: `name` lists the parts of the entry that hold just these words ("title,what"), and is empty when none does.
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

    With a `run_id` it is an answer that the screen held back at `turn`; with `edit_of` it is the new wording of a part
    of an entry or plan item (what its errand is about); without either it is free text.
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

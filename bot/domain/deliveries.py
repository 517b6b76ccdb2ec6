"""One message to one chat, from the moment it is owed until its outcome is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from bot.domain.ids import ChatId, DeliveryId, ParticipantId, PostingId, RunId


class Lane(IntEnum):
    """Which queue a delivery stands in; the smaller goes first."""

    REPLY = 0
    PROMPT = 1
    SUMMARY = 2
    BROADCAST = 3


class DeliveryStatus(StrEnum):
    """Where a delivery stands.

    `uncertain`: a call was made and Telegram never told how it ended. `withdrawn`: it was taken back before its call.
    `held`: it waits, also past its time, while the broadcast that it belongs to is paused.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNDELIVERABLE = "undeliverable"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTimes:
    """What starts when a question was really sent: its run and turn, and the seconds to reminder and expiry."""

    run_id: RunId
    turn: int
    remind_after: int | None = None
    give_up_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One Bot API call that is owed to a chat.

    `key` makes it unique for what caused it (uq_delivery_key). `not_before` and `closes_at` are domain time: a
    delivery that could not go out before `closes_at` expires and is never sent stale. `params` hold words and
    stay out of every repr; they are wiped once the outcome is known. `attempts` counts the calls begun, `doubts`
    those whose outcome Telegram never told: each may have put the message into the chat once more. With a
    `posting_id` its outcome is what became of that posting for this person.
    """

    id: DeliveryId
    bot_id: int
    chat_id: ChatId
    participant_id: ParticipantId | None
    lane: Lane
    method: str
    params: Mapping[str, Any] = field(repr=False)
    key: str | None = None
    not_before: datetime
    closes_at: datetime | None = None
    status: DeliveryStatus = DeliveryStatus.QUEUED
    attempts: int = 0
    doubts: int = 0
    times: QuestionTimes | None = None
    posting_id: PostingId | None = None


class Outcome(StrEnum):
    """What a call came to, as far as Telegram told."""

    SENT = "sent"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """The outcome of one attempt at a delivery.

    `retry_after` (seconds) comes with a flood wait; `reason` is a short code of ours, never a text from outside.
    """

    delivery_id: DeliveryId
    attempt: int
    outcome: Outcome
    message_id: int | None = None
    retry_after: float | None = None
    reason: str | None = None

"""The people whom Kipic asks: who they are to it, what they consented to, and when they want to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.ids import ChatId, ParticipantId


class ParticipantStatus(StrEnum):
    """Whether unasked messages may go out: `paused` by the person, `blocked` the bot in Telegram."""

    ACTIVE = "active"
    PAUSED = "paused"
    BLOCKED = "blocked"


class Purpose(StrEnum):
    """What a person can consent to, each by itself."""

    STORING = "storing"
    WELLBEING = "wellbeing"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person who consented to storing.

    `profile` holds what the person told about themselves (first name, role) and lies sealed; `settings` holds
    choices of the calendar (working days, slot) in plain JSON values. `paused_until` is the instant at which a
    pause ends by itself, None for "until they come back".
    """

    id: ParticipantId
    bot_id: int
    chat_id: ChatId
    status: ParticipantStatus = ParticipantStatus.ACTIVE
    timezone: str
    locale: str = "en"
    profile: Mapping[str, Any] = field(default_factory=dict, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime
    last_heard_at: datetime
    paused_until: datetime | None = None
    blocked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer to one purpose, with the wording it was given to (flow and version); the last one counts."""

    participant_id: ParticipantId
    purpose: Purpose
    is_given: bool
    wording: str
    at: datetime

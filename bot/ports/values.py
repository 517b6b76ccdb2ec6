"""What crosses the ports beside the values of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import (
    DeliveryId,
    DocumentId,
    ParticipantId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedUpdate:
    """An update that failed even alone: kept sealed for the operator, `error` is the error's type only."""

    bot_id: int
    update_id: int
    participant_id: ParticipantId | None
    payload: bytes = field(repr=False)
    error: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that a queued delivery carries; it goes once the delivery's outcome is known.

    `parameter` is the Bot API parameter that it fills, `name` the file name that the person sees.
    """

    id: DocumentId
    participant_id: ParticipantId
    delivery_id: DeliveryId
    parameter: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlow:
    """One version of a flow as it was loaded: its files' texts by name."""

    name: str
    version: str
    files: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedFlow:
    """A flow that follow-ups will begin: the names of what they hand over, and how many follow-ups do so."""

    flow: str
    names: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something for the operator's log, by codes alone: never a word of a participant."""

    event: str
    facts: Mapping[str, str]

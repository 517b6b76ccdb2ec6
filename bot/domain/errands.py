"""What somebody set out to do in their portfolio that their next text or tap goes on with."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ParticipantId


class ErrandKind(StrEnum):
    """Write a part of an entry anew: their next text is its wording; or search: the list goes back to its words."""

    MEND = "mend"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One errand; a person has at most one of each kind, and a later one takes its place.

    `about` is what is to be mended ("entry:part:message that asked"), or the words that were searched for.
    """

    participant_id: ParticipantId
    kind: ErrandKind
    about: str = field(repr=False)
    begun_at: datetime
    expires_at: datetime

"""What somebody set out to do that a later text or tap of theirs goes on with."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ParticipantId


class ErrandKind(StrEnum):
    """Write a part of an entry or of a plan item anew: their next text is its wording; or search: the list goes back to its words.

    Or open the link that they came by, when their welcome is over. Or get the picture of a cohort that they asked for.
    """

    MEND = "mend"
    SEARCH = "search"
    OPEN_LINK = "open_link"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One errand; a person has at most one of each kind, and a later one takes its place.

    `about` is what is to be mended ("entry or item:part:message that asked"), the words that were searched for, or the hash of
    a link's token, or the cohort.
    """

    participant_id: ParticipantId
    kind: ErrandKind
    about: str = field(repr=False)
    begun_at: datetime
    expires_at: datetime

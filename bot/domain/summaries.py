"""A month's summary as a thing that is owed: the days it covers and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.ids import ParticipantId, SummaryId


class SummaryStatus(StrEnum):
    """`due`: its documents are still to be made; `queued`: its messages stand in the outbox."""

    DUE = "due"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One summary of one person: the entries made after `since` up to and including `until`.

    `first` and `last` are the local days that it covers, for its title and its calendar picture; `due_at` is when
    it became due (for a scheduled one that is also `until`: what is written later belongs to the next).
    """

    id: SummaryId
    participant_id: ParticipantId
    first: date
    last: date
    since: datetime
    until: datetime
    due_at: datetime
    status: SummaryStatus = SummaryStatus.DUE
    is_asked_for: bool = False

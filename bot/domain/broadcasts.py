"""A tutor's one-to-many prompt: what is said, to whom, how they answer, and when."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CohortId, ParticipantId, PostingId


class BroadcastStatus(StrEnum):
    """Where a broadcast stands; only a draft can be changed, and what has ended doesn't begin again."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


class AnswerKind(StrEnum):
    """How recipients answer."""

    NONE = "none"
    TEXT = "text"
    CHOICES = "choices"
    SCALE = "scale"
    FLOW = "flow"


class Timing(StrEnum):
    """When it goes out: at once, at each one's own slot on their next working day, or at an instant."""

    NOW = "now"
    SLOT = "slot"
    AT = "at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One broadcast; its posting has the same id.

    The audience are the participants of `cohort_ids` (everybody for an operator's with none), with `unanswered` only
    those who haven't answered that posting; it is frozen at `confirmed_at`. `text` is the tutor's, as Telegram's HTML.
    `window_hours` is how long it may be sent and answered, from its time on. `expanded_to` is how far its recipients
    are written. `progress_id` is the message in the author's chat that shows how it goes.
    """

    id: PostingId
    author_id: ParticipantId
    status: BroadcastStatus = BroadcastStatus.DRAFT
    cohort_ids: tuple[CohortId, ...] = ()
    unanswered: PostingId | None = None
    text: str = field(repr=False)
    answer: AnswerKind = AnswerKind.NONE
    choices: tuple[str, ...] = ()
    flow: str | None = None
    timing: Timing = Timing.NOW
    at: datetime | None = None
    window_hours: int = 24
    expanded_to: ParticipantId | None = None
    is_expanded: bool = False
    progress_id: int | None = None
    created_at: datetime
    confirmed_at: datetime | None = None
    reminded_at: datetime | None = None
    ended_at: datetime | None = None

"""The rows that a transaction is about to write, in the order in which they came about."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.deliveries import Delivery
from bot.domain.entries import Entry
from bot.domain.ids import EntryId, ParticipantId, PlanItemId, PostingId, RunId, ScheduleId
from bot.domain.people import Consent, Participant
from bot.domain.plans import FollowUp, PlanItem
from bot.domain.postings import RecipientStatus
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DueItem, Schedule
from bot.ports import Document


@dataclass(slots=True)
class Changes:
    """What is written when the work is done; `reached` is what became of postings for people."""

    participants: dict[ParticipantId, Participant] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    runs: dict[RunId, Run] = field(default_factory=dict)
    links: list[AnswerLink] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    entries: dict[EntryId, Entry] = field(default_factory=dict)
    plans: dict[PlanItemId, PlanItem] = field(default_factory=dict)
    schedules: dict[ScheduleId, Schedule] = field(default_factory=dict)
    follow_ups: dict[ScheduleId, FollowUp] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    due_items: list[DueItem] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    reached: list[tuple[PostingId, ParticipantId, RecipientStatus, datetime]] = field(default_factory=list)

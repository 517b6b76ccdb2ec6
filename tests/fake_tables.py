"""What the fake store holds: values by id, copied for each transaction so that one that fails can be thrown away."""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from bot.domain.broadcasts import Broadcast
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.deliveries import Delivery
from bot.domain.entries import Entry, Revision
from bot.domain.errands import Errand, ErrandKind
from bot.domain.errors import StoreError
from bot.domain.figures import Figures
from bot.domain.ids import (
    ChatId,
    CohortId,
    DecisionId,
    DeliveryId,
    DocumentId,
    DueItemId,
    EntryId,
    HoldId,
    LineId,
    ParticipantId,
    PlanItemId,
    PostingId,
    RunId,
    ScheduleId,
    SummaryId,
)
from bot.domain.lines import Reaction, ReactionKind, SharedLine
from bot.domain.people import Consent, Participant
from bot.domain.plans import FollowUp, PlanItem
from bot.domain.postings import Posting, Recipient
from bot.domain.roles import AuditLine, Link, Tutor
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DueItem, Schedule
from bot.domain.summaries import Summary
from bot.ports import Document, ParkedUpdate, Publication, Remark, StoredFlow


@dataclass
class Tables:
    """Values are frozen, so copies of the containers are deep enough."""

    seen: dict[tuple[int, int], datetime] = field(default_factory=dict)
    parked: dict[tuple[int, int], ParkedUpdate] = field(default_factory=dict)
    people: dict[ParticipantId, Participant] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    runs: dict[RunId, Run] = field(default_factory=dict)
    links: dict[tuple[ChatId, int], AnswerLink] = field(default_factory=dict)
    holds: dict[HoldId, Hold] = field(default_factory=dict)
    entries: dict[EntryId, Entry] = field(default_factory=dict)
    deleted: dict[EntryId, datetime] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    errands: dict[tuple[ParticipantId, ErrandKind], Errand] = field(default_factory=dict)
    plans: dict[PlanItemId, PlanItem] = field(default_factory=dict)
    follow_ups: dict[ScheduleId, FollowUp] = field(default_factory=dict)
    schedules: dict[ScheduleId, Schedule] = field(default_factory=dict)
    decisions: dict[DecisionId, Decision] = field(default_factory=dict)
    due: dict[DueItemId, DueItem] = field(default_factory=dict)
    deliveries: dict[DeliveryId, Delivery] = field(default_factory=dict)
    owners: dict[DeliveryId, str] = field(default_factory=dict)
    sent_as: dict[DeliveryId, int] = field(default_factory=dict)
    claimers: set[str] = field(default_factory=set)
    documents: dict[DocumentId, Document] = field(default_factory=dict)
    summaries: dict[SummaryId, Summary] = field(default_factory=dict)
    flows: dict[tuple[str, str], StoredFlow] = field(default_factory=dict)
    publications: dict[int, Publication] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    cohorts: dict[CohortId, Cohort] = field(default_factory=dict)
    enrolments: dict[tuple[CohortId, ParticipantId], Enrolment] = field(default_factory=dict)
    tutors: dict[ParticipantId, Tutor] = field(default_factory=dict)
    role_links: dict[str, Link] = field(default_factory=dict)
    audit: list[AuditLine] = field(default_factory=list)
    lines: dict[LineId, SharedLine] = field(default_factory=dict)
    reactions: dict[tuple[LineId, ParticipantId, ReactionKind], Reaction] = field(default_factory=dict)
    postings: dict[PostingId, Posting] = field(default_factory=dict)
    recipients: dict[tuple[PostingId, ParticipantId], Recipient] = field(default_factory=dict)
    figures: dict[PostingId, Figures] = field(default_factory=dict)
    broadcasts: dict[PostingId, Broadcast] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    has_added_deliveries: bool = False

    def copied(self) -> "Tables":
        return Tables(**{part.name: copy(getattr(self, part.name)) for part in fields(self)})

    def orphan(self) -> str | None:
        """The kind of a value that refers to nobody, as foreign keys would find it at commit."""
        owned: tuple[Any, ...] = (
            self.consents,
            self.runs.values(),
            self.holds.values(),
            self.entries.values(),
            self.errands.values(),
            self.plans.values(),
            self.follow_ups.values(),
            self.schedules.values(),
            self.decisions.values(),
            self.summaries.values(),
            self.enrolments.values(),
            self.tutors.values(),
            self.lines.values(),
            self.reactions.values(),
            self.recipients.values(),
        )
        for values in owned:
            for value in values:
                if value.participant_id not in self.people:
                    return type(value).__name__
        return self._orphan_of_a_group()

    def _orphan_of_a_group(self) -> str | None:
        in_cohorts: tuple[Any, ...] = (
            *self.enrolments.values(),
            *self.lines.values(),
            *(link for link in self.role_links.values() if link.cohort_id is not None),
        )
        for value in in_cohorts:
            if value.cohort_id not in self.cohorts:
                return type(value).__name__
        if any(tutor.cohorts - self.cohorts.keys() for tutor in self.tutors.values()):
            return "Tutor"
        return next(("Reaction" for one in self.reactions.values() if one.line_id not in self.lines), None)


def refuse(name: str) -> StoreError:
    """The error of a unique constraint."""
    return StoreError(f"A rule of the database was broken: {name}.", remedy="This is a fault in Kipic.")

"""The repositories of what falls due and what is owed to chats."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.deliveries import CallResult, Delivery, Lane
from bot.domain.ids import (
    ChatId,
    DeliveryId,
    DueItemId,
    ParticipantId,
    PostingId,
    RunId,
    ScheduleId,
    SummaryId,
)
from bot.domain.plans import FollowUp
from bot.domain.schedules import Contact, Decision, DecisionCount, DueCount, DueItem, Schedule
from bot.domain.summaries import Summary
from bot.ports.values import AwaitedFlow, Document, StoredFlow


class Schedules(Protocol):
    """Rules with their next due instant, what was decided, and other due items."""

    def of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, tuple[Schedule, ...]]:
        """All schedules of these people."""

    def save(self, schedules: Sequence[Schedule]) -> None:
        """Insert or update."""

    def due(self, now: datetime, *, limit: int) -> Sequence[Schedule]:
        """Active schedules whose instant has come, earliest first; locked, those locked elsewhere passed over."""

    def active_after(self, schedule_id: ScheduleId | None, *, limit: int) -> Sequence[Schedule]:
        """The active schedules behind this one by id, None for the first ones; to go through all of them in batches."""

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Append decisions (uq_occurrence: one final decision an occurrence)."""

    def decide_anew(self, decision: Decision) -> None:
        """Put this in the place of the decision with its id: what was to be sent was taken back."""

    def decisions(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Decision]:
        """One person's decisions, newest first."""

    def counts(self, first: datetime, last: datetime) -> Sequence[DecisionCount]:
        """How often what was decided how and why, from `first` until before `last`, over everybody; in any order."""

    def due_counts(self, before: datetime) -> Sequence[DueCount]:
        """How many active schedules are due at each instant before this one, earliest first, also those overdue."""

    def contacts_since(
        self, participants: Collection[ParticipantId], instant: datetime
    ) -> dict[ParticipantId, list[Contact]]:
        """What schedules have sent these people since, oldest first."""

    def add_due(self, items: Sequence[DueItem]) -> None:
        """Note what must happen later."""

    def due_items(self, now: datetime, *, limit: int) -> Sequence[DueItem]:
        """Due items whose time has come, earliest first, expiries before reminders at the same instant."""

    def drop_due(self, ids: Collection[DueItemId]) -> None:
        """Take these off: they were done or are stale."""

    def next_instant(self) -> datetime | None:
        """The earliest instant at which a schedule or a due item is due, None when nothing is."""

    def upcoming(self, participant_id: ParticipantId) -> Sequence[DueItem]:
        """One person's due items, earliest first."""


class FollowUps(Protocol):
    """Flows that are to begin later because of what a person said; their schedules say when."""

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, FollowUp]:
        """Those of these schedules that are follow-ups."""

    def of_run(self, run_id: RunId) -> dict[str, FollowUp]:
        """What one run put on a later day, by the step that did."""

    def of_flow(self, participant_id: ParticipantId, flow: str) -> Sequence[FollowUp]:
        """The follow-ups of one person that will begin this flow."""

    def save(self, follow_ups: Sequence[FollowUp]) -> None:
        """Insert or update (uq_follow_up: one for a run and step); their schedules are saved beside them."""

    def awaited(self) -> Sequence[AwaitedFlow]:
        """Which flows the follow-ups that are still to come will need."""


class Outbox(Protocol):
    """What is owed to chats."""

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Queue these; one whose key exists already is left out (uq_delivery_key)."""

    def add_documents(self, documents: Sequence[Document]) -> None:
        """Keep files that queued deliveries carry."""

    def documents(self, delivery_id: DeliveryId) -> Sequence[Document]:
        """The files of a delivery that is under way."""

    def claim(self, *, now: datetime, owner: str, limit: int, lanes: Collection[Lane]) -> Sequence[Delivery]:
        """Mark the next sendable deliveries as `sending` and return them with the attempt counted.

        Sendable: queued, not before `now`, in these lanes, none earlier of the same chat and lane still open, and
        no call to the same chat under way. Lanes go in order, deliveries of a lane by age.
        """

    def expire(self, now: datetime) -> Sequence[Delivery]:
        """Mark queued deliveries whose window has closed as expired and return them."""

    def withdraw(self, chat_id: ChatId, *, lane: Lane) -> Sequence[Delivery]:
        """Take back what is queued for a chat in a lane, not what is being sent; returned, oldest first, without words."""

    def settle(self, results: Sequence[tuple[CallResult, Delivery]]) -> None:
        """Write outcomes: fenced by attempt; `delivery` says the new status and `not_before`. Words are wiped."""

    def interrupted(self) -> Sequence[Delivery]:
        """Deliveries that are marked as `sending` by an owner that is no more."""

    def forget_before(self, instant: datetime, *, limit: int) -> int:
        """Drop those of the oldest `limit` deliveries that are settled and were owed before; how many went."""

    def recent(self, chat_id: ChatId, *, limit: int) -> Sequence[Delivery]:
        """A chat's deliveries, newest first, without words."""

    def messages_of(self, posting_id: PostingId, chats: Collection[ChatId]) -> dict[ChatId, int]:
        """The last message of a posting in each of these chats that it surely reached, as long as deliveries are kept."""

    def is_owed(self, chat_id: ChatId, lane: Lane) -> bool:
        """Whether something of this lane is still to go out to the chat."""

    def next_instant(self) -> datetime | None:
        """The earliest `not_before` of a queued delivery."""

    def counts(self) -> Mapping[str, int]:
        """How many deliveries stand in each status."""


class Summaries(Protocol):
    """Monthly summaries that are owed."""

    def add(self, summaries: Sequence[Summary]) -> None:
        """Note these; one of the same person and last day is left out unless it was asked for."""

    def due(self, now: datetime, *, limit: int) -> Sequence[Summary]:
        """Those that are due by now and whose documents are still to be made, oldest first."""

    def save(self, summaries: Sequence[Summary]) -> None:
        """Update."""

    def last_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Summary]:
        """Each one's last scheduled summary."""

    def by_id(self, summary_id: SummaryId) -> Summary | None:
        """One summary."""


class Flows(Protocol):
    """Versions of flows that were ever current, for runs that began with them."""

    def add(self, flows: Sequence[StoredFlow], *, now: datetime) -> None:
        """Keep these versions; known ones are left."""

    def get(self, name: str, version: str) -> StoredFlow | None:
        """One version."""

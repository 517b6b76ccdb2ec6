"""What the use cases need from the outside world, as protocols; adapters and the tests' fakes implement them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.deliveries import CallResult, Delivery, Lane
from bot.domain.entries import Entry
from bot.domain.ids import (
    ChatId,
    DeliveryId,
    DocumentId,
    DueItemId,
    EntryId,
    HoldId,
    ParticipantId,
    RunId,
    SummaryId,
)
from bot.domain.people import Consent, Participant
from bot.domain.portfolio import MonthReport
from bot.domain.programme import Programme
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DueItem, Schedule
from bot.domain.summaries import Summary
from bot.engine.definition import Flow

T = TypeVar("T")


class Clock(Protocol):
    """Domain time: schedules, windows and summaries read it, and it may be virtual."""

    def now(self) -> datetime:
        """The present instant, in UTC."""


class Ids(Protocol):
    """Fresh identifiers: 26 letters and digits that sort by the time of their making."""

    def fresh(self) -> str:
        """An identifier that was never given before."""


class FlowLibrary(Protocol):
    """The authored flows: the current ones by name, and any version that a live run may still need."""

    def names(self) -> Sequence[str]:
        """The names of all current flows."""

    def current(self, name: str) -> Flow:
        """The version that new runs begin with; KeyError for an unknown name."""

    def version(self, name: str, version: str) -> Flow | None:
        """One version by its content hash, None when it is not known here."""

    def adopt(self, flow: Flow) -> None:
        """Know an earlier version too, which a live run still needs."""

    def programme(self) -> Programme:
        """What is asked when."""


class Documents(Protocol):
    """Turns reports into files; the same report gives the same bytes."""

    async def portfolio_pdf(self, report: MonthReport) -> bytes:
        """The month as a PDF for an appraiser."""

    async def month_card(self, report: MonthReport) -> bytes:
        """The month as a picture (PNG) without anyone's words."""

    async def close(self) -> None:
        """Let the workers go."""


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


class Updates(Protocol):
    """Which updates were taken in."""

    def add_new(self, bot_id: int, update_ids: Sequence[int], *, now: datetime) -> set[int]:
        """Record these and return those that were not recorded before (uq_bot_update)."""

    def park(self, parked: ParkedUpdate) -> None:
        """Keep an update that could not be handled."""

    def parked(self) -> Sequence[ParkedUpdate]:
        """All that are parked, oldest first."""

    def forget_before(self, instant: datetime) -> int:
        """Drop records of updates older than that; how many went."""


class People(Protocol):
    """Participants and their consents. Reads that precede a change lock the rows, in id order."""

    def by_chat(self, bot_id: int, chat_ids: Collection[ChatId]) -> dict[ChatId, Participant]:
        """Those of these chats who are participants."""

    def by_id(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, Participant]:
        """Those of these ids that exist."""

    def save(self, participants: Sequence[Participant]) -> None:
        """Insert or update (uq_participant_chat); a new participant gets a key of their own."""

    def add_consents(self, consents: Sequence[Consent]) -> None:
        """Append answers to consent questions."""

    def consents(self, participant_id: ParticipantId) -> Sequence[Consent]:
        """All answers of one person, oldest first."""


class Runs(Protocol):
    """Journeys through flows, their links to messages, and texts that wait for a word."""

    def open_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Run]:
        """The one waiting run of each who has one."""

    def by_id(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        """Those of these ids that exist."""

    def save(self, runs: Sequence[Run]) -> None:
        """Insert or update."""

    def count_of(self, participant_id: ParticipantId, flow: str) -> int:
        """How many runs of this flow the person began so far."""

    def recent_ends(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Run]:
        """The person's last finished prompted runs (those with a schedule), newest first."""

    def versions_in_use(self) -> set[tuple[str, str]]:
        """(flow, version) of every run whose answers are still at hand."""

    def link(self, links: Sequence[AnswerLink]) -> None:
        """Remember which message holds which answer; a later link of the same message replaces it."""

    def linked(self, messages: Collection[tuple[ChatId, int]]) -> dict[tuple[ChatId, int], AnswerLink]:
        """The links of these (chat, message) pairs."""

    def hold(self, holds: Sequence[Hold]) -> None:
        """Keep texts until their people decide."""

    def held(self, ids: Collection[HoldId]) -> dict[HoldId, Hold]:
        """Those of these ids that still wait."""

    def held_for(self, participant_id: ParticipantId, message_id: int) -> Hold | None:
        """The text that this message of the person brought, if it still waits."""

    def release(self, ids: Collection[HoldId]) -> None:
        """Let these go: decided."""

    def drop_holds(self, now: datetime) -> int:
        """Let go of the texts whose time is over; how many."""

    def compact_before(self, instant: datetime, *, limit: int) -> int:
        """Take the state out of runs that finished before, and drop links made before; how many runs."""


class Entries(Protocol):
    """The portfolio."""

    def by_id(self, ids: Collection[EntryId]) -> dict[EntryId, Entry]:
        """Those of these ids that exist."""

    def save(self, entries: Sequence[Entry], *, now: datetime) -> None:
        """Insert or update; when words of a kept entry change, the earlier wording stays as a revision.

        An entry keeps the day and instant of its first saving (`local_date`, `created_at`) whatever comes later.
        """

    def between(self, participant_id: ParticipantId, first: date, last: date) -> Sequence[Entry]:
        """One person's entries of these local days, both included, oldest first."""

    def revision_count(self, entry_id: EntryId) -> int:
        """How many earlier wordings of this entry are kept."""


class Schedules(Protocol):
    """Rules with their next due instant, what was decided, and other due items."""

    def of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, tuple[Schedule, ...]]:
        """All schedules of these people."""

    def save(self, schedules: Sequence[Schedule]) -> None:
        """Insert or update."""

    def due(self, now: datetime, *, limit: int) -> Sequence[Schedule]:
        """Active schedules whose instant has come, earliest first; locked, those locked elsewhere passed over."""

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Append decisions (uq_occurrence: one final decision an occurrence)."""

    def decisions(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Decision]:
        """One person's decisions, newest first."""

    def last_sent(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, datetime]:
        """When each of these people was last sent something unasked."""

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

    def settle(self, results: Sequence[tuple[CallResult, Delivery]]) -> None:
        """Write outcomes: fenced by attempt; `delivery` says the new status and `not_before`. Words are wiped."""

    def interrupted(self) -> Sequence[Delivery]:
        """Deliveries that are marked as `sending` by an owner that is no more."""

    def forget_before(self, instant: datetime, *, limit: int) -> int:
        """Drop those of the oldest `limit` deliveries that are settled and were owed before; how many went."""

    def recent(self, chat_id: ChatId, *, limit: int) -> Sequence[Delivery]:
        """A chat's deliveries, newest first, without words."""

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


class UnitOfWork(Protocol):
    """One transaction's view of the store."""

    updates: Updates
    people: People
    runs: Runs
    entries: Entries
    schedules: Schedules
    outbox: Outbox
    summaries: Summaries
    flows: Flows


class Store(Protocol):
    """Where transactions run."""

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and commit; it may run twice, so it must not touch anything else.

        Raises what `work` raised, after rolling back.
        """

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a connection that only reads."""


class Messenger(Protocol):
    """The Bot API, for calls whose outcome is recorded."""

    async def call(self, delivery: Delivery, files: Sequence[Document]) -> CallResult:
        """Make the call of a claimed delivery; never raises for what the network or the API answers."""

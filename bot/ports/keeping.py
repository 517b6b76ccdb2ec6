"""The repositories of what people are, say and keep."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.entries import Entry
from bot.domain.ids import (
    ChatId,
    EntryId,
    HoldId,
    ParticipantId,
    RunId,
)
from bot.domain.people import Consent, Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.ports.values import ParkedUpdate


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

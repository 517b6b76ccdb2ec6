"""The repositories of what people are, say and keep."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.entries import Entry, EntryHead, Revision
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import (
    ChatId,
    EntryId,
    HoldId,
    ParticipantId,
    PlanItemId,
    RunId,
)
from bot.domain.people import Consent, Participant
from bot.domain.plans import PlanItem
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

    def counts_of(self, participants: Collection[ParticipantId], flow: str) -> dict[ParticipantId, int]:
        """How many runs of this flow each of these people began so far; nobody is in it who began none."""

    def recent_ends(
        self, participants: Collection[ParticipantId], *, limit: int
    ) -> dict[ParticipantId, list[Run]]:
        """The last finished prompted runs (those with a schedule) of each of these people, newest first."""

    def versions_in_use(self) -> set[tuple[str, str]]:
        """(flow, version) of every run whose answers are still at hand."""

    def waiting(self) -> Mapping[tuple[str, str, str], int]:
        """How many runs wait, by flow, version and step ("" where the step was not noted)."""

    def waiting_elsewhere(self, flow: str, version: str, *, after: RunId | None, limit: int) -> Sequence[Run]:
        """Waiting runs of the flow at other versions than this one, by id from the one behind `after`; locked."""

    def carry_over(self, runs: Sequence[Run]) -> None:
        """Write the version, state and step of runs that have moved to another version of their flow."""

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

    def finished_before(self, instant: datetime, *, limit: int, uncounted: datetime) -> Sequence[Run]:
        """Runs that finished before and whose answers are still at hand, those that finished first first.

        Those that are somebody's answer to a posting and are not counted yet (`Postings.uncounted`) only if they finished
        before `uncounted`.
        """

    def links_of(self, runs: Sequence[Run]) -> Sequence[AnswerLink]:
        """The messages that hold answers of these runs."""

    def compact(self, ids: Collection[RunId]) -> None:
        """Take the state out of these runs."""

    def drop_links(self, instant: datetime) -> int:
        """Drop the links to entries that were made before; how many. Those to answers stay as long as these."""


class Entries(Protocol):
    """The portfolio. What its writer deleted is in none of these but `restore` and `drop_deleted`."""

    def by_id(self, ids: Collection[EntryId]) -> dict[EntryId, Entry]:
        """Those of these ids that exist."""

    def save(self, entries: Sequence[Entry], *, now: datetime) -> None:
        """Insert or update; when words of a kept entry change, the earlier wording stays as a revision.

        An entry keeps the day and instant of its first saving (`local_date`, `created_at`) whatever comes later, and
        one that was deleted stays so.
        """

    def between(self, participant_id: ParticipantId, first: date, last: date) -> Sequence[Entry]:
        """One person's entries of these local days, both included, oldest first."""

    def heads(self, participant_id: ParticipantId) -> Sequence[EntryHead]:
        """What all entries of one person are listed by, in no order."""

    def revisions(self, entry_id: EntryId) -> Sequence[Revision]:
        """The earlier wordings of this entry, oldest first."""

    def revision_count(self, entry_id: EntryId) -> int:
        """How many earlier wordings of this entry are kept."""

    def delete(self, entry_id: EntryId, *, at: datetime) -> None:
        """Take an entry out of sight, until it is restored or dropped."""

    def restore(self, entry_id: EntryId, *, participant_id: ParticipantId, deleted_after: datetime) -> bool:
        """Bring back what this person deleted after that instant; whether there was such an entry."""

    def drop_deleted(self, instant: datetime, *, limit: int) -> int:
        """Let go of entries that were deleted before, those deleted first first; how many went.

        Their revisions go too, the links to them, and what their runs hold of the same words: answers, plan items and
        follow-ups.
        """


class Facts(Protocol):
    """What the data know about themselves, each fact under a name."""

    def value(self, name: str) -> str | None:
        """The fact of this name; None when none was noted."""

    def note(self, name: str, value: str) -> None:
        """From now on it is this."""


class Errands(Protocol):
    """What people set out to do in their portfolio."""

    def begin(self, errand: Errand) -> None:
        """Note this one in place of an earlier one of the same kind and person."""

    def of(self, participants: Collection[ParticipantId], kind: ErrandKind) -> dict[ParticipantId, Errand]:
        """The errands of these people of that kind, also those whose time is over."""

    def waiting(self, kind: ErrandKind, *, limit: int) -> Sequence[Errand]:
        """Anybody's errands of that kind, those that were begun first first."""

    def end(self, participant_id: ParticipantId, kind: ErrandKind) -> None:
        """It is done, or given up."""

    def drop(self, now: datetime) -> int:
        """Let go of those whose time is over; how many."""


class Plans(Protocol):
    """What people mean to do."""

    def by_id(self, ids: Collection[PlanItemId]) -> dict[PlanItemId, PlanItem]:
        """Those of these ids that exist."""

    def of(self, participant_id: ParticipantId) -> Sequence[PlanItem]:
        """One person's items, oldest first."""

    def of_run(self, run_id: RunId) -> dict[str, PlanItem]:
        """What one run made, by the step that made it."""

    def save(self, items: Sequence[PlanItem]) -> None:
        """Insert or update (uq_plan_item: one for a run and step)."""

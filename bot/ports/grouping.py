"""The repositories of groups: cohorts and who is in them, tutors and links, postings, broadcasts, shared lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.broadcasts import Broadcast, BroadcastStatus
from bot.domain.cohorts import Cohort, Enrolment
from bot.domain.figures import Figures
from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId, RunId, ScheduleId
from bot.domain.lines import LineStatus, Reaction, SharedLine
from bot.domain.postings import Posting, PostingKind, Recipient, RecipientStatus, Totals
from bot.domain.roles import AuditLine, Link, Tutor


class Cohorts(Protocol):
    """Cohorts and their enrolments.

    Everybody's turns read their cohorts, so that only `locked` locks one; who has a place is the person's own, and
    locked with them.
    """

    def by_id(self, ids: Collection[CohortId]) -> dict[CohortId, Cohort]:
        """Those of these ids that exist; to look at, not to change."""

    def locked(self, cohort_id: CohortId) -> Cohort | None:
        """One cohort, locked until the transaction ends: before it is changed, or a place in it is given."""

    def all(self) -> Sequence[Cohort]:
        """All cohorts, the newest first."""

    def save(self, cohorts: Sequence[Cohort]) -> None:
        """Insert or update."""

    def enrolments_of(
        self, participants: Collection[ParticipantId]
    ) -> dict[ParticipantId, tuple[Enrolment, ...]]:
        """The enrolments of each of these people, those they left included, by cohort."""

    def enrolments_in(
        self, cohort_id: CohortId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Enrolment]:
        """Who is or was in a cohort, by participant from the one behind `after`; to go through all in batches."""

    def sizes(self, ids: Collection[CohortId]) -> dict[CohortId, int]:
        """How many people have a place in each of these cohorts, 0 included; of one that is `locked`, it stays so."""

    def enrol(self, enrolments: Sequence[Enrolment]) -> None:
        """Insert or update (one for a cohort and participant)."""


class Roles(Protocol):
    """Tutors, links, and the audit log."""

    def tutors(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Tutor]:
        """Those of these people who are tutors; locked."""

    def all_tutors(self) -> Sequence[Tutor]:
        """All tutors, those who are it longest first."""

    def save_tutor(self, tutor: Tutor) -> None:
        """Insert or update, with the cohorts that they look after."""

    def remove_tutor(self, participant_id: ParticipantId) -> None:
        """They are no tutor any more, of no cohort."""

    def add_link(self, link: Link) -> None:
        """Keep a link that is given out."""

    def link(self, token_hash: str) -> Link | None:
        """The link of this hash; locked, so that one that works once works once."""

    def save_link(self, link: Link) -> None:
        """Update when it expires, was used or revoked; the rest of a link never changes."""

    def links(self, cohort_id: CohortId | None) -> Sequence[Link]:
        """The links for a cohort, or those for none, newest first; locked."""

    def drop_links(self, instant: datetime) -> int:
        """Let go of links that expired before, used and revoked ones among them; how many."""

    def audit(self, lines: Sequence[AuditLine]) -> None:
        """Append to the audit log; nothing is ever changed or taken away."""

    def audited(self, *, limit: int) -> Sequence[AuditLine]:
        """The last lines of the audit log, newest first."""


class Postings(Protocol):
    """What is asked of groups, and what became of it for each recipient."""

    def add(self, postings: Sequence[Posting]) -> None:
        """Insert these; one of the same kind, cohort and prompt as another is left out (uq_posting)."""

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Posting]:
        """Those of these ids that exist; not locked, since all who are due read them."""

    def of_cohort(self, cohort_id: CohortId, kind: PostingKind | None = None) -> Sequence[Posting]:
        """The postings of one cohort, oldest first; broadcasts to several cohorts are in none."""

    def save(self, postings: Sequence[Posting]) -> None:
        """Update the flow, version and end of these."""

    def add_recipients(self, recipients: Sequence[Recipient]) -> Sequence[Recipient]:
        """Insert these and return those that were not recipients before (uq_recipient)."""

    def save_recipients(self, recipients: Sequence[Recipient]) -> None:
        """Update, but for who is counted."""

    def recipient(self, posting_id: PostingId, participant_id: ParticipantId) -> Recipient | None:
        """One recipient."""

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, Recipient]:
        """The recipients to whom these schedules bring a posting or its reminder."""

    def received_by(self, participant_id: ParticipantId) -> Sequence[Recipient]:
        """All that one person is or was a recipient of, oldest posting first."""

    def recipients(
        self, posting_id: PostingId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Recipient]:
        """A posting's recipients, by participant from the one behind `after`; to go through all in batches."""

    def last_recipient(self, posting_id: PostingId) -> ParticipantId | None:
        """The last of a posting's recipients by participant; None while there is none."""

    def note_status(
        self, outcomes: Sequence[tuple[PostingId, ParticipantId, RecipientStatus, datetime]]
    ) -> None:
        """What became of a posting for people, the last word last: what is `sent` notes when, and stays so."""

    def note_answer(
        self, posting_id: PostingId, participant_id: ParticipantId, *, run_id: RunId, at: datetime
    ) -> None:
        """The person answered something of it; only the first time counts. What was under way has arrived then."""

    def totals(self, ids: Collection[PostingId]) -> dict[PostingId, Totals]:
        """Where the recipients of these postings stand, with a count (0 among them) for each status."""

    def unsettled(self, ids: Collection[PostingId]) -> set[PostingId]:
        """Those of these postings that still wait for a recipient's time, or are on their way to one."""

    def to_count(self, *, least: int, limit: int) -> Sequence[PostingId]:
        """Postings with so many recipients or more as `uncounted` gives, by id."""

    def uncounted(self, posting_id: PostingId, *, limit: int) -> Sequence[Recipient]:
        """Who answered it in a run that has ended, and is not counted yet; locked."""

    def note_counted(
        self, posting_id: PostingId, participants: Collection[ParticipantId], *, at: datetime
    ) -> None:
        """These people's answers are in its figures now, or will never be."""

    def figures(self, ids: Collection[PostingId]) -> dict[PostingId, Figures]:
        """The last figures of these postings, where there are any."""

    def keep_figures(self, figures: Figures) -> None:
        """From now on these are its figures."""


class Broadcasts(Protocol):
    """Tutors' broadcasts; each has a posting of the same id."""

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Broadcast]:
        """Those of these ids that exist; locked."""

    def save(self, broadcasts: Sequence[Broadcast]) -> None:
        """Insert or update."""

    def of(self, author_id: ParticipantId, *, limit: int) -> Sequence[Broadcast]:
        """One author's broadcasts, newest first."""

    def in_status(self, status: BroadcastStatus, *, limit: int) -> Sequence[Broadcast]:
        """Broadcasts that stand so, those still expanding first, else the oldest; locked, those locked elsewhere passed over."""

    def audience(
        self, broadcast: Broadcast, *, at: datetime, after: ParticipantId | None, limit: int
    ) -> Sequence[tuple[ParticipantId, CohortId | None]]:
        """Whom a broadcast was for at that instant, by participant from the one behind `after`, with their cohort.

        Everybody who had a place in one of its cohorts then (the first of these by id), and with `unanswered` had not
        answered that posting by then; for one without cohorts every participant.
        """

    def audience_size(self, broadcast: Broadcast, *, at: datetime) -> int:
        """How many these are."""

    def withdraw(self, posting_id: PostingId) -> int:
        """Take back what has not gone out, reminders too: its schedules end, queued and held deliveries are withdrawn.

        How many recipients were: those who waited, and those whose delivery was taken back. A call under way stays; what
        may have arrived already (`doubts`) ends as uncertain. The decisions to send what was taken back are withdrawn.
        """

    def hold_back(self, posting_id: PostingId) -> None:
        """Pause: its schedules rest and its queued deliveries are held, until `let_go`."""

    def let_go(self, posting_id: PostingId) -> None:
        """Resume after `hold_back`: everything is as due as it was."""


class Lines(Protocol):
    """Shared lines and what is said to them; the words lie sealed."""

    def save(self, lines: Sequence[SharedLine]) -> None:
        """Insert or update."""

    def by_id(self, ids: Collection[LineId]) -> dict[LineId, SharedLine]:
        """Those of these ids that exist; locked: the author may take back what a tutor is about to pass."""

    def in_cohort(self, cohort_id: CohortId, status: LineStatus, *, limit: int) -> Sequence[SharedLine]:
        """A cohort's lines that stand so, oldest first; locked."""

    def of(self, participant_id: ParticipantId, *, limit: int) -> Sequence[SharedLine]:
        """One person's lines, newest first."""

    def in_digests(self, ids: Collection[PostingId]) -> Sequence[SharedLine]:
        """The lines that went out in these digests, and those of which they say that they were taken back; oldest first."""

    def unfinished(self, *, limit: int) -> Sequence[SharedLine]:
        """The lines that are passed and in no digest yet, recalled or untold, oldest first; locked."""

    def react(self, reactions: Sequence[Reaction]) -> None:
        """Insert or update (one for a line, reader and kind)."""

    def reactions(self, ids: Collection[LineId]) -> Mapping[LineId, Sequence[Reaction]]:
        """What was said to these lines, oldest first; a line to which nothing was said is left out."""

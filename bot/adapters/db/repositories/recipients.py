"""Who gets a posting, and what became of it for each: ids and instants only, nobody's words."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, select, update

from bot.adapters.db.dialects import among_ids, insert_ids, locking
from bot.adapters.db.schema import literal_status, posting, recipient, run
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId, PostingId, RunId, ScheduleId
from bot.domain.postings import Recipient, RecipientStatus, Totals

_WAITING = "waiting"  # a run's
_SENT = RecipientStatus.SENT.value
_UNDER_WAY = [literal_status(one) for one in (RecipientStatus.QUEUED, RecipientStatus.UNCERTAIN)]
"""Whoever answers what stood so has it."""

_of_posting = recipient.c.posting_id == bindparam("asked")
_one_of_posting = (_of_posting, recipient.c.participant_id == bindparam("person"))
_ADD_RECIPIENTS = insert_ids(recipient, "participant_id", ("posting_id", "status"))
_SAVE_RECIPIENT = (
    update(recipient)
    .where(*_one_of_posting)
    .values(
        cohort_id=bindparam("through"),
        schedule_id=bindparam("brought_by"),
        reminder_id=bindparam("reminded_by"),
        status=bindparam("stands"),
        run_id=bindparam("answered_in"),
        sent_at=bindparam("sent"),
        answered_at=bindparam("answered"),
    )
)
_RECIPIENT = locking(select(recipient).where(*_one_of_posting))
_BY_SCHEDULE = tuple(
    locking(select(column, recipient).where(among_ids(column)).order_by(recipient.c.participant_id))
    for column in (recipient.c.schedule_id, recipient.c.reminder_id)
)
_RECEIVED_BY = (
    select(recipient)
    .where(recipient.c.participant_id == bindparam("person"))
    .order_by(recipient.c.posting_id)
)
_RECIPIENTS = (
    select(recipient)
    .where(_of_posting, recipient.c.participant_id > bindparam("behind"))
    .order_by(recipient.c.participant_id)
    .limit(bindparam("most"))
)
_LAST_RECIPIENT = select(func.max(recipient.c.participant_id)).where(_of_posting)
_NOTE_STATUS = (
    update(recipient)
    .where(*_one_of_posting, recipient.c.status != _SENT)
    .values(status=bindparam("stands"), sent_at=bindparam("sent"))
)
_NOTE_ANSWER = (
    update(recipient)
    .where(*_one_of_posting, recipient.c.answered_at.is_(None))
    .values(
        run_id=bindparam("answered_in"),
        answered_at=bindparam("answered"),
        status=case((recipient.c.status.in_(_UNDER_WAY), _SENT), else_=recipient.c.status),
    )
)
_COUNTS = (
    select(recipient.c.posting_id, recipient.c.status, func.count(), func.count(recipient.c.answered_at))
    .where(among_ids(recipient.c.posting_id))
    .group_by(recipient.c.posting_id, recipient.c.status)
)
_UNSETTLED = select(posting.c.id).where(
    among_ids(posting.c.id),
    # The first one found is enough: counting everybody would cost more the larger a broadcast is.
    exists().where(
        recipient.c.posting_id == posting.c.id,
        recipient.c.status.in_(
            [literal_status(one) for one in (RecipientStatus.WAITING, RecipientStatus.QUEUED)]
        ),
    ),
)
_by_wait = (
    select(
        recipient.c.posting_id,
        recipient.c.sent_at,
        recipient.c.answered_at,
        func.row_number()
        .over(
            partition_by=recipient.c.posting_id,
            order_by=recipient.c.answered_at - recipient.c.sent_at,
        )
        .label("place"),
        func.count().over(partition_by=recipient.c.posting_id).label("number"),
    )
    .where(
        among_ids(recipient.c.posting_id),
        # Also those alone that have both; an answer can come before the posting.
        recipient.c.answered_at >= recipient.c.sent_at,
    )
    .subquery()
)
# The one in the middle, or the two.
_MIDDLES = select(_by_wait.c.posting_id, _by_wait.c.sent_at, _by_wait.c.answered_at).where(
    _by_wait.c.place * 2 >= _by_wait.c.number, _by_wait.c.place * 2 <= _by_wait.c.number + 2
)
_is_uncounted = (
    recipient.c.answered_at.is_not(None),
    recipient.c.counted_at.is_(None),
    exists().where(run.c.id == recipient.c.run_id, run.c.status != literal_status(_WAITING)),
)
_TO_COUNT = (
    select(recipient.c.posting_id)
    .where(*_is_uncounted)
    .group_by(recipient.c.posting_id)
    .having(func.count() >= bindparam("least"))
    .order_by(recipient.c.posting_id)
    .limit(bindparam("most"))
)
_UNCOUNTED = locking(
    select(recipient)
    .where(_of_posting, *_is_uncounted)
    .order_by(recipient.c.participant_id)
    .limit(bindparam("most"))
)
_NOTE_COUNTED = update(recipient).where(*_one_of_posting).values(counted_at=bindparam("counted"))


class RecipientsTable:
    """The part of `bot.ports.Postings` that is about recipients."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add_recipients(self, recipients: Sequence[Recipient]) -> Sequence[Recipient]:
        """Insert these and return those that were not recipients before (uq_recipient)."""
        people: dict[PostingId, list[ParticipantId]] = {}
        for one in recipients:
            people.setdefault(one.posting_id, []).append(one.participant_id)
        new = {
            (posting_id, person)
            for posting_id, ids in people.items()
            for (person,) in self._transaction.rows(
                _ADD_RECIPIENTS, ids=ids, posting_id=posting_id, status=RecipientStatus.WAITING.value
            )
        }
        # Of one who is named twice, the first.
        first = {(one.posting_id, one.participant_id): one for one in reversed(recipients)}
        added = [one for key, one in reversed(first.items()) if key in new]
        self.save_recipients(added)
        return added

    def save_recipients(self, recipients: Sequence[Recipient]) -> None:
        """Update, but for who is counted."""
        self._transaction.write(_SAVE_RECIPIENT, [_recipient_row(one) for one in recipients])

    def recipient(self, posting_id: PostingId, participant_id: ParticipantId) -> Recipient | None:
        """One recipient."""
        rows = self._transaction.rows(_RECIPIENT, asked=posting_id, person=participant_id)
        return _recipient(rows[0]) if rows else None

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, Recipient]:
        """The recipients to whom these schedules bring a posting or its reminder."""
        if not ids:
            return {}
        return {
            schedule_id: _recipient(row)
            for statement in _BY_SCHEDULE
            for schedule_id, *row in self._transaction.rows(statement, ids=ids)
        }

    def received_by(self, participant_id: ParticipantId) -> Sequence[Recipient]:
        """All that one person is or was a recipient of, oldest posting first."""
        return [_recipient(row) for row in self._transaction.rows(_RECEIVED_BY, person=participant_id)]

    def recipients(
        self, posting_id: PostingId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Recipient]:
        """A posting's recipients, by participant from the one behind `after`; to go through all in batches."""
        rows = self._transaction.rows(_RECIPIENTS, asked=posting_id, behind=after or "", most=limit)
        return [_recipient(row) for row in rows]

    def last_recipient(self, posting_id: PostingId) -> ParticipantId | None:
        """The last of a posting's recipients by participant; None while there is none."""
        found: ParticipantId | None = self._transaction.scalar(_LAST_RECIPIENT, asked=posting_id)
        return found

    def note_status(
        self, outcomes: Sequence[tuple[PostingId, ParticipantId, RecipientStatus, datetime]]
    ) -> None:
        """What became of a posting for people, the last word last: what is `sent` notes when, and stays so."""
        # In one order, so that two who note for the same people don't wait for each other.
        ordered = sorted(outcomes, key=lambda one: one[:2])
        rows = [
            {
                "asked": posting_id,
                "person": person,
                "stands": status.value,
                "sent": at if status is RecipientStatus.SENT else None,
            }
            for posting_id, person, status, at in ordered
        ]
        self._transaction.write(_NOTE_STATUS, rows)

    def note_answer(
        self, posting_id: PostingId, participant_id: ParticipantId, *, run_id: RunId, at: datetime
    ) -> None:
        """The person answered something of it; only the first time counts. What was under way has arrived then."""
        self._transaction.count(
            _NOTE_ANSWER, asked=posting_id, person=participant_id, answered_in=run_id, answered=at
        )

    def totals(self, ids: Collection[PostingId]) -> dict[PostingId, Totals]:
        """Where the recipients of these postings stand, with a count (0 among them) for each status."""
        counts = {id_: dict.fromkeys(RecipientStatus, 0) for id_ in ids}
        answered = dict.fromkeys(ids, 0)
        waits: dict[PostingId, list[float]] = {}
        if ids:
            for id_, status, number, answers in self._transaction.rows(_COUNTS, ids=ids):
                counts[id_][RecipientStatus(status)] = number
                answered[id_] += answers
            for id_, sent_at, answered_at in self._transaction.rows(_MIDDLES, ids=ids):
                waits.setdefault(id_, []).append((answered_at - sent_at).total_seconds())
        return {
            id_: Totals(
                counts=counts[id_],
                answered=answered[id_],
                median_seconds=sum(waits[id_]) / len(waits[id_]) if id_ in waits else None,
            )
            for id_ in ids
        }

    def unsettled(self, ids: Collection[PostingId]) -> set[PostingId]:
        """Those of these postings that still wait for a recipient's time, or are on their way to one."""
        return {posting_id for (posting_id,) in self._transaction.rows(_UNSETTLED, ids=ids)} if ids else set()

    def to_count(self, *, least: int, limit: int) -> Sequence[PostingId]:
        """Postings with so many recipients or more as `uncounted` gives, by id."""
        rows = self._transaction.rows(_TO_COUNT, least=least, most=limit)
        return [posting_id for (posting_id,) in rows]

    def uncounted(self, posting_id: PostingId, *, limit: int) -> Sequence[Recipient]:
        """Who answered it in a run that has ended, and is not counted yet; locked."""
        return [_recipient(row) for row in self._transaction.rows(_UNCOUNTED, asked=posting_id, most=limit)]

    def note_counted(
        self, posting_id: PostingId, participants: Collection[ParticipantId], *, at: datetime
    ) -> None:
        """These people's answers are in its figures now, or will never be."""
        rows = [{"asked": posting_id, "person": person, "counted": at} for person in sorted(participants)]
        self._transaction.write(_NOTE_COUNTED, rows)


def _recipient(row: Sequence[Any]) -> Recipient:
    (
        posting_id,
        person,
        cohort_id,
        schedule_id,
        reminder_id,
        status,
        run_id,
        sent_at,
        answered_at,
        counted_at,
    ) = row
    return Recipient(
        posting_id=posting_id,
        participant_id=person,
        cohort_id=cohort_id,
        schedule_id=schedule_id,
        reminder_id=reminder_id,
        status=RecipientStatus(status),
        run_id=run_id,
        sent_at=sent_at,
        answered_at=answered_at,
        counted_at=counted_at,
    )


def _recipient_row(one: Recipient) -> dict[str, Any]:
    return {
        "asked": one.posting_id,
        "person": one.participant_id,
        "through": one.cohort_id,
        "brought_by": one.schedule_id,
        "reminded_by": one.reminder_id,
        "stands": one.status.value,
        "answered_in": one.run_id,
        "sent": one.sent_at,
        "answered": one.answered_at,
    }

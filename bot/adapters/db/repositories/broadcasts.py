"""Tutors' broadcasts: whom each is for, and taking back or holding what has not gone out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, delete, func, null, or_, select, union_all, update

from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.repositories.claims import is_held, is_queued
from bot.adapters.db.schema import (
    broadcast,
    decision,
    delivery,
    document,
    enrolment,
    literal_status,
    participant,
    recipient,
    schedule,
)
from bot.adapters.db.transaction import Transaction
from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus, Timing
from bot.domain.cohorts import EnrolmentStatus
from bot.domain.deliveries import DeliveryStatus
from bot.domain.ids import CohortId, ParticipantId, PostingId
from bot.domain.postings import RecipientStatus
from bot.domain.schedules import DecisionKind, Reason

_BY_ID = locking(select(broadcast).where(among_ids(broadcast.c.id)).order_by(broadcast.c.id))
_SAVE = upsert(broadcast, keep=("author_id", "created_at"))
_OF = (
    select(broadcast)
    .where(broadcast.c.author_id == bindparam("author"))
    .order_by(broadcast.c.id.desc())
    .limit(bindparam("most"))
)
_IN_STATUS = locking(
    select(broadcast)
    .where(broadcast.c.status == bindparam("stands"))
    .order_by(broadcast.c.is_expanded, broadcast.c.id)
    .limit(bindparam("most")),
    passes_over=True,
)

_of_posting = recipient.c.posting_id == bindparam("asked")
_is_waiting = recipient.c.status == literal_status(RecipientStatus.WAITING)
_is_of_it = schedule.c.id.in_(
    union_all(
        select(recipient.c.schedule_id).where(_of_posting, _is_waiting, recipient.c.schedule_id.is_not(None)),
        select(recipient.c.reminder_id).where(
            _of_posting, recipient.c.answered_at.is_(None), recipient.c.reminder_id.is_not(None)
        ),
    )
)
# A schedule that rests keeps its instant; one that has ended has none.
_END_SCHEDULES = (
    update(schedule)
    .where(_is_of_it, schedule.c.next_due_at.is_not(None))
    .values(is_active=False, next_due_at=None, next_local_date=None, next_slot=None)
)
_REST_SCHEDULES = update(schedule).where(_is_of_it, schedule.c.is_active).values(is_active=False)
_WAKE_SCHEDULES = (
    update(schedule)
    .where(_is_of_it, ~schedule.c.is_active, schedule.c.next_due_at.is_not(None))
    .values(is_active=True)
)
# In the words of `ix_delivery_posting_id`.
_has_not_gone = and_(
    delivery.c.posting_id == bindparam("asked"),
    delivery.c.status.in_(
        [literal_status(DeliveryStatus.QUEUED.value), literal_status(DeliveryStatus.HELD.value)]
    ),
)
_WITHDRAW_DELIVERIES = (
    update(delivery)
    .where(_has_not_gone)
    .values(
        # What may have arrived already can't be taken back.
        status=case(
            (delivery.c.doubts > 0, DeliveryStatus.UNCERTAIN.value), else_=DeliveryStatus.WITHDRAWN.value
        ),
        params=None,
    )
    .returning(delivery.c.id, delivery.c.participant_id, delivery.c.doubts)
)
_DROP_DOCUMENTS = delete(document).where(among_ids(document.c.delivery_id))
_were_queued = and_(
    recipient.c.status == literal_status(RecipientStatus.QUEUED), among_ids(recipient.c.participant_id)
)
_DOUBT_RECIPIENTS = (
    update(recipient).where(_of_posting, _were_queued).values(status=RecipientStatus.UNCERTAIN.value)
)
_WITHDRAW_RECIPIENTS = (
    update(recipient)
    .where(_of_posting, or_(_is_waiting, _were_queued))
    .values(status=RecipientStatus.WITHDRAWN.value)
)
# In the words of `uq_occurrence`, by which it is found. What was never seen counts as no contact.
_DECIDE_ANEW = (
    update(decision)
    .where(
        decision.c.schedule_id.in_(
            select(recipient.c.schedule_id).where(
                _of_posting,
                recipient.c.status == literal_status(RecipientStatus.WITHDRAWN),
                recipient.c.schedule_id.is_not(None),
            )
        ),
        decision.c.kind != literal_status("deferred"),
        decision.c.kind == literal_status(DecisionKind.SENT),
    )
    .values(kind=DecisionKind.WITHDRAWN.value, reason=Reason.CALLED_OFF.value)
)
_HOLD_DELIVERIES = update(delivery).where(_has_not_gone, is_queued).values(status=DeliveryStatus.HELD.value)
_LET_GO_DELIVERIES = update(delivery).where(_has_not_gone, is_held).values(status=DeliveryStatus.QUEUED.value)


class BroadcastsTable:
    """`bot.ports.Broadcasts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Broadcast]:
        """Those of these ids that exist; locked."""
        found = map(_broadcast, self._transaction.rows(_BY_ID, ids=ids) if ids else ())
        return {one.id: one for one in found}

    def save(self, broadcasts: Sequence[Broadcast]) -> None:
        """Insert or update."""
        self._transaction.write(_SAVE, [_row(one) for one in broadcasts])

    def of(self, author_id: ParticipantId, *, limit: int) -> Sequence[Broadcast]:
        """One author's broadcasts, newest first."""
        return [_broadcast(row) for row in self._transaction.rows(_OF, author=author_id, most=limit)]

    def in_status(self, status: BroadcastStatus, *, limit: int) -> Sequence[Broadcast]:
        """Broadcasts that stand so, those still expanding first, else the oldest; locked, those locked elsewhere passed over."""
        rows = self._transaction.rows(_IN_STATUS, stands=status.value, most=limit)
        return [_broadcast(row) for row in rows]

    def audience(
        self, broadcast: Broadcast, *, at: datetime, after: ParticipantId | None, limit: int
    ) -> Sequence[tuple[ParticipantId, CohortId | None]]:
        """Whom a broadcast was for at that instant, by participant from the one behind `after`, with their cohort."""
        page, _ = _audience(of_cohorts=bool(broadcast.cohort_ids), unanswered=bool(broadcast.unanswered))
        rows = self._transaction.rows(page, **_bound(broadcast, at=at, after=after), most=limit)
        return [(person, cohort_id) for person, cohort_id in rows]

    def audience_size(self, broadcast: Broadcast, *, at: datetime) -> int:
        """How many these are."""
        _, size = _audience(of_cohorts=bool(broadcast.cohort_ids), unanswered=bool(broadcast.unanswered))
        number: int = self._transaction.scalar(size, **_bound(broadcast, at=at, after=None))
        return number

    def withdraw(self, posting_id: PostingId) -> int:
        """Take back what has not gone out, reminders too: its schedules end, queued and held deliveries are withdrawn.

        How many recipients were: those who waited, and those whose delivery was taken back. A call under way stays; what
        may have arrived already (`doubts`) ends as uncertain.
        """
        # Schedules first: whoever is deciding one holds it, and what they queue is found after them.
        self._transaction.count(_END_SCHEDULES, asked=posting_id)
        taken_back = self._transaction.rows(_WITHDRAW_DELIVERIES, asked=posting_id)
        self._transaction.count(_DROP_DOCUMENTS, ids=[id_ for id_, _, _ in taken_back])
        doubted = {person for _, person, doubts in taken_back if doubts} - {None}
        people = {person for _, person, _ in taken_back} - {None}
        self._transaction.count(_DOUBT_RECIPIENTS, asked=posting_id, ids=doubted)
        count = self._transaction.count(_WITHDRAW_RECIPIENTS, asked=posting_id, ids=people)
        self._transaction.count(_DECIDE_ANEW, asked=posting_id)
        return count

    def hold_back(self, posting_id: PostingId) -> None:
        """Pause: its schedules rest and its queued deliveries are held, until `let_go`."""
        self._transaction.count(_REST_SCHEDULES, asked=posting_id)
        self._transaction.count(_HOLD_DELIVERIES, asked=posting_id)

    def let_go(self, posting_id: PostingId) -> None:
        """Resume after `hold_back`: everything is as due as it was."""
        self._transaction.count(_WAKE_SCHEDULES, asked=posting_id)
        count = self._transaction.count(_LET_GO_DELIVERIES, asked=posting_id)
        self._transaction.has_added_deliveries |= count > 0


@cache
def _audience(*, of_cohorts: bool, unanswered: bool) -> tuple[Select[Any], Select[Any]]:
    """The statements of a page of an audience and of its size."""
    people = _people(of_cohorts=of_cohorts, unanswered=unanswered).subquery()
    page = select(people).order_by(people.c.person).limit(bindparam("most"))
    return page, select(func.count()).select_from(people)


def _people(*, of_cohorts: bool, unanswered: bool) -> Select[Any]:
    at = bindparam("at", type_=recipient.c.answered_at.type)
    behind = bindparam("behind", type_=participant.c.id.type)
    is_silent = (
        recipient.c.posting_id == bindparam("unanswered"),
        or_(recipient.c.answered_at.is_(None), recipient.c.answered_at > at),
    )
    if of_cohorts:
        was_in = (enrolment.c.status != EnrolmentStatus.LEFT.value) | (enrolment.c.left_at > at)
        people = (
            select(
                enrolment.c.participant_id.label("person"), func.min(enrolment.c.cohort_id).label("through")
            )
            .where(
                among_ids(enrolment.c.cohort_id),
                enrolment.c.joined_at <= at,
                was_in,
                enrolment.c.participant_id > behind,
            )
            .group_by(enrolment.c.participant_id)
        )
        if not unanswered:
            return people
        return people.join(recipient, recipient.c.participant_id == enrolment.c.participant_id).where(
            *is_silent
        )
    if unanswered:
        through = recipient.c.cohort_id.label("through")
        return select(recipient.c.participant_id.label("person"), through).where(
            *is_silent, recipient.c.participant_id > behind
        )
    return select(participant.c.id.label("person"), null().label("through")).where(
        participant.c.created_at <= at, participant.c.id > behind
    )


def _bound(broadcast: Broadcast, *, at: datetime, after: ParticipantId | None) -> dict[str, Any]:
    bound: dict[str, Any] = {"at": at, "behind": after or ""}
    if broadcast.cohort_ids:
        bound["ids"] = broadcast.cohort_ids
    if broadcast.unanswered:
        bound["unanswered"] = broadcast.unanswered
    return bound


def _row(one: Broadcast) -> dict[str, Any]:
    return {
        "id": one.id,
        "author_id": one.author_id,
        "status": one.status.value,
        "cohort_ids": one.cohort_ids,
        "unanswered": one.unanswered,
        "text": one.text,
        "answer": one.answer.value,
        "choices": one.choices,
        "flow": one.flow,
        "timing": one.timing.value,
        "at": one.at,
        "window_hours": one.window_hours,
        "expanded_to": one.expanded_to,
        "is_expanded": one.is_expanded,
        "progress_id": one.progress_id,
        "created_at": one.created_at,
        "confirmed_at": one.confirmed_at,
        "reminded_at": one.reminded_at,
        "ended_at": one.ended_at,
    }


def _broadcast(row: Sequence[Any]) -> Broadcast:
    found = dict(zip(broadcast.c.keys(), row, strict=True))
    return Broadcast(
        **found
        | {
            "status": BroadcastStatus(found["status"]),
            "cohort_ids": tuple(found["cohort_ids"]),
            "answer": AnswerKind(found["answer"]),
            "choices": tuple(found["choices"]),
            "timing": Timing(found["timing"]),
        }
    )

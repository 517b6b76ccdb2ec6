"""Cohorts, and who is, was or rests in them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.schema import cohort, enrolment
from bot.adapters.db.transaction import Transaction
from bot.domain.cohorts import Cohort, CohortStatus, Enrolment, EnrolmentStatus, Joining
from bot.domain.ids import CohortId, ParticipantId

_ALL = select(cohort).order_by(cohort.c.id.desc())
_BY_ID = select(cohort).where(among_ids(cohort.c.id))
_LOCKED = locking(select(cohort).where(cohort.c.id == bindparam("cohort")))
_SAVE = upsert(cohort, keep=("created_at",))
_OF = locking(
    select(enrolment)
    .where(among_ids(enrolment.c.participant_id))
    .order_by(enrolment.c.cohort_id, enrolment.c.participant_id)
)
_IN = (
    select(enrolment)
    .where(enrolment.c.cohort_id == bindparam("cohort"), enrolment.c.participant_id > bindparam("after"))
    .order_by(enrolment.c.participant_id)
    .limit(bindparam("most"))
)
_SIZES = (
    select(enrolment.c.cohort_id, func.count())
    .where(among_ids(enrolment.c.cohort_id), enrolment.c.status != EnrolmentStatus.LEFT.value)
    .group_by(enrolment.c.cohort_id)
)
_ENROL = upsert(enrolment, by=("cohort_id", "participant_id"))


class CohortsTable:
    """`bot.ports.Cohorts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_id(self, ids: Collection[CohortId]) -> dict[CohortId, Cohort]:
        """Those of these ids that exist; to look at, not to change."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {found.id: found for found in map(_cohort, rows)}

    def locked(self, cohort_id: CohortId) -> Cohort | None:
        """One cohort, locked until the transaction ends: before it is changed, or a place in it is given."""
        rows = self._transaction.rows(_LOCKED, cohort=cohort_id)
        return _cohort(rows[0]) if rows else None

    def all(self) -> Sequence[Cohort]:
        """All cohorts, the newest first."""
        return [_cohort(row) for row in self._transaction.rows(_ALL)]

    def save(self, cohorts: Sequence[Cohort]) -> None:
        """Insert or update."""
        rows = [
            {
                "id": item.id,
                "name": item.name,
                "course": item.course,
                "starts": item.starts,
                "timezone": item.timezone,
                "capacity": item.capacity,
                "joining": item.joining,
                "status": item.status,
                "created_at": item.created_at,
                "archived_at": item.archived_at,
            }
            for item in cohorts
        ]
        self._transaction.write(_SAVE, rows)

    def enrolments_of(
        self, participants: Collection[ParticipantId]
    ) -> dict[ParticipantId, tuple[Enrolment, ...]]:
        """The enrolments of each of these people, those they left included, by cohort."""
        rows = self._transaction.rows(_OF, ids=participants) if participants else ()
        found: dict[ParticipantId, tuple[Enrolment, ...]] = {}
        for item in map(_enrolment, rows):
            found[item.participant_id] = (*found.get(item.participant_id, ()), item)
        return found

    def enrolments_in(
        self, cohort_id: CohortId, *, after: ParticipantId | None, limit: int
    ) -> Sequence[Enrolment]:
        """Who is or was in a cohort, by participant from the one behind `after`; to go through all in batches."""
        rows = self._transaction.rows(_IN, cohort=cohort_id, after=after or "", most=limit)
        return [_enrolment(row) for row in rows]

    def sizes(self, ids: Collection[CohortId]) -> dict[CohortId, int]:
        """How many people have a place in each of these cohorts, 0 included; of one that is `locked`, it stays so."""
        rows = self._transaction.rows(_SIZES, ids=ids) if ids else ()
        return dict.fromkeys(ids, 0) | dict(rows)

    def enrol(self, enrolments: Sequence[Enrolment]) -> None:
        """Insert or update (one for a cohort and participant)."""
        rows = [
            {
                "cohort_id": item.cohort_id,
                "participant_id": item.participant_id,
                "status": item.status,
                "starts": item.starts,
                "joined_at": item.joined_at,
                "left_at": item.left_at,
            }
            for item in enrolments
        ]
        self._transaction.write(_ENROL, rows)


def _cohort(row: Sequence[Any]) -> Cohort:
    id_, name, course, starts, timezone, capacity, joining, status, created_at, archived_at = row
    return Cohort(
        id=id_,
        name=name,
        course=course,
        starts=starts,
        timezone=timezone,
        capacity=capacity,
        joining=Joining(joining),
        status=CohortStatus(status),
        created_at=created_at,
        archived_at=archived_at,
    )


def _enrolment(row: Sequence[Any]) -> Enrolment:
    cohort_id, person, status, starts, joined_at, left_at = row
    return Enrolment(
        cohort_id=cohort_id,
        participant_id=person,
        status=EnrolmentStatus(status),
        starts=starts,
        joined_at=joined_at,
        left_at=left_at,
    )

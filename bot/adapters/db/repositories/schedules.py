"""When people are asked: rules with one indexed next instant each, what was decided, and other due items."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.adapters.db.dialects import among_ids, claiming, locking, upsert
from bot.adapters.db.schema import decision, due_item, participant, schedule
from bot.adapters.db.transaction import Transaction
from bot.domain.calendar import rule_from_json, rule_to_json
from bot.domain.ids import DueItemId, ParticipantId, ScheduleId
from bot.domain.schedules import (
    Contact,
    Decision,
    DecisionCount,
    DecisionKind,
    DueCount,
    DueItem,
    DueKind,
    Reason,
    Schedule,
    ScheduleKind,
)

_OF = locking(select(schedule).where(among_ids(schedule.c.participant_id)).order_by(schedule.c.id))
_SAVE = upsert(schedule, keep=("participant_id",))
_DUE = claiming(
    select(schedule)
    .where(schedule.c.is_active, schedule.c.next_due_at <= bindparam("now"))
    .order_by(schedule.c.next_due_at, schedule.c.id)
    .limit(bindparam("most")),
    schedule,
    of=participant,
)
_ACTIVE_AFTER = (
    select(schedule)
    .where(schedule.c.is_active, schedule.c.id > bindparam("after"))
    .order_by(schedule.c.id)
    .limit(bindparam("most"))
)
_DECIDE = insert(decision)
_DECIDE_ANEW = (
    update(decision)
    .where(decision.c.id == bindparam("decided"))
    .values(
        kind=bindparam("how"),
        reason=bindparam("why"),
        decided_at=bindparam("at"),
        deferred_until=bindparam("later"),
    )
)
_COUNTS = (
    select(schedule.c.kind, decision.c.kind, decision.c.reason, func.count())
    .join(schedule, schedule.c.id == decision.c.schedule_id)
    .where(decision.c.decided_at >= bindparam("first"), decision.c.decided_at < bindparam("last"))
    .group_by(schedule.c.kind, decision.c.kind, decision.c.reason)
)
_DUE_COUNTS = (
    select(schedule.c.next_due_at, func.count())
    .where(schedule.c.is_active, schedule.c.next_due_at < bindparam("before"))
    .group_by(schedule.c.next_due_at)
    .order_by(schedule.c.next_due_at)
)
_DECISIONS = (
    select(decision)
    .where(decision.c.participant_id == bindparam("participant"))
    .order_by(decision.c.decided_at.desc(), decision.c.id.desc())
    .limit(bindparam("most"))
)
_CONTACTS = (
    select(decision.c.participant_id, schedule.c.kind, decision.c.decided_at)
    .join(schedule, schedule.c.id == decision.c.schedule_id)
    .where(
        among_ids(decision.c.participant_id),
        decision.c.decided_at >= bindparam("since"),
        decision.c.kind == DecisionKind.SENT.value,
    )
    .order_by(decision.c.decided_at, decision.c.id)
)
_ADD_DUE = upsert(due_item, by=("kind", "run_id", "turn"), keep=("id", "participant_id"))
# An expiry goes before a reminder of the same instant; the alphabet happens to say so too.
_BY_TIME = (due_item.c.due_at, due_item.c.kind, due_item.c.id)
_DUE_ITEMS = claiming(
    select(due_item)
    .where(due_item.c.due_at <= bindparam("now"))
    .order_by(*_BY_TIME)
    .limit(bindparam("most")),
    due_item,
    of=participant,
)
_DROP_DUE = delete(due_item).where(among_ids(due_item.c.id))
_NEXT = (
    select(func.min(schedule.c.next_due_at)).where(schedule.c.is_active),
    select(func.min(due_item.c.due_at)),
)
_UPCOMING = select(due_item).where(due_item.c.participant_id == bindparam("participant")).order_by(*_BY_TIME)


class SchedulesTable:
    """`bot.ports.Schedules`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, tuple[Schedule, ...]]:
        """All schedules of these people."""
        rows = self._transaction.rows(_OF, ids=participants) if participants else ()
        found: dict[ParticipantId, tuple[Schedule, ...]] = {}
        for item in map(_schedule, rows):
            found[item.participant_id] = (*found.get(item.participant_id, ()), item)
        return found

    def save(self, schedules: Sequence[Schedule]) -> None:
        """Insert or update."""
        rows = [
            {
                "id": item.id,
                "participant_id": item.participant_id,
                "kind": item.kind,
                "rule": rule_to_json(item.rule),
                "is_active": item.is_active,
                "next_due_at": item.next_due_at,
                "next_local_date": item.next_local_date,
                "next_slot": item.next_slot,
                "count": item.count,
            }
            for item in schedules
        ]
        self._transaction.write(_SAVE, rows)

    def due(self, now: datetime, *, limit: int) -> Sequence[Schedule]:
        """Active schedules whose instant has come, earliest first; locked with their people, whom others hold passed over."""
        return [_schedule(row) for row in self._transaction.rows(_DUE, now=now, most=limit)]

    def active_after(self, schedule_id: ScheduleId | None, *, limit: int) -> Sequence[Schedule]:
        """The active schedules behind this one by id, None for the first ones; to go through all of them in batches."""
        rows = self._transaction.rows(_ACTIVE_AFTER, after=schedule_id or "", most=limit)
        return [_schedule(row) for row in rows]

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Append decisions (uq_occurrence: one final decision an occurrence)."""
        rows = [
            {
                "id": item.id,
                "schedule_id": item.schedule_id,
                "participant_id": item.participant_id,
                "local_date": item.local_date,
                "slot": item.slot,
                "due_at": item.due_at,
                "kind": item.kind,
                "reason": item.reason,
                "decided_at": item.decided_at,
                "deferred_until": item.until,
                "run_id": item.run_id,
            }
            for item in decisions
        ]
        self._transaction.write(_DECIDE, rows)

    def decide_anew(self, decision: Decision) -> None:
        """Put this in the place of the decision with its id: what was to be sent was taken back."""
        row = {
            "decided": decision.id,
            "how": decision.kind,
            "why": decision.reason,
            "at": decision.decided_at,
            "later": decision.until,
        }
        self._transaction.write(_DECIDE_ANEW, [row])

    def counts(self, first: datetime, last: datetime) -> Sequence[DecisionCount]:
        """How often what was decided how and why, from `first` until before `last`, over everybody; in any order."""
        return [
            DecisionCount(
                schedule=ScheduleKind(what), kind=DecisionKind(how), reason=Reason(why), count=number
            )
            for what, how, why, number in self._transaction.rows(_COUNTS, first=first, last=last)
        ]

    def due_counts(self, before: datetime) -> Sequence[DueCount]:
        """How many active schedules are due at each instant before this one, earliest first, also those overdue."""
        rows = self._transaction.rows(_DUE_COUNTS, before=before)
        return [DueCount(at=at, count=number) for at, number in rows]

    def decisions(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Decision]:
        """One person's decisions, newest first."""
        rows = self._transaction.rows(_DECISIONS, participant=participant_id, most=limit)
        return [_decision(row) for row in rows]

    def contacts_since(
        self, participants: Collection[ParticipantId], instant: datetime
    ) -> dict[ParticipantId, list[Contact]]:
        """What schedules have sent these people since, oldest first."""
        found: dict[ParticipantId, list[Contact]] = {}
        rows = self._transaction.rows(_CONTACTS, ids=participants, since=instant) if participants else ()
        for person, kind, at in rows:
            found.setdefault(person, []).append(Contact(kind=ScheduleKind(kind), at=at))
        return found

    def add_due(self, items: Sequence[DueItem]) -> None:
        """Note what must happen later; a second note of the same kind, run and turn moves the first."""
        rows = [
            {
                "id": item.id,
                "kind": item.kind,
                "participant_id": item.participant_id,
                "run_id": item.run_id,
                "turn": item.turn,
                "due_at": item.due_at,
            }
            for item in items
        ]
        self._transaction.write(_ADD_DUE, rows)

    def due_items(self, now: datetime, *, limit: int) -> Sequence[DueItem]:
        """Due items whose time has come, earliest first, expiries before reminders at the same instant."""
        return [_due_item(row) for row in self._transaction.rows(_DUE_ITEMS, now=now, most=limit)]

    def drop_due(self, ids: Collection[DueItemId]) -> None:
        """Take these off: they were done or are stale."""
        if ids:
            self._transaction.count(_DROP_DUE, ids=ids)

    def next_instant(self) -> datetime | None:
        """The earliest instant at which a schedule or a due item is due, None when nothing is."""
        found = [self._transaction.scalar(statement) for statement in _NEXT]
        return min((instant for instant in found if instant is not None), default=None)

    def upcoming(self, participant_id: ParticipantId) -> Sequence[DueItem]:
        """One person's due items, earliest first."""
        return [_due_item(row) for row in self._transaction.rows(_UPCOMING, participant=participant_id)]


def _schedule(row: Sequence[Any]) -> Schedule:
    id_, person, kind, rule, is_active, next_due_at, next_local_date, next_slot, count = row
    return Schedule(
        id=id_,
        participant_id=person,
        kind=ScheduleKind(kind),
        rule=rule_from_json(rule),
        is_active=is_active,
        next_due_at=next_due_at,
        next_local_date=next_local_date,
        next_slot=next_slot,
        count=count,
    )


def _decision(row: Sequence[Any]) -> Decision:
    id_, schedule_id, person, day, slot, due_at, kind, reason, decided_at, until, run_id = row
    return Decision(
        id=id_,
        schedule_id=schedule_id,
        participant_id=person,
        local_date=day,
        slot=slot,
        due_at=due_at,
        kind=DecisionKind(kind),
        reason=Reason(reason),
        decided_at=decided_at,
        until=until,
        run_id=run_id,
    )


def _due_item(row: Sequence[Any]) -> DueItem:
    id_, kind, person, run_id, turn, due_at = row
    return DueItem(id=id_, kind=DueKind(kind), participant_id=person, run_id=run_id, turn=turn, due_at=due_at)

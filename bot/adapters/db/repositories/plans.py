"""What people mean to do: the words of each item lie sealed, its status and day beside them."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from bot.adapters.db.columns import to_json
from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.schema import plan_item
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId, PlanItemId, RunId
from bot.domain.plans import PlanItem, PlanStatus

_ALL = select(plan_item).order_by(plan_item.c.id)
_BY_ID = locking(_ALL.where(among_ids(plan_item.c.id)))
_OF = _ALL.where(plan_item.c.participant_id == bindparam("participant"))
_OF_RUN = locking(_ALL.where(plan_item.c.run_id == bindparam("run")))
_SAVE = upsert(plan_item, keep=("participant_id", "run_id", "made_by", "created_at"))


class PlansTable:
    """`bot.ports.Plans`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_id(self, ids: Collection[PlanItemId]) -> dict[PlanItemId, PlanItem]:
        """Those of these ids that exist."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {item.id: item for item in self._read(rows)}

    def of(self, participant_id: ParticipantId) -> Sequence[PlanItem]:
        """One person's items, oldest first."""
        return self._read(self._transaction.rows(_OF, participant=participant_id))

    def of_run(self, run_id: RunId) -> dict[str, PlanItem]:
        """What one run made, by the step that made it."""
        return {item.made_by: item for item in self._read(self._transaction.rows(_OF_RUN, run=run_id))}

    def save(self, items: Sequence[PlanItem]) -> None:
        """Insert or update (uq_plan_item: one for a run and step)."""
        keys = self._transaction.keys
        keys.ensure(item.participant_id for item in items)
        rows = [
            {
                "id": item.id,
                "participant_id": item.participant_id,
                "run_id": item.run_id,
                "made_by": item.made_by,
                "status": item.status.value,
                "body": keys.of(item.participant_id).seal(_place(item.id), to_json(_words(item))),
                "by_day": item.by,
                "created_at": item.created_at,
                "changed_at": item.changed_at,
                "from_id": item.from_id,
            }
            for item in items
        ]
        self._transaction.write(_SAVE, rows)

    def _read(self, rows: Sequence[Any]) -> list[PlanItem]:
        self._transaction.keys.at_hand(row[1] for row in rows)
        return [self._item(row) for row in rows]

    def _item(self, row: Sequence[Any]) -> PlanItem:
        id_, person, run_id, made_by, status, body, by, created_at, changed_at, from_id = row
        return PlanItem(
            id=id_,
            participant_id=person,
            run_id=run_id,
            made_by=made_by,
            status=PlanStatus(status),
            **orjson.loads(self._transaction.keys.of(person).open(_place(id_), body)),
            by=by,
            created_at=created_at,
            changed_at=changed_at,
            from_id=from_id,
        )


def _words(item: PlanItem) -> dict[str, str]:
    return {"need": item.need, "step": item.step, "barrier": item.barrier, "success": item.success}


def _place(item_id: str) -> str:
    return f"plan_item|body|{item_id}"

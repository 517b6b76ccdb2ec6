"""Flows that are to begin later: what they quote lies sealed, the names of it beside the flow."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from bot.adapters.db.columns import to_json
from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.schema import follow_up, schedule
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId, RunId, ScheduleId
from bot.domain.plans import FollowUp
from bot.ports import AwaitedFlow

_ALL = select(follow_up).order_by(follow_up.c.schedule_id)
_BY_SCHEDULE = locking(_ALL.where(among_ids(follow_up.c.schedule_id)))
_OF_RUN = locking(_ALL.where(follow_up.c.run_id == bindparam("run")))
_OF_FLOW = (
    select(follow_up)
    .join(schedule, schedule.c.id == follow_up.c.schedule_id)
    .where(
        follow_up.c.participant_id == bindparam("participant"),
        follow_up.c.flow == bindparam("named"),
        schedule.c.is_active,
    )
    .order_by(follow_up.c.schedule_id)
)
_SAVE = upsert(follow_up, by=("schedule_id",), keep=("participant_id", "run_id", "made_by"))
_AWAITED = (
    select(follow_up.c.flow, follow_up.c.names, func.count())
    .join(schedule, schedule.c.id == follow_up.c.schedule_id)
    .where(schedule.c.is_active)
    .group_by(follow_up.c.flow, follow_up.c.names)
)


class FollowUpsTable:
    """`bot.ports.FollowUps`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, FollowUp]:
        """Those of these schedules that are follow-ups."""
        rows = self._transaction.rows(_BY_SCHEDULE, ids=ids) if ids else ()
        return {found.schedule_id: found for found in self._read(rows)}

    def of_run(self, run_id: RunId) -> dict[str, FollowUp]:
        """What one run put on a later day, by the step that did."""
        return {found.made_by: found for found in self._read(self._transaction.rows(_OF_RUN, run=run_id))}

    def of_flow(self, participant_id: ParticipantId, flow: str) -> Sequence[FollowUp]:
        """The follow-ups of one person that will begin this flow."""
        return self._read(self._transaction.rows(_OF_FLOW, participant=participant_id, named=flow))

    def save(self, follow_ups: Sequence[FollowUp]) -> None:
        """Insert or update (uq_follow_up: one for a run and step); their schedules are saved beside them."""
        keys = self._transaction.keys
        keys.ensure(item.participant_id for item in follow_ups)
        rows = [
            {
                "schedule_id": item.schedule_id,
                "participant_id": item.participant_id,
                "run_id": item.run_id,
                "made_by": item.made_by,
                "flow": item.flow,
                "names": sorted(item.given),
                "given": keys.of(item.participant_id).seal(_place(item.schedule_id), to_json(item.given)),
                "plan_id": item.plan_id,
            }
            for item in follow_ups
        ]
        self._transaction.write(_SAVE, rows)

    def awaited(self) -> Sequence[AwaitedFlow]:
        """Which flows the follow-ups that are still to come will need."""
        counts: Counter[tuple[str, frozenset[str]]] = Counter()
        for flow, names, count in self._transaction.rows(_AWAITED):
            counts[flow, frozenset(names)] += count
        return [AwaitedFlow(flow=flow, names=names, count=count) for (flow, names), count in counts.items()]

    def _read(self, rows: Sequence[Any]) -> list[FollowUp]:
        self._transaction.keys.at_hand(row[1] for row in rows)
        return [self._follow_up(row) for row in rows]

    def _follow_up(self, row: Sequence[Any]) -> FollowUp:
        schedule_id, person, run_id, made_by, flow, _names, given, plan_id = row
        opened = self._transaction.keys.of(person).open(_place(schedule_id), given)
        return FollowUp(
            schedule_id=schedule_id,
            participant_id=person,
            run_id=run_id,
            made_by=made_by,
            flow=flow,
            given=orjson.loads(opened),
            plan_id=plan_id,
        )


def _place(schedule_id: str) -> str:
    return f"follow_up|given|{schedule_id}"

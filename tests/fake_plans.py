"""The repositories of plans in memory: what people mean to do, and what will come back to it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.ids import ParticipantId, PlanItemId, RunId, ScheduleId
from bot.domain.plans import FollowUp, PlanItem
from bot.ports import AwaitedFlow
from tests.fake_tables import Tables, refuse


class FakePlans:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_id(self, ids: Collection[PlanItemId]) -> dict[PlanItemId, PlanItem]:
        return {id_: self._tables.plans[id_] for id_ in ids if id_ in self._tables.plans}

    def of(self, participant_id: ParticipantId) -> Sequence[PlanItem]:
        own = (item for item in self._tables.plans.values() if item.participant_id == participant_id)
        return sorted(own, key=lambda item: item.id)

    def of_run(self, run_id: RunId) -> dict[str, PlanItem]:
        return {item.made_by: item for item in self._tables.plans.values() if item.run_id == run_id}

    def save(self, items: Sequence[PlanItem]) -> None:
        for item in items:
            kept = self._tables.plans.get(item.id, item)
            self._tables.plans[item.id] = replace(item, created_at=kept.created_at)
        made = [(item.run_id, item.made_by) for item in self._tables.plans.values()]
        if len(made) != len(set(made)):
            raise refuse("uq_plan_item")


class FakeFollowUps:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_schedule(self, ids: Collection[ScheduleId]) -> dict[ScheduleId, FollowUp]:
        return {id_: self._tables.follow_ups[id_] for id_ in ids if id_ in self._tables.follow_ups}

    def of_run(self, run_id: RunId) -> dict[str, FollowUp]:
        return {item.made_by: item for item in self._tables.follow_ups.values() if item.run_id == run_id}

    def of_flow(self, participant_id: ParticipantId, flow: str) -> Sequence[FollowUp]:
        found = (
            item
            for item in self._tables.follow_ups.values()
            if (item.participant_id, item.flow) == (participant_id, flow)
            and self._tables.schedules[item.schedule_id].is_active
        )
        return sorted(found, key=lambda item: item.schedule_id)

    def save(self, follow_ups: Sequence[FollowUp]) -> None:
        self._tables.follow_ups.update({item.schedule_id: item for item in follow_ups})
        made = [(item.run_id, item.made_by) for item in self._tables.follow_ups.values()]
        if len(made) != len(set(made)):
            raise refuse("uq_follow_up")

    def awaited(self) -> Sequence[AwaitedFlow]:
        counts = Counter(
            (item.flow, frozenset(item.given))
            for item in self._tables.follow_ups.values()
            if self._tables.schedules[item.schedule_id].is_active
        )
        return [AwaitedFlow(flow=flow, names=names, count=count) for (flow, names), count in counts.items()]

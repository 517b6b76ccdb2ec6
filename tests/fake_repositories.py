"""The repositories in memory: people, what they were asked and answered, and when they are asked."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.domain.ids import (
    ChatId,
    DueItemId,
    HoldId,
    ParticipantId,
    RunId,
    ScheduleId,
)
from bot.domain.people import Consent, Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Contact, Decision, DecisionCount, DecisionKind, DueCount, DueItem, Schedule
from bot.ports import ParkedUpdate, Publication, StoredFlow
from tests.fake_tables import Tables, refuse

_WAITING = "waiting"

K = TypeVar("K")
V = TypeVar("V")


class FakeUpdates:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_new(self, bot_id: int, update_ids: Sequence[int], *, now: datetime) -> set[int]:
        new = {number for number in update_ids if (bot_id, number) not in self._tables.seen}
        self._tables.seen.update({(bot_id, number): now for number in new})
        return new

    def park(self, parked: ParkedUpdate) -> None:
        self._tables.parked[parked.bot_id, parked.update_id] = parked

    def parked(self) -> Sequence[ParkedUpdate]:
        return sorted(self._tables.parked.values(), key=lambda item: (item.at, item.bot_id, item.update_id))

    def forget_before(self, instant: datetime) -> int:
        old = [key for key, at in self._tables.seen.items() if at < instant]
        for key in old:
            del self._tables.seen[key]
        return len(old)


class FakePeople:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_chat(self, bot_id: int, chat_ids: Collection[ChatId]) -> dict[ChatId, Participant]:
        wanted = set(chat_ids)
        people = sorted(self._tables.people.values(), key=lambda person: person.id)
        return {
            person.chat_id: person
            for person in people
            if person.bot_id == bot_id and person.chat_id in wanted
        }

    def by_id(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, Participant]:
        return _those(self._tables.people, ids)

    def save(self, participants: Sequence[Participant]) -> None:
        for person in participants:
            others = self._tables.people.values()
            place = (person.bot_id, person.chat_id)
            if any((other.bot_id, other.chat_id) == place for other in others if other.id != person.id):
                raise refuse("uq_participant_chat")
            self._tables.people[person.id] = person

    def add_consents(self, consents: Sequence[Consent]) -> None:
        self._tables.consents.extend(consents)

    def consents(self, participant_id: ParticipantId) -> Sequence[Consent]:
        return [answer for answer in self._tables.consents if answer.participant_id == participant_id]


class FakeRuns:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def open_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Run]:
        wanted = set(participants)
        return {
            run.participant_id: run
            for run in self._tables.runs.values()
            if run.status == _WAITING and run.participant_id in wanted
        }

    def by_id(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        return _those(self._tables.runs, ids)

    def save(self, runs: Sequence[Run]) -> None:
        self._tables.runs.update({run.id: run for run in runs})
        waiting = [run.participant_id for run in self._tables.runs.values() if run.status == _WAITING]
        if len(waiting) != len(set(waiting)):
            raise refuse("uq_open_run")

    def counts_of(self, participants: Collection[ParticipantId], flow: str) -> dict[ParticipantId, int]:
        wanted = set(participants)
        runs = (run for run in self._tables.runs.values() if run.flow == flow)
        return Counter(run.participant_id for run in runs if run.participant_id in wanted)

    def recent_ends(
        self, participants: Collection[ParticipantId], *, limit: int
    ) -> dict[ParticipantId, list[Run]]:
        wanted, found = set(participants), dict[ParticipantId, list[Run]]()
        for run in sorted(self._tables.runs.values(), key=lambda run: (run.updated_at, run.id), reverse=True):
            if run.participant_id in wanted and run.schedule_id and run.status != _WAITING:
                theirs = found.setdefault(run.participant_id, [])
                theirs.extend([run] if len(theirs) < limit else [])
        return found

    def versions_in_use(self) -> set[tuple[str, str]]:
        return {(run.flow, run.version) for run in self._tables.runs.values() if run.state}

    def waiting(self) -> Mapping[tuple[str, str, str], int]:
        runs = (run for run in self._tables.runs.values() if run.status == _WAITING)
        return Counter((run.flow, run.version, run.waiting_at or "") for run in runs)

    def waiting_elsewhere(self, flow: str, version: str, *, after: RunId | None, limit: int) -> Sequence[Run]:
        found = [
            run
            for run in self._tables.runs.values()
            if run.status == _WAITING
            and run.flow == flow
            and run.version != version
            and run.id > (after or "")
        ]
        return sorted(found, key=lambda run: run.id)[:limit]

    def carry_over(self, runs: Sequence[Run]) -> None:
        for run in runs:
            self._tables.runs[run.id] = replace(
                self._tables.runs[run.id], version=run.version, state=run.state, waiting_at=run.waiting_at
            )

    def link(self, links: Sequence[AnswerLink]) -> None:
        self._tables.links.update({(item.chat_id, item.message_id): item for item in links})

    def linked(self, messages: Collection[tuple[ChatId, int]]) -> dict[tuple[ChatId, int], AnswerLink]:
        return {key: self._tables.links[key] for key in messages if key in self._tables.links}

    def hold(self, holds: Sequence[Hold]) -> None:
        self._tables.holds.update({item.id: item for item in holds})

    def held(self, ids: Collection[HoldId]) -> dict[HoldId, Hold]:
        return _those(self._tables.holds, ids)

    def held_for(self, participant_id: ParticipantId, message_id: int) -> Hold | None:
        wanted = (participant_id, message_id)
        found = [
            item for item in self._tables.holds.values() if (item.participant_id, item.message_id) == wanted
        ]
        return max(found, key=lambda item: item.id, default=None)

    def release(self, ids: Collection[HoldId]) -> None:
        for id_ in ids:
            self._tables.holds.pop(id_, None)

    def drop_holds(self, now: datetime) -> int:
        over = [item.id for item in self._tables.holds.values() if item.expires_at <= now]
        self.release(over)
        return len(over)

    def finished_before(self, instant: datetime, *, limit: int, uncounted: datetime) -> Sequence[Run]:
        finished = [
            run
            for run in self._tables.runs.values()
            if run.status != _WAITING
            and run.state
            and run.updated_at < (uncounted if self._is_to_count(run) else instant)
        ]
        return sorted(finished, key=lambda run: run.updated_at)[:limit]

    def _is_to_count(self, run: Run) -> bool:
        asked = self._tables.recipients.values()
        own = (one for one in asked if (one.posting_id, one.run_id) == (run.posting_id, run.id))
        return any(one.answered_at is not None and one.counted_at is None for one in own)

    def links_of(self, runs: Sequence[Run]) -> Sequence[AnswerLink]:
        ids = {run.id for run in runs}
        return [item for item in self._tables.links.values() if item.run_id in ids]

    def compact(self, ids: Collection[RunId]) -> None:
        for run in _those(self._tables.runs, ids).values():
            self._tables.runs[run.id] = replace(run, state=b"")

    def drop_links(self, instant: datetime) -> int:
        over = [
            key
            for key, item in self._tables.links.items()
            if item.run_id is None and item.created_at < instant
        ]
        for key in over:
            del self._tables.links[key]
        return len(over)


class FakeFacts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def value(self, name: str) -> str | None:
        return self._tables.facts.get(name)

    def note(self, name: str, value: str) -> None:
        self._tables.facts[name] = value


class FakeSchedules:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, tuple[Schedule, ...]]:
        found: dict[ParticipantId, tuple[Schedule, ...]] = {}
        for item in sorted(self._tables.schedules.values(), key=lambda item: item.id):
            if item.participant_id in participants:
                found[item.participant_id] = (*found.get(item.participant_id, ()), item)
        return found

    def save(self, schedules: Sequence[Schedule]) -> None:
        self._tables.schedules.update({item.id: item for item in schedules})

    def active_after(self, schedule_id: ScheduleId | None, *, limit: int) -> Sequence[Schedule]:
        behind = [
            item
            for item in self._tables.schedules.values()
            if item.is_active and item.id > (schedule_id or "")
        ]
        return sorted(behind, key=lambda item: item.id)[:limit]

    def due(self, now: datetime, *, limit: int) -> Sequence[Schedule]:
        due = [
            (item.next_due_at, item.id, item)
            for item in self._tables.schedules.values()
            if item.is_active and item.next_due_at is not None and item.next_due_at <= now
        ]
        return [item for _, _, item in sorted(due, key=lambda found: found[:2])[:limit]]

    def decide(self, decisions: Sequence[Decision]) -> None:
        self._tables.decisions.update({item.id: item for item in decisions})
        final = [
            (item.schedule_id, item.local_date, item.slot)
            for item in self._tables.decisions.values()
            if item.kind != DecisionKind.DEFERRED
        ]
        if len(final) != len(set(final)):
            raise refuse("uq_occurrence")

    def decide_anew(self, decision: Decision) -> None:
        was = self._tables.decisions[decision.id]
        self._tables.decisions[decision.id] = replace(
            was,
            kind=decision.kind,
            reason=decision.reason,
            decided_at=decision.decided_at,
            until=decision.until,
        )

    def counts(self, first: datetime, last: datetime) -> Sequence[DecisionCount]:
        kinds = {item.id: item.kind for item in self._tables.schedules.values()}
        counts = Counter(
            (kinds[item.schedule_id], item.kind, item.reason)
            for item in self._tables.decisions.values()
            if first <= item.decided_at < last
        )
        return [
            DecisionCount(schedule=what, kind=how, reason=why, count=number)
            for (what, how, why), number in counts.items()
        ]

    def due_counts(self, before: datetime) -> Sequence[DueCount]:
        active = (item.next_due_at for item in self._tables.schedules.values() if item.is_active)
        counts = Counter(at for at in active if at is not None and at < before)
        return [DueCount(at=at, count=number) for at, number in sorted(counts.items())]

    def decisions(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Decision]:
        own = [item for item in self._tables.decisions.values() if item.participant_id == participant_id]
        return sorted(own, key=lambda item: (item.decided_at, item.id), reverse=True)[:limit]

    def contacts_since(
        self, participants: Collection[ParticipantId], instant: datetime
    ) -> dict[ParticipantId, list[Contact]]:
        found: dict[ParticipantId, list[Contact]] = {}
        for item in sorted(self._tables.decisions.values(), key=lambda item: (item.decided_at, item.id)):
            is_sent = item.kind == DecisionKind.SENT and item.decided_at >= instant
            if is_sent and item.participant_id in participants:
                kind = self._tables.schedules[item.schedule_id].kind
                found.setdefault(item.participant_id, []).append(Contact(kind=kind, at=item.decided_at))
        return found

    def add_due(self, items: Sequence[DueItem]) -> None:
        noted = {(item.kind, item.run_id, item.turn): item.id for item in self._tables.due.values()}
        for item in items:
            id_ = noted.setdefault((item.kind, item.run_id, item.turn), item.id)
            self._tables.due[id_] = replace(item, id=id_)

    def due_items(self, now: datetime, *, limit: int) -> Sequence[DueItem]:
        return _by_time([item for item in self._tables.due.values() if item.due_at <= now])[:limit]

    def drop_due(self, ids: Collection[DueItemId]) -> None:
        for id_ in ids:
            self._tables.due.pop(id_, None)

    def next_instant(self) -> datetime | None:
        schedules = [item.next_due_at for item in self._tables.schedules.values() if item.is_active]
        instants = [*schedules, *(item.due_at for item in self._tables.due.values())]
        return min((instant for instant in instants if instant is not None), default=None)

    def upcoming(self, participant_id: ParticipantId) -> Sequence[DueItem]:
        return _by_time([item for item in self._tables.due.values() if item.participant_id == participant_id])


class FakeFlows:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, flows: Sequence[StoredFlow], *, now: datetime) -> None:
        del now
        for flow in flows:
            self._tables.flows.setdefault((flow.name, flow.version), flow)

    def get(self, name: str, version: str) -> StoredFlow | None:
        return self._tables.flows.get((name, version))


class FakePublications:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def latest(self) -> Publication | None:
        return self._tables.publications.get(self.latest_number())

    def latest_number(self) -> int:
        return max(self._tables.publications, default=0)

    def history(self) -> Sequence[Publication]:
        return [
            self._tables.publications[number] for number in sorted(self._tables.publications, reverse=True)
        ]

    def append(self, publication: Publication) -> bool:
        if publication.number in self._tables.publications:
            return False
        self._tables.publications[publication.number] = publication
        return True


def _those(values: Mapping[K, V], ids: Collection[K]) -> dict[K, V]:
    return {id_: values[id_] for id_ in ids if id_ in values}


def _by_time(items: Sequence[DueItem]) -> list[DueItem]:
    return sorted(items, key=lambda item: (item.due_at, item.kind, item.id))

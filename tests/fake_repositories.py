"""The repositories in memory: people, what they were asked and answered, and when they are asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from bot.domain.entries import Entry
from bot.domain.ids import (
    ChatId,
    DueItemId,
    EntryId,
    HoldId,
    ParticipantId,
    RunId,
)
from bot.domain.people import Consent, Participant
from bot.domain.runs import AnswerLink, Hold, Run
from bot.domain.schedules import Decision, DecisionKind, DueItem, Schedule
from bot.ports import ParkedUpdate, StoredFlow
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

    def count_of(self, participant_id: ParticipantId, flow: str) -> int:
        return sum(
            (run.participant_id, run.flow) == (participant_id, flow) for run in self._tables.runs.values()
        )

    def recent_ends(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Run]:
        ended = [
            run
            for run in self._tables.runs.values()
            if run.participant_id == participant_id and run.schedule_id and run.status != _WAITING
        ]
        return sorted(ended, key=lambda run: (run.updated_at, run.id), reverse=True)[:limit]

    def versions_in_use(self) -> set[tuple[str, str]]:
        return {(run.flow, run.version) for run in self._tables.runs.values() if run.state}

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

    def compact_before(self, instant: datetime, *, limit: int) -> int:
        tables = self._tables
        tables.links = {key: item for key, item in tables.links.items() if item.created_at >= instant}
        old = [
            run
            for run in tables.runs.values()
            if run.status != _WAITING and run.state and run.updated_at < instant
        ]
        chosen = sorted(old, key=lambda run: run.updated_at)[:limit]
        tables.runs.update({run.id: replace(run, state=b"") for run in chosen})
        return len(chosen)


class FakeEntries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_id(self, ids: Collection[EntryId]) -> dict[EntryId, Entry]:
        return _those(self._tables.entries, ids)

    def save(self, entries: Sequence[Entry], *, now: datetime) -> None:
        del now
        for entry in entries:
            kept = self._tables.entries.get(entry.id, entry)
            if any(text and text != new for text, new in zip(_words(kept), _words(entry), strict=True)):
                self._tables.revisions.append(kept)
            self._tables.entries[entry.id] = replace(
                entry, local_date=kept.local_date, created_at=kept.created_at
            )

    def between(self, participant_id: ParticipantId, first: date, last: date) -> Sequence[Entry]:
        found = [
            entry
            for entry in self._tables.entries.values()
            if entry.participant_id == participant_id and first <= entry.local_date <= last
        ]
        return sorted(found, key=lambda entry: (entry.local_date, entry.created_at, entry.id))

    def revision_count(self, entry_id: EntryId) -> int:
        return sum(earlier.id == entry_id for earlier in self._tables.revisions)


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

    def decisions(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Decision]:
        own = [item for item in self._tables.decisions.values() if item.participant_id == participant_id]
        return sorted(own, key=lambda item: (item.decided_at, item.id), reverse=True)[:limit]

    def last_sent(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, datetime]:
        sent = sorted(
            (item.decided_at, item.participant_id)
            for item in self._tables.decisions.values()
            if item.kind == DecisionKind.SENT and item.participant_id in participants
        )
        return {participant: instant for instant, participant in sent}

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


def _those(values: Mapping[K, V], ids: Collection[K]) -> dict[K, V]:
    return {id_: values[id_] for id_ in ids if id_ in values}


def _words(entry: Entry) -> tuple[str, ...]:
    return (entry.title, entry.what, entry.so_what, entry.now_what, entry.follow_up)


def _by_time(items: Sequence[DueItem]) -> list[DueItem]:
    return sorted(items, key=lambda item: (item.due_at, item.kind, item.id))

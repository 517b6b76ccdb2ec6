"""The portfolio in memory, and what people set out to do in it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.entries import Entry, EntryHead, Revision
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import EntryId, ParticipantId
from tests.fake_tables import Tables


class FakeEntries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def by_id(self, ids: Collection[EntryId]) -> dict[EntryId, Entry]:
        return {entry.id: entry for entry in self._there() if entry.id in set(ids)}

    def save(self, entries: Sequence[Entry], *, now: datetime) -> None:
        for entry in entries:
            kept = self._tables.entries.get(entry.id, entry)
            if any(text and text != entry.words[part] for part, text in kept.words.items()):
                self._tables.revisions.append(
                    Revision(
                        entry_id=entry.id,
                        number=self.revision_count(entry.id) + 1,
                        replaced_at=now,
                        words=kept.words,
                    )
                )
            self._tables.entries[entry.id] = replace(
                entry, local_date=kept.local_date, created_at=kept.created_at
            )

    def between(self, participant_id: ParticipantId, first: date, last: date) -> Sequence[Entry]:
        found = [
            entry
            for entry in self._there()
            if entry.participant_id == participant_id and first <= entry.local_date <= last
        ]
        return sorted(found, key=lambda entry: (entry.local_date, entry.created_at, entry.id))

    def heads(self, participant_id: ParticipantId) -> Sequence[EntryHead]:
        return [
            EntryHead(
                id=entry.id,
                local_date=entry.local_date,
                created_at=entry.created_at,
                activity=entry.tags.activity,
                starred=entry.starred,
                visibility=entry.visibility,
            )
            for entry in self._there()
            if entry.participant_id == participant_id
        ]

    def revisions(self, entry_id: EntryId) -> Sequence[Revision]:
        if entry_id in self._tables.deleted:
            return []
        return [earlier for earlier in self._tables.revisions if earlier.entry_id == entry_id]

    def revision_count(self, entry_id: EntryId) -> int:
        return sum(earlier.entry_id == entry_id for earlier in self._tables.revisions)

    def delete(self, entry_id: EntryId, *, at: datetime) -> None:
        self._tables.deleted[entry_id] = at

    def restore(self, entry_id: EntryId, *, participant_id: ParticipantId, deleted_after: datetime) -> bool:
        deleted_at = self._tables.deleted.get(entry_id)
        if deleted_at is None or deleted_at <= deleted_after:
            return False
        if self._tables.entries[entry_id].participant_id != participant_id:
            return False
        del self._tables.deleted[entry_id]
        return True

    def drop_deleted(self, instant: datetime, *, limit: int) -> int:
        tables = self._tables
        over = sorted((at, id_) for id_, at in tables.deleted.items() if at < instant)[:limit]
        for _, id_ in over:
            del tables.deleted[id_]
            run_id = tables.entries.pop(id_).run_id
            tables.revisions = [earlier for earlier in tables.revisions if earlier.entry_id != id_]
            tables.links = {
                key: link
                for key, link in tables.links.items()
                if link.entry_id != id_ and (link.run_id is None or link.run_id != run_id)
            }
            run = tables.runs.get(run_id) if run_id is not None else None
            tables.plans = {key: one for key, one in tables.plans.items() if one.run_id != run_id}
            gone = {key for key, one in tables.follow_ups.items() if one.run_id == run_id}
            for key in gone:
                del tables.follow_ups[key], tables.schedules[key]
            if run is not None and run.status != "waiting":
                tables.runs[run.id] = replace(run, state=b"")
        return len(over)

    def _there(self) -> list[Entry]:
        return [entry for entry in self._tables.entries.values() if entry.id not in self._tables.deleted]


class FakeErrands:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def begin(self, errand: Errand) -> None:
        self._tables.errands[errand.participant_id, errand.kind] = errand

    def of(self, participants: Collection[ParticipantId], kind: ErrandKind) -> dict[ParticipantId, Errand]:
        found = ((person, self._tables.errands.get((person, kind))) for person in participants)
        return {person: errand for person, errand in found if errand is not None}

    def waiting(self, kind: ErrandKind, *, limit: int) -> Sequence[Errand]:
        found = (one for one in self._tables.errands.values() if one.kind is kind)
        return sorted(found, key=lambda one: (one.begun_at, one.participant_id))[:limit]

    def end(self, participant_id: ParticipantId, kind: ErrandKind) -> None:
        self._tables.errands.pop((participant_id, kind), None)

    def drop(self, now: datetime) -> int:
        over = [key for key, item in self._tables.errands.items() if item.expires_at <= now]
        for key in over:
            del self._tables.errands[key]
        return len(over)

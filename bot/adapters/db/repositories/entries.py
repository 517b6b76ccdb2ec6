"""The portfolio: a person's own words lie sealed in one body, earlier wordings beside it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, func, insert, select, update

from bot.adapters.db.columns import to_json
from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.repositories.deletions import drop_deleted
from bot.adapters.db.schema import (
    entry,
    entry_revision,
)
from bot.adapters.db.transaction import Transaction
from bot.domain.entries import (
    Activity,
    Entry,
    EntryHead,
    EntryStatus,
    Part,
    Pillar,
    Revision,
    Source,
    Stage,
    Tags,
    Visibility,
)
from bot.domain.ids import EntryId, ParticipantId

_ALL = select(
    entry.c.id,
    entry.c.participant_id,
    entry.c.run_id,
    entry.c.flow,
    entry.c.local_date,
    entry.c.created_at,
    entry.c.edited_at,
    entry.c.body,
    entry.c.tags,
    entry.c.minutes,
    entry.c.is_starred,
    entry.c.visibility,
    entry.c.status,
)
_is_there = entry.c.deleted_at.is_(None)
_BY_ID = locking(_ALL.where(among_ids(entry.c.id), _is_there).order_by(entry.c.id))
_BETWEEN = _ALL.where(
    entry.c.participant_id == bindparam("participant"),
    _is_there,
    entry.c.local_date.between(bindparam("from_day"), bindparam("to_day")),
).order_by(entry.c.local_date, entry.c.created_at, entry.c.id)
_HEADS = select(
    entry.c.id,
    entry.c.local_date,
    entry.c.created_at,
    entry.c.tags,
    entry.c.is_starred,
    entry.c.visibility,
).where(entry.c.participant_id == bindparam("participant"), _is_there)
_BODIES = locking(
    select(entry.c.id, entry.c.participant_id, entry.c.body).where(among_ids(entry.c.id)).order_by(entry.c.id)
)
_SAVE = upsert(entry, keep=("participant_id", "local_date", "created_at", "deleted_at"))
_NUMBERS = (
    select(entry_revision.c.entry_id, func.max(entry_revision.c.number))
    .where(among_ids(entry_revision.c.entry_id))
    .group_by(entry_revision.c.entry_id)
)
_REVISE = insert(entry_revision)
_EARLIER = (
    select(
        entry.c.participant_id, entry_revision.c.number, entry_revision.c.replaced_at, entry_revision.c.body
    )
    .join_from(entry_revision, entry, entry.c.id == entry_revision.c.entry_id)
    .where(entry_revision.c.entry_id == bindparam("wanted"), _is_there)
    .order_by(entry_revision.c.number)
)
_COUNT_EARLIER = (
    select(func.count()).select_from(entry_revision).where(entry_revision.c.entry_id == bindparam("wanted"))
)
_DELETE = update(entry).where(entry.c.id == bindparam("wanted")).values(deleted_at=bindparam("at"))
_RESTORE = (
    update(entry)
    .where(
        entry.c.id == bindparam("wanted"),
        entry.c.participant_id == bindparam("participant"),
        entry.c.deleted_at > bindparam("after"),
    )
    .values(deleted_at=None)
)


class EntriesTable:
    """`bot.ports.Entries`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def by_id(self, ids: Collection[EntryId]) -> dict[EntryId, Entry]:
        """Those of these ids that exist."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {found.id: found for found in self._read(rows)}

    def save(self, entries: Sequence[Entry], *, now: datetime) -> None:
        """Insert or update; when words of a kept entry change, the earlier wording stays as a revision."""
        if not entries:
            return
        self._transaction.keys.ensure(item.participant_id for item in entries)
        self._keep_wordings(entries, now)
        self._transaction.write(_SAVE, [self._row(item) for item in entries])

    def between(self, participant_id: ParticipantId, first: date, last: date) -> Sequence[Entry]:
        """One person's entries of these local days, both included, oldest first."""
        rows = self._transaction.rows(_BETWEEN, participant=participant_id, from_day=first, to_day=last)
        return self._read(rows)

    def heads(self, participant_id: ParticipantId) -> Sequence[EntryHead]:
        """What all entries of one person are listed by, in no order."""
        return [
            EntryHead(
                id=id_,
                local_date=day,
                created_at=created,
                activity=Activity(tags["activity"]),
                starred=is_starred,
                visibility=Visibility(visibility),
            )
            for id_, day, created, tags, is_starred, visibility in self._transaction.rows(
                _HEADS, participant=participant_id
            )
        ]

    def revisions(self, entry_id: EntryId) -> Sequence[Revision]:
        """The earlier wordings of this entry, oldest first."""
        return [
            Revision(
                entry_id=entry_id,
                number=number,
                replaced_at=replaced_at,
                words=_parts(self._transaction.keys.of(person).open(_revision_place(entry_id, number), body)),
            )
            for person, number, replaced_at, body in self._transaction.rows(_EARLIER, wanted=entry_id)
        ]

    def delete(self, entry_id: EntryId, *, at: datetime) -> None:
        """Take an entry out of sight, until it is restored or dropped."""
        self._transaction.count(_DELETE, wanted=entry_id, at=at)

    def restore(self, entry_id: EntryId, *, participant_id: ParticipantId, deleted_after: datetime) -> bool:
        """Bring back what this person deleted after that instant; whether there was such an entry."""
        restored = self._transaction.count(
            _RESTORE, wanted=entry_id, participant=participant_id, after=deleted_after
        )
        return restored > 0

    def drop_deleted(self, instant: datetime, *, limit: int) -> int:
        """Let go of entries that were deleted before, with all that holds their words; how many went."""
        return drop_deleted(self._transaction, instant, limit=limit)

    def revision_count(self, entry_id: EntryId) -> int:
        """How many earlier wordings of this entry are kept."""
        return int(self._transaction.scalar(_COUNT_EARLIER, wanted=entry_id))

    def _keep_wordings(self, entries: Sequence[Entry], now: datetime) -> None:
        """Move the earlier wording of those whose words read differently now beside them."""
        words = {item.id: item.words for item in entries}
        replaced: dict[str, tuple[str, bytes]] = {}
        for id_, owner, body in self._transaction.rows(_BODIES, ids=list(words)):
            earlier = self._transaction.keys.of(owner).open(_place(id_), body)
            if _loses_words(_parts(earlier), words[id_]):
                replaced[id_] = (owner, earlier)
        if not replaced:
            return
        numbers: dict[str, int] = dict(self._transaction.rows(_NUMBERS, ids=list(replaced)))
        rows = []
        for id_, (owner, earlier) in replaced.items():
            number = numbers.get(id_, 0) + 1
            body = self._transaction.keys.of(owner).seal(_revision_place(id_, number), earlier)
            rows.append({"entry_id": id_, "number": number, "body": body, "replaced_at": now})
        self._transaction.write(_REVISE, rows)

    def _row(self, item: Entry) -> dict[str, Any]:
        return {
            "id": item.id,
            "participant_id": item.participant_id,
            "run_id": item.run_id,
            "flow": item.flow,
            "local_date": item.local_date,
            "created_at": item.created_at,
            "edited_at": item.edited_at,
            "body": self._transaction.keys.of(item.participant_id).seal(_place(item.id), _body(item)),
            "tags": _tags_json(item.tags),
            "minutes": item.minutes,
            "is_starred": item.starred,
            "visibility": item.visibility.value,
            "status": item.status.value,
        }

    def _read(self, rows: Sequence[Any]) -> list[Entry]:
        self._transaction.keys.at_hand(row[1] for row in rows)
        return [self._entry(row) for row in rows]

    def _entry(self, row: Sequence[Any]) -> Entry:
        (
            id_,
            person,
            run_id,
            flow,
            day,
            created,
            edited,
            body,
            tags,
            minutes,
            is_starred,
            visibility,
            status,
        ) = row
        return Entry(
            id=id_,
            participant_id=person,
            run_id=run_id,
            flow=flow,
            local_date=day,
            created_at=created,
            edited_at=edited,
            **orjson.loads(self._transaction.keys.of(person).open(_place(id_), body)),
            tags=_tags(tags),
            minutes=minutes,
            starred=is_starred,
            visibility=Visibility(visibility),
            status=EntryStatus(status),
        )


def _body(item: Entry) -> bytes:
    """The words of an entry as they are sealed."""
    return to_json({part.value: text for part, text in item.words.items()})


def _parts(body: bytes) -> dict[Part, str]:
    """And as they are read again."""
    return {Part(name): text for name, text in orjson.loads(body).items()}


def _loses_words(earlier: Mapping[Part, str], now: Mapping[Part, str]) -> bool:
    """Whether a part that had words reads differently; filling an empty part loses nothing."""
    return any(text and now[part] != text for part, text in earlier.items())


def _tags_json(tags: Tags) -> dict[str, Any]:
    return {
        "activity": tags.activity,
        "pillars": tags.pillars,
        "stage": tags.stage,
        "sources": tags.sources,
        "more": tags.more,
    }


def _tags(stored: Mapping[str, Any]) -> Tags:
    stage = stored["stage"]
    return Tags(
        activity=Activity(stored["activity"]),
        pillars=tuple(map(Pillar, stored["pillars"])),
        stage=Stage(stage) if stage else None,
        sources=tuple(map(Source, stored["sources"])),
        more=stored["more"],
    )


def _place(entry_id: str) -> str:
    return f"entry|body|{entry_id}"


def _revision_place(entry_id: str, number: int) -> str:
    return f"entry_revision|body|{entry_id}/{number}"

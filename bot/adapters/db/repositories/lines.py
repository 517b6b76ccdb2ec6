"""Lines that people share and what readers say to them: the words lie sealed, each under the key of who wrote them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.schema import literal_status, reaction, shared_line
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import CohortId, LineId, ParticipantId, PostingId
from bot.domain.lines import LineStatus, Reaction, ReactionKind, SharedLine

_ALL = select(shared_line).order_by(shared_line.c.id)
_BY_ID = locking(_ALL.where(among_ids(shared_line.c.id)))
_IN_COHORT = locking(
    _ALL.where(
        shared_line.c.cohort_id == bindparam("cohort"), shared_line.c.status == bindparam("stands")
    ).limit(bindparam("most"))
)
_OF = (
    select(shared_line)
    .where(shared_line.c.participant_id == bindparam("participant"))
    .order_by(shared_line.c.id.desc())
    .limit(bindparam("most"))
)
_IN_DIGESTS = _ALL.where(or_(among_ids(shared_line.c.digest_id), among_ids(shared_line.c.told_in)))
_PASSED, _RECALLED, _UNTOLD = (
    literal_status(one) for one in (LineStatus.PASSED, LineStatus.RECALLED, LineStatus.UNTOLD)
)
_is_ungathered = and_(shared_line.c.status == _PASSED, shared_line.c.digest_id.is_(None))
_UNFINISHED = locking(
    _ALL.where(or_(_is_ungathered, shared_line.c.status.in_([_RECALLED, _UNTOLD]))).limit(bindparam("most"))
)
_SAVE = upsert(shared_line, keep=("cohort_id", "participant_id", "posting_id", "run_id", "created_at"))
_REACT = upsert(reaction, by=("line_id", "participant_id", "kind"))
_REACTIONS = (
    select(reaction)
    .where(among_ids(reaction.c.line_id))
    .order_by(reaction.c.at, reaction.c.participant_id, reaction.c.kind)
)


class LinesTable:
    """`bot.ports.Lines`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, lines: Sequence[SharedLine]) -> None:
        """Insert or update."""
        self._transaction.keys.ensure(line.participant_id for line in lines)
        rows = [
            {
                "id": line.id,
                "cohort_id": line.cohort_id,
                "participant_id": line.participant_id,
                "posting_id": line.posting_id,
                "run_id": line.run_id,
                "digest_id": line.digest_id,
                "told_in": line.told_in,
                "text": self._seal(line.participant_id, _line_place(line.id), line.text),
                "is_named": line.is_named,
                "status": line.status,
                "created_at": line.created_at,
                "passed_at": line.passed_at,
            }
            for line in lines
        ]
        self._transaction.write(_SAVE, rows)

    def by_id(self, ids: Collection[LineId]) -> dict[LineId, SharedLine]:
        """Those of these ids that exist; locked: the author may take back what a tutor is about to pass."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {line.id: line for line in self._read(rows)}

    def in_cohort(self, cohort_id: CohortId, status: LineStatus, *, limit: int) -> Sequence[SharedLine]:
        """A cohort's lines that stand so, oldest first; locked."""
        return self._read(self._transaction.rows(_IN_COHORT, cohort=cohort_id, stands=status, most=limit))

    def of(self, participant_id: ParticipantId, *, limit: int) -> Sequence[SharedLine]:
        """One person's lines, newest first."""
        return self._read(self._transaction.rows(_OF, participant=participant_id, most=limit))

    def in_digests(self, ids: Collection[PostingId]) -> Sequence[SharedLine]:
        """The lines that went out in these digests, and those of which they say that they were taken back; oldest first."""
        return self._read(self._transaction.rows(_IN_DIGESTS, ids=ids) if ids else ())

    def unfinished(self, *, limit: int) -> Sequence[SharedLine]:
        """The lines that are passed and in no digest yet, recalled or untold, oldest first; locked."""
        return self._read(self._transaction.rows(_UNFINISHED, most=limit))

    def react(self, reactions: Sequence[Reaction]) -> None:
        """Insert or update (one for a line, reader and kind)."""
        self._transaction.keys.ensure(one.participant_id for one in reactions)
        rows = [
            {
                "line_id": one.line_id,
                "participant_id": one.participant_id,
                "kind": one.kind,
                "text": self._seal(
                    one.participant_id, _reaction_place(one.line_id, one.participant_id, one.kind), one.text
                ),
                "at": one.at,
            }
            for one in reactions
        ]
        self._transaction.write(_REACT, rows)

    def reactions(self, ids: Collection[LineId]) -> Mapping[LineId, Sequence[Reaction]]:
        """What was said to these lines, oldest first; a line to which nothing was said is left out."""
        rows = self._transaction.rows(_REACTIONS, ids=ids) if ids else ()
        self._transaction.keys.at_hand(row[1] for row in rows)
        found: dict[LineId, list[Reaction]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(self._reaction(row))
        return found

    def _read(self, rows: Sequence[Any]) -> list[SharedLine]:
        self._transaction.keys.at_hand(row[2] for row in rows)
        return [self._line(row) for row in rows]

    def _line(self, row: Sequence[Any]) -> SharedLine:
        id_, cohort, person, posting, run, digest, told_in, text, is_named, status, created_at, passed_at = (
            row
        )
        return SharedLine(
            id=id_,
            cohort_id=cohort,
            participant_id=person,
            posting_id=posting,
            run_id=run,
            digest_id=digest,
            told_in=told_in,
            text=self._open(person, _line_place(id_), text),
            is_named=is_named,
            status=LineStatus(status),
            created_at=created_at,
            passed_at=passed_at,
        )

    def _reaction(self, row: Sequence[Any]) -> Reaction:
        line_id, person, kind, text, at = row
        return Reaction(
            line_id=line_id,
            participant_id=person,
            kind=ReactionKind(kind),
            text=self._open(person, _reaction_place(line_id, person, kind), text),
            at=at,
        )

    def _seal(self, person: str, place: str, text: str) -> bytes:
        return self._transaction.keys.of(person).seal(place, text.encode())

    def _open(self, person: str, place: str, sealed: bytes) -> str:
        return self._transaction.keys.of(person).open(place, sealed).decode()


def _line_place(line_id: str) -> str:
    return f"shared_line|text|{line_id}"


def _reaction_place(line_id: str, person: str, kind: str) -> str:
    return f"reaction|text|{line_id}|{person}|{kind}"

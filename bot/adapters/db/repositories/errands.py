"""Errands: what people set out to do in their portfolio; what it is about lies sealed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.adapters.db.dialects import among_ids, upsert
from bot.adapters.db.schema import errand
from bot.adapters.db.transaction import Transaction
from bot.domain.errands import Errand, ErrandKind
from bot.domain.ids import ParticipantId

_BEGIN = upsert(errand, by=("participant_id", "kind"))
_OF = select(errand.c.participant_id, errand.c.about, errand.c.begun_at, errand.c.expires_at).where(
    among_ids(errand.c.participant_id), errand.c.kind == bindparam("of_kind")
)
_WAITING = (
    select(errand.c.participant_id, errand.c.about, errand.c.begun_at, errand.c.expires_at)
    .where(errand.c.kind == bindparam("of_kind"))
    .order_by(errand.c.begun_at, errand.c.participant_id)
    .limit(bindparam("most"))
)
_END = delete(errand).where(
    errand.c.participant_id == bindparam("participant"), errand.c.kind == bindparam("of_kind")
)
_DROP = delete(errand).where(errand.c.expires_at <= bindparam("now"))


class ErrandsTable:
    """`bot.ports.Errands`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def begin(self, errand: Errand) -> None:
        """Note this one in place of an earlier one of the same kind and person."""
        keys = self._transaction.keys
        keys.ensure([errand.participant_id])
        row = {
            "participant_id": errand.participant_id,
            "kind": errand.kind.value,
            "about": keys.of(errand.participant_id).seal(
                _place(errand.participant_id, errand.kind), errand.about.encode()
            ),
            "begun_at": errand.begun_at,
            "expires_at": errand.expires_at,
        }
        self._transaction.write(_BEGIN, [row])

    def of(self, participants: Collection[ParticipantId], kind: ErrandKind) -> dict[ParticipantId, Errand]:
        """The errands of these people of that kind, also those whose time is over."""
        rows = self._transaction.rows(_OF, ids=participants, of_kind=kind.value) if participants else ()
        return {one.participant_id: one for one in self._read(rows, kind)}

    def waiting(self, kind: ErrandKind, *, limit: int) -> Sequence[Errand]:
        """Anybody's errands of that kind, those that were begun first first."""
        return self._read(self._transaction.rows(_WAITING, of_kind=kind.value, most=limit), kind)

    def end(self, participant_id: ParticipantId, kind: ErrandKind) -> None:
        """It is done, or given up."""
        self._transaction.count(_END, participant=participant_id, of_kind=kind.value)

    def drop(self, now: datetime) -> int:
        """Let go of those whose time is over; how many."""
        return self._transaction.count(_DROP, now=now)

    def _read(self, rows: Sequence[Sequence[Any]], kind: ErrandKind) -> list[Errand]:
        keys = self._transaction.keys
        return [
            Errand(
                participant_id=person,
                kind=kind,
                about=keys.of(person).open(_place(person, kind), about).decode(),
                begun_at=begun_at,
                expires_at=expires_at,
            )
            for person, about, begun_at, expires_at in rows
        ]


def _place(participant_id: str, kind: str) -> str:
    return f"errand|about|{participant_id}/{kind}"

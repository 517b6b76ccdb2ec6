"""Monthly summaries that are owed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.adapters.db.dialects import among_ids, insert_new, locking, upsert
from bot.adapters.db.schema import literal_status, summary
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId, SummaryId
from bot.domain.summaries import Summary, SummaryStatus

_ADD = insert_new(summary)
_SAVE = upsert(summary, keep=("participant_id",))
_DUE = locking(
    select(summary)
    .where(summary.c.status == literal_status("due"), summary.c.due_at <= bindparam("now"))
    .order_by(summary.c.due_at, summary.c.id)
    .limit(bindparam("most")),
    passes_over=True,
)
_LAST = (
    select(summary)
    .where(among_ids(summary.c.participant_id), ~summary.c.is_asked_for)
    .order_by(summary.c.participant_id, summary.c.last_day)
)
_BY_ID = select(summary).where(summary.c.id == bindparam("wanted"))


class SummariesTable:
    """`bot.ports.Summaries`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, summaries: Sequence[Summary]) -> None:
        """Note these; one of the same person and last day is left out unless it was asked for (uq_summary)."""
        self._transaction.write(_ADD, [_row(item) for item in summaries])

    def due(self, now: datetime, *, limit: int) -> Sequence[Summary]:
        """Those that are due by now and whose documents are still to be made, oldest first."""
        return [_summary(row) for row in self._transaction.rows(_DUE, now=now, most=limit)]

    def save(self, summaries: Sequence[Summary]) -> None:
        """Update."""
        self._transaction.write(_SAVE, [_row(item) for item in summaries])

    def last_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Summary]:
        """Each one's last scheduled summary."""
        rows = self._transaction.rows(_LAST, ids=participants) if participants else ()
        return {item.participant_id: item for item in map(_summary, rows)}

    def by_id(self, summary_id: SummaryId) -> Summary | None:
        """One summary."""
        rows = self._transaction.rows(_BY_ID, wanted=summary_id)
        return _summary(rows[0]) if rows else None


def _row(item: Summary) -> dict[str, Any]:
    return {
        "id": item.id,
        "participant_id": item.participant_id,
        "first_day": item.first,
        "last_day": item.last,
        "since": item.since,
        "until": item.until,
        "due_at": item.due_at,
        "status": item.status,
        "is_asked_for": item.is_asked_for,
    }


def _summary(row: Sequence[Any]) -> Summary:
    id_, person, first, last, since, until, due_at, status, is_asked_for = row
    return Summary(
        id=id_,
        participant_id=person,
        first=first,
        last=last,
        since=since,
        until=until,
        due_at=due_at,
        status=SummaryStatus(status),
        is_asked_for=is_asked_for,
    )

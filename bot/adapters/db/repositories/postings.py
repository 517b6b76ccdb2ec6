"""What groups are asked, and what their answers came to."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.adapters.db.dialects import among_ids, insert_new, upsert
from bot.adapters.db.repositories.recipients import RecipientsTable
from bot.adapters.db.schema import figures, posting
from bot.adapters.db.transaction import Transaction
from bot.domain.figures import Figure, Figures
from bot.domain.ids import CohortId, PostingId
from bot.domain.postings import Posting, PostingKind

_ADD = insert_new(posting)
_BY_ID = select(posting).where(among_ids(posting.c.id)).order_by(posting.c.id)
_OF_COHORT = select(posting).where(posting.c.cohort_id == bindparam("cohort")).order_by(posting.c.id)
_SAVE = (
    update(posting)
    .where(posting.c.id == bindparam("changed"))
    .values(flow=bindparam("begins"), version=bindparam("at_version"))
)

_FIGURES = select(figures).where(among_ids(figures.c.posting_id))
_KEEP_FIGURES = upsert(figures, by=("posting_id",))


class PostingsTable(RecipientsTable):
    """`bot.ports.Postings`; its part about recipients stands in `recipients.py`."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._transaction = transaction

    def add(self, postings: Sequence[Posting]) -> None:
        """Insert these; one of the same kind, cohort and prompt as another is left out (uq_posting)."""
        rows = [
            {
                "id": one.id,
                "kind": one.kind.value,
                "cohort_id": one.cohort_id,
                "prompt": one.prompt,
                "flow": one.flow,
                "version": one.version,
                "closes_at": one.closes_at,
                "window_hours": one.window_hours,
                "created_at": one.created_at,
            }
            for one in postings
        ]
        self._transaction.write(_ADD, rows)

    def by_id(self, ids: Collection[PostingId]) -> dict[PostingId, Posting]:
        """Those of these ids that exist."""
        found = map(_posting, self._transaction.rows(_BY_ID, ids=ids) if ids else ())
        return {one.id: one for one in found}

    def of_cohort(self, cohort_id: CohortId, kind: PostingKind | None = None) -> Sequence[Posting]:
        """The postings of one cohort, oldest first; broadcasts to several cohorts are in none."""
        found = map(_posting, self._transaction.rows(_OF_COHORT, cohort=cohort_id))
        return [one for one in found if kind in {None, one.kind}]

    def save(self, postings: Sequence[Posting]) -> None:
        """Update the flow and version of these."""
        rows = [{"changed": one.id, "begins": one.flow, "at_version": one.version} for one in postings]
        self._transaction.write(_SAVE, rows)

    def figures(self, ids: Collection[PostingId]) -> dict[PostingId, Figures]:
        """The last figures of these postings, where there are any."""
        rows = self._transaction.rows(_FIGURES, ids=ids) if ids else ()
        return {
            id_: Figures(
                posting_id=id_,
                answered=answered,
                shown=_read(counts["shown"]),
                waiting=_read(counts["waiting"]),
                taken_at=taken_at,
            )
            for id_, answered, counts, taken_at in rows
        }

    def keep_figures(self, figures: Figures) -> None:
        """From now on these are its figures."""
        row = {
            "posting_id": figures.posting_id,
            "answered": figures.answered,
            "counts": {"shown": _written(figures.shown), "waiting": _written(figures.waiting)},
            "taken_at": figures.taken_at,
        }
        self._transaction.write(_KEEP_FIGURES, [row])


def _written(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: {"people": one.people, "counts": dict(one.counts)} for name, one in figures.items()}


def _read(figures: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: Figure(people=one["people"], counts=one["counts"]) for name, one in figures.items()}


def _posting(row: Sequence[Any]) -> Posting:
    id_, kind, cohort_id, prompt, flow, version, closes_at, window_hours, created_at = row
    return Posting(
        id=id_,
        kind=PostingKind(kind),
        cohort_id=cohort_id,
        prompt=prompt,
        flow=flow,
        version=version,
        closes_at=closes_at,
        window_hours=window_hours,
        created_at=created_at,
    )

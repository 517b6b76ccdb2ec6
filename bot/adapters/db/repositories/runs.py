"""Journeys through flows: the engine's state lies sealed, beside what a run is found by."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, tuple_, update

from bot.adapters.db.dialects import among_ids, locking, upsert
from bot.adapters.db.repositories.messages import MessagesTable
from bot.adapters.db.schema import answer_link, literal_status, run
from bot.adapters.db.transaction import Transaction
from bot.domain.ids import ParticipantId, RunId
from bot.domain.runs import Run

_WAITING = "waiting"
_is_waiting = run.c.status == literal_status(_WAITING)
_is_finished = (run.c.status != literal_status(_WAITING)) & run.c.state.is_not(None)

_ALL = select(
    run.c.id,
    run.c.participant_id,
    run.c.flow,
    run.c.version,
    run.c.status,
    run.c.turn,
    run.c.state,
    run.c.entry_id,
    run.c.schedule_id,
    run.c.closes_at,
    run.c.started_at,
    run.c.updated_at,
)
_OPEN_OF = locking(_ALL.where(among_ids(run.c.participant_id), _is_waiting).order_by(run.c.id))
_BY_ID = locking(_ALL.where(among_ids(run.c.id)).order_by(run.c.id))
# What never changes is left alone: SQLite rewrites an index whose column is written, whatever the value.
_SAVE = upsert(run, keep=("participant_id", "flow", "version", "started_at"))
_COUNT = (
    select(func.count())
    .select_from(run)
    .where(run.c.participant_id == bindparam("participant"), run.c.flow == bindparam("named"))
)
_ENDS = (
    _ALL.where(
        run.c.participant_id == bindparam("participant"),
        run.c.schedule_id.is_not(None),
        run.c.status != literal_status(_WAITING),
    )
    .order_by(run.c.updated_at.desc(), run.c.id.desc())
    .limit(bindparam("most"))
)
_VERSION_AFTER = (
    select(run.c.flow, run.c.version)
    .where(
        run.c.state.is_not(None), tuple_(run.c.flow, run.c.version) > tuple_(bindparam("f"), bindparam("v"))
    )
    .order_by(run.c.flow, run.c.version)
    .limit(1)
)
_COMPACT = (
    update(run)
    .where(
        run.c.id.in_(
            select(run.c.id)
            .where(_is_finished, run.c.updated_at < bindparam("instant"))
            .order_by(run.c.updated_at)
            .limit(bindparam("most"))
        )
    )
    .values(state=None)
)
_DROP_LINKS = delete(answer_link).where(answer_link.c.created_at < bindparam("instant"))


class RunsTable(MessagesTable):
    """`bot.ports.Runs`; its part about messages stands in `messages.py`."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._transaction = transaction

    def open_of(self, participants: Collection[ParticipantId]) -> dict[ParticipantId, Run]:
        """The one waiting run of each who has one."""
        rows = self._transaction.rows(_OPEN_OF, ids=participants) if participants else ()
        return {found.participant_id: found for found in self._read(rows)}

    def by_id(self, ids: Collection[RunId]) -> dict[RunId, Run]:
        """Those of these ids that exist."""
        rows = self._transaction.rows(_BY_ID, ids=ids) if ids else ()
        return {found.id: found for found in self._read(rows)}

    def save(self, runs: Sequence[Run]) -> None:
        """Insert or update (uq_open_run: at most one waiting run a person)."""
        keys = self._transaction.keys
        keys.ensure(item.participant_id for item in runs)
        # Those that ended go first, so that a run may take the place of another in one call.
        ordered = sorted(runs, key=lambda item: item.status == _WAITING)
        rows = [
            {
                "id": item.id,
                "participant_id": item.participant_id,
                "flow": item.flow,
                "version": item.version,
                "status": item.status,
                "turn": item.turn,
                "state": keys.of(item.participant_id).seal(_place(item.id), item.state),
                "entry_id": item.entry_id,
                "schedule_id": item.schedule_id,
                "closes_at": item.closes_at,
                "started_at": item.started_at,
                "updated_at": item.updated_at,
            }
            for item in ordered
        ]
        self._transaction.write(_SAVE, rows)

    def count_of(self, participant_id: ParticipantId, flow: str) -> int:
        """How many runs of this flow the person began so far."""
        return int(self._transaction.scalar(_COUNT, participant=participant_id, named=flow))

    def recent_ends(self, participant_id: ParticipantId, *, limit: int) -> Sequence[Run]:
        """The person's last finished prompted runs (those with a schedule), newest first."""
        return self._read(self._transaction.rows(_ENDS, participant=participant_id, most=limit))

    def versions_in_use(self) -> set[tuple[str, str]]:
        """(flow, version) of every run whose answers are still at hand.

        It hops from one version to the next along an index, so its cost is that of the versions, not of the runs.
        """
        found: set[tuple[str, str]] = set()
        rows = self._transaction.rows(_VERSION_AFTER, f="", v="")
        while rows:
            flow, version = rows[0]
            found.add((flow, version))
            rows = self._transaction.rows(_VERSION_AFTER, f=flow, v=version)
        return found

    def compact_before(self, instant: datetime, *, limit: int) -> int:
        """Take the state out of runs that finished before, and drop links made before; how many runs."""
        self._transaction.count(_DROP_LINKS, instant=instant)
        return self._transaction.count(_COMPACT, instant=instant, most=limit)

    def _read(self, rows: Sequence[Any]) -> list[Run]:
        self._transaction.keys.at_hand(row[1] for row in rows)
        return [self._run(row) for row in rows]

    def _run(self, row: Sequence[Any]) -> Run:
        id_, person, flow, version, status, turn, state, entry_id, schedule_id, closes, started, updated = row
        return Run(
            id=id_,
            participant_id=person,
            flow=flow,
            version=version,
            status=status,
            turn=turn,
            state=b"" if state is None else self._transaction.keys.of(person).open(_place(id_), state),
            entry_id=entry_id,
            schedule_id=schedule_id,
            closes_at=closes,
            started_at=started,
            updated_at=updated,
        )


def _place(run_id: str) -> str:
    return f"run|state|{run_id}"

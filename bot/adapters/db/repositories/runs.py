"""Journeys through flows: the engine's state lies sealed, beside what a run is found by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, tuple_, update

from bot.adapters.db.dialects import among_ids, locking, of_each, upsert
from bot.adapters.db.repositories.messages import MessagesTable
from bot.adapters.db.schema import literal_status, recipient, run
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
    run.c.waiting_at,
    run.c.entry_id,
    run.c.entry_mended_at,
    run.c.schedule_id,
    run.c.posting_id,
    run.c.closes_at,
    run.c.started_at,
    run.c.updated_at,
)
_OPEN_OF = locking(_ALL.where(among_ids(run.c.participant_id), _is_waiting).order_by(run.c.id))
_BY_ID = locking(_ALL.where(among_ids(run.c.id)).order_by(run.c.id))
# What never changes is left alone: SQLite rewrites an index whose column is written, whatever the value.
_SAVE = upsert(run, keep=("participant_id", "flow", "version", "started_at"))
_COUNTS = (
    select(run.c.participant_id, func.count())
    .where(among_ids(run.c.participant_id), run.c.flow == bindparam("named"))
    .group_by(run.c.participant_id)
)
_ENDS = of_each(
    run,
    lambda runs: (
        select(runs)
        .where(runs.c.schedule_id.is_not(None), runs.c.status != literal_status(_WAITING))
        .order_by(runs.c.updated_at.desc(), runs.c.id.desc())
        .limit(bindparam("most"))
    ),
    by="participant_id",
)
_WAITING_COUNTS = (
    select(run.c.flow, run.c.version, func.coalesce(run.c.waiting_at, ""), func.count())
    .where(_is_waiting)
    .group_by(run.c.flow, run.c.version, run.c.waiting_at)
)
_ELSEWHERE = locking(
    _ALL.where(
        _is_waiting,
        run.c.flow == bindparam("named"),
        run.c.version != bindparam("current"),
        run.c.id > bindparam("behind"),
    )
    .order_by(run.c.id)
    .limit(bindparam("most"))
)
_CARRY_OVER = (
    update(run)
    .where(run.c.id == bindparam("moved"))
    .values(
        version=bindparam("to_version"), state=bindparam("to_state"), waiting_at=bindparam("to_waiting_at")
    )
)
_VERSION_AFTER = (
    select(run.c.flow, run.c.version)
    .where(
        run.c.state.is_not(None), tuple_(run.c.flow, run.c.version) > tuple_(bindparam("f"), bindparam("v"))
    )
    .order_by(run.c.flow, run.c.version)
    .limit(1)
)
_is_to_count = exists().where(
    recipient.c.posting_id == run.c.posting_id,
    recipient.c.participant_id == run.c.participant_id,
    recipient.c.run_id == run.c.id,
    recipient.c.answered_at.is_not(None),
    recipient.c.counted_at.is_(None),
)
_FINISHED = locking(
    _ALL.where(
        _is_finished,
        run.c.updated_at < bindparam("instant"),
        or_(run.c.posting_id.is_(None), run.c.updated_at < bindparam("uncounted"), ~_is_to_count),
    )
    .order_by(run.c.updated_at)
    .limit(bindparam("most")),
    passes_over=True,
)
_COMPACT = update(run).where(among_ids(run.c.id)).values(state=None)


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
                "waiting_at": item.waiting_at,
                "entry_id": item.entry_id,
                "entry_mended_at": item.entry_mended_at,
                "schedule_id": item.schedule_id,
                "posting_id": item.posting_id,
                "closes_at": item.closes_at,
                "started_at": item.started_at,
                "updated_at": item.updated_at,
            }
            for item in ordered
        ]
        self._transaction.write(_SAVE, rows)

    def counts_of(self, participants: Collection[ParticipantId], flow: str) -> dict[ParticipantId, int]:
        """How many runs of this flow each of these people began so far; nobody is in it who began none."""
        rows = self._transaction.rows(_COUNTS, ids=participants, named=flow) if participants else ()
        return dict(rows)

    def recent_ends(
        self, participants: Collection[ParticipantId], *, limit: int
    ) -> dict[ParticipantId, list[Run]]:
        """The last finished prompted runs (those with a schedule) of each of these people, newest first."""
        rows = self._transaction.rows(_ENDS, ids=participants, most=limit) if participants else ()
        found: dict[ParticipantId, list[Run]] = {}
        for one in sorted(self._read(rows), key=lambda one: (one.updated_at, one.id), reverse=True):
            found.setdefault(one.participant_id, []).append(one)
        return found

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

    def finished_before(self, instant: datetime, *, limit: int, uncounted: datetime) -> Sequence[Run]:
        """Runs that finished before and whose answers are still at hand, those that finished first first."""
        rows = self._transaction.rows(_FINISHED, instant=instant, uncounted=uncounted, most=limit)
        return self._read(rows)

    def compact(self, ids: Collection[RunId]) -> None:
        """Take the state out of these runs."""
        if ids:
            self._transaction.count(_COMPACT, ids=ids)

    def waiting(self) -> Mapping[tuple[str, str, str], int]:
        """How many runs wait, by flow, version and step ("" where the step was not noted)."""
        rows = self._transaction.rows(_WAITING_COUNTS)
        return {(flow, version, step): count for flow, version, step, count in rows}

    def waiting_elsewhere(self, flow: str, version: str, *, after: RunId | None, limit: int) -> Sequence[Run]:
        """Waiting runs of the flow at other versions than this one, by id from the one behind `after`; locked."""
        return self._read(
            self._transaction.rows(_ELSEWHERE, named=flow, current=version, behind=after or "", most=limit)
        )

    def carry_over(self, runs: Sequence[Run]) -> None:
        """Write the version, state and step of runs that have moved to another version of their flow."""
        keys = self._transaction.keys
        rows = [
            {
                "moved": item.id,
                "to_version": item.version,
                "to_state": keys.of(item.participant_id).seal(_place(item.id), item.state),
                "to_waiting_at": item.waiting_at,
            }
            for item in runs
        ]
        self._transaction.write(_CARRY_OVER, rows)

    def _read(self, rows: Sequence[Any]) -> list[Run]:
        self._transaction.keys.at_hand(row[1] for row in rows)
        return [self._run(row) for row in rows]

    def _run(self, row: Sequence[Any]) -> Run:
        (
            id_,
            person,
            flow,
            version,
            status,
            turn,
            state,
            waiting_at,
            entry_id,
            mended_at,
            schedule_id,
            posting_id,
            closes,
            started,
            updated,
        ) = row
        return Run(
            id=id_,
            participant_id=person,
            flow=flow,
            version=version,
            status=status,
            turn=turn,
            state=b"" if state is None else self._transaction.keys.of(person).open(_place(id_), state),
            waiting_at=waiting_at,
            entry_id=entry_id,
            entry_mended_at=mended_at,
            schedule_id=schedule_id,
            posting_id=posting_id,
            closes_at=closes,
            started_at=started,
            updated_at=updated,
        )


def _place(run_id: str) -> str:
    return f"run|state|{run_id}"

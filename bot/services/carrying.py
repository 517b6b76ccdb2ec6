"""Live runs carried over to the version of their flow that is current, where its author asked for that."""

from dataclasses import dataclass, replace
from typing import Final

from bot.domain.ids import RunId
from bot.domain.runs import Run
from bot.engine.definition import Flow
from bot.engine.moving import Renames, move, renamed
from bot.engine.run import dump_state, load_state
from bot.ports import FlowLibrary, UnitOfWork
from bot.services.versions import flow_at, readable_at

BATCH: Final = 64
"""Runs moved in one transaction: few enough that no answer waits for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One batch's outcome: how many moved, how many stay with their version, and the last one looked at."""

    moved: int
    stayed: int
    last: RunId | None


def carry_over(
    uow: UnitOfWork, name: str, *, library: FlowLibrary, after: RunId | None = None, limit: int = BATCH
) -> Carried:
    """Move the runs behind `after` that wait in an older version of this flow, as the current publication maps it."""
    publication = uow.publications.latest()
    if publication is None or name not in publication.flows:
        return Carried(moved=0, stayed=0, last=None)
    version = publication.flows[name].version
    renames = publication.maps.get(name, {})
    runs = uow.runs.waiting_elsewhere(name, version, after=after, limit=limit)
    new = flow_at(uow, library, name, version) if runs else None
    found = [_moved(uow, run, new, renames, library) for run in runs if new is not None]
    moved = [run for run in found if run is not None]
    uow.runs.carry_over(moved)
    if renames:
        links = [replace(one, name=renamed(one.name, renames)) for one in uow.runs.links_of(moved)]
        uow.runs.link([one for one in links if one.name])
    return Carried(moved=len(moved), stayed=len(runs) - len(moved), last=runs[-1].id if runs else None)


def _moved(uow: UnitOfWork, run: Run, new: Flow, renames: Renames, library: FlowLibrary) -> Run | None:
    old = readable_at(uow, library, run.flow, run.version)
    state = move(load_state(run.state), old, new, renames) if old is not None else None
    if state is None or state.wait is None:
        return None
    return replace(run, version=new.version, state=dump_state(state), waiting_at=state.wait.step)

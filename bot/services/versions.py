"""Any version of a flow that was ever current, from the library or from the store."""

from bot.engine.definition import Flow
from bot.engine.errors import FlowFaults
from bot.engine.loading import load_flow
from bot.ports import FlowLibrary, UnitOfWork


def flow_at(uow: UnitOfWork, library: FlowLibrary, name: str, version: str) -> Flow:
    """One version, at hand from then on; KeyError when it was never kept."""
    known = library.version(name, version)
    if known is not None:
        return known
    stored = uow.flows.get(name, version)
    if stored is None:
        raise KeyError(name, version)
    flow = load_flow(stored.files, stored.name)
    library.adopt(flow)
    return flow


def readable_at(uow: UnitOfWork, library: FlowLibrary, name: str, version: str) -> Flow | None:
    """The same, but None where it was never kept, or this version of Kipic can't read it."""
    try:
        return flow_at(uow, library, name, version)
    except (KeyError, FlowFaults):
        return None

"""A draft becomes one of the bot's own flows in this playground, by the way that `kipic flows publish` goes."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import KipicError
from bot.domain.programme import Programme
from bot.engine.definition import Flow
from bot.engine.errors import FlowFaults
from bot.ports import FlowLibrary, UnitOfWork
from bot.services.offering import offering
from bot.services.previewing import current_set
from bot.services.publishing import Offer, publish


def publish_draft(
    uow: UnitOfWork, flow: Flow, *, library: FlowLibrary, now: datetime, is_offered: bool
) -> str:
    """Publish the flow beside the current ones; what a person sends to come to it, "" if nothing leads there.

    `is_offered` puts it among what /reflect offers, unless the programme names it already. Runs under way stay on
    the version that they began with. Raises KipicError when that would strand somebody.
    """
    latest = uow.publications.latest()
    if latest is None:
        raise KipicError("The bot has no flows yet.", remedy="Wait a moment, and try again.")
    before = current_set(uow, library, latest)
    text, programme = before.programme_text, before.programme
    if is_offered and not _command(programme, flow.name):
        text = offering(text, flow.name)
    try:
        programme = library.read_programme(text)
    except FlowFaults as error:
        told = " ".join(fault.reason for fault in error.faults)
        raise KipicError(
            f"/reflect can't offer it: {told}", remedy="Publish it without, or shorten programme.yaml."
        ) from None
    flows = {**before.flows, flow.name: flow}
    wanted = replace(before, flows=flows, programme=programme, programme_text=text)
    publish(uow, Offer(flow_set=wanted, base=latest.number), library=library, now=now)
    return _command(programme, flow.name)


def _command(programme: Programme, flow: str) -> str:
    own = next((command for command, name in programme.commands.items() if name == flow), "")
    return f"/{own}" if own else "/reflect" if flow in programme.reflect else ""

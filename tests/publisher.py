"""A surgery whose flows are published, and sets of flows that differ from the shipped ones."""

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.moving import Renames
from bot.ports import FlowSet, Publication
from bot.services.carrying import Carried, carry_over
from bot.services.previewing import Preview, current_set, preview
from bot.services.publishing import Offer, publish, unpublish
from bot.services.releasing import Release, release
from tests.surgery import Doctor, Surgery, shipped_set

FLOW = "knowledge_today"


def edited(base: FlowSet, *changes: tuple[str, str], name: str = FLOW) -> FlowSet:
    """The set with one of its flows changed."""
    flow = base.flows[name]
    text = flow.source[FLOW_FILE]
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    changed = load_flow({**flow.source, FLOW_FILE: text}, name)
    return replace(base, flows={**base.flows, name: changed})


def without(base: FlowSet, name: str) -> FlowSet:
    return replace(base, flows={key: flow for key, flow in base.flows.items() if key != name})


class Publisher:
    """A surgery whose flows are published."""

    def __init__(self, shipped: FlowSet | None = None) -> None:
        self.surgery = Surgery()
        self.shipped = shipped or shipped_set()
        self.release(self.shipped)

    def release(self, shipped: FlowSet) -> Release:
        library, now = self.surgery.means.flows, self.surgery.clock.now()
        return self.surgery.store.run(lambda uow: release(uow, shipped, library=library, now=now))

    def preview(self, wanted: FlowSet) -> Preview:
        return self.surgery.store.run(lambda uow: preview(uow, wanted, library=self.surgery.means.flows))

    def publish(
        self, wanted: FlowSet, maps: Mapping[str, Renames] | None = None, *, base: int = 0
    ) -> Publication:
        library, now = self.surgery.means.flows, self.surgery.clock.now()
        offer = Offer(flow_set=wanted, base=base or self.latest.number, maps=maps)
        made = self.surgery.store.run(lambda uow: publish(uow, offer, library=library, now=now))
        self.take_up()
        return made

    def unpublish(self, *names: str) -> Publication:
        library, now = self.surgery.means.flows, self.surgery.clock.now()
        return self.surgery.store.run(lambda uow: unpublish(uow, names, library=library, now=now))

    def take_up(self) -> None:
        library = self.surgery.means.flows
        library.take_up(self.surgery.see(lambda uow: current_set(uow, library, self.latest)))

    def carry(self, name: str = FLOW, *, limit: int = 64) -> Carried:
        return self.surgery.store.run(
            lambda uow: carry_over(uow, name, library=self.surgery.means.flows, limit=limit)
        )

    @property
    def latest(self) -> Publication:
        found: Publication | None = self.surgery.see(lambda uow: uow.publications.latest())
        assert found is not None
        return found

    def asked(self, *answers: str, name: str = "Ada") -> Doctor:
        """Somebody in the middle of the flow, who has answered this much."""
        doctor = self.surgery.doctor(name).joins()
        doctor.types("/today")
        for answer in answers:
            doctor.types(answer)
        return doctor

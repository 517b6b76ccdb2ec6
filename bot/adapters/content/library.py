"""The flows that a program has at hand: the current ones, and the earlier versions that live runs need."""

from collections.abc import Mapping
from typing import Self

from bot.adapters.content.course import read_course
from bot.adapters.content.programme import read_programme
from bot.domain.courses import Course
from bot.domain.programme import Programme, Rotation
from bot.engine.definition import Flow
from bot.ports import PROGRAMME_FILE, FlowSet, course_file

MOST_EARLIER = 64
"""Earlier versions kept at hand: reading one anew takes milliseconds, and live runs need a few at a time."""


class Library:
    """`bot.ports.FlowLibrary`. What is current changes at once and as a whole."""

    def __init__(self, flow_set: FlowSet) -> None:
        self._set = flow_set
        self._earlier: dict[tuple[str, str], Flow] = {}

    @classmethod
    def bare(cls) -> Self:
        """One without current flows, for commands that look at those which others made current."""
        programme = Programme(rotation=Rotation(usual=""))
        return cls(FlowSet(flows={}, programme=programme, programme_text=""))

    def names(self) -> tuple[str, ...]:
        """All current flows, by name."""
        return tuple(sorted(self._set.flows))

    def current(self, name: str) -> Flow:
        """The flow as it is now; raises KeyError if there is none."""
        return self._set.flows[name]

    def version(self, name: str, version: str) -> Flow | None:
        """The flow at this version: the current one, or an earlier one that was adopted."""
        flow = self._set.flows.get(name)
        return flow if flow is not None and flow.version == version else self._earlier.get((name, version))

    def adopt(self, flow: Flow) -> None:
        """Know an earlier version too, which a live run still needs; the one adopted first makes room."""
        self._earlier[flow.name, flow.version] = flow
        while len(self._earlier) > MOST_EARLIER:
            del self._earlier[next(iter(self._earlier))]

    def programme(self) -> Programme:
        """What is asked when and for whom."""
        return self._set.programme

    def courses(self) -> Mapping[str, Course]:
        """The courses that cohorts can take, by their names."""
        return self._set.courses

    def take_up(self, flow_set: FlowSet) -> None:
        """From now on these are the current flows; what was current before is known as earlier versions are."""
        before, self._set = self._set, flow_set
        for name, flow in before.flows.items():
            now = flow_set.flows.get(name)
            if now is None or now.version != flow.version:
                self.adopt(flow)

    def read_programme(self, text: str) -> Programme:
        """The programme of a published text; raises `FlowFaults`."""
        return read_programme(text, PROGRAMME_FILE)

    def read_course(self, text: str, name: str) -> Course:
        """The course of a published text; raises `FlowFaults`."""
        return read_course(text, course_file(name), name)

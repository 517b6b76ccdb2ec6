"""Short flows and people for the engine's tests."""

from collections.abc import Mapping
from typing import Any, TypeVar

from bot.engine.definition import Flow
from bot.engine.engine import resume, start
from bot.engine.events import ButtonsChanged, EntrySaved, Event, MessageSaid
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.run import Context, OptionTapped, Resume, RunState, TextTyped, dump_state, load_state

T = TypeVar("T")

ENTRY = """\
entry:
  activity: cpd
  title: "{{ first }}"
  what: "{{ first }}"
  so_what: "{{ second }}"
  starred: star
"""


def flow_of(steps: str, *, above: str = "") -> Flow:
    return load_flow({FLOW_FILE: f"flow: sample\ntitle: A sample\n{above}steps:\n{steps}"}, "sample")


class Person:
    """Someone in one run; each state is written to JSON and read back."""

    def __init__(
        self, flow: Flow, *, given: Mapping[str, Any] | None = None, occurrence: int = 0, **profile: object
    ) -> None:
        self.flow = flow
        self.context = Context(profile=profile)
        self.events: tuple[Event, ...] = ()
        turn = start(flow, context=self.context, given=given, occurrence=occurrence)
        self._take(turn.state, turn.events)

    def _take(self, state: RunState, events: tuple[Event, ...]) -> None:
        self.state = load_state(dump_state(state))
        assert self.state == state
        self.events = events

    def does(self, *whats: Resume | str) -> "Person":
        """Resumes one after the other; a text is typed, or tapped if it begins with `!`."""
        for what in whats:
            turn = resume(self.flow, self.state, self._resume(what), context=self.context)
            self._take(turn.state, turn.events)
        return self

    def _resume(self, what: Resume | str) -> Resume:
        if not isinstance(what, str):
            return what
        if not what.startswith("!"):
            return TextTyped(text=what)
        assert self.state.wait is not None
        return OptionTapped(position=self.state.wait.options.index(what[1:]))

    @property
    def said(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, MessageSaid)]

    @property
    def saved(self) -> Mapping[str, Any] | None:
        return next((event.fields for event in self.events if isinstance(event, EntrySaved)), None)

    @property
    def labels(self) -> list[str]:
        shown = [event for event in self.events if isinstance(event, MessageSaid | ButtonsChanged)]
        return [option.label for row in shown[-1].rows for option in row]

    @property
    def at(self) -> str | None:
        return self.state.wait.step if self.state.wait else None

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

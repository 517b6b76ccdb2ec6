"""Random walks through every shipped flow, and one that holds the whole language.

No run fails, each ends or waits, its state survives storing, and Back to any question and forward again changes
nothing.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.content.folder import read_flow_set
from bot.engine.definition import Flow
from bot.engine.engine import accepts, earlier_questions, resume, start
from bot.engine.events import MessageSaid, RunFailed
from bot.engine.run import (
    AnswerEdited,
    BackAsked,
    Context,
    OptionTapped,
    PersonArrived,
    RepeatAsked,
    Resume,
    RunState,
    RunStatus,
    SkipAsked,
    StopAsked,
    TextTyped,
    Timeout,
    Turn,
    WaitTimedOut,
    dump_state,
    load_state,
)
from bot.engine.steps.ask import KEEP
from tests.unit.engine.everything import everything

FLOWS = {**read_flow_set(Path(__file__).parents[2] / "flows").flows, "everything": everything()}
CONTEXT = Context(
    profile={"working_days": ["mon"], "slot": "12:45", "reminders": True}, calendar={"date": "2026-03-27"}
)
GIVEN = {
    "month": "March",
    "plan": "p1",
    "need": "To read an ECG",
    "step": "Ask the registrar",
    "barrier": "time and permission",
    "success": "I read ten",
    "met": "A quick answer",
    "hope": "Fewer evenings of looking things up",
    "barriers": ["time", "structure_feedback"],
    "in_the_way": "Time and Structure or feedback",
    "aim": "One teaching day a week",
    "entries": [{"value": "e1", "label": "One"}, {"value": "e2", "label": "Two"}],
    "thin_pillar": "learning",
    "line": "Treat the person, not the number",
    "link": "https://example.org/person",
    "needs": [{"value": "e1", "label": "Rashes on darker skin"}],
    "last_energy": 2,
    "cohorts": [{"value": "c1", "label": "Spring"}, {"value": "c2", "label": "Autumn"}],
    "everybody": True,
    "postings": [{"value": "p1", "label": "Not answered: week 1"}],
    "library": [{"value": "knowledge_today", "label": "Knowledge created today"}],
    "words": "The words before",
}
TELEGRAM_LIMIT = 4096

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", " ", "yes", "No", "7.30pm", "12:45", "Nothing obvious", "x" * 4096, "😀" * 2000, "<b>&"]
    ),
    st.sampled_from(["stop", "tomorrow", "12 Jan", "in 2 weeks", "7", "45 min"]),
)
TAPS = st.builds(OptionTapped, position=st.integers(min_value=-1, max_value=14))
RESUMES: st.SearchStrategy[Resume] = st.one_of(
    TAPS,
    TAPS,
    st.builds(TextTyped, text=TEXTS),
    st.builds(TextTyped, text=TEXTS),
    st.builds(AnswerEdited, name=st.integers(min_value=0, max_value=63).map(str), text=TEXTS),
    st.just(SkipAsked()),
    st.just(BackAsked()),
    st.just(RepeatAsked()),
    st.just(PersonArrived()),
    st.builds(WaitTimedOut, timeout=st.sampled_from(Timeout)),
    st.just(StopAsked()),
)
WALKS = st.lists(RESUMES, max_size=25)


def checked(flow: Flow, turn: Turn) -> RunState:
    assert not [event for event in turn.events if isinstance(event, RunFailed)]
    stored = dump_state(turn.state)
    state = load_state(stored)
    assert state == turn.state
    assert dump_state(state) == stored
    assert (state.wait is not None) or state.status is not RunStatus.WAITING
    for event in turn.events:
        if isinstance(event, MessageSaid):
            assert event.text.strip()
            assert len(event.text) <= TELEGRAM_LIMIT
            assert all(option.label and len(option.label) <= 64 for row in event.rows for option in row)
            if state.wait is not None and event.step == state.wait.step:
                assert state.wait.options == tuple(option.value for row in event.rows for option in row)
    assert state.wait is None or state.wait.step in flow.index
    return state


def comparable(state: RunState) -> RunState:
    return replace(
        state,
        turn=0,
        wait=None if state.wait is None else replace(state.wait, attempts=0, chosen=(), remind_after=None),
    )


def check_back_and_forward(flow: Flow, state: RunState) -> None:
    if state.wait is None or state.status is not RunStatus.WAITING or KEEP in state.wait.options:
        return
    for name in earlier_questions(flow, state, context=CONTEXT):
        back = resume(flow, state, BackAsked(to=name), context=CONTEXT).state
        assert back.wait is not None
        assert back.wait.step == name
        forward = resume(flow, back, OptionTapped(position=back.wait.options.index(KEEP)), context=CONTEXT)
        assert comparable(forward.state) == comparable(state)


def check_stop_keeps_what_was_said(flow: Flow, state: RunState) -> None:
    if state.status is RunStatus.WAITING:
        stopped = checked(flow, resume(flow, state, StopAsked(), context=CONTEXT))
        assert stopped.status is RunStatus.STOPPED
        assert stopped.answers == state.answers


def in_flow(flow: Flow, what: Resume) -> Resume:
    """An edit names an answer by its number: of this flow, whichever it is."""
    names = sorted(flow.saved_by)
    if isinstance(what, AnswerEdited) and names:
        return replace(what, name=names[int(what.name) % len(names)])
    return what


def walk(name: str, occurrence: int, resumes: list[Resume]) -> None:
    flow = FLOWS[name]
    state = checked(
        flow, start(flow, context=CONTEXT, given=GIVEN if flow.given else {}, occurrence=occurrence)
    )
    for what in resumes:
        if isinstance(what, TextTyped):
            accepts(flow, state, what.text, context=CONTEXT)
        state = checked(flow, resume(flow, state, in_flow(flow, what), context=CONTEXT))
        check_back_and_forward(flow, state)
        check_stop_keeps_what_was_said(flow, state)


@pytest.mark.parametrize("name", FLOWS)
@given(occurrence=st.integers(min_value=0, max_value=3), resumes=WALKS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_walk_ends_or_waits(name: str, occurrence: int, resumes: list[Resume]) -> None:
    walk(name, occurrence, resumes)


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", FLOWS)
@given(occurrence=st.integers(min_value=0, max_value=3), resumes=WALKS)
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ten_thousand_random_walks_end_or_wait(name: str, occurrence: int, resumes: list[Resume]) -> None:
    walk(name, occurrence, resumes)

"""What a run's answers make of its entry, and which fields hold one answer alone."""

import pytest

from bot.engine import engine
from bot.engine.definition import Flow
from bot.engine.kept import answer_held_by, fields_holding, fields_of
from bot.engine.loading import load_flow
from bot.engine.run import Context, OptionTapped, RunState, SkipAsked, TextTyped

FLOW = """
flow: kept
title: Kept
seconds: 30
entry:
  activity: cpd
  title: "{{ first or hunch }}"
  what: "{{ first or hunch }}"
  so_what: |-
    {{ second }}
    {{ third }}
  now_what: "Next: {{ third }}"
  follow_up: "{{ profile.role }} {{ second }}"
steps:
  - ask_text: first
    text: First?
    choices: {nothing: Nothing}
  - ask_text: hunch
    if: chose.first == 'nothing'
    text: A hunch?
  - ask_text: second
    text: Second?
    skip: true
  - ask_text: third
    text: Third?
    skip: true
  - close: closing
    text: Kept.
    taps: {star: Star it}
"""


@pytest.fixture(scope="module")
def flow() -> Flow:
    return load_flow({"flow.yaml": FLOW}, "kept")


def after(flow: Flow, *what: TextTyped | OptionTapped | SkipAsked) -> RunState:
    state = engine.start(flow, context=Context()).state
    for one in what:
        state = engine.resume(flow, state, one, context=Context()).state
    return state


def test_a_field_that_is_one_answer_is_found_and_its_title_with_it(flow: Flow) -> None:
    state = after(flow, TextTyped(text="one"), TextTyped(text="two"), SkipAsked())
    assert fields_holding(flow, state, "first") == ("title", "what")
    assert answer_held_by(flow, state, "what") == "first"


def test_of_several_answers_the_one_that_was_given_counts(flow: Flow) -> None:
    state = after(flow, OptionTapped(position=0), TextTyped(text="a hunch"))
    assert fields_holding(flow, state, "hunch") == ("title", "what")
    assert fields_holding(flow, state, "first") == ()


def test_a_field_of_two_answers_holds_neither_alone(flow: Flow) -> None:
    one = after(flow, TextTyped(text="one"), TextTyped(text="two"), SkipAsked())
    assert fields_holding(flow, one, "second") == ("so_what",)
    both = after(flow, TextTyped(text="one"), TextTyped(text="two"), TextTyped(text="three"))
    assert fields_holding(flow, both, "second") == ()
    assert answer_held_by(flow, both, "so_what") is None


def test_other_words_around_an_answer_or_of_the_profile_keep_a_field_from_being_just_it(flow: Flow) -> None:
    state = after(flow, TextTyped(text="one"), SkipAsked(), TextTyped(text="three"))
    assert fields_holding(flow, state, "third") == ("so_what",)
    assert answer_held_by(flow, state, "follow_up") is None


def test_what_was_skipped_or_never_asked_or_tapped_holds_nothing(flow: Flow) -> None:
    state = after(flow, TextTyped(text="one"), SkipAsked())
    for name in ("second", "third", "star", "unheard"):
        assert fields_holding(flow, state, name) == ()


def test_the_fields_of_a_state_are_those_of_its_last_turn(flow: Flow) -> None:
    state = after(flow, TextTyped(text="one"), TextTyped(text="two"))
    fields = fields_of(flow, state, context=Context(profile={"role": "partner"}))
    assert fields is not None
    assert (fields["title"], fields["so_what"], fields["follow_up"]) == ("one", "two", "partner two")
    assert fields_of(flow, engine.start(flow, context=Context()).state, context=Context()) is None

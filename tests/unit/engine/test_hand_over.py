"""What a flow hands to the parts of Kipic outside it: once, with every field, and only what somebody takes."""

import pytest

from bot.engine.errors import FlowFaults
from bot.engine.events import HandedOver
from bot.engine.run import AnswerEdited, BackAsked
from tests.unit.engine.conversations import Person, flow_of

MADE = """\
  - ask_text: words
    text: What?
  - ask_text: buttons
    text: Buttons?
    skip: true
  - hand_over: made
    to: broadcast
    fields: {text: words, choices: buttons, answered_by: "'none'", timing: "'now'"}
  - ask_text: last
    text: Last?
"""


def test_what_was_answered_is_handed_over_with_nothing_for_what_was_not_said() -> None:
    ada = Person(flow_of(MADE)).does("Bring a rule of thumb.", "!~skip")
    fields = {"text": "Bring a rule of thumb.", "choices": None, "answered_by": "none", "timing": "now"}
    assert ada.of(HandedOver) == [HandedOver(step="made", to="broadcast", fields=fields)]
    assert "thumb" not in repr(ada.events)


def test_it_is_handed_over_once_whatever_changes_afterwards() -> None:
    ada = Person(flow_of(MADE)).does("Bring a rule of thumb.", "!~skip", BackAsked(), "One")
    assert not ada.of(HandedOver)
    assert not ada.does(AnswerEdited(name="words", text="Bring two.")).of(HandedOver)


@pytest.mark.parametrize(
    ("step", "reason", "remedy"),
    [
        ("to: broadcats\n    fields: {text: words}", "Nothing takes", "broadcast"),
        (
            "to: broadcast\n    fields: {text: words, answered_by: words, timing: words, tone: words}",
            "no field",
            "",
        ),
        ("to: broadcast\n    fields: {text: words, timing: words}", "needs 'answered_by'", "answered_by: …"),
        ("to: broadcast\n    fields: {}", "", ""),
        (
            "to: broadcast\n    fields: {text: said, answered_by: words, timing: words}",
            "no answer 'said'",
            "words",
        ),
    ],
)
def test_handing_over_what_nobody_takes_is_a_fault_of_the_author(step: str, reason: str, remedy: str) -> None:
    with pytest.raises(FlowFaults) as caught:
        flow_of(f"  - ask_text: words\n    text: What?\n  - hand_over: made\n    {step}\n")
    told = str(caught.value)
    assert reason in told
    assert remedy in told

"""What changed between two versions of a flow is told step by step."""

from bot.engine.differences import Change, Difference, differences
from tests.unit.engine.conversations import flow_of

FIRST = "  - ask_text: first\n    text: What was it?\n    skip: true\n"
SECOND = "  - ask_choice: second\n    text: Which?\n    choices: {a: A, b: B}\n"
END = "  - end: thanks\n    text: Thank you.\n"


def changed(old: str, new: str, *, above: str = "") -> list[Difference]:
    return list(differences(flow_of(old), flow_of(new, above=above)))


def test_same_flow_has_no_difference() -> None:
    assert changed(FIRST + END, "  # a comment\n" + FIRST + END) == []


def test_added_and_removed_steps_are_told() -> None:
    assert changed(FIRST + END, FIRST + SECOND + END) == [
        Difference(change=Change.ADDED, step="second", after="Which?")
    ]
    assert changed(FIRST + SECOND + END, FIRST + END) == [
        Difference(change=Change.REMOVED, step="second", before="Which?")
    ]


def test_changed_text_is_told_before_and_after() -> None:
    assert changed(FIRST + END, FIRST.replace("was", "is") + END) == [
        Difference(
            change=Change.CHANGED, step="first", key="text", before="What was it?", after="What is it?"
        )
    ]


def test_changed_choice_is_told_by_its_value() -> None:
    assert changed(SECOND + END, SECOND.replace("b: B", "b: Bee, c: C") + END) == [
        Difference(change=Change.CHANGED, step="second", key="choices.b", before="B", after="Bee"),
        Difference(change=Change.CHANGED, step="second", key="choices.c", before="", after="C"),
    ]


def test_renamed_step_is_asked_about() -> None:
    assert changed(FIRST + END, FIRST.replace("first", "opening") + END) == [
        Difference(change=Change.RENAMED, step="opening", before="first", after="opening")
    ]


def test_another_step_in_its_place_is_no_renaming() -> None:
    other = "  - ask_text: opening\n    text: Tell me about the surgery today, in a line\n"
    assert {change.change for change in changed(FIRST + END, other + END)} == {Change.ADDED, Change.REMOVED}


def test_moved_step_is_told_once() -> None:
    (moved,) = changed(FIRST + SECOND + END, SECOND + FIRST + END)
    assert moved.change is Change.MOVED


def test_head_of_the_flow_is_compared_too() -> None:
    assert changed(END, END, above="seconds: 20\n") == [
        Difference(change=Change.CHANGED, step="", key="seconds", before="", after="20")
    ]

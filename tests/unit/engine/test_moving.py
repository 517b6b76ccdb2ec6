"""A live run carried to another version of its flow: what stays, what rests, and what keeps it where it is."""

from dataclasses import replace

import pytest

from bot.engine.definition import Flow
from bot.engine.events import ProfileSet
from bot.engine.moving import NOWHERE, losses, move, renamed
from bot.engine.run import (
    AnswerEdited,
    BackAsked,
    RepeatAsked,
)
from tests.unit.engine.conversations import Person, flow_of

OLD = """\
  - ask_text: knowledge
    text: What do you know now?
  - ask_choice: rule
    text: Did it bend the rule?
    choices: {bent: Bent, broken: Broken, held: Held}
    skip: true
  - ask_choices: drew_on
    text: What did you draw on?
    choices: {patient: Patient, evidence: Evidence}
  - ask_text: change
    text: What will you do?
"""


def version(was: str = "", becomes: str = "") -> Flow:
    return flow_of(OLD.replace(was, becomes) if was else OLD)


def at(step: str, flow: Flow | None = None) -> Person:
    """Somebody who waits at this step of the old version."""
    person = Person(flow or version())
    for answer in ("An idea", "!bent", "!patient", "!~done"):
        if person.at == step:
            break
        person.does(answer)
    if person.at != step:
        person.does("!~done")
    assert person.at == step
    return person


def moved(person: Person, new: Flow, **renames: str) -> Person:
    """The same person in the new version."""
    state = move(person.state, person.flow, new, renames)
    assert state is not None
    person.flow, person.state, person.events = new, state, ()
    return person


def test_answers_and_wait_stay_where_both_versions_have_the_step() -> None:
    new = version("Did it bend the rule?", "Did it bend it?")
    before = at("rule").state
    after = moved(at("rule"), new).state
    assert after == replace(before, version=new.version)


def test_wait_and_answers_follow_the_names_that_the_author_gives() -> None:
    new = flow_of(OLD.replace("knowledge", "idea").replace(": rule\n", ": rule_of_thumb\n"))
    person = moved(at("rule"), new, rule="rule_of_thumb", knowledge="idea")
    assert person.at == "rule_of_thumb"
    assert {name: one.applies for name, one in person.state.answers.items()} == {"idea": True}
    assert person.does("!held").at == "drew_on"


def test_run_whose_step_is_gone_stays_until_the_author_says_which_it_is_now() -> None:
    new = version(": rule\n", ": rule_of_thumb\n")
    assert move(at("rule").state, version(), new, {}) is None
    assert move(at("rule").state, version(), new, {"rule": NOWHERE}) is None
    assert move(at("rule").state, version(), new, {"rule": "rule_of_thumb"}) is not None


def test_run_whose_step_is_of_another_kind_now_stays() -> None:
    new = version("ask_choices: drew_on", "ask_choice: drew_on")
    assert move(at("drew_on").state, version(), new, {}) is None
    assert move(at("rule").state, version(), new, {"rule": "drew_on"}) is not None
    assert move(at("rule").state, version(), new, {"rule": "change"}) is None


def test_run_stays_when_what_it_would_wait_for_is_answered_already() -> None:
    new = flow_of("  - ask_text: knowledge\n    text: What do you know now?\n")
    assert move(at("change").state, version(), new, {"change": "knowledge"}) is None


def test_ended_run_does_not_move() -> None:
    ended = at("change").does("More").state
    assert move(ended, version(), version("What will", "What would"), {}) is None


def test_answer_without_a_counterpart_is_kept_and_applies_no_more() -> None:
    new = flow_of(OLD[OLD.index("  - ask_choice: rule") :])
    person = moved(at("rule"), new)
    assert person.state.answers["knowledge"].value == "An idea"
    assert not person.state.answers["knowledge"].applies


def test_answer_to_another_kind_of_step_rests_and_is_never_met_as_that_step() -> None:
    new = version("ask_text: knowledge", "ask_minutes: knowledge")
    person = moved(at("rule"), new)
    assert "knowledge" not in person.state.answers
    kept = person.state.answers[f"knowledge@{version().version}"]
    assert (kept.value, kept.applies) == ("An idea", False)
    assert person.does("!bent").at == "drew_on"


def test_two_answers_that_would_share_a_name_are_both_kept() -> None:
    new = flow_of(OLD[: OLD.index("  - ask_choices")] + "  - ask_text: end\n    text: And?\n")
    old = flow_of("  - ask_text: first\n    text: One?\n" + OLD)
    state = Person(old).does("One", "Two").state
    held = move(state, old, new, {"first": "knowledge"})
    assert held is not None
    assert {name: (one.value, one.applies) for name, one in held.answers.items()} == {
        "knowledge": ("Two", True),
        "first": ("One", False),
    }


def test_call_that_is_renamed_takes_its_steps_along() -> None:
    assert renamed("reflection.what", {"reflection": "looking_back"}) == "looking_back.what"
    assert renamed("reflection.deep.what", {"reflection": "looking_back"}) == "looking_back.deep.what"
    assert renamed("reflection.what", {"reflection": "a", "reflection.what": "b"}) == "b"
    assert renamed("reflection.what", {"reflection": NOWHERE}) == NOWHERE
    assert renamed("reflections.what", {"reflection": "a"}) == "reflections.what"


def test_effect_that_was_done_is_not_done_again_under_a_new_name() -> None:
    steps = "  - ask_time: first\n    text: When?\n  - set: chosen\n    values: {slot: first}\n"
    old = flow_of(steps + "  - ask_text: second\n    text: Second?\n")
    new = flow_of(steps.replace("chosen", "slot_chosen") + "  - ask_text: second\n    text: Second?\n")
    person = moved(Person(old).does("12:45"), new, chosen="slot_chosen").does(BackAsked(), "12:45")
    assert (person.at, person.of(ProfileSet)) == ("second", [])
    assert len(person.does(BackAsked(), "18:30").of(ProfileSet)) == 1


# What is on the screen


@pytest.mark.parametrize("shown", ["bent", "held"])
def test_tap_on_a_button_shown_before_means_what_it_said(shown: str) -> None:
    new = version("{bent: Bent, broken: Broken, held: Held}", "{held: Held, bent: Bent}")
    person = moved(at("rule"), new).does(f"!{shown}")
    assert person.state.answers["rule"].value == shown


def test_tap_on_a_choice_that_is_gone_is_answered_with_the_question_and_the_old_buttons_are_stale() -> None:
    new = version("broken: Broken, ", "")
    person = moved(at("rule"), new)
    turn = person.state.turn
    person.does("!broken")
    assert person.said == ["That choice is no longer there.\n\nDid it bend the rule?"]
    assert person.labels == ["Bent", "Held", "Skip"]
    assert person.state.turn == turn + 1
    assert person.does("!held").at == "drew_on"


def test_tap_on_skip_where_one_may_skip_no_more_is_answered_with_the_question() -> None:
    person = moved(at("rule"), version("    skip: true\n", "")).does("!~skip")
    assert person.at == "rule"
    assert person.labels == ["Bent", "Broken", "Held"]


def test_ticks_of_choices_that_are_gone_are_taken_off() -> None:
    person = at("drew_on").does("!patient")
    moved(person, version("patient: Patient, ", ""))
    assert person.state.wait is not None
    assert person.state.wait.chosen == ()
    person.does("!evidence")
    assert person.labels == ["✓ Evidence", "Done"]
    assert person.does("!~done").state.answers["drew_on"].value == ["evidence"]


def test_question_said_again_with_other_buttons_makes_those_shown_before_stale() -> None:
    person = moved(at("rule"), version("broken: Broken, ", ""))
    turn = person.state.turn
    assert person.does(RepeatAsked()).state.turn == turn + 1
    assert person.does(RepeatAsked()).state.turn == turn + 1


def test_label_typed_as_it_was_shown_is_refused_kindly_when_it_is_gone() -> None:
    person = moved(at("rule"), version("broken: Broken, ", "")).does("Broken")
    assert person.said == ["Please tap one of the buttons, or type one of them."]


def test_run_stays_when_the_new_question_would_offer_nothing() -> None:
    old = flow_of("  - ask_choice: which\n    text: Which?\n    choices: {a: A, b: B}\n")
    new = flow_of(
        "  - ask_choice: which\n    text: Which?\n    choices_from: given.entries\n",
        above="given: [entries]\n",
    )
    state = Person(old).state
    assert move(state, old, new, {}) is None
    offering = replace(state, given={"entries": [{"value": "e", "label": "E"}]})
    assert move(offering, old, new, {}) is not None


def test_new_question_before_the_open_one_is_asked_when_an_earlier_answer_changes() -> None:
    new = flow_of(
        OLD.replace("  - ask_choice: rule", "  - ask_text: where\n    text: Where?\n  - ask_choice: rule")
    )
    person = moved(at("rule"), new).does(AnswerEdited(name="knowledge", text="Another idea"))
    assert person.at == "where"
    assert person.does("Here").at == "rule"


def test_swapped_questions_are_each_asked_once() -> None:
    rule, drew_on, change = (
        OLD.index(f"  - {kind}") for kind in ("ask_choice: rule", "ask_choices", "ask_text: change")
    )
    swapped = flow_of(OLD[:rule] + OLD[drew_on:change] + OLD[rule:drew_on] + OLD[change:])
    assert moved(at("drew_on"), swapped).does("!patient", "!~done").at == "change"
    assert moved(at("rule"), swapped).does("!bent").at == "change"


# What is asked of the author


def test_losses_are_the_questions_on_the_way_of_those_who_wait() -> None:
    new = flow_of(OLD.replace("knowledge", "idea").replace(": change\n", ": next\n"))
    assert [loss.step for loss in losses(version(), new, {}, waiting=["rule"])] == ["knowledge"]
    assert [loss.step for loss in losses(version(), new, {}, waiting=["rule", "change"])] == [
        "knowledge",
        "change",
    ]
    assert losses(version(), new, {"knowledge": "idea"}, waiting=["rule"]) == ()
    assert losses(version(), new, {"knowledge": NOWHERE}, waiting=["rule"]) == ()
    assert losses(version(), new, {}, waiting=[]) == ()


def test_loss_suggests_new_questions_of_its_kind_with_the_likest_words_first() -> None:
    new = version(
        "  - ask_text: knowledge\n    text: What do you know now?\n",
        "  - ask_text: mood\n    text: How was it?\n  - ask_text: idea\n    text: What do you know?\n",
    )
    (loss,) = losses(version(), new, {}, waiting=["rule"])
    assert (loss.kind, loss.suggestions) == (None, ("idea", "mood", "change"))


def test_loss_tells_the_kind_that_the_step_has_now() -> None:
    (loss,) = losses(version(), version("ask_choice: rule", "ask_choices: rule"), {}, waiting=["rule"])
    assert (loss.step, loss.kind, loss.suggestions) == ("rule", "ask_choices", ())

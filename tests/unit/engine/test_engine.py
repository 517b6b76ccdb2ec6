from dataclasses import replace

import pytest

from bot.engine.engine import accepts, resume, start
from bot.engine.events import (
    AnswerGiven,
    AnswerRejected,
    AnswerSkipped,
    ButtonsChanged,
    ConsentAnswered,
    EntryStarred,
    FailureReason,
    FlowRequested,
    MessageKind,
    MessageSaid,
    ProfileSet,
    RunEnded,
    RunFailed,
)
from bot.engine.limits import STATE_LIMIT, TURN_LIMIT
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.run import (
    AnswerEdited,
    BackAsked,
    Context,
    OptionTapped,
    RepeatAsked,
    Resume,
    RunStatus,
    SkipAsked,
    StopAsked,
    TextTyped,
    Timeout,
    WaitTimedOut,
    dump_state,
)
from tests.unit.engine.conversations import ENTRY, Person, flow_of
from tests.unit.engine.everything import SUPPORT

TWO = """\
  - ask_text: first
    text: First?
  - ask_text: second
    text: Second?
    skip: true
  - close: closing
    text: Kept.
    taps: {star: Star it, drew_on: {patient: Patient, evidence: Evidence}}
"""

FORK = """\
  - ask_text: first
    text: First?
  - ask_choice: way
    text: Which way?
    choices: {left: Left, right: {label: Right, go: far}}
  - ask_text: near
    text: Near?
  - go: past
    to: last
  - ask_text: far
    text: Far?
  - ask_text: last
    text: Last?
"""


def test_run_begins_with_what_is_said_up_to_the_first_wait() -> None:
    ada = Person(
        flow_of("  - say: hello\n    text: Hello {{ profile.first_name }}.\n" + TWO), first_name="A<b"
    )
    assert ada.said == ["Hello A&lt;b.", "First?"]
    assert [event.kind for event in ada.of(MessageSaid)] == [MessageKind.STATEMENT, MessageKind.QUESTION]
    assert (ada.state.status, ada.state.turn, ada.at) == (RunStatus.WAITING, 1, "first")


def test_entry_is_kept_from_the_first_answer_on() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("  A line\nand more ")
    assert ada.saved is not None
    assert (ada.saved["title"], ada.saved["what"]) == ("A line", "A line\nand more")
    assert ada.said == ["Second?"]


def test_closing_card_completes_the_run_and_its_taps_still_count() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("x", SkipAsked())
    assert ada.state.status is RunStatus.COMPLETED
    assert ada.of(RunEnded)
    ada.does("!star=on")
    assert ada.saved is not None
    assert ada.saved["starred"] is True
    assert ada.labels == ["Patient", "Evidence", "✓ Star it"]
    ada.does("!star=on", "!drew_on=evidence", "!drew_on=patient")
    assert ada.state.answers["star"].value is False
    assert ada.state.answers["drew_on"].value == ["patient", "evidence"]
    assert not ada.of(MessageSaid)


def test_what_does_not_fit_the_state_changes_nothing() -> None:
    ada = Person(flow_of(TWO))
    waiting = ada.state
    unfit: list[Resume] = [
        OptionTapped(position=9),
        OptionTapped(position=-1),
        BackAsked(),
        SkipAsked(),
        BackAsked(to="x"),
    ]
    for what in unfit:
        assert ada.does(what).state == waiting
        assert ada.events == ()
    ada.does("x", StopAsked())
    stopped = ada.state
    for ended in ("text", OptionTapped(position=0), BackAsked(), StopAsked(), RepeatAsked(), SkipAsked()):
        assert ada.does(ended).state == stopped
        assert ada.events == ()


def test_stop_keeps_what_was_said_and_ends_the_run() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("x", StopAsked())
    assert ada.state.status is RunStatus.STOPPED
    assert ada.state.answers["first"].value == "x"
    assert ada.of(RunEnded)


def test_choice_of_a_text_question_is_not_taken_for_words() -> None:
    steps = TWO.replace("text: First?", "text: First?\n    choices: {nothing: Nothing}")
    ada = Person(flow_of(steps, above=ENTRY)).does("!nothing")
    assert ada.saved is None
    assert ada.state.answers["first"].value == {"choice": "nothing"}
    bea = Person(flow_of(steps, above=ENTRY)).does(" NOTHING ")
    assert bea.state == ada.state


def test_choice_jumps_and_the_other_branch_is_passed_by() -> None:
    assert Person(flow_of(FORK)).does("x", "!right").at == "far"
    assert Person(flow_of(FORK)).does("x", "!left", "y").at == "last"


def test_choice_may_be_typed_in_full_or_as_its_only_beginning() -> None:
    flow = flow_of(FORK)
    ada = Person(flow).does("x")
    assert accepts(flow, ada.state, "ri")
    assert not accepts(flow, ada.state, "A long thought of my own")
    assert ada.does("RI").at == "far"


def test_text_that_names_no_choice_is_refused_kindly() -> None:
    ada = Person(flow_of(FORK)).does("x", "neither")
    assert ada.of(AnswerRejected)
    assert ada.said == ["Please tap one of the buttons, or type one of them."]
    assert ada.labels == ["Left", "Right"]
    assert (ada.at, ada.state.turn) == ("way", 2)


def test_back_and_the_same_answer_lead_to_the_same_state() -> None:
    ada = Person(flow_of(FORK)).does("x", "!left", "y")
    before = ada.state
    ada.does(BackAsked(), BackAsked(), BackAsked())
    assert (ada.at, ada.said) == ("first", ["First?"])
    ada.does("x")
    assert replace(ada.state, turn=before.turn) == before


def test_back_leaves_the_answer_until_it_is_answered_anew() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("x", BackAsked())
    assert ada.labels == ["Leave it as it was"]
    assert ada.does(StopAsked()).state.answers["first"].value == "x"
    bea = Person(flow_of(TWO, above=ENTRY)).does("x", BackAsked(), "!~keep")
    assert (bea.at, bea.state.answers["first"].value) == ("second", "x")


def test_back_to_another_branch_keeps_and_marks_what_no_longer_applies() -> None:
    ada = Person(flow_of(FORK)).does("x", "!left", "near by", BackAsked(to="way"), "!right")
    assert ada.at == "far"
    assert (ada.state.answers["near"].value, ada.state.answers["near"].applies) == ("near by", False)
    ada.does("far off", BackAsked(to="way"), "!left")
    assert ada.at == "last"
    assert ada.state.answers["near"].applies
    assert not ada.state.answers["far"].applies


def test_edit_that_leaves_the_path_says_nothing_and_keeps_the_wait() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("x")
    wait, turn = ada.state.wait, ada.state.turn
    ada.does(AnswerEdited(name="first", text="y"))
    assert (ada.state.wait, ada.state.turn, ada.said) == (wait, turn, [])
    assert ada.saved is not None
    assert ada.saved["title"] == "y"


def test_edit_that_changes_the_path_asks_what_comes_now() -> None:
    ada = Person(flow_of(FORK)).does("x", "!left", "near by", AnswerEdited(name="way", text="right"))
    assert (ada.at, ada.said) == ("far", ["Far?"])


def test_edit_of_an_earlier_answer_leaves_a_reopened_question_open() -> None:
    ada = Person(flow_of(FORK)).does("x", "!left", "y", BackAsked(), AnswerEdited(name="first", text="z"))
    assert (ada.at, ada.said) == ("near", [])
    assert ada.state.answers["near"].applies
    assert ada.does("y").at == "last"


def test_edit_of_a_later_answer_while_an_earlier_question_is_open_changes_the_words_alone() -> None:
    ada = Person(flow_of(FORK)).does(
        "x", "!left", "y", BackAsked(to="first"), AnswerEdited(name="near", text="z")
    )
    assert (ada.at, ada.state.answers["near"].value) == ("first", "z")
    assert ada.does("x").at == "last"


def test_edit_that_does_not_fit_leaves_the_old_answer() -> None:
    ada = Person(flow_of(FORK)).does("x", "!left", AnswerEdited(name="way", text="neither"))
    assert ada.of(AnswerRejected)
    assert ada.state.answers["way"].value == "left"
    assert ada.does(AnswerEdited(name="nowhere", text="x")).of(AnswerRejected)


def test_edit_with_the_same_words_is_no_event() -> None:
    assert Person(flow_of(TWO)).does("x", AnswerEdited(name="first", text="x")).events == ()


def test_edit_in_a_finished_run_changes_the_entry_and_says_nothing() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("x", "y", AnswerEdited(name="second", text="z"))
    assert ada.saved is not None
    assert (ada.saved["so_what"], ada.said, ada.state.status) == ("z", [], RunStatus.COMPLETED)


PASSING = """\
  - ask_choice: way
    text: Which way?
    choices: {left: Left, right: Right}
  - say: about_right
    text: Right it is.
    if: way == 'right'
  - ask_text: first
    text: First?
  - say: quoting
    text: "You said {{ first }}."
  - card: contacts
    if: way == 'right'
  - ask_text: second
    text: Second?
"""


def passing() -> Person:
    files = {FLOW_FILE: f"flow: sample\ntitle: A sample\nsteps:\n{PASSING}", "support.yaml": SUPPORT}
    return Person(load_flow(files, "sample"))


def test_what_a_change_of_mind_leads_past_is_said_also_before_a_question_answered_already() -> None:
    ada = passing().does("!left", "x")
    assert ada.said == ["You said x.", "Second?"]
    ada.does(BackAsked(to="way"), "!right")
    assert ada.said[0] == "Right it is."
    assert "Samaritans" in ada.said[1]
    assert ada.said[2:] == ["Second?"]


def test_what_was_said_already_is_not_repeated() -> None:
    ada = passing().does("!right", "x", BackAsked(to="way"), "!~keep")
    assert ada.said == ["Second?"]
    ada.does(BackAsked(to="way"), "!left", BackAsked(to="way"), "!right")
    assert ada.said == ["Second?"]


def test_line_that_quotes_an_answer_is_said_again_when_the_answer_has_changed() -> None:
    ada = passing().does("!left", "x", AnswerEdited(name="first", text="y"))
    assert ada.said == ["You said y."]
    assert ada.at == "second"
    assert ada.does(BackAsked(to="first"), "y").said == ["Second?"]


def test_skip_passes_on_and_its_own_way_is_taken() -> None:
    steps = FORK.replace("text: Which way?", "text: Which way?\n    skip: Not now\n    go: {skip: last}")
    ada = Person(flow_of(steps)).does("x", "!~skip")
    assert ada.at == "last"
    assert ada.of(AnswerSkipped)


def test_attempts_run_out_and_the_question_is_passed() -> None:
    steps = FORK.replace(
        "text: Which way?", "text: Which way?\n    attempts: {limit: 2, go: last}\n    invalid: No."
    )
    ada = Person(flow_of(steps)).does("x", "a")
    assert ada.said == ["No."]
    assert ada.does("b").at == "last"


def test_reminder_says_the_question_again_once_in_the_same_turn() -> None:
    ada = Person(
        flow_of("  - ask_text: first\n    text: First?\n    remind_after: 2h\n    remind: Hello again.\n")
    )
    ada.does(WaitTimedOut(timeout=Timeout.REMINDER))
    assert ada.said == ["Hello again.\n\nFirst?"]
    assert ada.state.turn == 1
    assert ada.does(WaitTimedOut(timeout=Timeout.REMINDER)).events == ()


def test_expiry_ends_the_run_or_takes_the_way_for_no_answer() -> None:
    assert Person(flow_of(TWO)).does(WaitTimedOut(timeout=Timeout.EXPIRY)).state.status is RunStatus.EXPIRED
    steps = FORK.replace(
        "text: Which way?", "text: Which way?\n    give_up_after: 1h\n    on_no_answer: last"
    )
    assert Person(flow_of(steps)).does("x", WaitTimedOut(timeout=Timeout.EXPIRY)).at == "last"


def test_repeat_says_the_open_question_again_in_the_same_turn() -> None:
    ada = Person(flow_of(TWO)).does("x", RepeatAsked())
    assert (ada.said, ada.state.turn) == (["Second?"], 2)


def test_effects_do_not_happen_twice_when_the_path_is_worked_out_again() -> None:
    steps = """\
  - ask_text: first
    text: First?
  - set: fields
    values: {role: first}
  - star: best
    entry: first
  - start: other
    flow: other_flow
    given: {line: first}
  - ask_text: second
    text: Second?
"""
    ada = Person(flow_of(steps)).does("e1")
    assert ada.of(ProfileSet) == [ProfileSet(name="role", value="e1")]
    assert ada.of(EntryStarred) == [EntryStarred(entry="e1")]
    assert ada.of(FlowRequested) == [FlowRequested(flow="other_flow", given={"line": "e1"})]
    ada.does(BackAsked(), "e1")
    assert [type(event) for event in ada.events] == [AnswerGiven, MessageSaid]
    ada.does(AnswerEdited(name="first", text="e2"))
    assert ada.of(ProfileSet) == [ProfileSet(name="role", value="e2")]
    assert not ada.of(FlowRequested)


def test_consent_is_a_tap_and_back_does_not_reopen_it() -> None:
    steps = "  - ask_consent: may\n    purpose: storing\n    text: May I?\n" + TWO
    flow = flow_of(steps)
    ada = Person(flow)
    assert not accepts(flow, ada.state, "yes")
    assert ada.does("yes").of(AnswerRejected)
    assert ada.does("!yes").of(ConsentAnswered) == [ConsentAnswered(purpose="storing", is_given=True)]
    assert ada.does(BackAsked()).events == ()


def test_ticks_are_shown_and_counted() -> None:
    steps = """\
  - ask_choices: days
    text: Days?
    choices: {mon: Mon, tue: Tue, wed: Wed}
    preset: [tue]
    at_most: 2
"""
    ada = Person(flow_of(steps))
    assert ada.labels == ["Mon", "✓ Tue", "Wed", "Done"]
    ada.does("!mon")
    assert ada.of(ButtonsChanged)
    assert ada.labels == ["✓ Mon", "✓ Tue", "Wed", "Done"]
    assert ada.does("!wed", "!~done").said == ["Please tap at most 2."]
    assert ada.does("!wed", "!~done").state.answers["days"].value == ["mon", "tue"]


@pytest.mark.parametrize(
    ("step", "typed", "value"),
    [
        ("ask_number: n\n    text: N?\n    min: 1\n    max: 9", "7", 7),
        ("ask_number: n\n    text: N?\n    whole: false", "2,5", 2.5),
        ("ask_scale: n\n    text: N?", "10", 10),
        ("ask_minutes: n\n    text: N?", "1h30", 90),
        ("ask_time: n\n    text: N?", "7.30pm", "19:30"),
        ("ask_yes_no: n\n    text: N?", "no", False),
    ],
)
def test_typed_answer_is_kept_as_its_kind(step: str, typed: str, value: object) -> None:
    ada = Person(flow_of(f"  - {step}\n"))
    assert ada.does("???").of(AnswerRejected)
    assert ada.does(typed).state.answers["n"].value == value
    assert ada.state.status is RunStatus.COMPLETED


@pytest.mark.parametrize("typed", ["0", "10", "2.5", "x", "9" * 4000])
def test_number_out_of_its_range_is_refused(typed: str) -> None:
    assert (
        Person(flow_of("  - ask_number: n\n    text: N?\n    min: 1\n    max: 9\n"))
        .does(typed)
        .of(AnswerRejected)
    )


def test_choices_handed_over_become_buttons_and_nonsense_among_them_is_left_out() -> None:
    steps = "  - ask_choice: one\n    text: Which?\n    choices_from: given.entries\n"
    entries = [
        {"value": "e1", "label": "L" * 99},
        {"value": "~skip", "label": "x"},
        5,
        {"label": "x"},
        {"value": "e2"},
    ]
    ada = Person(flow_of(steps, above="given: [entries]\n"), given={"entries": entries})
    assert ada.labels == ["L" * 59 + "…", "e2"]
    assert ada.does("!e1").state.answers["one"].value == "e1"


def test_wordings_and_halves_take_turns_by_occurrence() -> None:
    steps = """\
  - ask_text: first
    text: {rotate: [One?, Two?]}
    if: run.is_even
  - ask_text: second
    text: {rotate: [One!, Two!]}
"""
    assert Person(flow_of(steps)).said == ["One?"]
    assert Person(flow_of(steps), occurrence=1).said == ["Two!"]


def test_too_many_steps_in_one_turn_fail_the_run() -> None:
    steps = "".join(f"  - say: s{number}\n    text: x\n" for number in range(101))
    ada = Person(flow_of(steps))
    assert ada.events == (RunFailed(reason=FailureReason.STEP_LIMIT, step="s100"),)
    assert ada.state.status is RunStatus.FAILED


def test_too_many_turns_fail_the_run() -> None:
    flow = flow_of(TWO)
    state = replace(start(flow, context=Context()).state, turn=TURN_LIMIT)
    turn = resume(flow, state, TextTyped(text="x"), context=Context())
    assert RunFailed(reason=FailureReason.TURN_LIMIT, step="second") in turn.events
    assert turn.state.status is RunStatus.FAILED
    assert turn.state.answers["first"].value == "x"


def test_state_that_grows_too_large_fails_the_run_and_keeps_what_fits() -> None:
    steps = "".join(f"  - ask_text: a{number}\n    text: x\n" for number in range(20))
    ada = Person(flow_of(steps))
    while ada.state.status is RunStatus.WAITING:
        ada.does("😀" * 4096)
    kept = len(ada.state.answers)
    assert ada.of(RunFailed) == [RunFailed(reason=FailureReason.STATE_LIMIT, step=f"a{kept + 1}")]
    assert not ada.of(MessageSaid)
    assert len(dump_state(ada.state)) <= STATE_LIMIT
    assert kept


def test_run_at_a_step_that_its_flow_has_not_got_fails_with_an_event() -> None:
    ada = Person(flow_of(FORK)).does("x")
    turn = resume(flow_of(TWO), ada.state, TextTyped(text="x"), context=Context())
    assert turn.events == (RunFailed(reason=FailureReason.NO_SUCH_STEP, step="way"),)


def test_words_of_a_person_are_in_no_repr() -> None:
    ada = Person(flow_of(TWO, above=ENTRY)).does("a secret thought")
    assert "secret" not in repr((ada.state, ada.events, TextTyped(text="a secret thought")))


class Unprintable:
    def __str__(self) -> str:
        raise ValueError


def test_content_that_breaks_at_run_time_fails_the_run_and_keeps_the_answer() -> None:
    steps = "  - ask_text: first\n    text: First?\n  - say: broken\n    text: '{{ given.x }}'\n"
    flow = flow_of(steps, above="given: [x]\n")
    begun = start(flow, context=Context(), given={})
    broken = replace(begun.state, given={"x": Unprintable()})
    turn = resume(flow, broken, TextTyped(text="kept"), context=Context())
    assert turn.events == (RunFailed(reason=FailureReason.EXPRESSION, step="broken"),)
    assert turn.state.status is RunStatus.FAILED
    assert turn.state.answers["first"].value == "kept"


@pytest.mark.parametrize(("answer", "activity"), [("Yes", "significant_event"), ("No", "learning_event")])
def test_activity_is_the_first_whose_condition_holds(answer: str, activity: str) -> None:
    above = 'entry:\n  activity: {significant_event: harm, learning_event: true}\n  title: "{{ learnt }}"\n'
    ada = Person(
        flow_of("  - ask_yes_no: harm\n    text: Harm?\n  - ask_text: learnt\n    text: What?\n", above=above)
    )
    ada.does(answer, "Check the second page")
    assert ada.saved is not None
    assert ada.saved["activity"] == activity

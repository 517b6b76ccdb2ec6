"""Called skeletons and repeats, laid out in line with addresses of their own."""

from collections.abc import Mapping

import pytest

from bot.engine.definition import Flow
from bot.engine.errors import FlowError, FlowFaults
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.run import BackAsked, RunStatus, SkipAsked
from tests.unit.engine.conversations import Person

SKELETON = """\
flow: pair
title: A pair
given: [subject, kind]
steps:
  - ask_text: why
    text: "Why{{ given.subject }}?"
  - end: enough
    if: why == 'enough'
    text: Enough then.
  - ask_text: how
    text: "How after {{ why }}?"
    skip: true
"""

CALLING = """\
flow: sample
title: A sample
entry:
  activity: cpd
  title: "{{ pair.why }}"
  what: "{{ later }}"
steps:
  - ask_text: topic
    text: Topic?
  - call: pair
    flow: pair
    given: {subject: topic}
    if: topic != 'none'
  - ask_text: later
    text: "After {{ pair.how or 'nothing' }}?"
"""

NEEDS = """\
flow: sample
title: A sample
entry:
  activity: cpd
  title: "{{ need.what | list }}"
steps:
  - repeat: need
    times: 3
    steps:
      - ask_text: what
        text: "What {{ round.number }}?"
        choices: {none: None}
        go: {none: last}
      - ask_text: more
        if: what == 'much' and not round.is_last
        text: "More on {{ what }}?"
    until: what == 'stop'
    another: {text: "Another?", yes: "Yes", no: "Enough"}
  - say: heard
    text: "Heard {{ need.what | list }}."
  - ask_text: last
    text: "Last, after {{ need_1.what }}?"
"""


def loaded(main: str, **shared: str) -> Flow:
    return load_flow(files_of(main, shared), "sample")


def files_of(main: str, shared: Mapping[str, str]) -> dict[str, str]:
    return {FLOW_FILE: main, **{f"_shared/{name}.yaml": text for name, text in shared.items()}}


def faults_of(main: str, **shared: str) -> tuple[FlowError, ...]:
    with pytest.raises(FlowFaults) as caught:
        loaded(main, **shared)
    return caught.value.faults


def test_called_steps_stand_in_line_and_their_answers_come_back() -> None:
    ada = Person(loaded(CALLING, pair=SKELETON)).does("tea")
    assert (ada.at, ada.said) == ("pair.why", ["Whytea?"])
    ada.does("because")
    assert (ada.at, ada.said) == ("pair.how", ["How after because?"])
    ada.does("so")
    assert ada.said == ["After so?"]
    assert ada.does("x").state.status is RunStatus.COMPLETED
    assert ada.saved is not None
    assert ada.saved["title"] == "because"


def test_call_whose_condition_does_not_hold_is_passed_by_as_a_whole() -> None:
    assert Person(loaded(CALLING, pair=SKELETON)).does("none").said == ["After nothing?"]


def test_end_inside_a_called_file_goes_back_to_the_caller() -> None:
    ada = Person(loaded(CALLING, pair=SKELETON)).does("tea", "enough")
    assert (ada.at, ada.said) == ("later", ["Enough then.", "After nothing?"])


def test_back_leads_into_a_called_file_and_out_of_it() -> None:
    ada = Person(loaded(CALLING, pair=SKELETON)).does(
        "tea", "because", "so", BackAsked(to="pair.why"), "enough"
    )
    assert ada.at == "later"
    assert not ada.state.answers["pair.how"].applies
    assert ada.does(BackAsked(to="topic"), "none").at == "later"


def test_same_skeleton_may_be_called_twice_and_said_differently() -> None:
    twice = CALLING + "  - call: second\n    flow: pair\n    change:\n      why: {text: Again why?}\n"
    ada = Person(loaded(twice, pair=SKELETON)).does("none", "x")
    assert (ada.at, ada.said) == ("second.why", ["Again why?"])


def test_skeleton_may_call_another_and_hand_on_what_it_was_given() -> None:
    outer = "flow: outer\ntitle: Outer\ngiven: [on]\nsteps:\n  - call: inner\n    flow: pair\n    given: {subject: given.on}\n"
    main = CALLING.replace("flow: pair\n    given: {subject: topic}", "flow: outer\n    given: {on: topic}")
    main = main.replace("pair.how", "pair.inner.how").replace("pair.why", "pair.inner.why")
    ada = Person(loaded(main, pair=SKELETON, outer=outer)).does("tea")
    assert (ada.at, ada.said) == ("pair.inner.why", ["Whytea?"])
    assert ada.does("enough").at == "later"


def test_version_and_source_follow_every_file_that_is_read_and_no_other() -> None:
    flow = loaded(CALLING, pair=SKELETON, unused=SKELETON)
    assert set(flow.source) == {FLOW_FILE, "_shared/pair.yaml"}
    assert load_flow(flow.source, "sample").version == flow.version
    assert loaded(CALLING, pair=SKELETON.replace("Why", "But why")).version != flow.version
    assert loaded(CALLING, pair="# why\n" + SKELETON).version == flow.version


@pytest.mark.parametrize(
    ("old", "new", "file", "line", "part"),
    [
        ("flow: pair\n    g", "flow: pare\n    g", "sample/flow.yaml", 11, "Did you mean 'pair'?"),
        ("{subject: topic}", "{subjekt: topic}", "sample/flow.yaml", 12, "Did you mean 'subject'?"),
        ("pair.how", "pair.hwo", "sample/flow.yaml", 15, "There is no answer 'pair.hwo'"),
        ("if: topic", "change: {who: {text: x}}\n    if: topic", "sample/flow.yaml", 13, "has no step 'who'"),
        (
            "if: topic",
            "change: {why: {txt: x}}\n    if: topic",
            "sample/flow.yaml",
            13,
            "Did you mean 'text'?",
        ),
        ("text: Topic?", "text: Topic?\n    go: how", "sample/flow.yaml", 10, "There is no step 'how'"),
    ],
)
def test_fault_of_a_call_is_told_where_it_is_written(
    old: str, new: str, file: str, line: int, part: str
) -> None:
    found = faults_of(CALLING.replace(old, new, 1), pair=SKELETON)
    assert (file, line, True) in {(one.file, one.line, part in str(one)) for one in found}, found


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("given.subject", "given.subjekt", 6, "Did you mean 'subject'?"),
        ("{{ why }}", "{{ topic }}", 11, "There is no answer 'topic'"),
        ("{{ why }}", "{{ wy }}", 11, "Did you mean 'why'?"),
        ("skip: true", "go: topic", 12, "There is no step 'topic'"),
        ("end: enough", "close: enough", 7, "A card closes the whole flow"),
        ("flow: pair", "flow: pear", 1, "its file 'pair'"),
        ("given: [", "seconds: 9\ngiven: [", 3, "not known"),
        ("skip: true", "skip: true\n  - call: again\n    flow: pair", 14, "pair → pair"),
    ],
)
def test_fault_of_a_skeleton_is_told_once_with_its_own_file_and_line(
    old: str, new: str, line: int, part: str
) -> None:
    twice = CALLING + "  - call: second\n    flow: pair\n"
    found = faults_of(twice, pair=SKELETON.replace(old, new, 1))
    assert [(one.file, one.line) for one in found if part in str(one)] == [("_shared/pair.yaml", line)], found


def test_skeletons_that_call_each_other_are_refused() -> None:
    there = "flow: there\ntitle: T\nsteps:\n  - call: back\n    flow: pair\n"
    found = faults_of(CALLING, pair=SKELETON + "  - call: on\n    flow: there\n", there=there)
    assert any("pair → there → pair" in one.reason for one in found)


def test_calls_that_multiply_are_refused_before_they_grow() -> None:
    files = {
        f"s{depth}": f"flow: s{depth}\ntitle: T\nsteps:\n"
        + "".join(f"  - call: c{number}\n    flow: s{depth + 1}\n" for number in range(40))
        for depth in range(1, 4)
    }
    files["s4"] = SKELETON.replace("flow: pair", "flow: s4")
    main = "flow: sample\ntitle: T\nsteps:\n  - call: c\n    flow: s1\n"
    assert [one.reason for one in faults_of(main, **files)] == [
        "A flow has at most 200 steps, sub-flows and repeats included."
    ]


def test_call_changes_no_rounds_of_a_repeat_but_may_change_what_is_asked_between_them() -> None:
    repeating = (
        "flow: pair\ntitle: A pair\nsteps:\n  - repeat: need\n    times: 3\n    another: More?\n"
        "    steps:\n      - ask_text: what\n        text: What?\n"
        '  - say: heard\n    text: "Heard {{ need.what | list }}."\n'
    )
    calling = "flow: sample\ntitle: A sample\nsteps:\n  - call: pair\n    flow: pair\n    change:\n      need: {0}\n"
    (fault,) = faults_of(calling.replace("{0}", "{times: 2}"), pair=repeating)
    assert (fault.file, fault.line, fault.step) == ("sample/flow.yaml", 7, "need")
    assert "can't be changed by a call" in fault.reason
    ada = Person(loaded(calling.replace("{0}", "{another: Is there more?}"), pair=repeating)).does("tea")
    assert ada.said == ["Is there more?"]


def test_times_of_a_repeat_is_a_number_and_no_text() -> None:
    found = faults_of(NEEDS.replace("times: 3", 'times: "3"'))
    assert [(one.line, one.reason) for one in found if "times" in one.reason] == [
        (8, "'times': This should be a whole number.")
    ]


def test_repeat_asks_again_until_there_is_no_other() -> None:
    ada = Person(loaded(NEEDS)).does("one")
    assert (ada.at, ada.said, ada.labels) == ("need_1.another", ["Another?"], ["Yes", "Enough"])
    ada.does("!yes")
    assert (ada.at, ada.said) == ("need_2.what", ["What 2?"])
    ada.does("two", "!no")
    assert ada.said == ["Heard one and two.", "Last, after one?"]
    assert ada.saved is not None
    assert ada.saved["title"] == "one and two"


def test_last_round_asks_for_no_other_and_knows_that_it_is_the_last() -> None:
    ada = Person(loaded(NEEDS)).does("much")
    assert ada.said == ["More on much?"]
    ada.does("x", "!yes", "two", "!yes", "much")
    assert (ada.at, ada.said) == ("last", ["Heard much, two and much.", "Last, after much?"])


def test_repeat_ends_when_its_condition_holds() -> None:
    assert Person(loaded(NEEDS)).does("stop").at == "last"


def test_jump_out_of_a_round_leads_past_the_others() -> None:
    assert Person(loaded(NEEDS)).does("one", "!yes", "!none").said == ["Last, after one?"]


def test_change_of_mind_about_another_round_keeps_and_marks_it() -> None:
    ada = Person(loaded(NEEDS)).does("one", "!yes", "two", "!no", BackAsked(to="need_1.another"), "!no")
    assert (ada.at, ada.said) == ("last", ["Heard one.", "Last, after one?"])
    assert ada.state.answers["need_2.what"].applies is False
    assert ada.does(BackAsked(to="need_1.another"), "!yes").said == ["Heard one and two.", "Last, after one?"]


def test_repeat_may_be_passed_by_and_may_call() -> None:
    main = """\
flow: sample
title: A sample
steps:
  - ask_text: topic
    text: Topic?
  - repeat: turn
    times: 2
    if: topic != 'none'
    steps:
      - call: pair
        flow: pair
        given: {subject: topic}
      - say: echo
        text: "{{ topic }}: {{ pair.why }}"
  - ask_text: last
    text: "Why {{ turn.pair.why | list }}?"
"""
    flow = loaded(main, pair=SKELETON)
    assert Person(flow).does("none").said == ["Why ?"]
    ada = Person(flow).does("tea", "enough")
    assert (ada.at, ada.said) == ("turn_2.pair.why", ["Enough then.", "tea: enough", "Whytea?"])
    assert ada.does("b", SkipAsked()).said == ["tea: b", "Why enough and b?"]


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("times: 3", "times: 99", 8, "less than or equal to 12"),
        ("times: 3", "times: many", 8, "whole number"),
        ("until: what", "until: wat", 17, "Did you mean 'what'?"),
        ("until: what", "until: what ==", 17, "can't be read"),
        ("what == 'much'", "last == 'much'", 15, "answered only later"),
        ("round.number", "round.numbr", 11, "Did you mean 'number'?"),
        ("need_1.what", "round.number", 22, "inside a repeat only"),
        ("need_1.what", "need_4.what", 22, "There is no answer"),
        ('no: "Enough"', "nope: x", 18, "'nope' is not known"),
        ("ask_text: more", "ask_text: what", 14, "Two steps are called 'what'"),
    ],
)
def test_fault_of_a_repeat_is_told_once_with_its_line(old: str, new: str, line: int, part: str) -> None:
    found = faults_of(NEEDS.replace(old, new, 1))
    assert [one.line for one in found if part in str(one)] == [line], found


def test_repeats_inside_each_other_are_laid_out_within_the_limit() -> None:
    inner = (
        "      - repeat: inner\n        times: 12\n        steps:\n          - say: x\n            text: x\n"
    )
    main = "flow: sample\ntitle: T\nsteps:\n  - repeat: outer\n    times: {}\n    steps:\n" + inner
    assert len(loaded(main.format(12)).steps) == 1 + 12 * 13
    deeper = main.format(12).replace(
        "- say: x",
        "- repeat: y\n            times: 12\n            steps: [{say: x, text: x}]\n          - say: x",
    )
    assert any("at most 200 steps" in one.reason for one in faults_of(deeper))


def test_step_whose_name_is_too_long_with_all_that_it_stands_in_is_refused() -> None:
    call = f"flow: sample\ntitle: A sample\nsteps:\n  - call: {'c' * 40}\n    flow: inner\n"
    inner = f"flow: inner\ntitle: Inner\nsteps:\n  - ask_text: {'s' * 40}\n    text: What?\n"
    with pytest.raises(FlowFaults) as caught:
        load_flow({FLOW_FILE: call, "_shared/inner.yaml": inner}, "sample")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("_shared/inner.yaml", 4)
    assert "81 characters" in fault.reason

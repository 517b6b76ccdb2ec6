import random  # noqa: TID251 - mutations of files, from a fixed seed
import time
from itertools import count

import pytest

from bot.engine.errors import FlowError, FlowFaults
from bot.engine.limits import DEPTH_LIMIT, FAULTS_LIMIT, FILE_LIMIT, SOURCE_LIMIT
from bot.engine.loading import FLOW_FILE, load_flow

GOOD = """\
flow: sample
title: A sample
seconds: 30
given: [month]
entry:
  activity: cpd
  title: "{{ thought }}"
  stage: {explore: thought}
steps:
  - ask_text: thought
    text: What did you notice in {{ given.month }}?
    choices: {nothing: Nothing}
    go: {nothing: bye}
    skip: true
  - ask_choice: kind
    text: Which kind?
    choices:
      new: New
      old: {label: Old, go: bye}
  - close: closing
    text: Kept.
    taps: {star: Star it}
  - end: bye
    text: Until next time.
"""

HEAD = "flow: sample\ntitle: A sample\n"
MANY_ROUNDS = """\
steps:
  - repeat: outer
    times: 12
    steps:
      - repeat: inner
        times: 12
        steps:
"""
MANY_NAMES = (
    "entry:\n  activity: cpd\n  title: '{{ answer_1 }}'\n  more:\n"
    + "".join(f"    m{number}: answr_{number}\n" for number in range(4_000))
    + "steps:\n"
)
MANY_QUESTIONS = "".join(f"  - ask_text: answer_{number}\n    text: x\n" for number in range(190))


def faults_of(text: str, name: str = "sample") -> tuple[FlowError, ...]:
    with pytest.raises(FlowFaults) as caught:
        load_flow({FLOW_FILE: text}, name)
    return caught.value.faults


def test_good_flow_loads() -> None:
    flow = load_flow({FLOW_FILE: GOOD}, "sample")
    assert [step.id for step in flow.steps] == ["thought", "kind", "closing", "bye"]
    assert set(flow.saved_by) == {"thought", "kind", "star"}
    assert flow.source == {FLOW_FILE: GOOD}


def test_version_follows_what_the_flow_says_and_not_how_it_is_laid_out() -> None:
    version = load_flow({FLOW_FILE: GOOD}, "sample").version
    assert (
        load_flow({FLOW_FILE: "# why\n" + GOOD.replace("skip: true", "skip:   true")}, "sample").version
        == version
    )
    assert load_flow({FLOW_FILE: GOOD.replace("Kept.", "Kept!")}, "sample").version != version


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("ask_choice: kind", "ask_choise: kind", 15, "Did you mean 'ask_choice'?"),
        ("skip: true", "skipp: true", 14, "Did you mean 'skip'?"),
        ("{nothing: bye}", "{nothing: by}", 13, "Did you mean 'bye'?"),
        ("{nothing: bye}", "{nothin: bye}", 10, "Did you mean 'nothing'?"),
        ("given.month", "given.mont", 11, "Did you mean 'month'?"),
        ("{{ given.month }}", "{{ kind }}", 11, "answered only later"),
        ('"{{ thought }}"', '"{{ though }}"', 7, "Did you mean 'thought'?"),
        ("activity: cpd", "activity: cpdd", 6, "Did you mean 'cpd'?"),
        ("explore: thought", "explore: thought +", 8, "can't be read"),
        ("Which kind?", "<b>Which kind?", 16, "never closed"),
        ("close: closing", "close: kind", 20, "Two steps are called 'kind'"),
        ("{star: Star it}", "{thought: Star it}", 20, "Two steps save 'thought'"),
        ("new: New", "new: " + "N" * 61, 18, "61 characters"),
        ("flow: sample", "flow: other", 1, "its folder 'sample'"),
        ("title: A sample", "titel: A sample", 2, "Did you mean 'title'?"),
        ("seconds: 30", "seconds: long", 3, "whole number"),
        ("text: Kept.", "text: 5", 21, "should be a text"),
        ("ask_choice: kind", "ask_choice: Kind!", 15, "small letter"),
        ("ask_choice: kind", "ask_choice: profile", 15, "a word of the language"),
        ("    text: Until next time.", "    text: Until\n    text: Later", 25, "twice"),
        ("text: Which kind?", "text:\tWhich kind?\n\tx: y", 16, "tab"),
        ("text: Which kind?", "text: *here", 16, "aliases"),
        ("text: Which kind?", "text: &here x", 16, "Anchors"),
        ("text: Which kind?", "text: !!python/name:os.system x", 16, "Tags"),
        ("skip: true", "on_no_answer: bye", 10, "give_up_after"),
        ("skip: true", "give_up_after: soon", 14, "length of time"),
        ("skip: true", "attempts: 0", 14, "attempts"),
        ("    text: Which kind?", "   text: Which kind?", 16, "does not stand in line"),
        ("  - ask_choice: kind", "    ask_choice: kind", 16, "begin the next step with '- '"),
        ("- ask_choice: kind", "-ask_choice: kind", 15, "stand in line"),
        ("text: Which kind?", "text: Tell me: which kind?", 16, "can't hold this ':'"),
        ("text: Which kind?", "text:Which kind?", 17, "lacks a ':'"),
        ("text: Which kind?", "text: 'What's its kind?'", 16, "after a closing quote"),
        ("text: Which kind?", "text: {{ thought }}", 16, "begins with { or [ in quotes"),
    ],
)
def test_fault_is_told_with_its_line_and_a_remedy(old: str, new: str, line: int, part: str) -> None:
    found = faults_of(GOOD.replace(old, new, 1))
    assert (line, True) in {(fault.line, part in str(fault)) for fault in found}, [
        str(fault) for fault in found
    ]


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace("skip: true", "skipp: true").replace("ask_choice: kind", "ask_choise: kind")
    text = text.replace("text: Kept.", "text: <b>Kept.").replace("activity: cpd", "activity: cdp")
    assert {fault.line for fault in faults_of(text)} >= {6, 14, 15, 21}


def test_jump_backward_is_refused() -> None:
    found = faults_of(GOOD + "    \n  - go: again\n    to: kind\n")
    assert any("forward only" in fault.reason for fault in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "5",
        "flow: [",
        "flow: sample\nsteps: []",
        "flow: sample\nsteps: {}",
        "flow: sample\nsteps: [5, {}, [], null]",
        "---\na: 1\n---\nb: 2",
        "? [a]\n: b",
        "a: " + "[" * (DEPTH_LIMIT + 5),
        "[" * 5000,
        "a: {" * 5000,
        "a: &x [*x]",
        "a\x00b: c",
        "\ud800",
        'a: "\\Uffffffff"',
        "%YAML 9.9\n---\na: 1",
        "x: 1\n" * 20_000,
        "steps: " + "9" * 5000,
        "x" * (2 * 1024 * 1024),
        "x" * FILE_LIMIT,
        "\n" * FILE_LIMIT,
        "\u2028\\" * (FILE_LIMIT // 2),
        "a: '" + "x " * (FILE_LIMIT // 2 - 4),
        "a: >\n" + "\n  x" * (FILE_LIMIT // 4 - 4),
        HEAD + "steps:\n" + "  - 5\n" * 9_900,
        HEAD + "steps:\n" + "".join(f"  - type_{number}: x\n" for number in range(3_000)),
        HEAD
        + "steps:\n  - say: a\n    text: x\n"
        + "".join(f"    k{number}: 1\n" for number in range(4_900)),
        HEAD + "steps:\n  - say: a\n    text: '" + "{{" * 400_000 + "'",
        HEAD
        + "steps:\n"
        + "".join(f"  - say: a{number}\n    text: '{'{{' * 700}'\n" for number in range(150)),
        HEAD + MANY_ROUNDS + "            - 5\n" * 9_000,
        HEAD + MANY_NAMES + MANY_QUESTIONS,
    ],
    ids=count(),
)
def test_hostile_file_is_refused_with_a_line_within_a_second(text: str) -> None:
    begun = time.process_time()
    assert all(fault.line >= 1 for fault in faults_of(text))
    assert time.process_time() - begun < 1


def test_reading_ends_where_there_are_more_faults_than_anyone_mends() -> None:
    assert len(faults_of(HEAD + "steps:\n" + "  - 5\n" * 9_900)) == FAULTS_LIMIT


def test_refusal_of_a_long_text_names_the_limit() -> None:
    long = "".join(f"{{{{ thought }}}}{'x' * 700}" for _ in range(4))
    (fault,) = faults_of(GOOD.replace("text: Kept.", f"text: '{long}'"))
    assert (fault.line, fault.step) == (21, "closing")
    assert str(SOURCE_LIMIT) in fault.reason


def mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        line = lines[place]
        at = chance.randrange(len(line) + 1)
        junk = chance.choice(
            ["", ":", "{", "[", "\t", "'", "&a ", "*a", "{{", "- ", "# ", "\x07", "é", "~", "9" * 40]
        )
        action = chance.randrange(4)
        if action == 0:
            lines[place] = line[:at] + junk + line[at:]
        elif action == 1:
            lines[place] = line[:at] + line[at + chance.randint(1, 6) :]
        elif action == 2:
            lines.insert(place, chance.choice(lines))
        else:
            del lines[place]
            lines = lines or [""]
    return "\n".join(lines)


def refusal_of(text: str) -> tuple[FlowError, ...]:
    try:
        load_flow({FLOW_FILE: text}, "sample")
    except FlowFaults as error:
        return error.faults
    return ()


def test_mutated_files_are_loaded_or_refused_with_a_line() -> None:
    chance = random.Random(7)  # noqa: S311 - mutations are no secret
    refusals = [refusal_of(mutated(GOOD, chance)) for _ in range(300)]
    assert all(
        fault.line >= 1 and fault.file == "sample/flow.yaml" for faults in refusals for fault in faults
    )
    assert sum(map(bool, refusals)) > 100


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_mutated_files_are_loaded_or_refused_each_within_a_second() -> None:
    for seed in range(100_000):
        text = mutated(GOOD, random.Random(seed))  # noqa: S311 - mutations are no secret
        begun = time.process_time()
        assert all(fault.line >= 1 for fault in refusal_of(text))
        assert time.process_time() - begun < 1

"""The further steps and keys of the language: days, checks, plans, follow-ups, cards, nudges, and what steps tell."""

import pytest

from bot.engine.engine import accepts, earlier_questions, resume, start
from bot.engine.errors import FlowFaults
from bot.engine.events import (
    AnswerRejected,
    Event,
    MessageSaid,
    RunEnded,
)
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.run import (
    AnswerEdited,
    BackAsked,
    Context,
    OptionTapped,
    PersonArrived,
    RunStatus,
    TextTyped,
)
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.step import ENDED, TextKind
from tests.unit.engine.conversations import Person, flow_of
from tests.unit.engine.everything import EVERYTHING, FILES, SUPPORT, everything

TUESDAY = {"date": "2026-01-06"}

DAY = """\
  - ask_date: by_when
    text: By when?
    choices: {2w: In two weeks}
    earliest: tomorrow
    latest: +1y
    skip: true
  - ask_text: last
    text: "{{ by_when }} is {{ label.by_when }} is {{ by_when | day }}"
"""


def asked_on_tuesday(steps: str) -> Person:
    ada = Person(flow_of(steps))
    ada.context = Context(calendar=TUESDAY)
    return ada


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("next Friday", "2026-01-09"),
        ("12 Jan", "2026-01-12"),
        ("2026-02-01", "2026-02-01"),
        ("!2w", "2026-01-20"),
    ],
)
def test_day_is_kept_as_an_iso_date(typed: str, day: str) -> None:
    assert asked_on_tuesday(DAY).does(typed).state.answers["by_when"].value == day


def test_day_reads_in_words() -> None:
    assert asked_on_tuesday(DAY).does("in 2 weeks").said == ["2026-01-20 is Tue 20 Jan is Tue 20 Jan"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "Please type a day such as 12 Jan, next Friday or in 2 weeks."),
        ("today", "Please choose a day from Wed 7 Jan on."),
        ("2030-01-01", "Please choose a day up to Wed 6 Jan 2027."),
    ],
)
def test_day_that_does_not_fit_is_refused_kindly(typed: str, said: str) -> None:
    assert asked_on_tuesday(DAY).does(typed).said == [said]


def test_day_on_a_button_needs_a_calendar() -> None:
    ada = Person(flow_of(DAY)).does("!2w")
    assert ada.said == ["Please type a day such as 12 Jan 2027."]
    assert ada.does("12 Jan 2027").at == "last"


CHECKED = """\
  - ask_text: line
    text: A line?
    choices: {none: None}
    invalid: Never said.
    validate:
      - {if: answer | length > 9, say: "{{ answer | length }} are too many."}
      - {if: "answer in ['no', 'nothing']", say: Say more.}
    attempts: {limit: 3, go: bye}
  - ask_choices: tags
    text: Tags?
    choices: {a: A, b: B}
    validate: [{if: "'b' in answer", say: Not B.}]
  - ask_choice: kind
    text: Kind?
    choices: {old: Old, new: New}
    validate: [{if: answer == 'old' and line, say: Not after a line.}]
  - end: bye
    text: Bye.
"""


def test_check_refuses_in_its_own_words() -> None:
    ada = Person(flow_of(CHECKED)).does("long enough")
    assert (ada.said, ada.at) == (["11 are too many."], "line")
    assert ada.does("no").said == ["Say more."]
    assert ada.does("nothing").said == ["Bye."]


def test_check_looks_at_ticks_taps_and_edits_and_not_at_a_way_out() -> None:
    ada = Person(flow_of(CHECKED)).does("short", "!a", "!b", "!~done")
    assert (ada.said, ada.at) == (["Not B."], "tags")
    ada.does("!b", "!~done", "!old")
    assert (ada.said, ada.at) == (["Not after a line."], "kind")
    assert ada.does(AnswerEdited(name="line", text="no")).of(AnswerRejected)
    assert ada.state.answers["line"].value == "short"
    assert Person(flow_of(CHECKED)).does("!none").at == "tags"


def test_answer_is_known_to_checks_alone() -> None:
    with pytest.raises(FlowFaults, match="There is no answer 'answer'"):
        flow_of("  - ask_text: a\n    text: '{{ answer }}'\n")
    with pytest.raises(FlowFaults, match="a word of the language"):
        flow_of("  - ask_text: answer\n    text: x\n")


def test_card_shows_the_contacts_of_its_file_made_safe() -> None:
    files = {FLOW_FILE: "flow: sample\ntitle: T\nsteps:\n  - card: help\n", "support.yaml": SUPPORT}
    ada = Person(load_flow(files, "sample"))
    assert ada.said == [
        "People who listen.\n\n<b>Samaritans</b>: 116 123\n<b>A &amp; B</b>: 1 &lt; 2\nAt night."
    ]
    other = files[FLOW_FILE] + "    text: Dear {{ profile.first_name }}\n"
    assert (
        Person(load_flow({**files, FLOW_FILE: other}, "sample"), first_name="Ada")
        .said[0]
        .startswith("Dear Ada")
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("last_verified: null}", "}", 3, "'last_verified' is missing"),
        ("2026-01-31", "soon", 4, "a date, or null"),
        ("text: People", "text: <b>People", 1, "never closed"),
        ("text: People who listen.", "text: '{{ x }}'", 1, "holds no {{ values }}"),
        ("how: 116 123", "how: 116123", 3, "should be a text"),
    ],
)
def test_fault_of_a_card_is_told_with_its_file_and_line(old: str, new: str, line: int, part: str) -> None:
    files = {
        FLOW_FILE: "flow: sample\ntitle: T\nsteps:\n  - card: help\n",
        "support.yaml": SUPPORT.replace(old, new),
    }
    with pytest.raises(FlowFaults) as caught:
        load_flow(files, "sample")
    assert [(one.file, one.line, part in str(one)) for one in caught.value.faults] == [
        ("support.yaml", line, True)
    ]


def test_card_that_is_not_there_is_a_fault_of_its_step() -> None:
    with pytest.raises(FlowFaults, match=r"line 5.*There is no file 'helpers.yaml'"):
        flow_of("  - card: help\n    of: helpers\n")


NUDGE = """\
  - {}: nudge
    text: How did it go?
    choices: {{fine: Fine}}
    ends_when: person_writes
  - end: bye
    text: Bye.
"""


@pytest.mark.parametrize("kind", ["ask_choice", "ask_text"])
def test_nudge_ends_quietly_when_the_person_shows_up_by_themselves(kind: str) -> None:
    flow = flow_of(NUDGE.format(kind))
    ada = Person(flow)
    assert not accepts(flow, ada.state, "Something else on my mind")
    assert accepts(flow, ada.state, "fine")
    assert ada.does(PersonArrived()).events == (RunEnded(),)
    assert ada.state.status is RunStatus.COMPLETED
    assert Person(flow).does("!fine").said == ["Bye."]


def test_showing_up_changes_nothing_at_any_other_question() -> None:
    ada = Person(flow_of(CHECKED))
    before = ada.state
    assert ada.does(PersonArrived()).state == before
    assert ada.events == ()


def test_earlier_questions_are_those_to_which_back_leads() -> None:
    flow = flow_of(CHECKED)
    ada = Person(flow).does("short", "!a", "!~done")
    assert earlier_questions(flow, ada.state) == ("line", "tags")
    ada.does(BackAsked(to="line"))
    assert earlier_questions(flow, ada.state) == ()
    assert earlier_questions(flow, ada.does("x", "!new").state) == ()


# Languages


def said_in(locale: str, *taps: int) -> list[str]:
    context = Context(profile={"first_name": "Ada"}, locale=locale)
    turn = start(everything(), context=context)
    events: list[Event] = [*turn.events]
    for tap in taps:
        turn = resume(everything(), turn.state, OptionTapped(position=tap), context=context)
        events += turn.events
    said = [event for event in events if isinstance(event, MessageSaid)]
    return [event.text for event in said] + [option.label for row in said[-1].rows for option in row]


def test_person_reads_their_language_and_what_is_not_there_in_the_flows_own() -> None:
    assert said_in("cy-GB", 0) == ["Helo.", "May I?", "Meddwl?\n<i>In a line.</i>", "Dim", "Nesaf"]
    assert said_in("cy", 0) == said_in("cy-GB", 0)
    assert (
        said_in("en", 0)
        == said_in("de", 0)
        == ["Hello.", "May I?", "A thought?\n<i>In a line.</i>", "None", "Skip"]
    )


def test_texts_of_sub_flows_and_rounds_are_translated_by_their_names() -> None:
    assert said_in("cy", 0, 0)[-2:] == ["Beth sydd ei angen (1)?", "Skip"]
    flow = everything().in_locale("cy")
    second = flow.steps[flow.index["needs_2.another"]]
    assert next(text.wordings for text in second.texts()) == ("Un arall?",)
    why = flow.steps[flow.index["needs_1.pair.why"]]
    assert next(text.wordings for text in why.texts()) == ("Pam {{ given.subject }}?",)


def test_choice_typed_in_the_persons_language_counts() -> None:
    context = Context(locale="cy")
    flow = everything()
    turn = resume(flow, start(flow, context=context).state, OptionTapped(position=0), context=context)
    assert resume(flow, turn.state, TextTyped(text="dim"), context=context).state.answers[
        "thought"
    ].value == {"choice": "none"}


def test_missing_translations_are_listed_and_fail_nothing() -> None:
    missing = set(everything().missing_translations())
    assert ("cy", "thought", ("hint",)) in missing
    assert ("cy", "thought", ("validate", 1, "say")) in missing
    assert ("cy", "closing", ("taps", "drew_on", "evidence")) in missing
    assert ("cy", "reflection.so_what", ("text",)) in missing
    assert ("cy", "may", ("yes",)) in missing
    told = {(step, inside) for _, step, inside in missing}
    assert not told & {("thought", ("text",)), ("thought", ("validate", 0, "say")), ("hello", ("text",))}
    assert not told & {("closing", ("taps", "star")), ("slot", ("choices", "12:45")), ("", ("title",))}
    untitled = load_flow({**FILES, "flow.cy.yaml": "steps: {}"}, "everything")
    assert ("cy", "", ("title",)) in set(untitled.missing_translations())


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("steps:\n  thot: {text: x}", 2, "Did you mean 'thought'?"),
        ("steps:\n  thought: {go: past}", 2, "'go' is no text"),
        ("steps:\n  thought:\n    text: <b>x", 3, "never closed"),
        ("steps:\n  thought:\n    text: '{{ thot }}'", 3, "There is no answer 'thot'"),
        ("steps:\n  thought:\n    choices: {nome: x}", 3, "Did you mean 'none'?"),
        ("steps:\n  which:\n    choices: {far: {label: x, go: bye}}", 3, "Only the label"),
        ("steps:\n  may: {skip: x}", 2, "no Skip here"),
        ("steps:\n  thought: {validate: x}", 2, "the list of what is said"),
        ("steps:\n  thought: x", 2, "a mapping"),
        ("thought: {text: x}", 1, "is not known"),
        ("- x", 1, "A translation holds steps"),
        ("steps: {", 1, "can't be read as YAML"),
    ],
)
def test_fault_of_a_translation_is_told_with_its_file_and_line(text: str, line: int, part: str) -> None:
    with pytest.raises(FlowFaults) as caught:
        load_flow({**FILES, "flow.cy.yaml": text}, "everything")
    found = {(one.file, one.line, part in str(one)) for one in caught.value.faults}
    assert ("everything/flow.cy.yaml", line, True) in found, caught.value.faults


def test_translation_is_part_of_the_version_and_is_kept_with_it() -> None:
    flow = everything()
    assert flow.in_locale("cy").version == flow.version
    assert load_flow(flow.source, "everything").version == flow.version
    assert load_flow({**FILES, "flow.cy.yaml": "steps: {}"}, "everything").version != flow.version


# What steps tell a checker


def test_flow_with_everything_holds_every_step_type() -> None:
    assert {step.type for step in everything().steps} == set(STEP_TYPES)
    assert EVERYTHING


def test_steps_tell_where_they_lead() -> None:
    flow = everything()
    ways = {step.id: {(way.when, to) for way, to in flow.successors(step)} for step in flow.steps}
    assert ways["thought"] == {
        ("None", "needs"),
        ("an answer", "sure"),
        ("skip", "sure"),
        ("attempts used up", "past"),
        ("no answer", "past"),
    }
    assert ways["needs"] == {("unless sure != False", "which"), ("", "needs_1.what")}
    assert ("No", "which") in ways["needs_1.another"]
    assert ("no answer", ENDED) in ways["needs_1.another"]
    assert ways["bye"] == {("", ENDED)}
    assert ways["ways"] == {
        ("confidence > 8", "bye"),
        ("label.sure == 'Yes'", "nudge"),
        ("otherwise", "past"),
    }
    assert ("0", "past") in ways["confidence"]
    assert {to for _, to in ways["closing"]} == {ENDED}


def test_steps_tell_their_texts_their_waits_and_their_seconds() -> None:
    flow = everything()
    step = flow.steps[flow.index["thought"]]
    assert {(text.where, text.kind) for text in step.texts()} == {
        (("text",), TextKind.QUESTION),
        (("hint",), TextKind.HINT),
        (("remind",), TextKind.MESSAGE),
        (("validate", 0, "say"), TextKind.MESSAGE),
        (("validate", 1, "say"), TextKind.MESSAGE),
        (("choices", "none"), TextKind.LABEL),
        (("skip",), TextKind.LABEL),
    }
    assert step.waits
    assert not flow.steps[0].waits
    seconds = {step.type: step.seconds() for step in flow.steps}
    assert (seconds["ask_text"], seconds["ask_yes_no"], seconds["ask_choices"], seconds["say"]) == (
        20,
        4,
        12,
        0,
    )


def test_flow_tells_where_a_step_is_written() -> None:
    flow = everything()
    assert flow.line_of("needs_2.pair.why", ("text",)) == ("_shared/pair.yaml", 6)
    assert flow.line_of("thought")[0] == "everything/flow.yaml"
    file, line = flow.line_of("reflection.so_what", ("text",))
    assert (file, "And so?" in EVERYTHING.splitlines()[line - 1]) == ("everything/flow.yaml", True)

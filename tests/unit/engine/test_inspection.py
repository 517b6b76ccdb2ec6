"""Each thing that an inspection finds, in the smallest flow that has it, and nothing in one that hasn't."""

import time

import pytest

from bot.engine.definition import Flow
from bot.engine.inspection import Finding, Rhythm, Severity, inspect_flow, walk_all
from bot.engine.inspection.lengths import estimated_seconds, most_questions
from bot.engine.inspection.reading import grade, syllables_of
from bot.engine.loading import FLOW_FILE, load_flow
from tests.unit.engine.conversations import flow_of

END = "  - end: thanks\n    text: Kept. Thank you.\n"
QUESTION = "  - ask_text: {0}\n    text: What was {0}?\n    skip: true\n"
TICKS = "  - ask_choices: days\n    text: Which?\n    choices: {p: P, q: Q, r: R}\n"
NUMBERS = "  - ask_number: first\n    text: How many?\n  - ask_number: second\n    text: How many now?\n"


def found(flow: Flow, *, rhythm: Rhythm = Rhythm.OTHERWISE) -> list[tuple[Severity, int, str]]:
    return [(finding.severity, finding.line, finding.what) for finding in inspect_flow(flow, rhythm=rhythm)]


def words_found(steps: str, *, above: str = "seconds: 30\n") -> str:
    return "\n".join(finding.what for finding in inspect_flow(flow_of(steps, above=above)))


def questions(*names: str) -> str:
    return "".join(QUESTION.format(name) for name in names)


def test_flow_that_keeps_all_rules_has_no_finding() -> None:
    assert found(flow_of(questions("first", "second") + END, above="seconds: 40\n")) == []


def test_step_to_which_nothing_leads_is_an_error_at_its_line() -> None:
    steps = (
        QUESTION.format("first") + "    go: thanks\n" + "  - say: lost\n    text: Nobody reads this.\n" + END
    )
    assert found(flow_of(steps, above="seconds: 20\n")) == [(Severity.ERROR, 9, "Nothing leads to 'lost'.")]


def test_step_whose_condition_never_holds_is_an_error() -> None:
    steps = (
        "  - ask_choice: kind\n    text: Which?\n    choices: {a: A, b: B}\n"
        "  - say: never\n    text: Nobody reads this.\n    if: kind == 'c'\n"
    ) + END
    assert "Nobody ever meets 'never'" in words_found(steps, above="seconds: 4\n")


def test_condition_on_the_person_may_hold() -> None:
    steps = (
        QUESTION.format("first")
        + "  - say: to_locums\n    text: For locums.\n    if: profile.role == 'locum'\n"
    )
    assert words_found(steps + END) == ""


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (questions("first", "second"), "not (first or second)"),
        (questions("first"), "not (first or chose.first)"),
        (TICKS, "'p' in days and 'q' in days and not 'r' in days"),
        (TICKS + "    at_least: 2\n    at_most: 2\n", "'p' in days and 'r' in days"),
        (NUMBERS, "not (first or second)"),
        (NUMBERS, "first > second"),
        (questions("first"), "'mon' in profile.working_days and 'tue' in profile.working_days"),
    ],
)
def test_condition_that_may_hold_is_no_fault(asked: str, condition: str) -> None:
    steps = f'{asked}  - go: past\n    to: thanks\n    if: "{condition}"\n  - say: more\n    text: More.\n'
    errors = [what for severity, _, what in found(flow_of(steps + END)) if severity is Severity.ERROR]
    assert errors == []


def test_condition_on_one_of_many_words_or_numbers_may_hold() -> None:
    roles = "".join(
        f"  - say: role_{role}\n    text: Hello.\n    if: profile.role == '{role}'\n" for role in "abcdefghi"
    )
    counts = "".join(
        f"  - say: over_{count}\n    text: Hello.\n    if: history.entries > {count}\n"
        for count in range(0, 30, 5)
    )
    assert "Nobody ever meets" not in words_found(questions("first") + roles + counts + END)


def test_condition_over_very_many_names_is_looked_at_in_part_and_soon() -> None:
    names = [f"n{number}" for number in range(8)]
    condition = " and ".join(f"given.{name} == {number}" for number, name in enumerate(names))
    steps = f"  - say: hello\n    text: Hello.\n    if: {condition}\n"
    begun = time.process_time()
    assert "not all of them were looked at" in words_found(
        steps + END, above=f"given: [{', '.join(names)}]\n"
    )
    assert time.process_time() - begun < 2


def test_two_conditions_that_exclude_each_other_are_never_both_true() -> None:
    steps = (
        "  - ask_text: even\n    text: What?\n    skip: true\n    if: run.is_even\n"
        "  - ask_text: odd\n    text: Why?\n    skip: true\n    if: not run.is_even\n"
    ) + END
    flow = flow_of(steps)
    assert most_questions(flow, walk_all(flow)) == 1


def test_answer_that_cannot_have_been_given_is_an_error() -> None:
    steps = (
        "  - ask_yes_no: more\n    text: More?\n    go: {no: thanks}\n"
        "  - ask_text: what\n    text: What?\n    skip: true\n    go: second\n"
        "  - end: thanks\n    text: You said {{ what }}.\n"
        "  - end: second\n    text: Thank you.\n"
    )
    assert "'what' can't have been answered by anyone who comes here." in words_found(steps)


def test_text_that_prints_a_skipped_answer_has_a_hole() -> None:
    steps = QUESTION.format("first") + "  - end: thanks\n    text: You said {{ first }}.\n"
    (finding,) = inspect_flow(flow_of(steps, above="seconds: 20\n"))
    assert finding.severity is Severity.WARNING
    assert finding.line == 9
    assert "{{ first or" in finding.remedy


def test_text_that_prints_another_word_instead_has_none() -> None:
    steps = QUESTION.format("first") + "  - end: thanks\n    text: You said {{ first or 'nothing' }}.\n"
    assert words_found(steps) == ""


def test_question_without_anything_to_tap_is_an_error() -> None:
    choices = "    choices:\n      a: {label: A, if: profile.cohort}\n"
    steps = f"  - ask_choice: kind\n    text: Which?\n{choices}"
    assert "Nobody can answer this" in words_found(steps + END, above="seconds: 4\n")
    assert words_found(steps + "    skip: true\n" + END, above="seconds: 4\n") == ""


def test_flow_that_stops_after_an_answer_without_a_word_is_an_error() -> None:
    assert "After 'second' the conversation stops without a word." in words_found(
        questions("first", "second")
    )


def test_long_prompt_and_two_questions_are_warned_of_at_their_line() -> None:
    long = "What " + "did you work out today " * 7 + "and when? And why?"
    steps = f"  - ask_text: first\n    skip: true\n    text: {long}\n"
    lines = [
        (line, what.split(";")[0]) for _, line, what in found(flow_of(steps + END, above="seconds: 20\n"))
    ]
    assert lines == [
        (7, "This asks 2 questions at once"),
        (7, f"This question has {len(long)} characters"),
    ]


def test_tags_and_values_do_not_count_as_characters() -> None:
    link = '<a href="https://example.org/' + "x" * 150 + '?y">this</a>'
    assert words_found(f"  - ask_text: first\n    skip: true\n    text: 'What of {link}?'\n" + END) == ""


def test_consent_may_explain_before_it_asks() -> None:
    notice = "I keep your words. " * 20
    steps = f"  - ask_consent: may\n    purpose: storing\n    text: |-\n      {notice}\n\n      May I?\n"
    assert words_found(steps + END) == ""
    assert "characters" in words_found(
        steps.replace("ask_consent", "ask_yes_no").replace("    purpose: storing\n", "") + END
    )


@pytest.mark.parametrize("praise", ["Well done!", "Great job.", "You're on a streak", "You missed two"])
def test_cheering_and_grading_are_warned_of(praise: str) -> None:
    steps = QUESTION.format("first") + f'  - end: thanks\n    text: "{praise}"\n'
    assert len(words_found(steps).splitlines()) == 1


def test_praise_inside_a_longer_word_is_none() -> None:
    assert (
        words_found(QUESTION.format("first") + "  - end: thanks\n    text: See the checkpoints below.\n")
        == ""
    )


def test_text_question_without_skip_is_warned_of() -> None:
    assert "no Skip" in words_found("  - ask_text: first\n    text: What was it?\n" + END)


def test_message_that_grows_beyond_telegrams_limit_is_an_error() -> None:
    long = "word " * 290
    steps = (
        f"  - ask_text: first\n    text: What?\n    skip: true\n"
        f"  - ask_text: second\n    skip: true\n    remind_after: 1h\n    remind: {long}\n"
        f"    text: '{long} {{{{ first or 1 }}}} {{{{ first or 2 }}}} {{{{ first or 3 }}}}'\n"
    )
    assert "Telegram takes 4096" in words_found(steps + END)


def test_daily_flow_asks_three_questions_at_most_and_any_other_six() -> None:
    flow = flow_of(questions("a", "b", "c", "d") + END, above="seconds: 60\n")
    assert found(flow) == []
    assert "at most 3" in found(flow, rhythm=Rhythm.DAILY)[0][2]
    longer = flow_of(questions(*"abcdefg") + END, above="seconds: 100\n")
    assert "up to 7 questions" in found(longer)[0][2]


def test_probe_counts_with_the_question_that_called_it_up() -> None:
    steps = (
        "  - ask_choice: rule\n    text: Which?\n    choices: {kept: Kept, bent: {label: Bent, go: how}}\n"
        "    go: {kept: after}\n"
        "  - ask_text: how\n    text: How?\n    skip: true\n"
    )
    flow = flow_of(steps + questions("after", "last") + END)
    assert most_questions(flow, walk_all(flow)) == 3


def test_declared_seconds_far_from_the_estimate_are_warned_of() -> None:
    steps = questions("first", "second") + END
    quick, full = estimated_seconds(walk_all(flow_of(steps)))
    assert (quick, full) == (8, 42)
    assert "It says 5 seconds" in words_found(steps, above="seconds: 5\n")
    assert "It says 300 seconds" in words_found(steps, above="seconds: 300\n")


def test_hard_words_and_long_sentences_are_warned_of() -> None:
    hard = (
        "Notwithstanding organisational considerations, characterise epistemological implications "
        "pertaining to interdisciplinary multimorbidity management "
    )
    steps = f"  - say: hard\n    text: {hard * 3}\n" + QUESTION.format("first") + END
    assert "reads at grade" in words_found(steps)


def test_flow_with_too_many_ways_is_looked_at_in_part_and_says_so() -> None:
    asks = "".join(
        f"  - ask_choice: q{number}\n    text: Which?\n    choices: {{a: A, b: B, c: C}}\n"
        for number in range(9)
    )
    reads = " and ".join(f"q{number} == 'a'" for number in range(9))
    steps = f"{asks}  - say: all\n    text: All.\n    if: {reads}\n"
    assert "different ways" in words_found(steps + END, above="seconds: 40\n")


def test_missing_translation_is_warned_of() -> None:
    files = {
        FLOW_FILE: "flow: sample\ntitle: A sample\nseconds: 20\nsteps:\n" + QUESTION.format("first") + END,
        "flow.cy.yaml": "title: Sampl\nsteps:\n  first: {text: Beth?, skip: Neidio}\n",
    }
    (finding,) = inspect_flow(load_flow(files, "sample"))
    assert finding == Finding(
        severity=Severity.WARNING,
        file="sample/flow.yaml",
        line=9,
        step="thanks",
        what="'text' is not said in 'cy': people who read that meet it as it stands here.",
        remedy="Add it to the file of 'cy' beside this one.",
    )


def test_grade_follows_the_published_formula() -> None:
    # 13 words, 2 sentences, 16 syllables: 0.39 * 6.5 + 11.8 * 16/13 - 15.59
    text = "The cat sat on the mat again. It had a very good dinner."
    syllables = sum(syllables_of(word) for word in text.replace(".", "").split())
    assert syllables == 16
    assert grade(text) == pytest.approx(0.39 * 6.5 + 11.8 * 16 / 13 - 15.59)
    assert grade("…") == 0.0


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("explanation", 4), ("changed", 1), ("notice", 2), ("table", 2), ("place", 1), ("hmm", 1)],
)
def test_syllables_are_counted_by_vowels(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables

"""Coverage counts what transcripts really walk: the steps met, the choices taken, the ways from end to end."""

from typing import Any

from bot.engine.coverage import Coverage, coverage_of
from bot.engine.transcript import Transcript
from tests.unit.engine.conversations import flow_of

STEPS = """\
  - ask_text: first
    text: What?
    choices: {nothing: Nothing}
    go: {nothing: none}
    skip: true
  - say: told
    text: Told.
    if: profile.cohort
  - ask_choice: second
    text: Which?
    choices: {a: A, b: B}
    give_up_after: 24h
    on_no_answer: late
  - close: closing
    text: Kept.
    taps: {star: Star it, of: {x: X, y: Y}}
  - end: none
    text: None.
  - end: late
    text: Late.
"""


def covered(*scripts: list[dict[str, Any]], **given: object) -> Coverage:
    return coverage_of(
        flow_of(STEPS),
        [Transcript(file="x", given=given, script=tuple(script), ends="completed") for script in scripts],
    )


def test_no_transcript_covers_nothing() -> None:
    coverage = covered()
    assert (coverage.steps.walked, coverage.choices.walked, coverage.paths.walked) == (0, 0, 0)
    assert coverage.steps.whole == 6
    assert coverage.paths.whole == 5


def test_one_way_covers_its_steps_and_choices_and_itself() -> None:
    coverage = covered([{"ada": "words"}, {"tap": "A"}, {"tap": "X"}])
    assert coverage.steps.missing == ("told", "none", "late")
    assert coverage.choices.missing == (
        "first nothing",
        "first (skip)",
        "second b",
        "second (no answer)",
        "closing star=on",
        "closing of=y",
    )
    assert (coverage.paths.walked, coverage.paths.whole) == (1, 5)


def test_way_that_was_left_by_going_back_counts_as_chosen_but_not_as_a_path() -> None:
    coverage = covered([{"tap": "Skip"}, {"do": "back"}, {"tap": "Nothing"}])
    assert "first (skip)" not in coverage.choices.missing
    assert "second" not in coverage.steps.missing
    assert coverage.paths.walked == 1


def test_unfinished_conversation_walks_no_path() -> None:
    assert covered([{"ada": "words"}]).paths.walked == 0


def test_silence_is_a_choice_where_it_leads_somewhere() -> None:
    coverage = covered([{"ada": "words"}, {"after": "25h"}])
    assert "second (no answer)" not in coverage.choices.missing
    assert "late" not in coverage.steps.missing


def test_all_ways_together_cover_everything() -> None:
    end = [{"tap": "A"}, {"tap": "X"}, {"tap": "Y"}, {"tap": "Star it"}]
    here = covered([{"ada": "w"}, *end], [{"tap": "Skip"}, {"tap": "B"}], [{"tap": "Nothing"}])
    there = covered([{"ada": "w"}, {"after": "25h"}], [{"ada": "w"}, *end], cohort="ten")
    assert here.steps.missing == ("told", "late")
    assert there.paths.walked == 2
    assert here.paths.walked == 2


def test_a_number_that_was_typed_counts_as_an_answer_of_its_own() -> None:
    flow = flow_of(
        "  - ask_number: many\n    text: How many?\n    choices: {1: One}\n"
        "  - ask_scale: sure\n    text: How sure?\n  - end: thanks\n    text: Thanks.\n"
    )
    script: tuple[dict[str, Any], ...] = ({"ada": "7"}, {"tap": "3"})
    coverage = coverage_of(flow, [Transcript(file="x", given={}, script=script, ends="completed")])
    assert coverage.choices.missing == ("many 1",)
    assert coverage.choices.whole == 3


def test_the_days_on_the_buttons_of_a_date_are_one_choice() -> None:
    flow = flow_of(
        "  - ask_date: by\n    text: By when?\n    choices: {1w: In a week, 1m: In a month}\n    skip: true\n"
    )
    given = {"now": "2026-03-27T18:30+00:00"}
    transcript = Transcript(file="x", given=given, script=({"tap": "In a week"},), ends="completed")
    coverage = coverage_of(flow, [transcript])
    assert coverage.choices.missing == ("by (skip)",)
    assert coverage.choices.walked == 1

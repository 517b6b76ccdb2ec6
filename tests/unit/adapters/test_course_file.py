"""A course's file becomes a course, or tells all that is to be mended, each with its line and a remedy."""

import random  # noqa: TID251 - mutations of a file, from fixed seeds
import re
from pathlib import Path

import pytest

from bot.adapters.content.course import MOST_PROMPTS, read_course
from bot.domain.calendar import WorkingDayOfWeek
from bot.domain.courses import Course, CoursePrompt
from bot.engine.errors import FlowError, FlowFaults
from tests.unit.engine.test_loading import mutated

FLOWS = {"knowledge_work", "wider_role", "too_much_knowledge"}
SOUND = """\
title: A short course
window_hours: 36
prompts:
  - prompt: opening
    week: 1
    flow: knowledge_work
    day: first working day
    reminder: last working day
  - prompt: where_to
    week: 2
    flow: wider_role
    day: Second  working day
  - prompt: once_more
    week: 2
    flow: knowledge_work
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(FlowFaults) as caught:
        read_course(text, "short.course.yaml", "short", FLOWS)
    return [str(fault) for fault in caught.value.faults]


def test_course_has_its_prompts_in_the_order_of_its_weeks_and_days() -> None:
    assert read_course(SOUND, "short.course.yaml", "short", FLOWS) == Course(
        name="short",
        title="A short course",
        window_hours=36,
        prompts=(
            CoursePrompt(
                key="opening",
                week=1,
                flow="knowledge_work",
                day=WorkingDayOfWeek(1, 1),
                reminder=WorkingDayOfWeek(1, -1),
            ),
            CoursePrompt(key="once_more", week=2, flow="knowledge_work", day=WorkingDayOfWeek(2, 1)),
            CoursePrompt(key="where_to", week=2, flow="wider_role", day=WorkingDayOfWeek(2, 2)),
        ),
    )


@pytest.mark.parametrize(
    ("day", "reminder", "is_fine"),
    [
        ("first", "second", True),
        ("second", "last but one", True),
        ("last but one", "last", True),
        ("third", "third", False),
        ("third", "second", False),
        ("last", "last but one", False),
        ("last but one", "fourth", False),
    ],
)
def test_reminder_stands_on_a_day_that_comes_after_the_prompt_s(
    day: str, reminder: str, *, is_fine: bool
) -> None:
    text = SOUND.replace("day: first", f"day: {day}").replace("reminder: last", f"reminder: {reminder}")
    if is_fine:
        assert read_course(text, "course.yaml", "course").prompts[0].reminder is not None
    else:
        assert "would not come after the prompt" in "".join(faults_of(text))


def test_prompt_may_be_answered_for_two_days_unless_the_course_says_otherwise() -> None:
    assert read_course(SOUND.replace("window_hours: 36\n", ""), "course.yaml", "course").window_hours == 48


@pytest.mark.parametrize(
    ("was", "becomes", "line", "reason", "remedy"),
    [
        ("knowledge_work", "knowlege_work", 6, "no flow 'knowlege_work'", "Did you mean 'knowledge_work'?"),
        ("day: first", "day: frist", 7, "'frist working day' is no day", "Did you mean 'first working day'?"),
        ("day: first working day", "day: 1", 7, "'1' is no day of a course", "last working day"),
        ("reminder: last", "reminder: first", 8, "would not come after the prompt", "Name a later day"),
        (
            "first working day\n    rem",
            "last working day\n    rem",
            8,
            "would not come after",
            "leave reminder",
        ),
        ("reminder:", "remainder:", 8, "key 'remainder' is not known", "Did you mean 'reminder'?"),
        ("week: 2", "week: 3", 10, "Nothing is asked in week 2", "without a gap"),
        ("week: 1", "week: 0", 5, "'week' should be a number from 1 to 52", "begins in week: 1"),
        ("where_to", "opening", 9, "There is a prompt 'opening' already", "name of its own"),
        ("where_to", "Where to", 9, "This name can't be used", "small letter"),
        ("Second  working", "first working", 13, "'where_to' is asked on that day of week 2", "another day"),
        ("window_hours: 36", "window_hours: 72", 2, "should be from 24 to 48", "window_hours: 48"),
        ("title: A short course\n", "", 1, "'title' is missing", "Add it: title: …"),
        ("prompts:", "prompt:", 3, "key 'prompt' is not known", "Did you mean 'prompts'?"),
        ("    week: 1\n", "", 4, "'week' is missing", "Add it: week: …"),
    ],
)
def test_fault_is_told_with_its_line_and_how_to_mend_it(
    was: str, becomes: str, line: int, reason: str, remedy: str
) -> None:
    assert was in SOUND
    told = "\n".join(faults_of(SOUND.replace(was, becomes)))
    assert re.search(
        rf"^short\.course\.yaml, line {line}: .*{re.escape(reason)}.*{re.escape(remedy)}", told, re.MULTILINE
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "This is no course."),
        ("- prompt: x\n", "This is no course."),
        ("title: T\nprompts: []\n", f"A course has from 1 to {MOST_PROMPTS} prompts"),
        ("title: T\nprompts:\n  - opening\n", "line 3: This is no prompt. Write one like: - prompt:"),
        ("title: T\nprompts: &a [*a]\n", "Anchors"),
    ],
)
def test_what_is_no_course_is_refused(text: str, reason: str) -> None:
    assert reason in "\n".join(faults_of(text))


def test_all_faults_are_told_at_once() -> None:
    faulty = (
        SOUND.replace("knowledge_work", "nowhere").replace("week: 2", "week: two").replace("title", "titel")
    )
    lines = [re.findall(r"line (\d+)", fault)[0] for fault in faults_of(faulty)]
    assert lines == ["1", "1", "6", "10", "14", "15"]


def test_sample_of_the_reference_is_a_course_of_shipped_flows() -> None:
    flows = Path(__file__).parents[3] / "flows"
    section = (flows / "README.md").read_text(encoding="utf-8").split("\n## Courses\n")[1]
    sample = section.split("```yaml\n")[1].split("```")[0]
    names = {path.parent.name for path in flows.glob("*/flow.yaml")}
    assert read_course(sample, "short.course.yaml", "short", names).weeks == 2


def test_file_with_slips_of_any_kind_is_a_course_or_tells_where_it_is_none() -> None:
    told: list[FlowError] = []
    for seed in range(300):
        text = mutated(SOUND, random.Random(seed))  # noqa: S311 - mutations are no secret
        try:
            read_course(text, "course.yaml", "course", FLOWS)
        except FlowFaults as refused:
            told += refused.faults
    assert len(told) > len(FLOWS)
    assert all(fault.line >= 1 and fault.file == "course.yaml" for fault in told)

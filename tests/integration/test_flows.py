"""Every shipped flow loads, is walked in full by its transcripts, and comes out as its transcripts say."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.content.folder import read_content, read_flow_set, read_transcripts
from bot.domain.calendar import WorkingDayOfWeek
from bot.engine.cards import load_card
from bot.engine.coverage import coverage_of
from bot.engine.errors import FlowFaults
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.playing import play_transcript, record_transcript
from bot.engine.steps.ask import Ask
from bot.engine.steps.follow_up import FollowUp
from bot.engine.transcript import TRANSCRIPT_SUFFIX, load_transcript, write_transcript
from bot.ports import FlowSet

FLOWS = Path(__file__).parents[2] / "flows"
TRANSCRIPTS = sorted(FLOWS.glob(f"*/*{TRANSCRIPT_SUFFIX}"))
NAMES = sorted(path.parent.name for path in FLOWS.glob("*/flow.yaml"))

KNOWLEDGE_STATES = {"not_enough", "too_much", "conflicting", "beyond_guideline", "routine"}
BARRIERS = {"skills_confidence", "time", "permission", "structure_feedback", "none"}


@pytest.fixture(scope="session")
def library() -> FlowSet:
    return read_flow_set(FLOWS)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_flow_comes_out_as_its_transcript_says(
    path: Path, library: FlowSet, request: pytest.FixtureRequest
) -> None:
    flow = library.flows[path.parent.name]
    transcript = load_transcript(read_content(path), f"{path.parent.name}/{path.name}")
    if request.config.getoption("--update-transcripts", default=False):
        transcript = record_transcript(flow, transcript)
        path.write_text(write_transcript(transcript), encoding="utf-8")
    assert "\n".join(play_transcript(flow, transcript)) == ""


@pytest.mark.parametrize("name", NAMES)
def test_flow_that_asks_has_transcripts_for_the_main_the_lazy_the_silent_and_the_changed_way(
    name: str, library: FlowSet
) -> None:
    asks = any(step.waits for step in library.flows[name].steps)
    assert len(read_transcripts(FLOWS / name)) >= (4 if asks else 1)


@pytest.mark.parametrize("name", NAMES)
def test_transcripts_come_to_every_step_of_a_flow_and_take_every_choice(name: str, library: FlowSet) -> None:
    coverage = coverage_of(library.flows[name], read_transcripts(FLOWS / name).values())
    assert (coverage.steps.missing, coverage.choices.missing) == ((), ())


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_entry_that_says_when_says_what_for(path: Path) -> None:
    """The summary lists it as an open action, with the day under it."""
    for entry in _entries(path):
        assert entry.get("now_what") or not entry.get("follow_up")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_facet_of_several_flows_has_the_same_values_in_all(path: Path) -> None:
    for entry in _entries(path):
        facets = entry.get("more", {})
        assert facets.get("knowledge_state") in {None, *KNOWLEDGE_STATES}
        assert isinstance(facets.get("barrier", []), list)
        assert set(facets.get("barrier", [])) <= BARRIERS


def test_every_flow_of_the_folder_is_read(library: FlowSet) -> None:
    assert sorted(library.flows) == NAMES


def test_card_of_support_has_its_contacts_and_tells_which_nobody_has_checked() -> None:
    card = load_card(read_content(FLOWS / "support.yaml"), "support.yaml")
    assert len(card.contacts) == 4
    assert card.unverified() == tuple(contact.name for contact in card.contacts if not contact.last_verified)
    assert "116 123" in card.html


@pytest.mark.parametrize(
    ("file", "text", "part"),
    [
        (
            "_shared/lonely.yaml",
            "flow: lonely\ntitle: T\nsteps:\n  - say: x\n",
            "_shared/lonely.yaml, line 4",
        ),
        ("support.yaml", "text: x\ncontacts: []", "support.yaml, line 2"),
        (
            "course.yaml",
            "title: T\nprompts:\n  - {prompt: a, week: 1, flow: oen}\n",
            "course.yaml, line 3: There is no flow 'oen'. Did you mean 'one'?",
        ),
        ("Short.course.yaml", "title: T\n", "No course can be called 'Short'. Begin with a small letter"),
        ("course.course.yaml", "title: T\n", "No course can be called 'course'."),
        ("one/flow.cy.yaml", "steps: {nowhere: {text: x}}", "one/flow.cy.yaml, line 1"),
        (
            "one/flow.yaml",
            "flow: one\ntitle: T\nsteps:\n  - start: s\n    flow: too\n",
            "There is no flow 'too'",
        ),
        (
            "one/flow.yaml",
            "flow: one\ntitle: T\nsteps:\n  - start: s\n    flow: one\n    given: {x: run.is_even}\n",
            "one/flow.yaml, line 6, step 's': 'one' is given no 'x'.",
        ),
    ],
)
def test_fault_in_any_file_of_the_folder_is_told(tmp_path: Path, file: str, text: str, part: str) -> None:
    files = {
        "programme.yaml": "own: {usual: one}\nslots: ['12:45']\n",
        "one/flow.yaml": "flow: one\ntitle: T\nsteps:\n  - say: x\n    text: x\n",
        file: text,
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(FlowFaults) as caught:
        read_flow_set(tmp_path)
    assert len(caught.value.faults) == 1
    assert part in str(caught.value)


def test_courses_of_a_folder_are_known_by_their_files_names(tmp_path: Path) -> None:
    course = "title: T\nprompts:\n  - {prompt: opening, week: 1, flow: one}\n"
    files = {
        "programme.yaml": "own: {usual: one}\nslots: ['12:45']\n",
        "one/flow.yaml": "flow: one\ntitle: T\nsteps:\n  - say: x\n    text: x\n",
        "course.yaml": course,
        "short.course.yaml": course,
    }
    (tmp_path / "one").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    found = read_flow_set(tmp_path)
    assert [*found.courses] == [*found.course_texts] == ["course", "short"]
    assert found.courses["short"].name == "short"


def test_shipped_course_asks_in_four_weeks_and_reminds_on_the_last_day_who_has_not_answered(
    library: FlowSet,
) -> None:
    course = library.courses["course"]
    assert [(one.week, one.flow) for one in course.prompts] == [
        (1, "knowledge_work"),
        (2, "not_enough_knowledge"),
        (3, "too_much_knowledge"),
        (4, "wider_role"),
    ]
    assert all(one.day == WorkingDayOfWeek(one.week, 1) for one in course.prompts)
    assert all(one.reminder == WorkingDayOfWeek(one.week, -1) for one in course.prompts)


def test_fourth_week_leads_to_the_plan_and_the_plan_to_check_ins_after_2_6_and_12_weeks(
    library: FlowSet,
) -> None:
    led_to = {flow for step in library.flows["wider_role"].steps for _, flow, _ in step.flows()}
    assert led_to == {"action_plan"}
    steps = library.flows["action_plan"].steps
    check_ins = [step for step in steps if isinstance(step, FollowUp)]
    assert [(step.flow, step.after) for step in check_ins] == [
        ("plan_check_in", 14),
        ("plan_check_in", 42),
        ("plan_check_in", 84),
    ]


def test_programme_names_flows_that_exist(library: FlowSet) -> None:
    assert library.programme.flows() <= set(NAMES)


def test_prompts_of_the_own_rotation_are_short(library: FlowSet) -> None:
    for name in ("knowledge_today", "ten_second_day"):
        flow = library.flows[name]
        for step in flow.steps:
            if isinstance(step, Ask):
                assert all(len(text) <= 160 for text in _plain(step)), step.id


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    """What a transcript keeps, as it stands after each of its lines."""
    entry: dict[str, Any] = {}
    for line in load_transcript(read_content(path), path.name).script:
        if "saves" in line:
            entry |= line["saves"]
            yield entry


def _plain(step: Ask) -> list[str]:
    return [template.source.split("{{")[0].strip() for template in step.text.templates]


def test_a_flow_keeps_its_version_when_only_comments_change(library: FlowSet) -> None:
    flow = library.flows["knowledge_today"]
    again = load_flow({FLOW_FILE: "# a comment\n" + flow.source[FLOW_FILE]}, flow.name)
    assert again.version == flow.version

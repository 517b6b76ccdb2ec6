"""Every shipped flow loads, is walked in full by its transcripts, and comes out as its transcripts say."""

from pathlib import Path

import pytest

from bot.adapters.content.library import FileFlowLibrary, read_content, read_transcripts
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.playing import play_transcript, record_transcript
from bot.engine.steps.ask import Ask
from bot.engine.transcript import TRANSCRIPT_SUFFIX, load_transcript, write_transcript

FLOWS = Path(__file__).parents[2] / "flows"
TRANSCRIPTS = sorted(FLOWS.glob(f"*/*{TRANSCRIPT_SUFFIX}"))
NAMES = sorted(path.parent.name for path in FLOWS.glob("*/flow.yaml"))


@pytest.fixture(scope="session")
def library() -> FileFlowLibrary:
    return FileFlowLibrary(FLOWS)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_flow_comes_out_as_its_transcript_says(
    path: Path, library: FileFlowLibrary, request: pytest.FixtureRequest
) -> None:
    flow = library.current(path.parent.name)
    transcript = load_transcript(read_content(path), f"{path.parent.name}/{path.name}")
    if request.config.getoption("--update-transcripts", default=False):
        transcript = record_transcript(flow, transcript)
        path.write_text(write_transcript(transcript), encoding="utf-8")
    assert "\n".join(play_transcript(flow, transcript)) == ""


@pytest.mark.parametrize("name", NAMES)
def test_flow_has_transcripts_for_the_main_the_lazy_the_silent_and_the_changed_way(name: str) -> None:
    assert len(read_transcripts(FLOWS / name)) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_transcripts_ask_every_question_of_a_flow_and_take_every_choice_that_jumps(
    name: str, library: FileFlowLibrary
) -> None:
    flow = library.current(name)
    said, tapped = _heard(name)
    for step in flow.steps:
        if isinstance(step, Ask):
            assert any(text in said for text in _plain(step)), step.id
            jumping = {choice.label for choice in step.choices.values() if choice.go}
            assert jumping <= tapped


def test_every_flow_of_the_folder_is_in_the_library(library: FileFlowLibrary) -> None:
    assert library.names() == tuple(NAMES)
    for name in NAMES:
        flow = library.current(name)
        assert library.version(name, flow.version) is flow
        assert library.version(name, "0" * 16) is None


def test_programme_names_flows_that_exist(library: FileFlowLibrary) -> None:
    assert library.programme().flows() <= set(NAMES)


def test_prompts_of_the_own_rotation_are_short(library: FileFlowLibrary) -> None:
    for name in ("knowledge_today", "ten_second_day"):
        flow = library.current(name)
        for step in flow.steps:
            if isinstance(step, Ask):
                assert all(len(text) <= 160 for text in _plain(step)), step.id


def _plain(step: Ask) -> list[str]:
    return [template.source.split("{{")[0].strip() for template in step.text.templates]


def _heard(name: str) -> tuple[str, set[str]]:
    said, tapped = [], set()
    for transcript in read_transcripts(FLOWS / name).values():
        said += [str(line["bot"]) for line in transcript.script if "bot" in line]
        tapped |= {str(line["tap"]) for line in transcript.script if "tap" in line}
    return "\n".join(said), tapped


def test_a_flow_keeps_its_version_when_only_comments_change(library: FileFlowLibrary) -> None:
    flow = library.current("knowledge_today")
    again = load_flow({FLOW_FILE: "# a comment\n" + flow.source[FLOW_FILE]}, flow.name)
    assert again.version == flow.version

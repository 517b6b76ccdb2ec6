"""`kipic flows …` as an author uses it: on the shipped flows, on a new one, and on one with faults."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli

SHIPPED = Path(__file__).parents[2] / "flows"
RUNNER = CliRunner()

FAULTY = """\
flow: faulty
title: Faulty
seconds: 20
steps:
  - ask_text: first
    txet: What?
  - ask_chioce: second
    text: Which?
  - say: told
    text: "{{ frist }}"
    go: first
"""


def flows(*arguments: str | Path, typed: Sequence[str] = ()) -> Result:
    return RUNNER.invoke(cli, ["flows", *map(str, arguments)], input="".join(f"{line}\n" for line in typed))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a new flow in it."""
    result = flows("new", "evening_line", "--dir", tmp_path)
    assert result.exit_code == 0, result.output
    return tmp_path


def written(folder: Path, text: str, name: str = "faulty") -> Path:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "flow.yaml").write_text(text, encoding="utf-8")
    return folder


# check


def test_shipped_flows_have_neither_fault_nor_warning() -> None:
    result = flows("check", "--strict", "--dir", SHIPPED)
    assert result.exit_code == 0, result.output
    assert "nothing to mend" in result.output


def test_check_tells_all_faults_at_once_with_line_and_remedy(tmp_path: Path) -> None:
    result = flows("check", "--dir", written(tmp_path, FAULTY))
    assert result.exit_code == 2
    assert "faulty/flow.yaml:6" in result.output
    assert "Did you mean 'text'?" in result.output
    assert "faulty/flow.yaml:7" in result.output
    assert "Did you mean 'ask_choice'?" in result.output
    assert "programme" not in result.output


def test_check_tells_what_is_wrong_in_a_course_unless_another_is_asked_for(folder: Path) -> None:
    course = "title: T\nprompts:\n  - {prompt: opening, week: 1, flow: knowledge_work, reminder: today}\n"
    (folder / "short.course.yaml").write_text(course, encoding="utf-8")
    result = flows("check", "--dir", folder)
    assert result.exit_code == 2
    assert "short.course.yaml:3" in result.output
    assert "'today' is no day of a course." in result.output
    assert "1 flow, 1 course: 1 fault" in result.output
    assert flows("check", "evening_line", "--dir", folder).exit_code == 0
    assert flows("check", "short.course.yaml", "--dir", folder).exit_code == 2


def test_check_leaves_it_to_publishing_which_flows_there_are_for_a_course_that_stands_alone(
    tmp_path: Path,
) -> None:
    course = "title: T\nprompts:\n  - {prompt: opening, week: 1, flow: knowledge_work}\n"
    (tmp_path / "short.course.yaml").write_text(course, encoding="utf-8")
    result = flows("check", "--dir", tmp_path)
    assert (result.exit_code, result.output) == (0, "✓ 1 course: nothing to mend.\n")
    drawn = flows("graph", "short.course.yaml", "--dir", tmp_path)
    assert drawn.exit_code == 2
    assert "'short.course.yaml' is a course and no flow." in drawn.output


def test_check_leaves_with_one_for_warnings_only_when_it_is_strict(folder: Path) -> None:
    path = folder / "evening_line" / "flow.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Kept. Thank you.", "Well done!"), encoding="utf-8"
    )
    assert flows("check", "--dir", folder).exit_code == 0
    strict = flows("check", "--dir", folder, "--strict")
    assert strict.exit_code == 1
    assert "'well done' cheers." in strict.output


def test_check_of_one_flow_says_nothing_of_the_others(folder: Path) -> None:
    written(folder, FAULTY)
    assert flows("check", "evening_line", "--dir", folder).exit_code == 0
    assert flows("check", "faulty", "--dir", folder).exit_code == 2


def test_check_takes_the_folder_of_one_flow_too(folder: Path) -> None:
    written(folder, FAULTY)
    assert flows("check", "--dir", folder / "evening_line").exit_code == 0


def test_check_reads_the_folder_that_the_environment_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIPIC_FLOWS_DIR", str(folder))
    result = flows("check", "evening_line")
    assert result.exit_code == 0, result.output


def test_unknown_flow_is_told_with_the_nearest_name(folder: Path) -> None:
    result = flows("check", "evening_lime", "--dir", folder)
    assert result.exit_code == 2
    assert "Did you mean 'evening_line'?" in result.output


def test_folder_without_flows_is_told_with_a_remedy(tmp_path: Path) -> None:
    result = flows("check", "--dir", tmp_path)
    assert result.exit_code == 2
    assert "kipic flows new" in result.output


def test_output_in_a_pipe_has_no_colours(tmp_path: Path) -> None:
    assert "\x1b" not in flows("check", "--dir", written(tmp_path, FAULTY)).output


def test_output_on_a_terminal_has_colours_unless_they_are_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["flows", "check", "--dir", str(written(tmp_path, FAULTY))]
    assert "\x1b[31m" in RUNNER.invoke(cli, arguments, color=True).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in RUNNER.invoke(cli, arguments, color=True).output


# new


def test_new_flow_is_clean_and_its_transcript_passes(folder: Path) -> None:
    assert flows("check", "--strict", "--dir", folder).exit_code == 0
    result = flows("test", "--dir", folder)
    assert result.exit_code == 0, result.output
    assert "1 transcript" in result.output


def test_new_flow_is_told_with_every_step_up_to_people_and_each_can_be_copied(tmp_path: Path) -> None:
    told = flows("new", "evening_line", "--dir", tmp_path).output
    for command in ("check", "play", "test", "publish"):
        assert f"kipic flows {command} evening_line" in told
    assert f"publish evening_line --offer --dir {tmp_path}" in told.replace("\n", "")


def test_new_flow_finds_its_schema_beside_it(folder: Path) -> None:
    first = (folder / "evening_line" / "flow.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = folder / "evening_line" / first.partition("$schema=")[2]
    assert json.loads(schema.read_text(encoding="utf-8"))["title"] == "A flow of Kipic"


def test_new_flow_never_overwrites_one(folder: Path) -> None:
    before = (folder / "evening_line" / "flow.yaml").read_bytes()
    result = flows("new", "evening_line", "--dir", folder)
    assert result.exit_code == 2
    assert "Choose another name." in result.output
    assert (folder / "evening_line" / "flow.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["Evening", "1st", "../out", "a b", "_shared", "x" * 41])
def test_name_that_no_flow_can_have_is_refused(tmp_path: Path, name: str) -> None:
    assert flows("new", "--dir", tmp_path, "--", name).exit_code == 2
    assert list(tmp_path.iterdir()) == []


# play


def test_play_records_a_transcript_that_then_passes(folder: Path) -> None:
    typed = [
        "Drew it on paper",
        "+3h",
        "2",
        "/back",
        "1",
        "",
        "/nonsense",
        "/edit moment Drew it twice",
        "Again",
        "1",
    ]
    result = flows("play", "evening_line", "--dir", folder, "--record", "drawn", typed=typed)
    assert result.exit_code == 0, result.output
    assert "Which moment of today would you keep?" in result.output
    assert "3h later" in result.output
    assert "The flow is complete." in result.output
    text = (folder / "evening_line" / "drawn.transcript.yaml").read_text(encoding="utf-8")
    assert 'do: "back"' in text
    assert "Drew it twice" in text
    tested = flows("test", "--dir", folder)
    assert tested.exit_code == 0, tested.output
    assert "2 transcripts" in tested.output


def test_time_that_passes_brings_reminders_and_the_end_of_a_question(folder: Path) -> None:
    text = (
        "flow: timed\ntitle: Timed\nseconds: 20\nsteps:\n  - ask_text: first\n    text: What?\n    skip: true\n"
        "    remind_after: 3h\n    remind: Still there?\n    give_up_after: 24h\n"
        "  - end: thanks\n    text: Thank you.\n"
    )
    written(folder, text, "timed")
    early = flows("play", "timed", "--dir", folder, typed=["+2h"])
    assert "Still there?" not in early.output
    late = flows("play", "timed", "--dir", folder, typed=["+2h", "+1h", "+21h"])
    assert late.output.index("Still there?") < late.output.index("nobody answered in time")


def test_leaving_early_records_an_open_question(folder: Path) -> None:
    flows("play", "evening_line", "--dir", folder, "--record", "left", typed=["Words", "/end"])
    text = (folder / "evening_line" / "left.transcript.yaml").read_text(encoding="utf-8")
    assert text.endswith("ends: waiting\n")
    assert flows("test", "--dir", folder).exit_code == 0


def test_play_refuses_to_write_over_a_transcript_before_it_begins(folder: Path) -> None:
    result = flows("play", "evening_line", "--dir", folder, "--record", "answered", typed=["x"])
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert "delete that file first" in result.output
    assert "Which moment" not in result.output


def test_flow_that_is_handed_something_begins_like_its_first_transcript() -> None:
    result = flows("play", "monthly_review", "--dir", SHIPPED)
    assert "Looking back over" in result.output or "changed what you do" in result.output


def test_number_is_an_answer_where_numbers_are_asked_for(folder: Path) -> None:
    text = (
        "flow: sure\ntitle: Sure\nseconds: 10\nsteps:\n  - ask_scale: sure\n    text: How sure?\n"
        "  - end: thanks\n    text: You said {{ sure }}.\n"
    )
    written(folder, text, "sure")
    assert "You said 7." in flows("play", "sure", "--dir", folder, typed=["7"]).output
    assert "You said 6." in flows("play", "sure", "--dir", folder, typed=["#7"]).output


# test


def test_transcript_that_comes_out_otherwise_fails_with_the_difference(folder: Path) -> None:
    path = folder / "evening_line" / "flow.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("mostly?", "above all?"), encoding="utf-8")
    result = flows("test", "--dir", folder)
    assert result.exit_code == 1
    assert '-  - bot: "What was it mostly?"' in result.output
    assert '+  - bot: "What was it above all?"' in result.output
    assert "kipic flows test evening_line --update" in result.output
    assert flows("test", "--dir", folder, "--update").exit_code == 0
    assert flows("test", "--dir", folder).exit_code == 0


def test_flow_without_a_transcript_fails(folder: Path) -> None:
    (folder / "evening_line" / "answered.transcript.yaml").unlink()
    result = flows("test", "--dir", folder)
    assert result.exit_code == 1
    assert "too few" in result.output


def test_report_names_what_no_transcript_walks(folder: Path) -> None:
    result = flows("test", "--dir", folder)
    assert "steps 4/5" in result.output
    assert "never met: not_today" in result.output


# graph, diff, schema


def test_graph_prints_mermaid_or_writes_a_picture(tmp_path: Path) -> None:
    assert flows("graph", "welcome", "--dir", SHIPPED).output.startswith("flowchart TD\n")
    picture = tmp_path / "welcome.svg"
    assert flows("graph", "welcome", "--dir", SHIPPED, "--svg", picture).exit_code == 0
    assert picture.read_text(encoding="utf-8").startswith("<svg ")
    assert flows("graph", "welcome", "--dir", SHIPPED, "--svg", tmp_path / "no" / "x.svg").exit_code == 2


def test_diff_tells_step_by_step_what_changed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    flows("new", "evening_line", "--dir", other)
    assert "is the same in both" in flows("diff", "evening_line", other, "--dir", folder).output
    path = other / "evening_line" / "flow.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("Which moment", "What moment")
        .replace("not_today", "later_then")
    )
    path.write_text(text, encoding="utf-8")
    result = flows("diff", "evening_line", other, "--dir", folder)
    assert result.exit_code == 0
    assert "- Which moment of today would you keep?" in result.output
    assert "+ What moment of today would you keep?" in result.output
    assert "is this 'not_today' under another name?" in result.output


def test_schema_is_printed_as_json() -> None:
    assert "ask_text" in json.loads(flows("schema").output)["definitions"]

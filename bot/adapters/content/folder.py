"""The folder of authored content, read and checked at once: flows, skeletons, cards, transcripts, programme, courses."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.adapters.content.course import read_course
from bot.adapters.content.programme import read_programme
from bot.domain.courses import Course
from bot.engine.beginnings import wrong_beginnings
from bot.engine.cards import load_card
from bot.engine.definition import Flow
from bot.engine.errors import FlowError, FlowFaults
from bot.engine.limits import FILE_LIMIT
from bot.engine.loading import FLOW_FILE, SHARED_FOLDER, load_flow
from bot.engine.transcript import TRANSCRIPT_SUFFIX, Transcript, load_transcript
from bot.ports import PROGRAMME_FILE, FlowSet, course_file, course_of_file

SUPPORT_FILE = "support.yaml"
_COURSE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_flow_set(folder: Path) -> FlowSet:
    """The flows of a folder with its programme and courses; raises `FlowFaults` with the faults of all files."""
    faults: list[FlowError] = []
    folders = _flow_folders(folder, faults)
    # A flow with faults is still there to be named: its own lines say what is wrong with it.
    names = {path.name for path in folders}
    shared = read_shared(folder, faults)
    flows = _load_flows(folders, shared, faults)
    faults += _faults_of_skeletons(shared)
    for flow in flows.values():
        faults += wrong_beginnings(flow, flows, names)
    text, programme = "", None
    try:
        text = read_content(folder / PROGRAMME_FILE)
        programme = read_programme(text, PROGRAMME_FILE, names)
    except FlowFaults as error:
        faults += error.faults
    course_texts, courses = read_courses(folder, names, faults)
    if programme is None or faults:
        raise FlowFaults({str(fault): fault for fault in faults}.values())
    return FlowSet(
        flows=MappingProxyType(flows),
        programme=programme,
        programme_text=text,
        courses=MappingProxyType(courses),
        course_texts=MappingProxyType(course_texts),
    )


def read_courses(
    folder: Path, flows: Collection[str] | None, faults: list[FlowError]
) -> tuple[dict[str, str], dict[str, Course]]:
    """The texts of a folder's courses by their names, and those that load; `flows` they may name, None for any."""
    texts: dict[str, str] = {}
    courses: dict[str, Course] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = course_of_file(path.name)
        if name is None:
            continue
        if not _COURSE_NAME.fullmatch(name) or course_file(name) != path.name:
            remedy = "Begin with a small letter; small letters, digits and _ may follow."
            faults.append(_fault(path.name, 1, f"No course can be called '{name[:40]}'.", remedy))
            continue
        try:
            texts[name] = read_content(path)
            courses[name] = read_course(texts[name], path.name, name, flows)
        except FlowFaults as error:
            faults += error.faults
    return texts, courses


def _load_flows(folders: list[Path], shared: Mapping[str, str], faults: list[FlowError]) -> dict[str, Flow]:
    """Those that load, by name."""
    flows = {}
    for path in folders:
        try:
            flows[path.name] = load_flow({**shared, **read_flow_files(path)}, path.name)
        except FlowFaults as error:
            faults += error.faults
    return flows


def read_flow_files(folder: Path) -> Mapping[str, str]:
    """The files of one flow, translations included, by name; raises `FlowFaults` if one can't be read."""
    others = (path for path in sorted(folder.glob("flow.*.yaml")))
    return {path.name: read_content(path) for path in (folder / FLOW_FILE, *others)}


def read_shared(folder: Path, faults: list[FlowError]) -> Mapping[str, str]:
    """The files that all flows share, by the names under which flows know them: skeletons and cards."""
    shared: dict[str, str] = {}
    found = [
        (path, f"{SHARED_FOLDER}/{path.name}") for path in sorted(folder.glob(f"{SHARED_FOLDER}/*.yaml"))
    ]
    found += [(path, path.name) for path in sorted(folder.glob("*.yaml")) if is_card_file(path.name)]
    for path, name in found:
        try:
            shared[name] = read_content(path)
        except FlowFaults as error:
            faults += error.faults
    if SUPPORT_FILE in shared:
        try:
            load_card(shared[SUPPORT_FILE], SUPPORT_FILE)
        except FlowFaults as error:
            faults += error.faults
    return shared


def is_card_file(file: str) -> bool:
    """Whether a file beside the folders is a card: it is neither the programme nor a course."""
    return file != PROGRAMME_FILE and course_of_file(file) is None


def _faults_of_skeletons(shared: Mapping[str, str]) -> list[FlowError]:
    """What is wrong with skeletons, be they called by a flow or not."""
    faults: list[FlowError] = []
    for file in shared:
        name = file.removeprefix(f"{SHARED_FOLDER}/").removesuffix(".yaml")
        if file.startswith(SHARED_FOLDER) and "." not in name:
            caller = f"flow: caller\ntitle: A caller\nsteps:\n  - call: called\n    flow: {name}\n"
            try:
                load_flow({**shared, FLOW_FILE: caller}, "caller")
            except FlowFaults as error:
                faults += [fault for fault in error.faults if not fault.file.startswith("caller/")]
    return faults


def read_content(path: Path) -> str:
    """A content file as text, whatever its line ends; raises `FlowFaults` if it can't be read."""
    shown = f"{path.parent.name}/{path.name}"
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError:
        raise FlowFaults(
            [_fault(shown, 1, "The file can't be read.", "Check its name and rights.")]
        ) from None
    return content_text(data, shown)


def content_text(data: bytes, shown: str) -> str:
    """A content file's bytes as text, whatever its line ends; raises `FlowFaults` if they are none."""
    if len(data) > FILE_LIMIT:
        raise FlowFaults([_fault(shown, 1, f"The file is larger than {FILE_LIMIT} bytes.", "Split it.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FlowFaults([_fault(shown, line, "This is no UTF-8 text.", "Save the file as UTF-8.")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_transcripts(folder: Path) -> Mapping[Path, Transcript]:
    """All transcripts of one flow's folder by their path."""
    return {
        path: load_transcript(read_content(path), f"{folder.name}/{path.name}")
        for path in sorted(folder.glob(f"*{TRANSCRIPT_SUFFIX}"))
    }


def _flow_folders(folder: Path, faults: list[FlowError]) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._")
    except OSError:
        faults.append(_fault(folder.name, 1, "The folder of flows can't be read.", "Check KIPIC_FLOWS_DIR."))
        return []
    if not found:
        faults.append(_fault(folder.name, 1, "There is no flow in this folder.", "Check KIPIC_FLOWS_DIR."))
    return found


def _fault(file: str, line: int, reason: str, remedy: str) -> FlowError:
    return FlowError(file=file, line=line, reason=reason, remedy=remedy)

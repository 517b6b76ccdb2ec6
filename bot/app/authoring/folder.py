"""A folder of flows as its author works on it: what loads, what does not and why, and the transcripts beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.content.folder import (
    read_content,
    read_courses,
    read_flow_files,
    read_flow_set,
    read_shared,
    read_transcripts,
)
from bot.adapters.content.programme import read_programme
from bot.config import Settings
from bot.domain.courses import Course
from bot.domain.errors import KipicError
from bot.domain.programme import Programme
from bot.engine.definition import Flow
from bot.engine.errors import FlowError, FlowFaults, suggest
from bot.engine.inspection import Rhythm
from bot.engine.loading import load_flow
from bot.engine.shelf import FLOW_FILE, SHARED_FOLDER
from bot.engine.transcript import Transcript
from bot.ports import PROGRAMME_FILE, course_file, course_of_file

SHIPPED_TRANSCRIPTS = 4
OWN_TRANSCRIPTS = 1
"""Transcripts that a flow needs: shipped ones the main, the lazy, the silent and the changed way; own ones any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsFolder:
    """The flows and courses of a folder (those asked for), with all faults of their files; `path` is where it lies."""

    path: Path
    names: tuple[str, ...]
    flows: Mapping[str, Flow]
    transcripts: Mapping[str, tuple[Transcript, ...]]
    faults: tuple[FlowError, ...]
    programme: Programme | None
    courses: Mapping[str, Course] = field(default_factory=dict)
    course_texts: Mapping[str, str] = field(default_factory=dict)

    def flow(self, name: str) -> Flow:
        """A flow that loads; raises KipicError with what is wrong with it otherwise."""
        if course_of_file(name) is not None:
            raise KipicError(f"'{name}' is a course and no flow.", remedy="Look at it: kipic flows check")
        if name not in self.flows:
            told = "\n".join(str(fault) for fault in self.faults)
            raise KipicError(told, remedy=f"Mend that first: kipic flows check {name}")
        return self.flows[name]

    def shown(self, file: str) -> str:
        """A file of the folder as one would name it from here."""
        path = self.path / file
        return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

    def rhythm(self, name: str) -> Rhythm:
        """How often a flow may be asked: the usual one and the light one daily, by those who chose that."""
        rotation = self.programme.rotation if self.programme else None
        daily = rotation is not None and name in {rotation.usual, rotation.light}
        return Rhythm.DAILY if daily else Rhythm.OTHERWISE

    def transcripts_needed(self, name: str) -> int:
        """How many transcripts a flow of this folder needs; one that asks nothing has only one way to go."""
        is_shipped = self.path.resolve() == Settings().flows_dir.resolve()
        asks = any(step.waits for step in self.flow(name).steps)
        return SHIPPED_TRANSCRIPTS if is_shipped and asks else OWN_TRANSCRIPTS


def read_folder(path: Path, names: Sequence[str] = ()) -> FlowsFolder:
    """Read a folder of flows, or one flow's own folder; `names` are the flows and files of courses wanted, none for all."""
    if (path / FLOW_FILE).is_file():
        path, names = path.resolve().parent, [*names, path.resolve().name]
    there = sorted(
        found.parent.name for found in path.glob(f"*/{FLOW_FILE}") if found.parent.name[0] not in "._"
    )
    course_files = sorted(
        found.name for found in path.glob("*.yaml") if course_of_file(found.name) is not None
    )
    _require_there(path, names, [*there, *course_files])
    wanted = tuple(name for name in dict.fromkeys(names or there) if name in there)
    faults = list(_faults_of_all(path)) if there else []
    flows, transcripts = _read_flows(path, wanted, faults)
    has_programme = (path / PROGRAMME_FILE).is_file()
    told = _concerning(faults, wanted, is_all=not names, has_programme=has_programme)
    course_faults: list[FlowError] = []
    texts, courses = read_courses(path, there if has_programme else None, course_faults)
    asked = {file for file in course_files if not names or file in names}
    told = (*told, *(fault for fault in course_faults if Path(fault.file).name in asked))
    return FlowsFolder(
        path=path,
        names=wanted,
        flows=flows,
        transcripts=transcripts,
        faults=FlowFaults(told).faults,
        programme=_programme(path, there),
        courses={name: course for name, course in courses.items() if course_file(name) in asked},
        course_texts={name: text for name, text in texts.items() if course_file(name) in asked},
    )


def _require_there(path: Path, names: Sequence[str], there: Sequence[str]) -> None:
    for name in names:
        if name not in there:
            what = f"There is no flow '{name}' in {path}."
            raise KipicError(what, remedy=suggest(name, there) or "kipic flows new makes one.")
    if not there:
        raise KipicError(
            f"There is no flow in {path}.", remedy="Name another --dir, or make one: kipic flows new"
        )


def _read_flows(
    path: Path, wanted: Sequence[str], faults: list[FlowError]
) -> tuple[dict[str, Flow], dict[str, tuple[Transcript, ...]]]:
    """Those that load, and their transcripts."""
    flows: dict[str, Flow] = {}
    transcripts: dict[str, tuple[Transcript, ...]] = {}
    shared = read_shared(path, faults)
    for name in wanted:
        try:
            flows[name] = load_flow({**shared, **read_flow_files(path / name)}, name)
        except FlowFaults as error:
            faults += error.faults
        try:
            transcripts[name] = tuple(read_transcripts(path / name).values())
        except FlowFaults as error:
            faults += error.faults
    return flows, transcripts


def _faults_of_all(path: Path) -> Sequence[FlowError]:
    try:
        read_flow_set(path)
    except FlowFaults as error:
        return error.faults
    return ()


def _concerning(
    faults: list[FlowError], names: Sequence[str], *, is_all: bool, has_programme: bool
) -> tuple[FlowError, ...]:
    """Each fault once: those of the flows asked for and of what they share; courses are told about by themselves."""
    folders = {*names, SHARED_FOLDER}
    told = {
        str(fault): fault
        for fault in faults
        if (has_programme or Path(fault.file).name != PROGRAMME_FILE)
        and course_of_file(Path(fault.file).name) is None
        and (is_all or "/" not in fault.file or fault.file.split("/")[0] in folders)
    }
    return FlowFaults(told.values()).faults


def _programme(path: Path, names: Sequence[str]) -> Programme | None:
    """The folder's programme, if it has one that can be read; its faults are told with the others."""
    try:
        return read_programme(read_content(path / PROGRAMME_FILE), PROGRAMME_FILE, set(names))
    except FlowFaults:
        return None

"""The folder of authored content, read and checked once: flows by name, their transcripts, and the programme."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.adapters.content.programme import read_programme
from bot.domain.programme import Programme
from bot.engine.definition import Flow
from bot.engine.errors import FlowError, FlowFaults
from bot.engine.limits import FILE_LIMIT
from bot.engine.loading import FLOW_FILE, load_flow
from bot.engine.transcript import TRANSCRIPT_SUFFIX, Transcript, load_transcript

PROGRAMME_FILE = "programme.yaml"


class FileFlowLibrary:
    """The flows of a folder, as they were when it was read; raises `FlowFaults` with the faults of all files."""

    def __init__(self, folder: Path) -> None:
        faults: list[FlowError] = []
        flows: dict[str, Flow] = {}
        folders = _flow_folders(folder, faults)
        for path in folders:
            try:
                flows[path.name] = load_flow({FLOW_FILE: read_content(path / FLOW_FILE)}, path.name)
            except FlowFaults as error:
                faults += error.faults
        programme = None
        try:
            # A flow with faults is still there to be named: its own lines say what is wrong with it.
            names = {path.name for path in folders}
            programme = read_programme(read_content(folder / PROGRAMME_FILE), PROGRAMME_FILE, names)
        except FlowFaults as error:
            faults += error.faults
        if programme is None or faults:
            raise FlowFaults(faults)
        self._flows: Mapping[str, Flow] = MappingProxyType(flows)
        self._programme = programme

    def names(self) -> tuple[str, ...]:
        """All flows, by name."""
        return tuple(sorted(self._flows))

    def current(self, name: str) -> Flow:
        """The flow as it is now; raises KeyError if there is none."""
        return self._flows[name]

    def version(self, name: str, version: str) -> Flow | None:
        """The flow at this version, if it is the current one."""
        flow = self._flows.get(name)
        return flow if flow is not None and flow.version == version else None

    def programme(self) -> Programme:
        """What is asked when and for whom."""
        return self._programme


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

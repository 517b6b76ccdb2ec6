"""The folder of authored content, read and checked once: flows, skeletons, cards, transcripts, the programme."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.adapters.content.programme import read_programme
from bot.domain.programme import Programme
from bot.engine.cards import ContactCard, load_card
from bot.engine.definition import Flow
from bot.engine.errors import FlowError, FlowFaults, suggest
from bot.engine.limits import FILE_LIMIT
from bot.engine.loading import FLOW_FILE, SHARED_FOLDER, load_flow
from bot.engine.transcript import TRANSCRIPT_SUFFIX, Transcript, load_transcript

PROGRAMME_FILE = "programme.yaml"

MOST_EARLIER = 64
"""Earlier versions kept at hand: reading one anew takes milliseconds, and live runs need a few at a time."""
SUPPORT_FILE = "support.yaml"
NO_CARDS = frozenset({PROGRAMME_FILE, "course.yaml"})
"""Files beside the folders that are no cards."""


class FileFlowLibrary:
    """The flows of a folder, as they were when it was read; raises `FlowFaults` with the faults of all files."""

    def __init__(self, folder: Path) -> None:
        faults: list[FlowError] = []
        flows: dict[str, Flow] = {}
        folders = _flow_folders(folder, faults)
        shared = read_shared(folder, faults)
        for path in folders:
            try:
                flows[path.name] = load_flow({**shared, **read_flow_files(path)}, path.name)
            except FlowFaults as error:
                faults += error.faults
        faults += _faults_of_skeletons(shared)
        faults += _wrong_beginnings(flows, {path.name for path in folders})
        programme = None
        try:
            # A flow with faults is still there to be named: its own lines say what is wrong with it.
            names = {path.name for path in folders}
            programme = read_programme(read_content(folder / PROGRAMME_FILE), PROGRAMME_FILE, names)
        except FlowFaults as error:
            faults += error.faults
        if programme is None or faults:
            raise FlowFaults({str(fault): fault for fault in faults}.values())
        self._cards = {file: load_card(text, file) for file, text in shared.items() if file == SUPPORT_FILE}
        self._flows: Mapping[str, Flow] = MappingProxyType(flows)
        self._programme = programme
        self._earlier: dict[tuple[str, str], Flow] = {}

    def names(self) -> tuple[str, ...]:
        """All flows, by name."""
        return tuple(sorted(self._flows))

    def current(self, name: str) -> Flow:
        """The flow as it is now; raises KeyError if there is none."""
        return self._flows[name]

    def version(self, name: str, version: str) -> Flow | None:
        """The flow at this version: the current one, or an earlier one that was adopted."""
        flow = self._flows.get(name)
        return flow if flow is not None and flow.version == version else self._earlier.get((name, version))

    def adopt(self, flow: Flow) -> None:
        """Know an earlier version too, which a live run still needs; the one adopted first makes room."""
        self._earlier[flow.name, flow.version] = flow
        while len(self._earlier) > MOST_EARLIER:
            del self._earlier[next(iter(self._earlier))]

    def card(self, name: str) -> ContactCard:
        """A card of contacts; raises KeyError if there is none. `unverified()` on it names what nobody has checked."""
        return self._cards[f"{name}.yaml"]

    def programme(self) -> Programme:
        """What is asked when and for whom."""
        return self._programme


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
    found += [(path, path.name) for path in sorted(folder.glob("*.yaml")) if path.name not in NO_CARDS]
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


def _wrong_beginnings(flows: Mapping[str, Flow], names: Collection[str]) -> Iterator[FlowError]:
    """Steps that begin a flow which isn't there, or hand it what it doesn't know."""
    for flow in flows.values():
        for step in flow.steps:
            for key, begun, handed in step.flows():
                unknown = sorted(handed - flows[begun].given) if begun in flows else []
                reason, remedy, where = "", "", "flow"
                if begun not in names:
                    reason, remedy = f"There is no flow '{begun}'.", suggest(begun, names)
                elif unknown:
                    reason, where = f"'{begun}' is given no '{unknown[0]}'.", key
                    remedy = (
                        suggest(unknown[0], flows[begun].given) or f"Add it to its own given: [{unknown[0]}]."
                    )
                if reason:
                    file, line = flow.line_of(step.id, (where,))
                    yield FlowError(file=file, line=line, step=step.id, reason=reason, remedy=remedy)


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

"""Flow files that lie in no folder yet, laid over the bot's own, so that an author's tools read them like a folder."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.app.authoring.beginning import new_flow, require_name, title_of
from bot.app.authoring.folder import FlowsFolder, read_folder
from bot.app.workshop.parcels import is_flow_file, shown
from bot.domain.errors import KipicError
from bot.engine.definition import Flow
from bot.engine.limits import FILE_LIMIT
from bot.engine.shelf import FLOW_FILE, SHARED_FOLDER
from bot.engine.transcript import TRANSCRIPT_SUFFIX
from bot.playground.workshop import Draft


@contextmanager
def folder_of(draft: Draft, own: Path, current: Iterable[Flow]) -> Iterator[FlowsFolder]:
    """The draft's flow among the bot's current ones, with the skeletons and cards that the folder `own` holds.

    Raises KipicError for a wrong draft.
    """
    require_content(draft)
    with tempfile.TemporaryDirectory(prefix="kipic-draft-") as name:
        path = Path(name)
        for file in (*own.glob("*.yaml"), *own.glob(f"{SHARED_FOLDER}/*.yaml")):
            _write(path / file.relative_to(own), file.read_text(encoding="utf-8"))
        for flow in current:
            _lay_beside(draft, flow, path)
        for file_name, text in draft.files.items():
            _write(path / file_name, text)
        yield read_folder(path, [draft.flow])


def _lay_beside(draft: Draft, flow: Flow, path: Path) -> None:
    """One of the bot's own flows, whole if the draft names it; else its folder stands for its name.

    An author waits for the check at every pause, and reading all flows takes ten times as long.
    """
    if flow.name in flows_of(draft):
        return
    (path / flow.name).mkdir()
    if any(flow.name in text for text in draft.files.values()):
        for file, text in _own_files(flow).items():
            _write(path / file, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def require_content(draft: Draft) -> None:
    """Refuse a draft without its flow, and files that no folder of flows has."""
    for file, text in draft.files.items():
        if not is_flow_file(file):
            raise KipicError(f"'{shown(file)}' is no flow's file.", remedy="Take it off the bench.")
        if len(text) > FILE_LIMIT:
            raise KipicError(f"{file} is larger than {FILE_LIMIT} bytes.", remedy="Split it.")
    if f"{draft.flow}/{FLOW_FILE}" not in draft.files:
        raise KipicError(
            f"There is no {FLOW_FILE} of '{shown(draft.flow)}'.", remedy="Begin a flow, or drop one."
        )


def files_of(flow: Flow, own: Path) -> Mapping[str, str]:
    """The files of one of the bot's current flows by their names in a draft, with the transcripts that lie in `own`."""
    transcripts = sorted((own / flow.name).glob(f"*{TRANSCRIPT_SUFFIX}"))
    return {
        **_own_files(flow),
        **{f"{flow.name}/{path.name}": path.read_text(encoding="utf-8") for path in transcripts},
    }


def begun(name: str, like: str, copied: Mapping[str, str] | None) -> Mapping[str, str]:
    """The files of a new flow: a copy of the flow `like` under this name, or the small template.

    Without its transcript: that would be somebody else's conversation, and fail at the first change.
    """
    if copied is None:
        return {f"{name}/{FLOW_FILE}": new_flow(name)[FLOW_FILE]}
    require_name(name)
    files = {f"{name}/{file.partition('/')[2]}": text for file, text in copied.items()}
    home = f"{name}/{FLOW_FILE}"
    return {**files, home: _renamed(files[home], like, name)}


def flows_of(draft: Draft) -> tuple[str, ...]:
    """The flows on the bench."""
    return tuple(sorted(file.partition("/")[0] for file in draft.files if file.endswith(f"/{FLOW_FILE}")))


def _own_files(flow: Flow) -> Mapping[str, str]:
    """A flow's own files by their names in a draft, without what it shares with others."""
    files = {f"{flow.name}/{file}": text for file, text in flow.source.items() if "/" not in file}
    return {name: text for name, text in files.items() if is_flow_file(name)}


def _renamed(text: str, before: str, after: str) -> str:
    """A flow file under another name, with a title made from it, so that lists tell the two apart."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        key, _, value = line.partition(":")
        if key == "flow":
            lines[number] = f"flow:{value.replace(before, after, 1)}"
        elif key == "title":
            lines[number] = f"title: {title_of(after)}\n"
    return "".join(lines)

"""Golden conversations as files: what one holds, how it is read and how it is written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.engine.document import Document, Path, read_document
from bot.engine.errors import FlowError, FlowFaults, suggest
from bot.engine.typed import parse_duration

Line = Mapping[str, Any]

TRANSCRIPT_SUFFIX = ".transcript.yaml"

ACTIONS = ("skip", "back", "stop", "again")
"""What `do` may name: the person's controls."""

_KEYS = frozenset({"given", "script", "ends"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A conversation: who and what it begins with, its lines, and the status in which the run ends."""

    file: str
    given: Mapping[str, Any] = field(repr=False)
    script: tuple[Line, ...] = field(repr=False)
    ends: str


def load_transcript(text: str, file: str) -> Transcript:
    """Read a transcript; raises `FlowFaults` with all that is wrong."""
    document = read_document(text, file)
    faults = list(_faults(document))
    if faults:
        raise FlowFaults(faults)
    raw = document.value
    return Transcript(
        file=file, given=raw.get("given") or {}, script=tuple(raw["script"]), ends=raw.get("ends", "waiting")
    )


def write_transcript(transcript: Transcript) -> str:
    """A transcript as the text of its file."""
    lines = [f"given: {_flow_style(transcript.given)}", "script:"]
    for entry in transcript.script:
        lead = "  - "
        for key, value in entry.items():
            lines.append(f"{lead}{key}: {_flow_style(value)}")
            lead = "    "
    lines.append(f"ends: {transcript.ends}")
    return "\n".join(lines) + "\n"


def _flow_style(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False)


def _faults(document: Document) -> Iterator[FlowError]:
    raw = document.value
    if not isinstance(raw, dict) or not isinstance(raw.get("script"), list):
        yield _fault(document, (), "A transcript needs a script.", "Write given:, script: and ends:.")
        return
    for key in raw:
        if key not in _KEYS:
            yield _fault(document, (key,), f"The key '{key[:40]}' is not known.", suggest(key, _KEYS))
    if not isinstance(raw.get("given") or {}, dict):
        yield _fault(document, ("given",), "'given' is a mapping.", "Write it like: {first_name: Ada}.")
    for position, line in enumerate(raw["script"]):
        wrong = _line_fault(line)
        if wrong is not None:
            yield _fault(document, ("script", position), *wrong)


def _line_fault(line: Any) -> tuple[str, str] | None:  # noqa: ANN401 - whatever the author wrote
    if not isinstance(line, dict) or not line:
        return "A line is a mapping.", 'Write it like: - ada: "What was said".'
    if "after" in line and parse_duration(str(line["after"])) is None:
        return "'after' needs a length of time.", "Write it like 90m, 24h or 3d."
    if "do" in line and line["do"] not in ACTIONS:
        return f"'{str(line['do'])[:20]}' can't be done.", suggest(str(line["do"]), ACTIONS)
    edit = line.get("edit", {"answer": "", "now": ""})
    if not isinstance(edit, dict) or set(edit) != {"answer", "now"}:
        return "'edit' names an answer and what it says now.", "Write it like: edit: {answer: x, now: y}."
    return None


def _fault(document: Document, path: Path, reason: str, remedy: str) -> FlowError:
    return FlowError(file=document.file, line=document.line(path), reason=reason, remedy=remedy)

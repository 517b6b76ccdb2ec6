"""YAML text to plain values with the line of each, and every way of being hostile refused with a line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from bot.engine.errors import FlowError, FlowFaults
from bot.engine.limits import DEPTH_LIMIT, FILE_LIMIT, LINES_LIMIT, NODE_LIMIT, WORDS_LIMIT

Path = tuple[str | int, ...]

_LINE_BREAKS = "\n\r\x85\u2028\u2029"
"""What YAML takes for the end of a line."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: Mapping[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

_SLIPS: Mapping[str, tuple[str, str]] = {
    "but found '<scalar>'": (
        "There is more here after a closing quote.",
        "Put a text that holds ' in double quotes, and one that holds \" in single ones.",
    ),
    "expected <block end>": (
        "This line does not stand in line with those above it.",
        "Keys of one step begin in the same column, and each step begins with '- '.",
    ),
    "mapping values are not allowed": (
        "This line can't hold this ':'.",
        "Put a text that holds : in quotes, or move the line back in line with those above it, '- ' with its space.",
    ),
    "could not find expected ':'": (
        "This line, or the one above it, lacks a ':' with a space behind it.",
        "Write key: value.",
    ),
}
"""What the parser says of the slips that authors make most, with what is wrong and how to mend it; first match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file holds, as plain values, and the line (from 1) of every key and item by its path."""

    file: str
    value: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str, file: str) -> Document:
    """Read one YAML 1.2 document; raises `FlowFaults` with exactly one fault, whatever the text is."""
    much = _too_much(text)
    if much:
        raise FlowFaults([FlowError(file=file, line=1, reason=f"The file {much}.", remedy="Split it.")])
    reader = _Reader()
    try:
        value = reader.read(text)
    except _Refused as refused:
        fault = FlowError(file=file, line=refused.line, reason=refused.reason, remedy=refused.remedy)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else reader.line
        reason, remedy = _explained(error, text, line)
        fault = FlowError(file=file, line=line, reason=reason, remedy=remedy)
    except Exception:  # noqa: BLE001 - whatever the parser trips over is a fault of the file, never a traceback
        reason = "This can't be read as YAML: a character here is not allowed."
        fault = FlowError(file=file, line=reader.line, reason=reason, remedy="Type the line anew.")
    else:
        return Document(file=file, value=value, lines=reader.lines)
    raise FlowFaults([fault])


def _too_much(text: str) -> str:
    """What makes a text too long for the parser, which takes a microsecond for each of its signs and more for others."""
    if len(text) > FILE_LIMIT:
        return f"is larger than {FILE_LIMIT} bytes"
    if sum(map(text.count, _LINE_BREAKS)) > LINES_LIMIT:
        return f"has more than {LINES_LIMIT} lines"
    return f"has more than {WORDS_LIMIT} words" if len(text.split()) > WORDS_LIMIT else ""


class _Refused(Exception):  # noqa: N818 - leaves this module only as a FlowError
    def __init__(self, line: int, reason: str, remedy: str = "") -> None:
        self.line = line
        self.reason = reason
        self.remedy = remedy
        super().__init__(reason)


@dataclass(slots=True)
class _Reader:
    """Builds values from parser events: no aliases, no tags, no duplicate keys, nothing deep, nothing endless."""

    lines: dict[Path, int] = field(default_factory=dict)
    line: int = 1
    nodes: int = 0

    def read(self, text: str) -> Any:  # noqa: ANN401 - a document is JSON of any kind
        events = self._watched(YAML(typ="safe", pure=True).parse(text))
        found: list[Any] = []
        for event in events:
            if isinstance(event, DocumentStartEvent) and found:
                raise _Refused(
                    self.line, "There is a second document in this file.", "Remove the line '---'."
                )
            if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                found.append(self._node(event, events, ()))
            elif isinstance(event, StreamEndEvent | DocumentEndEvent):
                continue
        return found[0] if found else None

    def _watched(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            self.line = event.start_mark.line + 1
            self.nodes += 1
            if self.nodes > NODE_LIMIT:
                raise _Refused(self.line, f"The file holds more than {NODE_LIMIT} values.", "Split it.")
            yield event

    def _node(self, event: Any, events: Iterator[Event], path: Path) -> Any:  # noqa: ANN401 - ruamel types no fields
        if isinstance(event, AliasEvent) or event.anchor:
            raise _Refused(
                self.line, "Anchors (&) and aliases (*) are not used here.", "Write it out, or in quotes."
            )
        if getattr(event, "tag", None):
            raise _Refused(self.line, "Tags (!) are not used here.", "Put the text in quotes.")
        if len(path) > DEPTH_LIMIT:
            raise _Refused(self.line, f"This is nested more than {DEPTH_LIMIT} deep.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return _scalar(event)

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise _Refused(
                    self.line, "A key must be a plain word.", "Put a text that begins with { or [ in quotes."
                )
            key = self._node(event, events, path)
            name = event.value if not isinstance(key, str) else key
            if name in value:
                raise _Refused(
                    self.line,
                    f"The key '{name[:40]}' stands here twice.",
                    "Remove one of them, or begin the next step with '- '.",
                )
            self.lines[*path, name] = self.line
            value[name] = self._node(next(events), events, (*path, name))
        return value

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            place = (*path, len(items))
            self.lines[place] = self.line
            items.append(self._node(event, events, place))
        return items


def _scalar(event: Any) -> Any:  # noqa: ANN401 - ruamel types no fields
    text: str = event.value
    if event.style is not None or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _explained(error: MarkedYAMLError, text: str, line: int) -> tuple[str, str]:
    """What is wrong and how to mend it, in words for somebody who does not know YAML."""
    if "\t" in _nth_line(text, line):
        return "There is a tab in this line.", "Use spaces."
    problem = (error.problem or "it is not what was expected here").splitlines()[0]
    for sign, explained in _SLIPS.items():
        if sign in problem:
            return explained
    remedy = "Put texts that hold : # or quotes in quotes, and line the keys up."
    return f"This can't be read as YAML: {problem[:120]}.", remedy


def _nth_line(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1] if line <= len(lines) else ""

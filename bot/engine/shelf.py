"""The files from which a flow is read: each is read once, and what was used is kept with the flow."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.engine.cards import ContactCard, card_of
from bot.engine.document import Document, Path, read_document
from bot.engine.errors import FlowError, FlowFaults
from bot.engine.faults import validated
from bot.engine.limits import FAULTS_LIMIT
from bot.engine.steps.authored import Label, Name

FLOW_FILE = "flow.yaml"
"""The file of a flow's folder that holds its steps."""

SHARED_FOLDER = "_shared"
"""The folder of skeletons beside those of the flows; its files are known as `_shared/<name>.yaml`."""

_LOCALE_FILE = re.compile(r"flow\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFlow:
    """A skeleton as it is read: its document, the names that a caller may hand over, its steps as authored."""

    document: Document
    given: frozenset[str]
    steps: list[Any]


class _SharedHeader(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    flow: Name
    title: Label
    given: list[Name] = Field(default_factory=list)


@dataclass(slots=True)
class Shelf:
    """The files of one flow and those that all flows share, by name; gathers their faults."""

    name: str
    files: Mapping[str, str]
    faults: list[FlowError] = field(default_factory=list)
    documents: dict[str, Document | None] = field(default_factory=dict)
    skeletons: dict[str, SharedFlow | None] = field(default_factory=dict)
    cards: dict[str, ContactCard | None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def shown(self, file: str) -> str:
        """What a file is called to its author."""
        return f"{self.name}/{file}" if file == FLOW_FILE or _LOCALE_FILE.fullmatch(file) else file

    def document(self, file: str) -> Document | None:
        """A file as plain values; None if it is not there, or can't be read."""
        if file not in self.documents and file in self.files:
            try:
                self.documents[file] = read_document(self.files[file], self.shown(file))
            except FlowFaults as error:
                self.documents[file] = None
                self.faults += error.faults
        return self.documents.get(file)

    def locales(self) -> tuple[str, ...]:
        """The languages, besides its own, in which the flow is written."""
        return tuple(sorted(match[1] for match in map(_LOCALE_FILE.fullmatch, self.files) if match))

    def skeleton_names(self) -> Iterable[str]:
        """All skeletons that may be called."""
        files = (
            file.removeprefix(f"{SHARED_FOLDER}/") for file in self.files if file.startswith(SHARED_FOLDER)
        )
        return [file.removesuffix(".yaml") for file in files if file.count(".") == 1]

    def skeleton(self, name: str) -> SharedFlow | None:
        """A shared file as a skeleton; None if it is not there, or has faults."""
        if name not in self.skeletons:
            document = self.document(shared_file(name))
            self.skeletons[name] = None if document is None else self._skeleton(document, name)
        return self.skeletons[name]

    def _skeleton(self, document: Document, name: str) -> SharedFlow | None:
        raw = document.value if isinstance(document.value, dict) else {}
        header = validated(_SharedHeader, {key: value for key, value in raw.items() if key != "steps"})
        if not isinstance(header, _SharedHeader):
            for path, reason, remedy in header if isinstance(header, list) else []:
                self.fault(document, path, reason, remedy)
            return None
        if header.flow != name:
            reason = f"The skeleton is called '{header.flow}', its file '{name}'."
            self.fault(document, ("flow",), reason, "Make them the same.")
        steps = raw.get("steps")
        if not isinstance(steps, list) or not steps:
            self.fault(
                document,
                ("steps",),
                "A skeleton needs a list of steps.",
                "Write steps: and below it one step.",
            )
            return None
        return SharedFlow(document=document, given=frozenset(header.given), steps=steps)

    def card(self, name: str, locale: str | None) -> ContactCard | None:
        """The card of a data file, in this language if it is there; None if there is none, or it has faults."""
        file = f"{name}.{locale}.yaml" if locale and f"{name}.{locale}.yaml" in self.files else f"{name}.yaml"
        if file not in self.cards and file in self.files:
            try:
                document = self.document(file)
                self.cards[file] = None if document is None else card_of(document)
            except FlowFaults as error:
                self.cards[file] = None
                self.faults += error.faults
        return self.cards.get(file)

    def used(self) -> Mapping[str, str]:
        """The text of every file that was read."""
        return {file: self.files[file] for file in self.documents}

    def fault(self, document: Document, path: Path, reason: str, remedy: str = "", step: str = "") -> None:
        """Write down what is wrong, once; raises `FlowFaults` when it is so much that reading on is no use."""
        line = document.line(path)
        fault = FlowError(file=document.file, line=line, step=step[:40], reason=reason, remedy=remedy)
        if str(fault) in self.told:
            return
        self.told.add(str(fault))
        self.faults.append(fault)
        if len(self.told) >= FAULTS_LIMIT:
            raise FlowFaults(self.faults)


def shared_file(name: str, locale: str | None = None) -> str:
    """The file of a skeleton, or of its translation."""
    return f"{SHARED_FOLDER}/{name}.{locale}.yaml" if locale else f"{SHARED_FOLDER}/{name}.yaml"


def locale_file(locale: str | None) -> str:
    """The file of a flow's own steps, or of their translation."""
    return f"flow.{locale}.yaml" if locale else FLOW_FILE

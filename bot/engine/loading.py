"""Flow files to a flow: reads, checks everything, and reports all faults at once with their lines."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from bot.engine.definition import Flow, names_read
from bot.engine.document import Document
from bot.engine.entry import EntrySpec
from bot.engine.errors import FlowError, FlowFaults, suggest
from bot.engine.expansion import Expansion
from bot.engine.faults import validated
from bot.engine.limits import LOCALES_LIMIT
from bot.engine.names import Names
from bot.engine.shelf import FLOW_FILE, SHARED_FOLDER, Shelf, locale_file, shared_file
from bot.engine.steps.authored import Label, Name
from bot.engine.translation import Translations
from bot.engine.weaving import check_jumps, check_names, check_plans, index_of, saved_by

__all__ = ["FLOW_FILE", "SHARED_FOLDER", "load_flow", "shared_file"]

VERSION_LENGTH = 16
"""Hex digits of a version: 64 bits tell all versions of a flow apart."""

_KEYS = frozenset({"flow", "title", "seconds", "given", "entry", "steps"})


class Header(BaseModel):
    """What stands above the steps of a flow."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    flow: Name
    title: Label
    seconds: int = Field(default=60, ge=1, le=3600)
    given: list[Name] = Field(default_factory=list)
    entry: EntrySpec | None = None


def load_flow(files: Mapping[str, str], name: str) -> Flow:
    """The flow that these files (text by name) describe; raises `FlowFaults` with everything that is wrong.

    `flow.yaml` and its translations (`flow.cy.yaml`) are the flow's own; `_shared/<name>.yaml` (with translations)
    and card files such as `support.yaml` may be there too, for all that the flow needs of them.
    """
    shelf = Shelf(name=name, files=files)
    if FLOW_FILE not in files:
        fault = FlowError(
            file=shelf.shown(FLOW_FILE), line=1, reason="The file is missing.", remedy="Add it."
        )
        raise FlowFaults([fault])
    document = shelf.document(FLOW_FILE)
    flow = None if document is None else _Loader(shelf, document).load()
    if flow is None or shelf.faults:
        raise FlowFaults(shelf.faults)
    return flow


@dataclass(slots=True)
class _Loader:
    """One reading of one flow; faults gather on the shelf."""

    shelf: Shelf
    document: Document

    def load(self) -> Flow | None:
        raw = self.document.value
        if not isinstance(raw, dict):
            reason = "A flow file is a mapping with the keys flow, title and steps."
            self.shelf.fault(self.document, (), reason, "Begin with: flow: …")
            return None
        steps = raw.get("steps")
        if not isinstance(steps, list) or not steps:
            reason, remedy = "A flow needs a list of steps.", "Write steps: and below it - say: hello"
            self.shelf.fault(self.document, ("steps",), reason, remedy)
            steps = []
        expansion = Expansion(shelf=self.shelf)
        names = expansion.lay_out(self.document, steps)
        header = self._header(raw, names)
        return self._flow(header, expansion, steps)

    def _header(self, raw: dict[str, Any], names: Names) -> Header | None:
        for key in raw:
            if key not in _KEYS:
                self.shelf.fault(
                    self.document, (key,), f"The key '{key[:40]}' is not known.", suggest(key, _KEYS)
                )
        header = validated(Header, {key: raw[key] for key in raw if key in _KEYS - {"steps"}}, names)
        if isinstance(header, list):
            for path, reason, remedy in header:
                self.shelf.fault(self.document, path, reason, remedy)
        if not isinstance(header, Header):
            return None
        if header.flow != self.shelf.name:
            reason = f"The flow is called '{header.flow}', its folder '{self.shelf.name}'."
            self.shelf.fault(self.document, ("flow",), reason, "Make them the same.")
        return header

    def _flow(self, header: Header | None, expansion: Expansion, raw_steps: list[Any]) -> Flow | None:
        had_faults = bool(self.shelf.faults)
        placed = expansion.placed
        index, saved = index_of(expansion, self.shelf), saved_by(placed, self.shelf)
        check_jumps(placed, index, self.shelf)
        check_plans(placed, self.shelf)
        if header is None or had_faults or not placed:
            return None
        check_names(self.document, header.given, header.entry, placed, saved, self.shelf)
        steps = tuple(one.step for one in placed)
        flow = Flow(
            name=header.flow,
            title=header.title,
            version="",
            seconds=header.seconds,
            steps=steps,
            entry=header.entry,
            given=frozenset(header.given),
            index=MappingProxyType(index),
            saved_by=MappingProxyType(saved),
            reads_labels=_reads_labels((header.entry, *steps)),
            origins=MappingProxyType({one.step.id: one.line for one in placed}),
            source=MappingProxyType({}),
        )
        spoken = {locale: self._translated(flow, locale, raw_steps) for locale in self._locales()}
        done = {locale: other for locale, other in spoken.items() if other is not None}
        # Only now is it known which files were read.
        return _versioned(flow, done, self.shelf)

    def _locales(self) -> tuple[str, ...]:
        locales = self.shelf.locales()
        if len(locales) > LOCALES_LIMIT:
            self.shelf.fault(self.document, (), f"A flow has at most {LOCALES_LIMIT} translations.")
        return locales[:LOCALES_LIMIT]

    def _translated(self, flow: Flow, locale: str, raw_steps: list[Any]) -> Flow | None:
        before = len(self.shelf.faults)
        translations = Translations(shelf=self.shelf, locale=locale)
        expansion = Expansion(shelf=self.shelf, translations=translations)
        expansion.lay_out(self.document, raw_steps)
        if len(self.shelf.faults) == before:
            check_names(self.document, flow.given, None, expansion.placed, flow.saved_by, self.shelf)
        if len(self.shelf.faults) > before:
            return None
        steps = tuple(one.step for one in expansion.placed)
        title = translations.title(locale_file(locale))
        gaps = [(one.step.id, inside) for one in expansion.placed for inside in one.untranslated]
        return replace(
            flow,
            title=title or flow.title,
            steps=steps,
            reads_labels=flow.reads_labels or _reads_labels(steps),
            locale=locale,
            gaps=tuple([("", ("title",))] * (title is None) + gaps),
            origins=MappingProxyType({one.step.id: one.line for one in expansion.placed}),
        )


def _reads_labels(parts: Iterable[object]) -> bool:
    return any(root == "label" for part in parts for _, root, _ in names_read(part))


def _versioned(flow: Flow, spoken: Mapping[str, Flow], shelf: Shelf) -> Flow:
    """The flow with its version and files, and so its translations."""
    values = {file: document.value for file, document in shelf.documents.items() if document is not None}
    # A flow of one file has the version that it had before there were others.
    meant = values[FLOW_FILE] if set(values) == {FLOW_FILE} else dict(sorted(values.items()))
    version = hashlib.sha256(orjson.dumps(meant)).hexdigest()[:VERSION_LENGTH]
    source = MappingProxyType(dict(shelf.used()))
    others = {locale: replace(other, version=version, source=source) for locale, other in spoken.items()}
    return replace(flow, version=version, source=source, spoken=MappingProxyType(others))

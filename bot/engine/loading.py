"""Flow files to a flow: reads, checks everything, and reports all faults at once with their lines."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.engine.definition import Flow, names_read
from bot.engine.document import Document, Path, read_document
from bot.engine.entry import EntrySpec
from bot.engine.errors import FlowError, FlowFaults, Misauthored, suggest
from bot.engine.limits import STEPS_LIMIT
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.authored import Label, Name
from bot.engine.steps.step import Step
from bot.engine.vocabulary import CALENDAR_FIELDS, HISTORY_FIELDS, PROFILE_FIELDS, RUN_FIELDS

FLOW_FILE = "flow.yaml"
"""The file of a flow's folder that holds its steps."""

VERSION_LENGTH = 16
"""Hex digits of a version: 64 bits tell all versions of a flow apart."""

_KEYS = frozenset({"flow", "title", "seconds", "given", "entry", "steps"})
_MESSAGES = {
    "extra_forbidden": "This key is not known here.",
    "missing": "Something is missing here.",
    "string_type": "This should be a text.",
    "bool_type": "This should be true or false.",
    "bool_parsing": "This should be true or false.",
    "int_type": "This should be a whole number.",
    "int_parsing": "This should be a whole number.",
    "dict_type": "This should be a mapping (key: value).",
    "list_type": "This should be a list.",
    "model_type": "This should be a mapping (key: value).",
    "string_pattern_mismatch": "This name can't be used.",
}


class Header(BaseModel):
    """What stands above the steps of a flow."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    flow: Name
    title: Label
    seconds: int = Field(default=60, ge=1, le=3600)
    given: list[Name] = Field(default_factory=list)
    entry: EntrySpec | None = None


def load_flow(files: Mapping[str, str], name: str) -> Flow:
    """The flow that these files (text by name) describe; raises `FlowFaults` with everything that is wrong."""
    shown = f"{name}/{FLOW_FILE}"
    if FLOW_FILE not in files:
        raise FlowFaults([FlowError(file=shown, line=1, reason="The file is missing.", remedy="Add it.")])
    loader = _Loader(read_document(files[FLOW_FILE], shown), name)
    flow = loader.load({FLOW_FILE: files[FLOW_FILE]})
    if flow is None or loader.faults:
        raise FlowFaults(loader.faults)
    return flow


@dataclass(slots=True)
class _Loader:
    """One reading of one flow; gathers faults as it goes."""

    document: Document
    name: str
    faults: list[FlowError] = field(default_factory=list)

    def load(self, source: Mapping[str, str]) -> Flow | None:
        raw = self.document.value
        if not isinstance(raw, dict):
            self._fault(
                (), "A flow file is a mapping with the keys flow, title and steps.", "Begin with: flow: …"
            )
            return None
        header = self._header(raw)
        placed = self._steps(raw.get("steps"))
        steps = tuple(step for _, step in placed)
        index = self._index(placed)
        saved_by = self._saved_by(placed)
        self._check_jumps(placed, index)
        if header is None or (self.faults and len(placed) != len(raw.get("steps") or ())):
            return None
        self._check_names(header, placed, saved_by)
        reads = {root for part in (header.entry, *steps) for _, root, _ in names_read(part)}
        return Flow(
            name=header.flow,
            title=header.title,
            version=hashlib.sha256(orjson.dumps(raw)).hexdigest()[:VERSION_LENGTH],
            seconds=header.seconds,
            steps=steps,
            entry=header.entry,
            given=frozenset(header.given),
            index=MappingProxyType(index),
            saved_by=MappingProxyType(saved_by),
            reads_labels="label" in reads,
            source=MappingProxyType(dict(source)),
        )

    def _header(self, raw: dict[str, Any]) -> Header | None:
        for key in raw:
            if key not in _KEYS:
                self._fault((key,), f"The key '{key[:40]}' is not known.", suggest(key, _KEYS))
        header = self._validated(Header, {key: raw[key] for key in raw if key in _KEYS - {"steps"}}, ())
        if isinstance(header, Header) and header.flow != self.name:
            self._fault(
                ("flow",),
                f"The flow is called '{header.flow}', its folder '{self.name}'.",
                "Make them the same.",
            )
        return header if isinstance(header, Header) else None

    def _steps(self, raw: Any) -> list[tuple[int, Step]]:  # noqa: ANN401 - whatever the author wrote
        if not isinstance(raw, list) or not raw:
            self._fault(("steps",), "A flow needs a list of steps.", "Write steps: and below it - say: hello")
            return []
        if len(raw) > STEPS_LIMIT:
            self._fault(("steps",), f"A flow has at most {STEPS_LIMIT} steps.", "Make two flows of it.")
            return []
        found = ((position, self._step(item, position)) for position, item in enumerate(raw))
        return [(position, step) for position, step in found if step is not None]

    def _step(self, raw: Any, position: int) -> Step | None:  # noqa: ANN401 - whatever the author wrote
        path: Path = ("steps", position)
        if not isinstance(raw, dict) or not raw:
            self._fault(path, "A step is a mapping that begins with its type.", "Write it like: - say: hello")
            return None
        kind, identity = next(iter(raw.items()))
        model = STEP_TYPES.get(kind)
        if model is None:
            self._fault(path, f"There is no step type '{kind[:40]}'.", suggest(kind, STEP_TYPES))
            return None
        values = {"id": identity, **{key: value for key, value in raw.items() if key != kind}}
        if "id" in raw:
            self._fault((*path, "id"), "A step has no key 'id'.", f"Write the id behind '{kind}:'.")
            return None
        step = self._validated(model, values, path)
        return step if isinstance(step, Step) else None

    def _index(self, placed: list[tuple[int, Step]]) -> dict[str, int]:
        index: dict[str, int] = {}
        for order, (position, step) in enumerate(placed):
            if step.id in index:
                self._fault(
                    ("steps", position), f"Two steps are called '{step.id}'.", "Rename one of them.", step.id
                )
            index.setdefault(step.id, order)
        return index

    def _saved_by(self, placed: list[tuple[int, Step]]) -> dict[str, int]:
        saved: dict[str, int] = {}
        for order, (position, step) in enumerate(placed):
            for name in step.answers():
                if name in saved and name != step.id:
                    self._fault(
                        ("steps", position), f"Two steps save '{name}'.", "Rename one of them.", step.id
                    )
                saved.setdefault(name, order)
        return saved

    def _check_jumps(self, placed: list[tuple[int, Step]], index: Mapping[str, int]) -> None:
        for order, (position, step) in enumerate(placed):
            for key, target in step.targets():
                path = ("steps", position, key)
                if target not in index:
                    self._fault(path, f"There is no step '{target}'.", suggest(target, index), step.id)
                elif index[target] <= order:
                    reason = f"'{target}' comes before this step, and jumps go forward only."
                    self._fault(
                        path, reason, "Move the step down; Back is the person's own way back.", step.id
                    )

    def _check_names(self, header: Header, placed: list[tuple[int, Step]], saved: Mapping[str, int]) -> None:
        known = {
            "run": RUN_FIELDS,
            "profile": PROFILE_FIELDS,
            "calendar": CALENDAR_FIELDS,
            "history": HISTORY_FIELDS,
            "given": frozenset(header.given),
        }
        for order, (position, step) in enumerate(placed):
            earlier = {name for name, saver in saved.items() if saver < order}
            for inside, root, name in names_read(step):
                path = ("steps", position, *inside)
                if root in known and name not in known[root]:
                    self._fault(path, f"There is no '{root}.{name}'.", suggest(name, known[root]), step.id)
                elif root not in known and name not in earlier:
                    self._fault(path, *_unknown_answer(name, saved, earlier), step.id)
        for inside, root, name in names_read(header.entry):
            names = known.get(root, saved.keys())
            if name not in names:
                self._fault(
                    ("entry", *inside), f"There is no '{name}' to take this from.", suggest(name, names)
                )

    def _validated(self, model: type[BaseModel], values: dict[str, Any], path: Path) -> BaseModel | None:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            step = str(values.get("id", "")) if path else ""
            seen: set[tuple[Any, ...]] = set()
            details = sorted(
                error.errors(include_url=False), key=lambda detail: detail["type"] != "value_error"
            )
            for detail in details:
                place = detail["loc"][:1]
                if place not in seen or detail["type"] in {"extra_forbidden", "missing"}:
                    seen.add(place)
                    reason, remedy = _explained(detail, model)
                    self._fault((*path, *detail["loc"]), reason, remedy, step[:40])
        return None

    def _fault(self, path: Path, reason: str, remedy: str = "", step: str = "") -> None:
        line = self.document.line(path)
        self.faults.append(
            FlowError(file=self.document.file, line=line, step=step, reason=reason, remedy=remedy)
        )


def _unknown_answer(name: str, saved: Mapping[str, int], earlier: set[str]) -> tuple[str, str]:
    if name in saved:
        return f"'{name}' is answered only later.", "Ask it first, or move this step down."
    return f"There is no answer '{name}'.", suggest(name, earlier)


def _explained(detail: Any, model: type[BaseModel]) -> tuple[str, str]:  # noqa: ANN401 - pydantic's own record
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Misauthored):
        return cause.reason, cause.remedy
    place = detail["loc"]
    key = str(place[-1])[:40] if place else ""
    if detail["type"] == "extra_forbidden":
        known = {spec.alias or name for name, spec in model.model_fields.items() if name != "id"}
        return f"The key '{key}' is not known here.", suggest(key, known) if len(place) == 1 else "Remove it."
    if detail["type"] == "missing":
        return f"'{key}' is missing.", f"Add it: {key}: …"
    if detail["type"] == "string_pattern_mismatch":
        return (
            "This name can't be used.",
            "Begin with a small letter; small letters, digits and _ may follow.",
        )
    reason = _MESSAGES.get(detail["type"], f"{detail['msg']}.")
    where = f"'{place[0]}': " if place else ""
    return where + reason, ""

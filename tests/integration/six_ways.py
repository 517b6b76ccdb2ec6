"""Edits a flow as authors do, at one of its questions: renames it, removes it, adds one, changes a choice or its text, swaps two.

An edit that leaves a flow which does not load (a jump would lead back, a name would be read before its answer) is
none: its author would have been told so by the check.
"""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import orjson

from bot.engine.definition import Flow
from bot.engine.document import read_document
from bot.engine.errors import FlowFaults
from bot.engine.loading import FLOW_FILE, load_flow

Files = dict[str, Any]
"""The content of each file as plain values."""

_INSIDE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORDS = frozenset({"text", "hint", "remind", "invalid", "say", "title", "label"})
"""Keys with words in which a name stands only between braces."""

_TARGETS = frozenset({"go", "to", "on_no_answer"})
"""Keys whose values, and the values of whose choices, are steps."""

_NOT_FIELDS = "".join(
    rf"(?<!{root}\.)" for root in ("profile", "history", "given", "calendar", "run", "round")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a question stands: the file, the list of steps, its position there, and its name."""

    file: str
    steps: list[dict[str, Any]]
    position: int

    @property
    def step(self) -> dict[str, Any]:
        return self.steps[self.position]

    @property
    def name(self) -> str:
        return str(next(iter(self.step.values())))


Edit = Callable[[Files, Place], None]
"""Changes the files in place; raises LookupError where there is nothing to change."""


def edited(flow: Flow, step: str, way: str) -> Flow | None:
    """The flow as it is after an edit of this kind at this question; None where none can be made."""
    for edit in WAYS[way]:
        files = {file: deepcopy(read_document(text, file).value) for file, text in flow.source.items()}
        try:
            edit(files, _place(flow, files, step))
            new = load_flow({file: orjson.dumps(value).decode() for file, value in files.items()}, flow.name)
        except (LookupError, FlowFaults):
            continue
        if new.version != flow.version:
            return new
    return None


def rename(files: Files, place: Place) -> None:
    """Another name, here and wherever it is read or jumped to."""
    old, new = place.name, f"{place.name}_renamed"
    place.step[next(iter(place.step))] = new
    _replace(files, place.file, old, new)


def remove(files: Files, place: Place) -> None:
    """Take it out; jumps to it lead to the step below, who read it reads nothing, the entry another answer."""
    name, steps = place.name, place.steps
    del steps[place.position]
    below = steps[place.position :][:1]
    following = str(next(iter(below[0].values()))) if below else ""
    other = next((str(next(iter(step.values()))) for step in steps if "ask_" in next(iter(step))), "None")
    for file, value in files.items():
        entry = value.pop("entry", None) if isinstance(value, dict) else None
        files[file] = _without(value, name, following)
        if entry is not None:
            word = _word(name)
            files[file]["entry"] = _mapped(entry, lambda text: word.sub(lambda m: (m[3] or "") + other, text))  # noqa: B023 - used at once


def add(files: Files, place: Place) -> None:
    """One more question before it."""
    del files
    place.steps.insert(place.position, {"ask_text": "added_here", "text": "And before that?", "skip": True})


def change_choice(files: Files, place: Place) -> None:
    """Its first choice is another one; a question without choices gets one."""
    del files
    step = place.step
    kind = next(iter(step))
    if kind in {"ask_yes_no", "ask_consent"}:
        step["yes"] = "Yes indeed"
    elif kind == "ask_scale":
        step["to"] = step.get("to", 10) - 1
    elif step.get("choices"):
        first, label = next(iter(step["choices"].items()))
        others = {key: value for key, value in step["choices"].items() if key != first}
        step["choices"] = {**others, _other_value(kind): label}
        if isinstance(step.get("go"), dict):
            step["go"] = {key: to for key, to in step["go"].items() if key != first}
        if isinstance(step.get("preset"), list):
            step["preset"] = [value for value in step["preset"] if value != first]
    elif kind == "ask_text":
        step["choices"] = {"something_else": "Something else"}
    else:
        raise LookupError


def change_text(files: Files, place: Place) -> None:
    """Other words."""
    del files
    place.step["text"] = "In other words: what would you say?"


def swap_with(offset: int, *, asks: bool) -> Edit:
    """It and its neighbour change places: the nearest question below (1) or above (-1), or the nearest step."""

    def swap(files: Files, place: Place) -> None:
        del files
        steps, here = place.steps, place.position
        places = range(here + offset, len(steps) if offset > 0 else -1, offset)
        other = next((at for at in places if not asks or next(iter(steps[at])).startswith("ask_")), None)
        if other is None:
            raise LookupError
        steps[here], steps[other] = steps[other], steps[here]

    return swap


WAYS: Mapping[str, tuple[Edit, ...]] = {
    "rename": (rename,),
    "remove": (remove,),
    "add": (add,),
    "choice": (change_choice,),
    "text": (change_text,),
    "swap": tuple(swap_with(offset, asks=asks) for asks in (True, False) for offset in (1, -1)),
}
"""Each kind of edit, with the forms of it that are tried in turn."""


def _other_value(kind: str) -> str:
    return {"ask_minutes": "37", "ask_number": "37", "ask_time": "21:07", "ask_date": "3w"}.get(
        kind, "brand_new"
    )


def _place(flow: Flow, files: Files, address: str) -> Place:
    """The question as its author wrote it; LookupError for one that no author wrote (the one between two rounds)."""
    shown, _ = flow.line_of(address)
    file = FLOW_FILE if shown.endswith(f"{flow.name}/{FLOW_FILE}") else shown
    name = address.rpartition(".")[2]
    for steps in _lists(files[file]):
        for position, step in enumerate(steps):
            if str(next(iter(step.values()))) == name and next(iter(step)).startswith("ask_"):
                return Place(file=file, steps=steps, position=position)
    raise LookupError(address)


def _lists(value: Any) -> list[list[dict[str, Any]]]:  # noqa: ANN401 - any part of a file
    found = []
    if isinstance(value, dict):
        if isinstance(value.get("steps"), list):
            found.append(value["steps"])
        for item in value.values():
            found += _lists(item)
    elif isinstance(value, list):
        for item in value:
            found += _lists(item)
    return found


def _word(name: str) -> re.Pattern[str]:
    """A name as an expression reads it, alone or behind what holds it."""
    return re.compile(rf"(?<![\w.'\"])((chose|label)\.)?(\w+\.)?{_NOT_FIELDS}{re.escape(name)}(?![\w'\"])")


def _replace(files: Files, own: str, old: str, new: str) -> None:
    """In its own file wherever the name stands; in the files that call it, behind a dot."""
    plain = re.compile(rf"(?<![\w'\"]){_NOT_FIELDS}{re.escape(old)}(?![\w'\"])")
    dotted = re.compile(rf"(?<=\.){_NOT_FIELDS}{re.escape(old)}(?![\w'\"])")
    for file, value in files.items():
        word = plain if file == own else dotted
        files[file] = _mapped(value, lambda text, word=word: word.sub(new, text))  # type: ignore[misc]  # bound
        _rename_keys(files[file], old, new)


def _mapped(value: Any, turn: Callable[[str], str], key: str = "") -> Any:  # noqa: ANN401 - any part of a file
    """The same with each name turned, wherever a name can stand."""
    if isinstance(value, dict):
        return {name: _mapped(item, turn, "go" if key == "go" else str(name)) for name, item in value.items()}
    if isinstance(value, list):
        is_header = key == "given"
        return value if is_header else [_mapped(item, turn, key) for item in value]
    if not isinstance(value, str):
        return value
    if "{{" in value:
        return _INSIDE.sub(lambda found: turn(found.group()), value)
    return value if key in _WORDS else turn(value)


def _rename_keys(value: Any, old: str, new: str) -> None:  # noqa: ANN401 - any part of a file
    """A call's `change` has the names of steps as its keys."""
    for steps in _lists(value):
        for step in steps:
            if isinstance(step.get("change"), dict) and old in step["change"]:
                step["change"] = {new if key == old else key: item for key, item in step["change"].items()}


def _without(value: Any, name: str, following: str) -> Any:  # noqa: ANN401 - any part of a file
    turned = _redirected(
        _mapped(value, lambda text: text if text == name else _word(name).sub("None", text)), name, following
    )
    for steps in _lists(turned):
        for step in steps:
            if isinstance(step.get("change"), dict):
                step["change"].pop(name, None)
    return turned


def _redirected(value: Any, name: str, following: str, key: str = "") -> Any:  # noqa: ANN401 - any part of a file
    """Jumps to the step lead on to the one below; where the name stands alone it was read."""
    if isinstance(value, dict):
        inside = "go" if key == "go" else None
        return {at: _redirected(item, name, following, inside or str(at)) for at, item in value.items()}
    if isinstance(value, list):
        return [_redirected(item, name, following) for item in value]
    return value if value != name else following if key in _TARGETS else "None"

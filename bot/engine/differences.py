"""What has changed between two versions of a flow, step by step, in words for its author."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from bot.engine.definition import Flow
from bot.engine.document import read_document
from bot.engine.shelf import FLOW_FILE

RENAMED_FROM = 0.6
"""How alike two steps are (0 to 1) from which a removed and an added one may be the same under another name."""


class Change(StrEnum):
    """What happened to a step, or to the flow's head."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed?"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change: `step` is "" for the head; `key` is what of it changed, with what it was and what it is."""

    change: Change
    step: str
    key: str = ""
    before: str = ""
    after: str = ""


def differences(before: Flow, after: Flow) -> tuple[Difference, ...]:
    """All changes from one version to another, the head first and then in the order of the newer one."""
    old, new = _authored(before), _authored(after)
    old_steps, new_steps = _by_name(old), _by_name(new)
    renamed = _renamed(
        {name: step for name, step in old_steps.items() if name not in new_steps},
        {name: step for name, step in new_steps.items() if name not in old_steps},
    )
    return (
        *_of_keys("", _head(old), _head(new)),
        *_of_steps(old_steps, new_steps, renamed),
        *(
            Difference(change=Change.REMOVED, step=name, before=_shown(step.get("text")))
            for name, step in old_steps.items()
            if name not in new_steps and name not in renamed.values()
        ),
    )


def _authored(flow: Flow) -> dict[str, Any]:
    value = read_document(flow.source[FLOW_FILE], FLOW_FILE).value
    return value if isinstance(value, dict) else {}


def _head(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in raw.items() if key != "steps"}


def _by_name(raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The steps of a file by name, without their names."""
    found = {}
    for step in raw.get("steps", ()):
        (kind, name), *others = step.items()
        found[str(name)] = {"type": kind, **dict(others)}
    return found


def _of_steps(
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Mapping[str, Any]],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    moved = _moved(list(old), [renamed.get(name, name) for name in new])
    for name, step in new.items():
        earlier = renamed.get(name, name)
        if earlier not in old:
            yield Difference(change=Change.ADDED, step=name, after=_shown(step.get("text")))
            continue
        if earlier != name:
            yield Difference(change=Change.RENAMED, step=name, before=earlier, after=name)
        if earlier in moved:
            yield Difference(change=Change.MOVED, step=name)
        yield from _of_keys(name, old[earlier], step)


def _of_keys(step: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        was, is_now = old.get(key), new.get(key)
        if was == is_now:
            continue
        if isinstance(was, dict) and isinstance(is_now, dict):
            for change in _of_keys(step, was, is_now):
                yield Difference(
                    change=Change.CHANGED,
                    step=step,
                    key=f"{key}.{change.key}",
                    before=change.before,
                    after=change.after,
                )
        else:
            yield Difference(
                change=Change.CHANGED, step=step, key=key, before=_shown(was), after=_shown(is_now)
            )


def _renamed(
    gone: Mapping[str, Mapping[str, Any]], come: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, str]:
    """New names with the old ones that they may stand for: the same type, and much the same words."""
    found: dict[str, str] = {}
    for name, step in come.items():
        alike = {
            old: SequenceMatcher(None, _shown(was), _shown(step)).ratio()
            for old, was in gone.items()
            if was["type"] == step["type"] and old not in found.values()
        }
        best = max(alike, key=alike.__getitem__, default="")
        if best and alike[best] >= RENAMED_FROM:
            found[name] = best
    return found


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The names that stand elsewhere among those that are in both."""
    common_old = [name for name in old if name in new]
    common_new = [name for name in new if name in old]
    kept = SequenceMatcher(None, common_old, common_new, autojunk=False).get_matching_blocks()
    still = {name for block in kept for name in common_old[block.a : block.a + block.size]}
    return set(common_old) - still


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever the author wrote
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else str(value)

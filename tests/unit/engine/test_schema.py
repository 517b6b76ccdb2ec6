"""The schema that editors read takes every flow that the loader takes, and refuses the common slips.

It is checked by a small walk of our own over the keywords that it uses; a keyword that the walk doesn't know fails.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.engine.document import read_document
from bot.engine.schema import flow_schema
from bot.engine.steps import STEP_TYPES
from tests.unit.engine.test_samples import sample_of

FLOWS = sorted((Path(__file__).parents[3] / "flows").glob("*/flow.yaml"))
SCHEMA = flow_schema()

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
SILENT = {
    "description",
    "title",
    "definitions",
    "$schema",
    "default",
    "maxProperties",
    "maxLength",
    "minLength",
}


def faults(value: Any, schema: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    if schema is True or schema == {}:
        return
    for keyword, rule in schema.items():
        if keyword not in SILENT:
            yield from KEYWORDS[keyword](value, rule, schema, path)


def of_type(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    names = rule if isinstance(rule, list) else [rule]
    is_bool = isinstance(value, bool)
    if not any(isinstance(value, TYPES[name]) and (not is_bool or name == "boolean") for name in names):
        yield f"{path}: no {rule}"


def of_properties(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    for key, item in value.items() if isinstance(value, dict) else ():
        if key in rule:
            yield from faults(item, rule[key], f"{path}.{key}")


def of_patterns(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    for key, item in value.items() if isinstance(value, dict) else ():
        for pattern, part in rule.items():
            if re.search(pattern, key):
                yield from faults(item, part, f"{path}.{key}")


def of_others(value: Any, rule: Any, schema: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    for key, item in value.items() if isinstance(value, dict) else ():
        known = key in schema.get("properties", {}) or any(
            re.search(pattern, key) for pattern in schema.get("patternProperties", {})
        )
        if not known and rule is False:
            yield f"{path}: unknown key {key}"
        elif not known:
            yield from faults(item, rule, f"{path}.{key}")


def of_items(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    for position, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults(item, rule, f"{path}[{position}]")


def of_any(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if all(list(faults(value, part)) for part in rule):
        yield f"{path}: none of the forms"


def of_all(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    for part in rule:
        yield from faults(value, part, path)


def of_if(value: Any, rule: Any, schema: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if not list(faults(value, rule)):
        yield from faults(value, schema["then"], path)


def of_reference(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    yield from faults(value, SCHEMA["definitions"][rule.rpartition("/")[2]], path)


def of_required(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    yield from (f"{path}: {key} is missing" for key in rule if isinstance(value, dict) and key not in value)


def plain(holds: Any) -> Any:  # noqa: ANN401 - a comparison
    def keyword(value: Any, rule: Any, _: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not holds(value, rule):
            yield f"{path}: breaks {rule}"

    return keyword


def is_number(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, int | float)


KEYWORDS: Mapping[str, Any] = {
    "type": of_type,
    "properties": of_properties,
    "patternProperties": of_patterns,
    "additionalProperties": of_others,
    "items": of_items,
    "anyOf": of_any,
    "allOf": of_all,
    "if": of_if,
    "then": lambda *_: iter(()),
    "not": plain(lambda value, rule: list(faults(value, rule))),
    "$ref": of_reference,
    "required": of_required,
    "enum": plain(lambda value, rule: value in rule),
    "const": plain(lambda value, rule: value == rule),
    "pattern": plain(lambda value, rule: not isinstance(value, str) or re.search(rule, value)),
    "minimum": plain(lambda value, rule: not is_number(value) or value >= rule),
    "maximum": plain(lambda value, rule: not is_number(value) or value <= rule),
    "minItems": plain(lambda value, rule: not isinstance(value, list) or len(value) >= rule),
    "maxItems": plain(lambda value, rule: not isinstance(value, list) or len(value) <= rule),
    "minProperties": plain(lambda value, rule: not isinstance(value, dict) or len(value) >= rule),
    "propertyNames": plain(lambda _value, _rule: True),
}


def flow_with(steps: str) -> Any:  # noqa: ANN401 - any JSON
    return read_document(f"flow: sample\ntitle: A sample\nsteps:\n{steps}", "sample").value


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.parent.name)
def test_schema_takes_every_shipped_flow(path: Path) -> None:
    assert list(faults(read_document(path.read_text(encoding="utf-8"), path.name).value, SCHEMA)) == []


@pytest.mark.parametrize("name", STEP_TYPES)
def test_schema_takes_the_sample_of_every_step_type(name: str) -> None:
    value = {
        "flow": "sample",
        "title": "x",
        "steps": read_document(sample_of(STEP_TYPES[name]), "sample").value,
    }
    assert list(faults(value, SCHEMA)) == []


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ("  - ask_text: what\n    txet: What?\n", ".steps[0]: unknown key txet"),
        ("  - ask_text: what\n", ".steps[0]: text is missing"),
        ("  - ask_text: What?\n    text: What?\n", ".steps[0].ask_text: breaks ^[a-z][a-z0-9_]{0,39}$"),
        ("  - ask: what\n    text: What?\n", ".steps[0]: none of the forms"),
        ("  - ask_choice: what\n    text: What?\n    choices: [a, b]\n", ".steps[0].choices: no object"),
        ("  - repeat: it\n    times: 99\n    steps: [{say: hi, text: hi}]\n", ".steps[0].times: breaks 12"),
        ("  - repeat: it\n    times: 2\n    steps: [{say: hi}]\n", ".steps[0].steps[0]: text is missing"),
    ],
)
def test_schema_underlines_a_slip_where_it_is(steps: str, fault: str) -> None:
    assert fault in list(faults(flow_with(steps), SCHEMA))


def test_schema_explains_every_step_type_to_the_editor() -> None:
    offered = SCHEMA["definitions"]["step"]["properties"]
    assert set(offered) == set(STEP_TYPES)
    assert all(part["description"] for part in offered.values())

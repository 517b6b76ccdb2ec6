"""The JSON Schema of a flow file, made from the step types, so that an editor completes and underlines while one writes.

It is looser than the loader where the loader knows more (names that are read, where a jump leads); what it refuses,
the loader refuses too.
"""

import inspect
from collections.abc import Mapping
from typing import Any

from bot.engine.loading import Header
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.step import Step

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors' YAML extensions read best."""

_DEFINITIONS = "#/definitions/"
_WRITTEN = {"type": ["string", "number", "boolean"]}
"""A word as YAML may read it: `15` and `true` are labels and conditions too."""

_HELP: Mapping[str, str] = {
    "flow": "The folder's name.",
    "title": "What people read in lists.",
    "seconds": "How long it takes: about 4 for a tap, 20 for a sentence.",
    "given": "What the flow is handed when it begins: read as given.name.",
    "entry": "What is kept, worked out anew after every answer.",
    "steps": "From top to bottom; a jump leads forward.",
    "text": "What the person reads, at most 160 characters for a question.",
    "if": "The step (or choice) is there only when this holds.",
    "hint": "A small line below the text.",
    "skip": "A Skip button: true, or its label.",
    "choices": "Buttons: {value: Label}, or {value: {label: Label, go: step, if: condition}}.",
    "choices_from": "Buttons that the flow was given, such as given.entries.",
    "go": "Where it leads: a step, or {value: step, skip: step}.",
    "invalid": "What to say when an answer doesn't fit.",
    "validate": "Conditions over `answer` under which it is not taken, and what is said then.",
    "attempts": "How often an answer may not fit, and where to go then.",
    "remind_after": "One reminder after this time: 90m, 24h, 3d.",
    "remind": "The words of the reminder.",
    "remind_if": "There is a reminder only when this holds.",
    "give_up_after": "The question closes after this time.",
    "on_no_answer": "Where it leads when nobody answered in time.",
    "links": "Web addresses are welcome in the answer.",
    "taps": "Optional taps: {name: Label} or {name: {value: Label}}.",
}


def flow_schema() -> Schema:
    """The schema of a `flow.yaml`."""
    definitions: Schema = {}
    header = _model_schema(Header, definitions)
    for name, model in STEP_TYPES.items():
        definitions[name] = _step_schema(name, model, definitions)
    definitions["step"] = _any_step()
    return {
        "$schema": DIALECT,
        "title": "A flow of Kipic",
        "type": "object",
        "additionalProperties": False,
        "required": ["flow", "title", "steps"],
        "properties": {
            **header["properties"],
            "steps": _helped("steps", {"type": "array", "minItems": 1, "items": _reference("step")}),
        },
        "definitions": dict(sorted(definitions.items())),
    }


def _any_step() -> Schema:
    """A step by its first key: the type decides the rest, so that a fault is told for that type alone."""
    return {
        "type": "object",
        "properties": {name: {"description": _summary(model)} for name, model in STEP_TYPES.items()},
        "anyOf": [{"required": [name]} for name in STEP_TYPES],
        "allOf": [{"if": _is_of_type(name), "then": _reference(name)} for name in STEP_TYPES],
    }


def _is_of_type(name: str) -> Schema:
    """Whether a step is of this type; `go` is also a key of other types, and then those are meant."""
    others = [
        other
        for other, model in STEP_TYPES.items()
        if other != name and name in {spec.alias or key for key, spec in model.model_fields.items()}
    ]
    if not others:
        return {"required": [name]}
    return {"required": [name], "not": {"anyOf": [{"required": [other]} for other in others]}}


def _step_schema(name: str, model: type[Step], definitions: Schema) -> Schema:
    schema = _model_schema(model, definitions)
    properties = schema["properties"]
    properties.pop("id")
    identity = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$", "description": _summary(model)}
    required = [key for key in schema.get("required", ()) if key != "id"]
    return {**schema, "properties": {name: identity, **properties}, "required": [name, *required]}


def _model_schema(model: type[Any], definitions: Schema) -> Schema:
    raw = model.model_json_schema(ref_template=f"{_DEFINITIONS}{{model}}")
    for key, value in raw.pop("$defs", {}).items():
        definitions[key] = _as_written(value)
    schema: Schema = _as_written(raw)
    schema.pop("description", None)
    schema["properties"] = {
        key: _helped(key, _short_form(key, value)) for key, value in schema["properties"].items()
    }
    return schema


def _as_written(node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """A part of pydantic's schema as authors write it: nothing is null, and words may look like numbers."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "string" and not {"pattern", "const", "enum", "format"} & set(node):
        return dict(_WRITTEN)
    made = {
        key: {name: _as_written(part) for name, part in value.items()}
        if key in {"properties", "patternProperties"}
        else _as_written(value)
        for key, value in node.items()
        if key not in {"title", "default"}
    }
    choices = [choice for choice in made.pop("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**made, **choices[0]}
    return {**made, "anyOf": choices} if choices else made


def _short_form(key: str, schema: Schema) -> Schema:
    """What may also be written shorter: a label for a choice or tap, a number for attempts, steps in a repeat."""
    if key == "choices":
        patterns = schema.get("patternProperties", {})
        either = {pattern: {"anyOf": [_WRITTEN, full]} for pattern, full in patterns.items()}
        return {**schema, "patternProperties": either}
    if key == "taps":
        return {**schema, "additionalProperties": {"anyOf": [_WRITTEN, schema["additionalProperties"]]}}
    if key == "attempts":
        return {"anyOf": [{"type": "integer", "minimum": 1}, schema]}
    if key == "steps":
        return {"type": "array", "minItems": 1, "items": _reference("step")}
    return schema


def _helped(key: str, schema: Schema) -> Schema:
    return {**schema, "description": _HELP[key]} if key in _HELP else schema


def _reference(name: str) -> Schema:
    return {"$ref": f"{_DEFINITIONS}{name}"}


def _summary(model: type[Step]) -> str:
    """The first sentence or so of a step type's docstring: what stands before its sample."""
    return " ".join((inspect.getdoc(model) or "").split("```")[0].split())

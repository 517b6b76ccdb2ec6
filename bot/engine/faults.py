"""What is wrong with a value of a content file, in words for its author: pydantic's findings, explained."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.engine.document import Path
from bot.engine.errors import Misauthored, suggest
from bot.engine.limits import FAULTS_LIMIT
from bot.engine.names import Names

_MESSAGES: Mapping[str, str] = {
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

Finding = tuple[Path, str, str]
"""Where inside the value, what is wrong, and how to mend it."""


def validated(
    model: type[BaseModel], values: Mapping[str, Any], names: Names | None = None
) -> BaseModel | list[Finding]:
    """The model made of these values, or everything that is wrong with them."""
    try:
        return model.model_validate(dict(values), context=names)
    except ValidationError as error:
        return list(islice(_findings(error, model), FAULTS_LIMIT))


def _findings(error: ValidationError, model: type[BaseModel]) -> Iterator[Finding]:
    seen: set[tuple[Any, ...]] = set()
    details = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] != "value_error")
    for detail in details:
        place = detail["loc"][:1]
        if place not in seen or detail["type"] in {"extra_forbidden", "missing"}:
            seen.add(place)
            yield (detail["loc"], *_explained(detail, model))


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

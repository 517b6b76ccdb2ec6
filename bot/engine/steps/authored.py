"""The kinds of value that authors write in steps, each checked and compiled as it is read."""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from bot.engine.errors import Misauthored
from bot.engine.expressions import FLAT, ROOTS, Expression
from bot.engine.limits import LABEL_LIMIT
from bot.engine.names import ANSWER, Names
from bot.engine.texts import Template, Wording, parse_wording
from bot.engine.typed import parse_duration

_NAME = r"^[a-z][a-z0-9_]{0,39}$"


def names_of(info: ValidationInfo) -> Names:
    """The names of the place from which a step is read."""
    return info.context if isinstance(info.context, Names) else FLAT


def _parse_expression(value: Any, info: ValidationInfo) -> Expression:  # noqa: ANN401 - whatever the author wrote
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool | int | float):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Misauthored(
            "This should be a name or a condition.", "Write it like: change, or source == 'patient'."
        )
    return Expression(value, names_of(info))


def _parse_message(value: Any, info: ValidationInfo) -> Wording:  # noqa: ANN401 - whatever the author wrote
    return parse_wording(value, names_of(info))


def _parse_plain(value: Any, info: ValidationInfo) -> Template:  # noqa: ANN401 - whatever the author wrote
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise Misauthored("This should be a text.", 'Write it like: "{{ knowledge }}".')
    return Template(value, is_html=False, names=names_of(info))


def _parse_label(value: Any) -> str:  # noqa: ANN401 - whatever the author wrote
    label = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not label:
        raise Misauthored("A button needs a label.", "Write a short text.")
    if len(label) > LABEL_LIMIT:
        raise Misauthored(
            f"This label has {len(label)} characters; the limit is {LABEL_LIMIT}.", "Shorten it."
        )
    return label


def _parse_duration(value: Any) -> int:  # noqa: ANN401 - whatever the author wrote
    seconds = value if isinstance(value, int) else parse_duration(value) if isinstance(value, str) else None
    if seconds is None or isinstance(seconds, bool) or not 60 <= seconds <= 90 * 86_400:  # noqa: PLR2004 - see text
        raise Misauthored(
            "This should be a length of time from 1m to 90d.", "Write it like: 90m, 24h, 3d or 2w."
        )
    return seconds


def _parse_name(value: Any) -> str:  # noqa: ANN401 - whatever the author wrote
    if not isinstance(value, str) or not value:
        raise Misauthored("This should be the name of a step.", "Use small letters, digits and _.")
    if value in ROOTS or value == ANSWER:
        raise Misauthored(f"'{value}' is a word of the language.", "Choose another name.")
    return value


def _in_place(value: str, info: ValidationInfo) -> str:
    """A name that is given here, as the rest of the flow knows it."""
    return names_of(info).prefix + value


def _parse_target(value: Any, info: ValidationInfo) -> str:  # noqa: ANN401 - whatever the author wrote
    names = names_of(info)
    if isinstance(value, str) and value.endswith("~"):
        # Written by the expansion, never by an author: the end of a called file, or of a repeat.
        if value.rstrip("~").replace(".", "").replace("_", "").isalnum() and not value.endswith("~~"):
            return value
    elif isinstance(value, str) and re.match(_NAME, value):
        return names.addresses(value)[0]
    raise Misauthored("This should be the name of a step.", "Use small letters, digits and _.")


_TEXT_SCHEMA: dict[str, Any] = {"type": "string"}
_WORDING_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"rotate": {"type": "array", "items": {"type": "string"}}}},
    ]
}

Condition = Annotated[Expression, BeforeValidator(_parse_expression), WithJsonSchema(_TEXT_SCHEMA)]
"""A condition or value over answers, profile, calendar, history, course and given."""

Message = Annotated[Wording, BeforeValidator(_parse_message), WithJsonSchema(_WORDING_SCHEMA)]
"""A message text, or several that take turns."""

PlainText = Annotated[Template, BeforeValidator(_parse_plain), WithJsonSchema(_TEXT_SCHEMA)]
"""A text of an entry: no HTML, values as they are."""

Label = Annotated[str, BeforeValidator(_parse_label), WithJsonSchema(_TEXT_SCHEMA)]
"""What stands on a button."""

Duration = Annotated[int, BeforeValidator(_parse_duration), WithJsonSchema(_TEXT_SCHEMA)]
"""Seconds, written as "90m", "24h", "3d" or "2w"."""

Name = Annotated[str, BeforeValidator(_parse_name), StringConstraints(pattern=_NAME)]
"""A name that an author gives."""

Id = Annotated[Name, AfterValidator(_in_place)]
"""The id of a step, which is also the name of its answer; in a sub-flow or a round with the address before it."""

Target = Annotated[str, BeforeValidator(_parse_target), WithJsonSchema({"type": "string", "pattern": _NAME})]
"""The step to which a jump leads."""

Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_:.-]{0,39}$")]
"""What a choice is called inside the flow."""

Positive = Annotated[int, Field(ge=1, le=100)]

"""The kinds of value that authors write in steps, each checked and compiled as it is read."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from bot.engine.errors import Misauthored
from bot.engine.expressions import ROOTS, Expression
from bot.engine.limits import LABEL_LIMIT
from bot.engine.texts import Template, Wording, parse_wording
from bot.engine.typed import parse_duration


def _parse_expression(value: Any) -> Expression:  # noqa: ANN401 - whatever the author wrote
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool | int | float):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Misauthored(
            "This should be a name or a condition.", "Write it like: change, or source == 'patient'."
        )
    return Expression(value)


def _parse_plain(value: Any) -> Template:  # noqa: ANN401 - whatever the author wrote
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise Misauthored("This should be a text.", 'Write it like: "{{ knowledge }}".')
    return Template(value, is_html=False)


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
        raise Misauthored("This should be a length of time from 1m to 90d.", "Write it like: 90m, 24h or 3d.")
    return seconds


def _parse_name(value: Any) -> str:  # noqa: ANN401 - whatever the author wrote
    if not isinstance(value, str) or not value:
        raise Misauthored("This should be the name of a step.", "Use small letters, digits and _.")
    if value in ROOTS:
        raise Misauthored(f"'{value}' is a word of the language.", "Choose another name.")
    return value


_TEXT_SCHEMA: dict[str, Any] = {"type": "string"}
_WORDING_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"rotate": {"type": "array", "items": {"type": "string"}}}},
    ]
}

Condition = Annotated[Expression, BeforeValidator(_parse_expression), WithJsonSchema(_TEXT_SCHEMA)]
"""A condition or value over answers, profile, calendar, history and given."""

Message = Annotated[Wording, BeforeValidator(parse_wording), WithJsonSchema(_WORDING_SCHEMA)]
"""A message text, or several that take turns."""

PlainText = Annotated[Template, BeforeValidator(_parse_plain), WithJsonSchema(_TEXT_SCHEMA)]
"""A text of an entry: no HTML, values as they are."""

Label = Annotated[str, BeforeValidator(_parse_label), WithJsonSchema(_TEXT_SCHEMA)]
"""What stands on a button."""

Duration = Annotated[int, BeforeValidator(_parse_duration), WithJsonSchema(_TEXT_SCHEMA)]
"""Seconds, written as "90m", "24h" or "3d"."""

Name = Annotated[str, BeforeValidator(_parse_name), StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The id of a step, which is also the name of its answer."""

Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_:.-]{0,39}$")]
"""What a choice is called inside the flow."""

Positive = Annotated[int, Field(ge=1, le=100)]

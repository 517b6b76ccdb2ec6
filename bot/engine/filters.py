"""How a value reads in a text: the filters that authors may use, and the plain form of any value."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.engine.days import in_words, parse_iso
from bot.engine.limits import SHORT_LENGTH


def printed(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    """A value as plain text: nothing for what is absent, words for yes and no, "a, b and c" for several."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return _joined([printed(item) for item in value])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut at a space where one is near, ending in an ellipsis if cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ", length // 2)
    return (cut[:space] if space > 0 else cut).rstrip() + "…"


def first_line(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    """The first line that is not empty."""
    text = printed(value)
    if "\n" not in text:
        return text.strip()
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _short(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    return shortened(first_line(value), SHORT_LENGTH)


def _lower(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    return printed(value).lower()


def _day(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    day = parse_iso(value)
    return in_words(day) if day else printed(value)


def _length(value: Any) -> int:  # noqa: ANN401 - values of a flow are JSON of any kind
    return len(value) if isinstance(value, list | tuple) else len(printed(value))


def _joined(items: list[str]) -> str:
    if len(items) < 2:  # noqa: PLR2004 - "a and b" needs two
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "short": _short,
    "first_line": first_line,
    "lower": _lower,
    "list": printed,
    "day": _day,
    "length": _length,
}

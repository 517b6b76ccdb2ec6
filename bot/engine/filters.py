"""How a value reads in a text: the filters that authors may use, and the plain form of any value."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.engine.days import in_words, parse_iso
from bot.engine.errors import Misauthored
from bot.engine.limits import MANY_CHOICES, MANY_LABEL_LIMIT, MANY_TEXT_LIMIT, SHORT_LENGTH
from bot.engine.markup import rewritten


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


def _wrong_words(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    """What keeps a text from being sent to many as it was typed; nothing where nothing does."""
    try:
        _, words = rewritten(printed(value))
    except Misauthored as fault:
        return f"{fault.reason} {fault.remedy}".strip()
    if not words.strip():
        return "There are no words in it."
    count = len(words)
    if count > MANY_TEXT_LIMIT:
        return f"It has {count} characters, and {MANY_TEXT_LIMIT} fit. Please shorten it by {count - MANY_TEXT_LIMIT}."
    return ""


def lines_of(value: Any) -> list[str]:  # noqa: ANN401 - values of a flow are JSON of any kind
    """The lines that are not empty, without the white space around them."""
    return [" ".join(line.split()) for line in printed(value).splitlines() if line.strip()]


def _wrong_lines(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    """What keeps lines from being buttons, one each; nothing where nothing does."""
    lines = lines_of(value)
    if not 2 <= len(lines) <= MANY_CHOICES:  # noqa: PLR2004 - a choice needs two
        return f"I need 2 to {MANY_CHOICES} lines, one for each button; these are {len(lines)}."
    if len({line.casefold() for line in lines}) < len(lines):
        return "Two of the buttons say the same."
    long = next((line for line in lines if len(line) > MANY_LABEL_LIMIT), None)
    if long is not None:
        return f"'{shortened(long, 20)}' has {len(long)} characters; {MANY_LABEL_LIMIT} fit on a button."
    return ""


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
    "wrong_words": _wrong_words,
    "wrong_lines": _wrong_lines,
}

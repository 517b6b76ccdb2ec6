"""The words of a flow: templates with `{{ values }}`, for messages (safe HTML) and for entries (plain text)."""

from collections.abc import Callable
from html import escape
from typing import Any

from bot.engine.errors import Misauthored
from bot.engine.expressions import FLAT, Expression, Scope
from bot.engine.filters import printed, shortened
from bot.engine.limits import ROTATION_LIMIT, SOURCE_LIMIT, TEXT_LIMIT, VALUE_LIMIT, VALUES_LIMIT
from bot.engine.markup import check_tags
from bot.engine.names import Names


class Template:
    """A text with values, compiled once; `is_html` escapes and shortens the values, the author's tags stay.

    In a text of an entry, which is not HTML, a line whose values print nothing is left out.
    """

    __slots__ = ("names", "render", "source")

    def __init__(self, source: str, *, is_html: bool, names: Names = FLAT) -> None:
        self.source = source
        texts, values = _split(source, names)
        if is_html:
            _check_html("".join(texts), len(values))
        self.names: frozenset[tuple[str, str]] = frozenset().union(*(value.names for value in values))
        self.render: Callable[[Scope], str] = (
            _renderer(texts, values, _write_html) if is_html else _line_renderer(texts, values)
        )
        """The text with its values, from a scope."""

    def __repr__(self) -> str:
        return f"Template({self.source!r})"


class Wording:
    """One text, or several that take turns by the number of the occurrence."""

    __slots__ = ("templates",)

    def __init__(self, templates: tuple[Template, ...]) -> None:
        self.templates = templates

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """All names that any of the wordings reads."""
        return frozenset().union(*(template.names for template in self.templates))

    def render(self, scope: Scope, occurrence: int = 0) -> str:
        """The wording whose turn it is."""
        return self.templates[occurrence % len(self.templates)].render(scope)

    def __repr__(self) -> str:
        return f"Wording({self.templates!r})"


def parse_wording(value: Any, names: Names = FLAT) -> Wording:  # noqa: ANN401 - whatever the author wrote
    """A message text as authored: a text, or `{rotate: [text, text]}`; raises `Misauthored`."""
    if isinstance(value, Wording):
        return value
    if isinstance(value, str):
        return Wording((Template(value.strip(), is_html=True, names=names),))
    if isinstance(value, dict) and set(value) == {"rotate"} and isinstance(value["rotate"], list):
        texts = value["rotate"]
        if not 0 < len(texts) <= ROTATION_LIMIT or not all(isinstance(text, str) for text in texts):
            raise Misauthored(f"'rotate' takes 1 to {ROTATION_LIMIT} texts.", "Put each text in quotes.")
        return Wording(tuple(Template(text.strip(), is_html=True, names=names) for text in texts))
    raise Misauthored(
        "This should be a text.", "Write a text (in quotes if it looks like a number), or rotate: […]."
    )


def _split(source: str, names: Names) -> tuple[list[str], list[Expression]]:
    if len(source) > SOURCE_LIMIT:
        raise Misauthored(
            f"This text has {len(source)} characters with its values; the limit is {SOURCE_LIMIT}."
        )
    first, *others = source.split("{{")
    pieces = [other.partition("}}") for other in others]
    texts = [first, *(text for _, _, text in pieces)]
    is_open = any(not closed for _, closed, _ in pieces)
    if is_open or any(mark in text for text in texts for mark in ("}}", "{%", "{#")):
        raise Misauthored(
            "A text holds only {{ values }}, each closed by }}.", "Use 'if:' on a step for conditions."
        )
    return texts, [Expression(value, names) for value, _, _ in pieces]


def _renderer(
    texts: list[str], values: list[Expression], write: Callable[[Any], str]
) -> Callable[[Scope], str]:
    if not values:
        plain = texts[0]
        return lambda _: plain
    reads = [value.value for value in values]
    if len(values) == 1:
        before, after = texts
        read = reads[0]
        return lambda scope: before + write(read(scope)) + after
    pairs = list(zip(texts, reads, strict=False))
    end = texts[-1]
    return lambda scope: "".join([text + write(read(scope)) for text, read in pairs]) + end


def _line_renderer(texts: list[str], values: list[Expression]) -> Callable[[Scope], str]:
    lines = _in_lines(texts, values)
    readers = [(bool(held), _renderer(pieces, held, printed)) for pieces, held in lines]
    if len(readers) == 1:
        return readers[0][1]

    def render(scope: Scope) -> str:
        written = ((has_values, read(scope)) for has_values, read in readers)
        return "\n".join(words for has_values, words in written if words.strip() or not has_values)

    return render


def _in_lines(texts: list[str], values: list[Expression]) -> list[tuple[list[str], list[Expression]]]:
    """The author's lines, each with its own texts and values."""
    lines: list[tuple[list[str], list[Expression]]] = [([], [])]
    for position, text in enumerate(texts):
        first, *others = text.split("\n")
        lines[-1][0].append(first)
        lines += [([other], []) for other in others]
        lines[-1][1].extend(values[position : position + 1])
    return lines


def _write_html(value: Any) -> str:  # noqa: ANN401 - values of a flow are JSON of any kind
    return escape(shortened(printed(value), VALUE_LIMIT), quote=True)


def _check_html(text: str, values: int) -> None:
    if not text and not values:
        raise Misauthored("This text is empty.", "Write what the person reads.")
    if len(text) > TEXT_LIMIT:
        raise Misauthored(
            f"This text has {len(text)} characters; the limit is {TEXT_LIMIT}.", "Say it in two steps."
        )
    if values > VALUES_LIMIT:
        raise Misauthored(f"A text prints at most {VALUES_LIMIT} values.", "Say it in two steps.")
    check_tags(text)
